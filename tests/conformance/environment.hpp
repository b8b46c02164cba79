#pragma once

#include <atomic>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace conformance {

/// An API server that the suite runs against, one for the whole run.
class Server {
 public:
  virtual ~Server() = default;
  [[nodiscard]] virtual k8s::Client client() const = 0;
  /// Makes every resourceVersion up to now too old.
  virtual void compact() = 0;
};

/// "fake" (in process), "fake_https", "cluster" (a real etcd and kube-apiserver).
/// \param collects whether it empties deleted namespaces and collects dependents
Server& server(const std::string& name, bool collects);
/// Why that server is not to be had; empty if it is.
std::string why_not(const std::string& name, bool collects);

/// What the server said to a request that is no verb of the library.
struct Answer {
  int code = 0;
  k8s::Headers headers{};
  std::string body{};
};

/// Each test has a server as its default client and a namespace of its own.
class Scene : public ::testing::Test {
 protected:
  /// The name of the server.
  [[nodiscard]] virtual std::string tested() const = 0;
  void SetUp() override;
  void TearDown() override;
  /// Whether the server empties deleted namespaces and collects dependents.
  [[nodiscard]] virtual bool collects() const { return false; }

  [[nodiscard]] const std::string& ns() const { return namespace_; }
  [[nodiscard]] k8s::Client client() const { return api().client(); }
  [[nodiscard]] Server& api() const { return server(tested(), collects()); }

  /// `path` may hold `{ns}`. \param query as it stands in a URL, not encoded: `a=b&c=d e`
  [[nodiscard]] Answer raw(k8s::Method method, std::string_view path, std::string body = {},
                           k8s::Headers headers = {}) const;
  /// `text` with `{ns}` replaced.
  [[nodiscard]] std::string fill(std::string_view text) const;

  [[nodiscard]] k8s::ConfigMap config_map(std::string name,
                                          k8s::Map<std::string> labels = {}) const;
  [[nodiscard]] k8s::Deployment deployment(std::string name) const;
  [[nodiscard]] k8s::Pod pod(std::string name) const;

 private:
  std::string namespace_;
  std::unique_ptr<k8s::testing::ScopedClient> scope_;
};

/// A test that runs on each server that CONFORMANCE_SERVERS names.
class Conformance : public Scene, public ::testing::WithParamInterface<std::string> {
 protected:
  [[nodiscard]] std::string tested() const override { return GetParam(); }
};

/// The JSON at a JSON pointer in a body; empty if there is none, and a complaint if the body is no
/// JSON.
[[nodiscard]] std::string at_pointer(const std::string& body, const std::string& pointer);

/// The names of the objects, in their order.
template <class Objects>
std::vector<std::string> names(const Objects& objects) {
  std::vector<std::string> result;
  for (const auto& object : objects) result.push_back(object.metadata.name);
  return result;
}

inline std::string server_name(const ::testing::TestParamInfo<std::string>& tested) {
  return tested.param;
}

/// A suite of tests that run on every server.
#define CONFORMANCE_SUITE(Suite)                      \
  class Suite : public ::conformance::Conformance {}; \
  CONFORMANCE_SERVERS(Suite)
#define CONFORMANCE_SERVERS(Suite)                                                        \
  INSTANTIATE_TEST_SUITE_P(On, Suite, ::testing::Values("fake", "fake_https", "cluster"), \
                           ::conformance::server_name)

}  // namespace conformance
