// The code of docs/transport.md.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <sstream>
#include <stop_token>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "support/lambda_transport.hpp"

namespace {

using namespace k8s;
using ::testing::HasSubstr;

// [metrics]
class Counters : public Metrics {
 public:
  void try_began(const MetricLabels& /*labels*/) override { ++in_flight; }
  void try_ended(const TryMetrics& metrics) override {
    --in_flight;
    ++requests;
    if (metrics.status == 0 || metrics.status >= 500) ++failures;
    bytes += metrics.transfer.bytes_sent + metrics.transfer.bytes_received;
    if (metrics.transfer.tls_handshake) ++handshakes;
  }
  void retried(const RetryMetrics& /*metrics*/) override { ++retries; }
  void watch_restarted(const WatchRestartMetrics& metrics) override {
    std::clog << metrics.kind << ": the watch was " << to_string(metrics.reason) << '\n';
  }

  std::atomic<int> in_flight = 0, requests = 0, failures = 0, retries = 0, handshakes = 0;
  std::atomic<std::uint64_t> bytes = 0;
};
// [metrics]

// [own transport]
class Recorder : public Transport {
 public:
  explicit Recorder(std::shared_ptr<Transport> network) : network_(std::move(network)) {}
  Response send(const Request& request) override {  // from any thread
    Response response = network_->send(request);
    std::clog << to_string(request.method) << ' ' << request.url() << ": " << response.status
              << '\n';
    return response;
  }

 private:
  std::shared_ptr<Transport> network_;
};
// [own transport]

class TransportPage : public ::testing::Test {
 protected:
  TransportPage()
      : cout_(std::cout.rdbuf(out.rdbuf())),
        cerr_(std::cerr.rdbuf(out.rdbuf())),
        clog_(std::clog.rdbuf(out.rdbuf())) {}
  ~TransportPage() override {
    std::cout.rdbuf(cout_);
    std::cerr.rdbuf(cerr_);
    std::clog.rdbuf(clog_);
    config() = before_;
  }

  std::ostringstream out;

 private:
  std::streambuf* cout_;
  std::streambuf* cerr_;
  std::streambuf* clog_;
  Config before_ = config();
};

TEST_F(TransportPage, Raw) {
  std::string sent;
  const Client client(Config(),
                      std::make_shared<k8s::testing::LambdaTransport>([&](const Request& request) {
                        sent = std::string(to_string(request.method)) + ' ' + request.url();
                        const bool version = request.path == "/version";
                        return k8s::testing::answer(version ? 404 : 200, {}, "requests_total 1\n");
                      }));
  // [raw]
  std::cout << client.raw(Method::get, "/metrics").body;

  Response version = client.raw(Method::get, "/version", {.any_status = true});
  if (version.status != 200) std::cerr << "no API server: " << version.status << '\n';

  client.raw(Method::patch, "/api/v1/namespaces/default/configmaps/a",
             {.query = {{"fieldManager", "me"}},
              .headers = {{"Content-Type", "application/merge-patch+json"}},
              .body = R"({"data": {"greeting": "hello"}})"});
  // [raw]
  EXPECT_EQ(out.str(), "requests_total 1\nno API server: 404\n");
  EXPECT_EQ(sent, "PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=me");
}

TEST_F(TransportPage, Stream) {
  struct Lines : BodyStream {
    End read(std::string& chunk) override {
      if (++count > 2) return End::clean;
      chunk += "line " + std::to_string(count) + '\n';
      return End::none;
    }
    int count = 0;
  };
  const Client client(Config(), std::make_shared<k8s::testing::LambdaTransport>([](const Request&) {
                        Response response = k8s::testing::answer(200);
                        response.stream = std::make_unique<Lines>();
                        return response;
                      }));
  const std::stop_token token;
  // [stream]
  Response log = client.raw(Method::get, "/api/v1/namespaces/default/pods/web/log?follow=true",
                            {.stream = true, .stop = token});
  std::string text;
  while (log.stream->read(text) == BodyStream::End::none) {
    std::cout << text;
    text.clear();
  }
  // [stream]
  EXPECT_EQ(out.str(), "line 1\nline 2\n");
}

TEST_F(TransportPage, Limits) {
  // [limits]
  config().retry_limits.retries = 3;
  config().retry_limits.patience = std::chrono::seconds(20);
  config().rate_limit = {.per_second = 50, .burst = 100};  // off unless set
  // [limits]
  EXPECT_EQ(Client().config().rate_limit.burst, 100);
}

TEST_F(TransportPage, MayHaveBeenDone) {
  const auto create_order = [] { throw TransportError("reset", true); };
  bool looked = false;
  const auto look_whether_it_is_there = [&] { looked = true; };
  // [may have been done]
  try {
    create_order();
  } catch (const TransportError& error) {
    if (error.may_have_been_done()) look_whether_it_is_there();
    std::cerr << error.what() << '\n';
  }
  // [may have been done]
  EXPECT_TRUE(looked);
}

TEST_F(TransportPage, OwnTransport) {
  k8s::testing::FakeCluster cluster;
  cluster.serve();
  const Config config = cluster.config();
  // [use own transport]
  Client client(config, std::make_shared<Recorder>(make_curl_transport(curl_options(config))));
  // [use own transport]
  const std::string version = client.raw(Method::get, "/version").body;
  EXPECT_THAT(version, HasSubstr("gitVersion"));
  EXPECT_EQ(out.str(), "GET /version: 200\n");
}

TEST_F(TransportPage, Warnings) {
  // [warnings]
  config().warning_handler = [](const ServerWarning& warning) {
    std::cerr << warning.request << ": " << warning.text << '\n';
  };
  // [warnings]
  const Client client(config(), std::make_shared<k8s::testing::LambdaTransport>([](const Request&) {
                        return k8s::testing::answer(200, {{"Warning", "299 - \"going away\""}});
                      }));
  client.raw(Method::get, "/x");
  client.raw(Method::get, "/x");
  EXPECT_EQ(out.str(), "GET /x: going away\n");
}

TEST_F(TransportPage, UseMetrics) {
  // [use metrics]
  auto counters = std::make_shared<Counters>();
  config().metrics = counters;
  // [use metrics]
  const Client client(config(), k8s::testing::FakeCluster().transport());
  EXPECT_THROW(client.raw(Method::get, "/api/v1/pods"), Error) << "the cluster is gone";
  EXPECT_EQ(counters->in_flight, 0);
  EXPECT_GT(counters->requests, 0);
}

}  // namespace
