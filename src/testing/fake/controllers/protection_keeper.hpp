#pragma once

#include <set>
#include <string>
#include <utility>

#include "testing/fake/controller.hpp"

namespace k8s::testing::fake {

/// Lets deleted volumes, claims and classes of volumes go once nothing uses them.
/// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
class ProtectionKeeper final : public Controller {
 public:
  explicit ProtectionKeeper(ControllerDesk& desk) : desk_(desk) {}

  void on_change(const Change& change) override;
  bool work() override;

 private:
  using Place = std::pair<std::string, Key>;  // the collection and the object

  [[nodiscard]] bool is_in_use(const std::string& collection, const json::object& object) const;

  ControllerDesk& desk_;
  /// What waits to be let go.
  std::set<Place> held_;
  std::set<Place> due_;
};

}  // namespace k8s::testing::fake
