#include "watch/told_objects.hpp"

#include <string_view>

namespace k8s::detail {
namespace {

/// A server that sends no uid leaves the name to tell objects apart.
bool same_object(std::string_view uid, std::string_view other) {
  return uid.empty() || other.empty() || uid == other;
}

}  // namespace

std::vector<ToldObjects::Lost> ToldObjects::missing_from(const std::vector<Identity>& list) {
  std::map<Key, std::string_view> uids;
  for (const auto& object : list) uids.emplace(key_of(object), object.uid);
  std::vector<Lost> lost;
  for (auto object = objects_.begin(); object != objects_.end();) {
    const auto current = object++;
    const auto found = uids.find(current->first);
    if (found == uids.end() || !same_object(found->second, current->second.uid)) {
      lost.push_back(forget(current));
    }
  }
  return lost;
}

std::optional<ToldObjects::Lost> ToldObjects::replaced_by(const Identity& object) {
  const auto known = objects_.find(key_of(object));
  if (known == objects_.end() || same_object(known->second.uid, object.uid)) return std::nullopt;
  return forget(known);
}

ToldObjects::Tell ToldObjects::listed(const Identity& object) const {
  if (was_told(object)) return Tell::nothing;
  return objects_.contains(key_of(object)) ? Tell::as_modified : Tell::as_added;
}

bool ToldObjects::was_told(const Identity& object) const {
  const auto known = objects_.find(key_of(object));
  if (known == objects_.end() || !known->second.state) return false;
  return same_object(known->second.uid, object.uid) &&
         (*known->second.state)->resourceVersion == object.resourceVersion;
}

void ToldObjects::told(const Identity& object, std::string state) {
  if (state.size() > longest_state_) state = {};
  const auto known = objects_.try_emplace(key_of(object)).first;
  if (known->second.state) states_.erase(*known->second.state);
  states_.push_front({known, object.resourceVersion, std::move(state)});
  known->second = {object.uid, states_.begin()};
  if (states_.size() > capacity_) {
    states_.back().object->second.state.reset();
    states_.pop_back();
  }
}

std::optional<ToldObjects::Lost> ToldObjects::deleted(const Identity& object) {
  const auto known = objects_.find(key_of(object));
  if (known == objects_.end() || !same_object(known->second.uid, object.uid)) return std::nullopt;
  return forget(known);
}

ToldObjects::Lost ToldObjects::forget(Objects::iterator object) {
  Lost lost;
  lost.identity.uid = std::move(object->second.uid);
  if (const auto state = object->second.state) {
    lost.identity.resourceVersion = std::move((*state)->resourceVersion);
    lost.state = std::move((*state)->json);
    states_.erase(*state);
  }
  auto node = objects_.extract(object);
  lost.identity.namespace_ = std::move(node.key().first);
  lost.identity.name = std::move(node.key().second);
  return lost;
}

}  // namespace k8s::detail
