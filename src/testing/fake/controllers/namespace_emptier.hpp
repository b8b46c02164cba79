#pragma once

#include <set>
#include <string>

#include "testing/fake/controller.hpp"

namespace k8s::testing::fake {

/// Deletes what is in a deleted namespace, says in its conditions what is left, and lets the
/// namespace go when nothing is.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
class NamespaceEmptier final : public Controller {
 public:
  explicit NamespaceEmptier(ControllerDesk& desk) : desk_(desk) {}

  void on_change(const Change& change) override;
  bool work() override;

 private:
  struct Rest;

  void empty(const std::string& name);
  [[nodiscard]] Rest delete_content(const std::string& name);
  void write_conditions(const json::object& object, const Rest& rest);

  ControllerDesk& desk_;
  std::set<std::string, std::less<>> terminating_;
  std::set<std::string> due_;
};

}  // namespace k8s::testing::fake
