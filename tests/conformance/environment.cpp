#include "environment.hpp"

#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "client_core.hpp"

namespace conformance {

namespace {

class Fake : public Server {
 public:
  explicit Fake(bool collects) : cluster_({.collect = collects}) {}
  [[nodiscard]] k8s::Client client() const override { return cluster_.client(); }
  void compact() override { cluster_.compact(); }

 private:
  k8s::testing::FakeCluster cluster_;
};

class FakeOverHttps : public Server {
 public:
  explicit FakeOverHttps(bool collects) : cluster_({.https = true, .collect = collects}) {}
  [[nodiscard]] k8s::Client client() const override { return client_; }
  void compact() override { cluster_.compact(); }

 private:
  k8s::testing::FakeCluster cluster_;
  // The administrator of a real server comes with a certificate too.
  k8s::Client client_{cluster_.config(k8s::testing::Credentials::certificate)};
};

class Real : public Server {
 public:
  explicit Real(bool collects) : plane_({.controllers = controllers(collects)}) {}
  [[nodiscard]] k8s::Client client() const override { return plane_.client(); }
  void compact() override { plane_.compact(); }

 private:
  static std::vector<std::string> controllers(bool collects) {
    if (!collects) return {};
    return {"namespace-controller", "garbage-collector-controller"};
  }
  k8s::testing::ControlPlane plane_;
};

struct Started {
  std::unique_ptr<Server> server;
  std::string why_not;
};

Started start(const std::string& name, bool collects) {
  if (name == "fake") return {std::make_unique<Fake>(collects), {}};
  if (name == "fake_https") return {std::make_unique<FakeOverHttps>(collects), {}};
  try {
    return {std::make_unique<Real>(collects), {}};
  } catch (const k8s::ConfigError& error) {
    return {nullptr, error.what()};
  }
}

using ServerName = std::pair<std::string, bool>;

std::map<ServerName, Started>& servers() {
  static std::map<ServerName, Started> all;
  return all;
}

Started& started(const std::string& name, bool collects) {
  const ServerName key{name, collects};
  if (const auto found = servers().find(key); found != servers().end()) return found->second;
  return servers().emplace(key, start(name, collects)).first->second;
}

// Servers end before main() does, not at some point of static destruction.
class StopServers : public ::testing::Environment {
 public:
  void TearDown() override { servers().clear(); }
};
const auto* const stop_servers = ::testing::AddGlobalTestEnvironment(new StopServers);

}  // namespace

Server& server(const std::string& name, bool collects) {
  return *started(name, collects).server;
}

std::string why_not(const std::string& name, bool collects) {
  return started(name, collects).why_not;
}

void Scene::SetUp() {
  if (const auto reason = why_not(tested(), collects()); !reason.empty()) {
    if (std::getenv("CI") != nullptr) FAIL() << reason;
    GTEST_SKIP() << reason;
  }
  static std::atomic<int> count = 0;
  namespace_ = "conformance-" + std::to_string(++count);
  scope_ = std::make_unique<k8s::testing::ScopedClient>(client());
  k8s::Namespace(k8s::ObjectMeta{.name = namespace_}).save();
}

void Scene::TearDown() {
  scope_.reset();
}

std::string Scene::fill(std::string_view text) const {
  std::string filled(text);
  for (auto at = filled.find("{ns}"); at != std::string::npos; at = filled.find("{ns}", at)) {
    filled.replace(at, 4, namespace_);
  }
  return filled;
}

Answer Scene::raw(k8s::Method method, std::string_view path, std::string body,
                  k8s::Headers headers) const {
  const std::string target = fill(path);
  k8s::Request request{.method = method, .headers = std::move(headers), .body = fill(body)};
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  std::string_view query = question == std::string::npos
                               ? std::string_view()
                               : std::string_view(target).substr(question + 1);
  while (!query.empty()) {
    const auto part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    const auto equals = part.find('=');
    request.query.emplace_back(part.substr(0, equals), equals == std::string_view::npos
                                                           ? std::string_view()
                                                           : part.substr(equals + 1));
  }
  if (!request.body.empty() && request.headers.find("Content-Type") == nullptr) {
    request.headers.set("Content-Type", "application/json");
  }
  request.target = {.verb = "request", .kind = request.path};
  const auto core = client().core();
  // The answer is the first one: a server asks to come again after 10 s. By the client's clock,
  // which pauses of other tests may have moved ahead.
  request.deadline = core->clock()->now() + std::chrono::seconds(9);
  k8s::Response response = core->send(std::move(request));
  return {response.status, std::move(response.headers), std::move(response.body)};
}

std::string at_pointer(const std::string& body, const std::string& pointer) {
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(body, error);
  if (error) return "no JSON: " + body;
  const boost::json::value* const value = parsed.find_pointer(pointer, error);
  return value != nullptr ? boost::json::serialize(*value) : "";
}

k8s::ConfigMap Scene::config_map(std::string name, k8s::Map<std::string> labels) const {
  return k8s::ConfigMap(
      k8s::ObjectMeta{
          .name = std::move(name), .namespace_ = namespace_, .labels = std::move(labels)},
      {{"key", "value"}});
}

k8s::Deployment Scene::deployment(std::string name) const {
  return k8s::Deployment(
      {.name = name, .namespace_ = namespace_, .labels = {{"app", name}}},
      {.replicas = 1,
       .selector = {.matchLabels = {{"app", name}}},
       .template_ = {.metadata = {.labels = {{"app", name}}},
                     .spec = {.containers = {{.name = "main", .image = "example/image:1"}}}}});
}

k8s::Pod Scene::pod(std::string name) const {
  return k8s::Pod({.name = std::move(name), .namespace_ = namespace_},
                  {.containers = {{.name = "main", .image = "example/image:1"}}});
}

}  // namespace conformance
