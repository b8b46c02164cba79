#include "watch/object_store.hpp"

#include <algorithm>

namespace k8s::detail {

void ObjectStore::put(const ObjectKey& key, SharedObject object, IndexValues values) {
  erase_from_indexes(key);
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    for (const std::string& value : values[i]) indexes_[i].insert_or_assign({value, key}, object);
  }
  if (!indexes_.empty()) values_[key] = std::move(values);
  objects_[key] = std::move(object);
}

void ObjectStore::erase(const ObjectKey& key) {
  erase_from_indexes(key);
  objects_.erase(key);
}

SharedObject ObjectStore::find(const ObjectKey& key) const {
  const auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<SharedObject> ObjectStore::find_by(std::size_t index, const std::string& value) const {
  std::vector<SharedObject> found;
  const Index& entries = indexes_.at(index);
  for (auto entry = entries.lower_bound({value, {}});
       entry != entries.end() && entry->first.first == value; ++entry) {
    found.push_back(entry->second);
  }
  return found;
}

void ObjectStore::erase_from_indexes(const ObjectKey& key) {
  const auto values = values_.find(key);
  if (values == values_.end()) return;
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    for (const std::string& value : values->second[i]) indexes_[i].erase({value, key});
  }
  values_.erase(values);
}

}  // namespace k8s::detail
