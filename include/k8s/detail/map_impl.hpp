#pragma once

// The bodies of Map<V>. Generated sources and users who describe a model of their own include it
// and instantiate Map<V> explicitly; nobody else needs it.

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <k8s/map.hpp>

namespace k8s {

template <class V>
Map<V>::Map() noexcept = default;

template <class V>
Map<V>::Map(std::initializer_list<value_type> entries) {
  entries_.reserve(entries.size());
  insert(entries);
}

template <class V>
Map<V>::Map(const Map& other) = default;

template <class V>
Map<V>::Map(Map&& other) noexcept = default;

template <class V>
Map<V>::~Map() = default;

template <class V>
Map<V>& Map<V>::operator=(const Map& other) = default;

template <class V>
Map<V>& Map<V>::operator=(Map&& other) noexcept = default;

template <class V>
Map<V>& Map<V>::operator=(std::initializer_list<value_type> entries) {
  return *this = Map(entries);
}

template <class V>
void Map<V>::clear() noexcept {
  entries_.clear();
}

template <class V>
void Map<V>::reserve(size_type count) {
  entries_.reserve(count);
}

template <class V>
typename Map<V>::size_type Map<V>::position(std::string_view key) const {
  if (entries_.empty() || entries_.back().first < key) return entries_.size();
  const auto place = std::lower_bound(
      entries_.begin(), entries_.end(), key,
      [](const value_type& entry, std::string_view wanted) { return entry.first < wanted; });
  return static_cast<size_type>(place - entries_.begin());
}

template <class V>
typename Map<V>::iterator Map<V>::lower_bound(std::string_view key) {
  return entries_.begin() + static_cast<difference_type>(position(key));
}

template <class V>
typename Map<V>::const_iterator Map<V>::lower_bound(std::string_view key) const {
  return entries_.begin() + static_cast<difference_type>(position(key));
}

template <class V>
typename Map<V>::iterator Map<V>::upper_bound(std::string_view key) {
  const iterator place = lower_bound(key);
  return place != end() && place->first == key ? place + 1 : place;
}

template <class V>
typename Map<V>::const_iterator Map<V>::upper_bound(std::string_view key) const {
  const const_iterator place = lower_bound(key);
  return place != end() && place->first == key ? place + 1 : place;
}

template <class V>
typename Map<V>::iterator Map<V>::find(std::string_view key) {
  const iterator place = lower_bound(key);
  return place != end() && place->first == key ? place : end();
}

template <class V>
typename Map<V>::const_iterator Map<V>::find(std::string_view key) const {
  const const_iterator place = lower_bound(key);
  return place != end() && place->first == key ? place : end();
}

template <class V>
bool Map<V>::contains(std::string_view key) const {
  return find(key) != end();
}

template <class V>
typename Map<V>::size_type Map<V>::count(std::string_view key) const {
  return contains(key) ? 1 : 0;
}

template <class V>
V& Map<V>::operator[](std::string_view key) {
  return try_emplace(key).first->second;
}

template <class V>
const V& Map<V>::at(std::string_view key) const {
  const const_iterator place = find(key);
  if (place == end()) throw std::out_of_range("k8s::Map has no key \"" + std::string(key) + '"');
  return place->second;
}

template <class V>
V& Map<V>::at(std::string_view key) {
  return const_cast<V&>(std::as_const(*this).at(key));
}

template <class V>
std::pair<typename Map<V>::iterator, bool> Map<V>::insert(value_type entry) {
  const iterator place = lower_bound(entry.first);
  if (place != end() && place->first == entry.first) return {place, false};
  return {entries_.insert(place, std::move(entry)), true};
}

template <class V>
void Map<V>::insert(std::initializer_list<value_type> entries) {
  insert(entries.begin(), entries.end());
}

template <class V>
std::pair<typename Map<V>::iterator, bool> Map<V>::insert_or_assign(std::string_view key, V value) {
  const iterator place = lower_bound(key);
  if (place != end() && place->first == key) {
    place->second = std::move(value);
    return {place, false};
  }
  return {entries_.emplace(place, std::string(key), std::move(value)), true};
}

template <class V>
typename Map<V>::size_type Map<V>::erase(std::string_view key) {
  const const_iterator place = find(key);
  if (place == end()) return 0;
  entries_.erase(place);
  return 1;
}

template <class V>
typename Map<V>::iterator Map<V>::erase(const_iterator entry) {
  return entries_.erase(entry);
}

template <class V>
typename Map<V>::iterator Map<V>::erase(const_iterator first, const_iterator last) {
  return entries_.erase(first, last);
}

template <class V>
bool Map<V>::equals(const Map& other) const {
  return entries_ == other.entries_;
}

}  // namespace k8s
