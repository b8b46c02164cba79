#pragma once

#include <set>

#include "testing/fake/controller.hpp"

namespace k8s::testing::fake {

/// Counts what is used of ResourceQuotas when they are new or other than before, and when something
/// is gone that they count. What is created, admission counts.
/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
class QuotaKeeper final : public Controller {
 public:
  explicit QuotaKeeper(ControllerDesk& desk) : desk_(desk) {}

  void on_change(const Change& change) override;
  bool work() override;

 private:
  void count(const json::object& quota);

  ControllerDesk& desk_;
  std::set<Key> due_;
  /// Whose content has become less.
  std::set<std::string> namespaces_;
};

}  // namespace k8s::testing::fake
