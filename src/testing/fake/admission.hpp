#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/objects.hpp"

// The hooks of a test that refuse or rewrite what is to be stored, as admission webhooks do.
// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/

namespace k8s::testing::fake {

class Admissions {
 public:
  void add(RequestFilter filter, FakeCluster::AdmissionHook hook);
  /// \throws Refusal
  void review(const Target& target, json::object* fresh, const json::object* old, bool dry_run,
              std::vector<std::string>& warnings) const;

  /// Whether this thread is inside a hook, where the cluster cannot be called.
  [[nodiscard]] static bool is_running() noexcept;

 private:
  struct Rule {
    RequestFilter filter{};
    FakeCluster::AdmissionHook hook{};
  };
  mutable std::mutex mutex_;
  std::vector<Rule> rules_;
};

}  // namespace k8s::testing::fake
