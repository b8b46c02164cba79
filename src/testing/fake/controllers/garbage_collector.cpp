#include "testing/fake/controllers/garbage_collector.hpp"

#include <algorithm>
#include <utility>

namespace k8s::testing::fake {
namespace {

constexpr const char* orphan_finalizer = "orphan";
constexpr const char* foreground_finalizer = "foregroundDeletion";

bool has_finalizer(const json::object& object, const char* name) {
  const json::array& finalizers = array_at(object, {"metadata", "finalizers"});
  return std::ranges::find(finalizers, json::value(name)) != finalizers.end();
}

bool deletes_dependents(const json::object& object) {
  return is_terminating(object) && has_finalizer(object, foreground_finalizer);
}

bool orphans_dependents(const json::object& object) {
  return is_terminating(object) && has_finalizer(object, orphan_finalizer);
}

/// The references of an object to its owners, by uid.
std::map<std::string, const json::object*, std::less<>> references_of(const ObjectPtr& object) {
  std::map<std::string, const json::object*, std::less<>> references;
  if (object == nullptr) return references;
  const json::array& list = array_at(*object, {"metadata", "ownerReferences"});
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::object& reference = element_at(list, i);
    references.emplace(text_at(reference, "uid"), &reference);
  }
  return references;
}

template <class Unwanted>
void erase_if(json::array& array, const Unwanted& unwanted) {
  array.erase(std::remove_if(array.begin(), array.end(), unwanted), array.end());
}

bool blocks(const json::object& object, std::string_view owner) {
  const json::array& list = array_at(object, {"metadata", "ownerReferences"});
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::object& reference = element_at(list, i);
    if (text_at(reference, "uid") == owner && flag_at(reference, "blockOwnerDeletion")) return true;
  }
  return false;
}

}  // namespace

/// What became of the owners of an object.
struct GarbageCollector::Owners {
  bool any_solid = false;
  std::set<std::string> gone{};
  std::set<std::string> waiting{};  // for their dependents to go
  /// The server does not know the kind of one of them, or it cannot be looked up: nothing is done.
  bool unknown = false;
};

void GarbageCollector::queue(const Place& place) {
  if (queued_.insert(place).second) queue_.push_back(place);
}

void GarbageCollector::queue_dependents(std::string_view uid) {
  const auto found = dependents_.find(uid);
  if (found == dependents_.end()) return;
  for (const Place& place : found->second) queue(place);
}

void GarbageCollector::on_change(const Change& change) {
  const Place place{change.collection, change.key};
  note_references(place, change);
  note_deletion(place, change);
}

/// Keeps the index of dependents, and sees what a change of references makes due.
void GarbageCollector::note_references(const Place& place, const Change& change) {
  const auto before = references_of(change.before);
  const auto after = references_of(change.after);
  if (before.empty() && after.empty()) return;
  for (const auto& [uid, reference] : before) {
    const auto now = after.find(uid);
    const bool blocked = flag_at(*reference, "blockOwnerDeletion");
    const bool still = now != after.end() && flag_at(*now->second, "blockOwnerDeletion");
    if (now == after.end()) {
      const auto found = dependents_.find(uid);
      found->second.erase(place);
      if (found->second.empty()) dependents_.erase(found);
    }
    const auto owner = waiting_.find(uid);
    if (blocked && !still && owner != waiting_.end()) queue(owner->second);
  }
  bool changed = false;
  for (const auto& [uid, reference] : after) {
    changed = dependents_[uid].insert(place).second || changed;
  }
  if (changed || (change.after != nullptr && before.size() != after.size())) queue(place);
}

void GarbageCollector::note_deletion(const Place& place, const Change& change) {
  const std::string uid(uid_of(change.after != nullptr ? *change.after : *change.before));
  if (change.after == nullptr) {
    waiting_.erase(uid);
    queue_dependents(uid);
    return;
  }
  const json::object& object = *change.after;
  const bool waits = deletes_dependents(object);
  if (!waits) waiting_.erase(uid);
  if (!waits && !orphans_dependents(object)) return;
  if (waits && waiting_.emplace(uid, place).second) queue_dependents(uid);
  queue(place);
}

bool GarbageCollector::work() {
  if (queue_.empty()) return false;
  const Place place = std::move(queue_.front());
  queue_.pop_front();
  queued_.erase(place);
  if (const ObjectPtr object = desk_.get(place.collection, place.key)) examine(*object);
  return true;
}

void GarbageCollector::examine(const json::object& object) {
  if (orphans_dependents(object)) return orphan(object);
  if (deletes_dependents(object)) return finish_foreground(object);
  if (is_terminating(object)) return;
  const Resource* const resource = desk_.resource_of(object);
  if (resource == nullptr || array_at(object, {"metadata", "ownerReferences"}).empty()) return;
  const Owners owners = classify(*resource, object);
  if (!owners.unknown) remove_unowned(object, owners);
}

GarbageCollector::Owners GarbageCollector::classify(const Resource& resource,
                                                    const json::object& object) const {
  Owners owners;
  const json::array& references = array_at(object, {"metadata", "ownerReferences"});
  for (std::size_t i = 0; i < references.size(); ++i) {
    const json::object& reference = element_at(references, i);
    const std::string uid(text_at(reference, "uid"));
    const Resource* const kind = desk_.resource_of(reference);
    if (kind == nullptr || (kind->namespaced && !resource.namespaced)) {
      owners.unknown = true;
      continue;
    }
    const std::string_view namespace_ = kind->namespaced ? namespace_of(object) : "";
    const ObjectPtr owner =
        desk_.get(kind->collection(), Key{namespace_, text_at(reference, "name")});
    if (owner == nullptr || uid_of(*owner) != uid) {
      owners.gone.insert(uid);
    } else if (deletes_dependents(*owner)) {
      owners.waiting.insert(uid);
    } else {
      owners.any_solid = true;
    }
  }
  return owners;
}

void GarbageCollector::remove_unowned(const json::object& object, const Owners& owners) {
  if (owners.any_solid) {
    std::set<std::string> lost = owners.gone;
    lost.insert(owners.waiting.begin(), owners.waiting.end());
    if (!lost.empty()) remove_references(object, lost);
    return;
  }
  const std::vector<ObjectPtr> dependents = dependents_of(uid_of(object));
  if (!owners.waiting.empty() && !dependents.empty()) {
    // A circle of owners would wait for itself.
    if (std::ranges::any_of(dependents,
                            [](const auto& each) { return deletes_dependents(*each); })) {
      stop_blocking(object);
    }
    (void)desk_.remove(object, {.propagation = Propagation::foreground});
    return;
  }
  Propagation propagation = Propagation::background;
  if (has_finalizer(object, orphan_finalizer)) propagation = Propagation::orphan;
  if (has_finalizer(object, foreground_finalizer)) propagation = Propagation::foreground;
  (void)desk_.remove(object, {.propagation = propagation});
}

void GarbageCollector::finish_foreground(const json::object& object) {
  const std::string_view uid = uid_of(object);
  const std::vector<ObjectPtr> dependents = dependents_of(uid);
  if (std::ranges::any_of(dependents, [&](const auto& each) { return blocks(*each, uid); })) return;
  remove_finalizer(object, foreground_finalizer);
}

void GarbageCollector::orphan(const json::object& object) {
  const std::string uid(uid_of(object));
  for (const ObjectPtr& dependent : dependents_of(uid)) remove_references(*dependent, {uid});
  remove_finalizer(object, orphan_finalizer);
}

std::vector<ObjectPtr> GarbageCollector::dependents_of(std::string_view uid) const {
  std::vector<ObjectPtr> dependents;
  const auto found = dependents_.find(uid);
  if (found == dependents_.end()) return dependents;
  for (const Place& place : found->second) {
    if (ObjectPtr object = desk_.get(place.collection, place.key)) {
      dependents.push_back(std::move(object));
    }
  }
  return dependents;
}

void GarbageCollector::remove_finalizer(const json::object& object, const char* name) {
  json::object changed = object;
  json::array& finalizers = metadata_of(changed)["finalizers"].get_array();
  erase_if(finalizers, [&](const json::value& each) { return each == json::value(name); });
  if (finalizers.empty()) metadata_of(changed).erase("finalizers");
  (void)desk_.update(std::move(changed));
}

void GarbageCollector::remove_references(const json::object& object,
                                         const std::set<std::string>& uids) {
  json::object changed = object;
  json::array& references = metadata_of(changed)["ownerReferences"].get_array();
  erase_if(references, [&](const json::value& reference) {
    return uids.contains(std::string(text_at(reference.get_object(), "uid")));
  });
  if (references.empty()) metadata_of(changed).erase("ownerReferences");
  (void)desk_.update(std::move(changed));
}

void GarbageCollector::stop_blocking(const json::object& object) {
  json::object changed = object;
  for (json::object* const reference : objects_in(metadata_of(changed), "ownerReferences")) {
    (*reference)["blockOwnerDeletion"] = false;
  }
  (void)desk_.update(std::move(changed));
}

}  // namespace k8s::testing::fake
