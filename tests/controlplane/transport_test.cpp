// What requests meet on their way to a real kube-apiserver.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/metrics.hpp>
#include <k8s/models/core/v1/config_map.hpp>
#include <k8s/testing/control_plane.hpp>

namespace k8s::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// One control plane for all tests of the file.
class RealServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster = std::make_unique<ControlPlane>(); }
  static void TearDownTestSuite() { cluster.reset(); }

  Config config = cluster->config();
  static inline std::unique_ptr<ControlPlane> cluster;
};

TEST_F(RealServerTest, RawReachesWhatIsNoObject) {
  const Client client(config);
  EXPECT_THAT(client.raw(Method::get, "/metrics").body, HasSubstr("apiserver_request_total"));
  EXPECT_EQ(client.raw(Method::get, "/healthz?verbose=1").status, 200);
  EXPECT_EQ(client.raw(Method::get, "/no/such/path", {.any_status = true}).status, 404);
  EXPECT_THROW(client.raw(Method::get, "/no/such/path"), NotFound);
}

TEST_F(RealServerTest, RawPatchesAndStreams) {
  const Client client(config);
  const std::string path = "/api/v1/namespaces/default/configmaps";
  client.raw(Method::post, path, {.body = R"({"metadata": {"name": "raw"}})"});
  client.raw(Method::patch, path + "/raw",
             {.headers = {{"Content-Type", "application/merge-patch+json"}},
              .body = R"({"data": {"a": "b"}})"});
  Response watch = client.raw(
      Method::get, path + "?watch=true&resourceVersion=0",
      {.query = {{"fieldSelector", "metadata.name=raw"}, {"timeoutSeconds", "1"}}, .stream = true});
  std::string events;
  while (watch.stream->read(events) == BodyStream::End::none) {
  }
  EXPECT_THAT(events, AllOf(HasSubstr(R"("type":"ADDED")"), HasSubstr(R"("data":{"a":"b"})")));
}

TEST_F(RealServerTest, WarningsComeOnceEach) {
  std::vector<std::string> warnings;
  config.warning_handler = [&](const ServerWarning& warning) {
    warnings.emplace_back(warning.text);
  };
  const Client client(config);
  for (int i = 0; i < 2; ++i) {
    client.raw(Method::post, "/api/v1/namespaces/default/configmaps?dryRun=All",
               {.body = R"({"metadata": {"name": "warned"}, "one": 1, "two": 2})"});
  }
  EXPECT_THAT(warnings, ElementsAre(R"(unknown field "one")", R"(unknown field "two")"));
}

struct Counters : Metrics {
  void try_ended(const TryMetrics& metrics) override {
    ++tries;
    handshakes += metrics.transfer.tls_handshake ? 1 : 0;
    bytes += static_cast<int>(metrics.transfer.bytes_received);
  }
  std::atomic<int> tries = 0, handshakes = 0, bytes = 0;
};

TEST_F(RealServerTest, MetricsTellOfConnections) {
  const auto counters = std::make_shared<Counters>();
  config.metrics = counters;
  const Client client(config);
  for (int i = 0; i < 3; ++i) client.raw(Method::get, "/version");
  EXPECT_EQ(counters->tries, 3);
  EXPECT_EQ(counters->handshakes, 1);
  EXPECT_GT(counters->bytes, 3 * 100);
}

TEST_F(RealServerTest, WatchesShareAConnection) {
  const auto counters = std::make_shared<Counters>();
  config.metrics = counters;
  const Client client(config);
  ConfigMap object;
  object.metadata.name = "watched";
  object.metadata.namespace_ = "default";
  object.save({.client = client});
  std::vector<WatchRange<ConfigMap>> watches;
  for (int i = 0; i < 50; ++i) {
    watches.push_back(ConfigMap::watch_list(
        {.namespace_ = "default", .fields = {{"metadata.name", "watched"}}, .client = client}));
    EXPECT_EQ(watches.back().next()->object.metadata.name, "watched");
  }
  object.data = {{"a", "b"}};
  object.save({.client = client});
  for (auto& each : watches) EXPECT_EQ(each.next()->type, "MODIFIED");
  EXPECT_EQ(counters->tries, 52);
  EXPECT_EQ(counters->handshakes, 2) << "one for the watches, one for the others";
}

}  // namespace
}  // namespace k8s::testing
