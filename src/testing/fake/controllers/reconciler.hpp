#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/controller.hpp"

namespace k8s::testing::fake {

/// A controller of one kind, which looks at an object whenever it, or what it controls, changes.
class Reconciler : public Controller {
 public:
  void on_change(const Change& change) final;
  bool work() final;
  [[nodiscard]] std::optional<Clock::Instant> next_due() const final;

 protected:
  /// \param collection of the objects of this controller
  /// \param kind what their dependents' references say
  /// \param dependents the collections of what they control
  Reconciler(ControllerDesk& desk, std::string collection, std::string kind,
             std::vector<std::string> dependents)
      : desk_(desk),
        collection_(std::move(collection)),
        kind_(std::move(kind)),
        dependents_(std::move(dependents)) {}

  /// Makes the cluster more like what the object asks for. What it changes may make it due again.
  virtual void reconcile(const json::object& object) = 0;

  [[nodiscard]] ControllerDesk& desk() const noexcept { return desk_; }
  /// Looks at the object again then.
  void look_again(const json::object& object, Clock::Instant when);

  /// What of a collection the object controls. What its selector selects and nobody controls it
  /// takes over.
  [[nodiscard]] std::vector<ObjectPtr> claim(const json::object& owner,
                                             std::string_view collection);

 private:
  void queue_owner(const ObjectPtr& dependent);

  ControllerDesk& desk_;
  const std::string collection_;
  const std::string kind_;
  const std::vector<std::string> dependents_;
  std::set<Key> due_;
  std::map<Key, Clock::Instant> later_;
};

}  // namespace k8s::testing::fake
