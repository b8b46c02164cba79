#include "testing/fake/controllers/reconciler.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/controllers/workload.hpp"
#include "testing/fake/metadata.hpp"

namespace k8s::testing::fake {

void Reconciler::on_change(const Change& change) {
  if (change.collection == collection_) {
    if (change.after != nullptr) due_.insert(change.key);
    return;
  }
  if (std::ranges::find(dependents_, change.collection) == dependents_.end()) return;
  queue_owner(change.before);
  queue_owner(change.after);
}

void Reconciler::queue_owner(const ObjectPtr& dependent) {
  if (dependent == nullptr) return;
  const json::object* const reference = controller_of(*dependent);
  if (reference == nullptr || text_at(*reference, "kind") != kind_) return;
  due_.insert(Key{namespace_of(*dependent), text_at(*reference, "name")});
}

bool Reconciler::work() {
  const Clock::Instant now = desk_.clock().now();
  for (auto timed = later_.begin(); timed != later_.end();) {
    if (timed->second > now) {
      ++timed;
      continue;
    }
    due_.insert(timed->first);
    timed = later_.erase(timed);
  }
  if (due_.empty()) return false;
  const Key key = due_.extract(due_.begin()).value();
  if (const ObjectPtr object = desk_.get(collection_, key)) reconcile(*object);
  return true;
}

std::optional<Clock::Instant> Reconciler::next_due() const {
  std::optional<Clock::Instant> next;
  for (const auto& [key, when] : later_) {
    if (!next || when < *next) next = when;
  }
  return next;
}

void Reconciler::look_again(const json::object& object, Clock::Instant when) {
  const auto [entry, fresh] = later_.emplace(Key{namespace_of(object), name_of(object)}, when);
  if (!fresh) entry->second = std::min(entry->second, when);
}

std::vector<ObjectPtr> Reconciler::claim(const json::object& owner, std::string_view collection) {
  std::vector<ObjectPtr> claimed;
  const json::object& selector = object_at(owner, {"spec", "selector"});
  for (const ObjectPtr& object : desk_.list(collection, namespace_of(owner))) {
    if (const json::object* const reference = controller_of(*object)) {
      if (text_at(*reference, "uid") == uid_of(owner)) claimed.push_back(object);
      continue;
    }
    const bool selected = !selector.empty() && !is_terminating(*object) && !is_terminating(owner) &&
                          selector_matches(selector, object_at(*object, {"metadata", "labels"}));
    if (!selected) continue;
    json::object adopted = *object;
    json::value& references = metadata_of(adopted)["ownerReferences"];
    if (!references.is_array()) references.emplace_array();
    references.get_array().push_back(controller_reference(owner));
    if (ObjectPtr stored = desk_.update(std::move(adopted))) claimed.push_back(std::move(stored));
  }
  return claimed;
}

}  // namespace k8s::testing::fake
