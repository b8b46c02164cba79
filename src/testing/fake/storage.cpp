#include "testing/fake/storage.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>

namespace k8s::testing::fake {

bool operator<(const Key& a, const Key& b) {
  if (a.namespace_ == b.namespace_) return a.name < b.name;
  // `a-b/x` comes before `a/x`, since the dash comes before the slash.
  return a.path() < b.path();
}

ObjectPtr Storage::get(std::string_view collection, const Key& key) const {
  const auto found = collections_.find(collection);
  if (found == collections_.end()) return nullptr;
  const auto versions = found->second.find(key);
  return versions == found->second.end() ? nullptr : versions->second.back().object;
}

std::vector<ObjectPtr> Storage::list(std::string_view collection, Revision revision) const {
  std::vector<ObjectPtr> objects;
  const auto found = collections_.find(collection);
  if (found == collections_.end()) return objects;
  for (const auto& [key, versions] : found->second) {
    const auto later = std::ranges::upper_bound(versions, revision, {}, &Version::revision);
    if (later == versions.begin()) continue;
    if (const ObjectPtr& object = std::prev(later)->object) objects.push_back(object);
  }
  return objects;
}

ObjectPtr Storage::seed(std::string_view collection, const Key& key, json::object object) {
  const std::string_view version = text_at(object, {"metadata", "resourceVersion"});
  Revision own = 0;
  std::from_chars(version.data(), version.data() + version.size(), own);
  if (own == 0) return put(collection, key, std::move(object));
  revision_ = std::max(revision_, own - 1);
  ObjectPtr after = std::make_shared<const json::object>(std::move(object));
  commit(collection, key, get(collection, key), after);
  return after;
}

void Storage::restore(Content content) {
  revision_ = content.revision;
  oldest_ = content.oldest;
  collections_ = std::move(content.collections);
  changes_ = std::move(content.changes);
}

std::vector<Change> Storage::as_changes() const {
  std::vector<Change> changes;
  for (const auto& [name, collection] : collections_) {
    for (const auto& [key, versions] : collection) {
      if (const ObjectPtr& object = versions.back().object) {
        changes.push_back({versions.back().revision, name, key, nullptr, object});
      }
    }
  }
  return changes;
}

ObjectPtr Storage::put(std::string_view collection, const Key& key, json::object object) {
  metadata_of(object)["resourceVersion"] = std::to_string(revision_ + 1);
  ObjectPtr after = std::make_shared<const json::object>(std::move(object));
  commit(collection, key, get(collection, key), after);
  return after;
}

ObjectPtr Storage::remove(std::string_view collection, const Key& key) {
  ObjectPtr before = get(collection, key);
  assert(before != nullptr);
  json::object last = *before;
  metadata_of(last)["resourceVersion"] = std::to_string(revision_ + 1);
  commit(collection, key, std::move(before), nullptr);
  return std::make_shared<const json::object>(std::move(last));
}

std::vector<Change> Storage::changes_after(Revision revision) const {
  const auto first = std::ranges::upper_bound(changes_, revision, {}, &Change::revision);
  return {first, changes_.end()};
}

void Storage::compact(Revision revision) {
  while (!changes_.empty() && changes_.front().revision <= revision) forget_oldest_change();
  oldest_ = std::max(oldest_, std::min(revision, revision_));
}

void Storage::commit(std::string_view collection, const Key& key, ObjectPtr before,
                     ObjectPtr after) {
  ++revision_;
  collections_[std::string(collection)][key].push_back({revision_, after});
  changes_.push_back(
      {revision_, std::string(collection), key, std::move(before), std::move(after)});
  if (observer_) observer_(changes_.back());
  if (changes_.size() > history_) forget_oldest_change();
}

void Storage::forget_oldest_change() {
  const Change& change = changes_.front();
  Collection& collection = collections_.find(change.collection)->second;
  const auto found = collection.find(change.key);
  if (found != collection.end()) {
    Versions& versions = found->second;
    // The state at that revision stays readable, the states before it do not.
    versions.erase(versions.begin(),
                   std::ranges::lower_bound(versions, change.revision, {}, &Version::revision));
    if (versions.size() == 1 && versions.front().object == nullptr) collection.erase(found);
  }
  oldest_ = change.revision;
  changes_.pop_front();
}

}  // namespace k8s::testing::fake
