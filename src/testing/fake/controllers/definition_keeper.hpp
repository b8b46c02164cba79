#pragma once

#include <map>
#include <set>
#include <string>

#include "testing/fake/controller.hpp"

namespace k8s::testing::fake {

/// Establishes CustomResourceDefinitions, offers the kinds that they describe, and deletes all
/// objects of a kind before its definition goes.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
class DefinitionKeeper final : public Controller {
 public:
  DefinitionKeeper(ControllerDesk& desk, ResourceRegistry& resources)
      : desk_(desk), resources_(resources) {}

  void on_change(const Change& change) override;
  bool work() override;

 private:
  void examine(const json::object& definition);
  void establish(json::object definition);
  void accept_names(json::object definition);
  void finish(json::object definition);

  ControllerDesk& desk_;
  ResourceRegistry& resources_;
  std::set<std::string> due_;  // names of definitions
  /// Definitions that wait for their objects to go, by the collection of these.
  std::map<std::string, std::string, std::less<>> emptying_;
};

}  // namespace k8s::testing::fake
