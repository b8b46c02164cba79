#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <k8s/http.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/route.hpp"
#include "testing/https_server.hpp"

// What a test has said that shall go wrong, and how it does.

namespace k8s::testing::fake {

[[nodiscard]] bool meets(const RequestFilter& filter, const Route& route);

/// The rules of a test. Thread-safe.
class Faults {
 public:
  void add(RequestFilter filter, Fault fault);
  void add(RequestFilter filter, FakeCluster::Hook hook);
  void clear();

  /// The fault that a request meets; each time counts.
  [[nodiscard]] std::optional<Fault> next_fault(const Route& route);
  /// What the hooks answer to it.
  [[nodiscard]] std::optional<Response> ask_hooks(const Route& route, const Request& request) const;

 private:
  struct FaultRule {
    RequestFilter filter{};
    Fault fault{};
  };
  struct HookRule {
    RequestFilter filter{};
    FakeCluster::Hook hook{};
  };
  mutable std::mutex mutex_;
  std::vector<FaultRule> faults_;
  std::vector<HookRule> hooks_;
};

/// Lets an answer, which may be a watch, go wrong on its way.
void spoil(detail::ServerResponse& answer, const Fault& fault);

}  // namespace k8s::testing::fake
