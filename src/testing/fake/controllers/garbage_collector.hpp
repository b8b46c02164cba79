#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "testing/fake/controller.hpp"

namespace k8s::testing::fake {

/// Deletes what has lost its owners, and does what an owner's deletion asks for: its dependents go
/// before it (foreground), after it (background), or stay and forget it (orphan).
/// https://kubernetes.io/docs/concepts/architecture/garbage-collection/
class GarbageCollector final : public Controller {
 public:
  explicit GarbageCollector(ControllerDesk& desk) : desk_(desk) {}

  void on_change(const Change& change) override;
  bool work() override;

 private:
  struct Place {
    std::string collection{};
    Key key{};
    friend bool operator<(const Place& a, const Place& b) {
      return a.collection == b.collection ? a.key < b.key : a.collection < b.collection;
    }
  };
  struct Owners;

  void queue(const Place& place);
  void queue_dependents(std::string_view uid);
  void note_references(const Place& place, const Change& change);
  void note_deletion(const Place& place, const Change& change);

  [[nodiscard]] std::vector<ObjectPtr> dependents_of(std::string_view uid) const;
  [[nodiscard]] Owners classify(const Resource& resource, const json::object& object) const;
  void examine(const json::object& object);
  void remove_unowned(const json::object& object, const Owners& owners);
  void finish_foreground(const json::object& object);
  void orphan(const json::object& object);
  void remove_finalizer(const json::object& object, const char* name);
  void remove_references(const json::object& object, const std::set<std::string>& uids);
  void stop_blocking(const json::object& object);

  ControllerDesk& desk_;
  std::map<std::string, std::set<Place>, std::less<>> dependents_;  // by the owner's uid
  /// Owners that wait for their dependents, by uid.
  std::map<std::string, Place, std::less<>> waiting_;
  std::deque<Place> queue_;
  std::set<Place> queued_;
};

}  // namespace k8s::testing::fake
