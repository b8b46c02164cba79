#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <k8s/export.hpp>

namespace k8s {

/// A map in a model, from strings to V: a sorted vector with std::map's interface. Lookups take any
/// string without making a std::string of it; adding a key that is greater than all others, as when
/// reading what Kubernetes writes, costs no search.
///
/// Unlike std::map's, its iterators and references end with any change of its size, and its keys
/// must not be changed through an iterator. Copying, moving and destruction are compiled once in
/// the library, and doubled braces (`{{{"a", "b"}, {"c", "d"}}}` would be undefined behaviour) are
/// refused.
template <class V>
class K8S_EXPORT Map {
 public:
  using key_type = std::string;
  using mapped_type = V;
  using value_type = std::pair<std::string, V>;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = value_type&;
  using const_reference = const value_type&;
  using iterator = typename std::vector<value_type>::iterator;
  using const_iterator = typename std::vector<value_type>::const_iterator;

  Map() noexcept;
  /// Of two entries of one key the first stays, as in std::map.
  Map(std::initializer_list<value_type> entries);
  Map(std::initializer_list<std::initializer_list<std::initializer_list<const char*>>>) = delete;
  template <std::input_iterator Iterator>
    requires std::convertible_to<std::iter_reference_t<Iterator>, value_type>
  Map(Iterator first, Iterator last) {
    insert(first, last);
  }
  Map(const Map& other);
  Map(Map&& other) noexcept;
  ~Map();
  Map& operator=(const Map& other);
  Map& operator=(Map&& other) noexcept;
  Map& operator=(std::initializer_list<value_type> entries);
  template <std::same_as<const char*> Text>
  Map& operator=(std::initializer_list<std::initializer_list<std::initializer_list<Text>>>) =
      delete;

  [[nodiscard]] iterator begin() noexcept { return entries_.begin(); }
  [[nodiscard]] iterator end() noexcept { return entries_.end(); }
  [[nodiscard]] const_iterator begin() const noexcept { return entries_.begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return entries_.end(); }
  [[nodiscard]] const_iterator cbegin() const noexcept { return entries_.cbegin(); }
  [[nodiscard]] const_iterator cend() const noexcept { return entries_.cend(); }

  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  [[nodiscard]] size_type size() const noexcept { return entries_.size(); }
  void clear() noexcept;
  void reserve(size_type count);

  /// The value of that key, made if it was absent.
  V& operator[](std::string_view key);
  /// \throws std::out_of_range if there is no such key
  [[nodiscard]] V& at(std::string_view key);
  [[nodiscard]] const V& at(std::string_view key) const;
  [[nodiscard]] iterator find(std::string_view key);
  [[nodiscard]] const_iterator find(std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const;
  [[nodiscard]] size_type count(std::string_view key) const;
  /// The first entry whose key is not less.
  [[nodiscard]] iterator lower_bound(std::string_view key);
  [[nodiscard]] const_iterator lower_bound(std::string_view key) const;
  /// The first entry whose key is greater.
  [[nodiscard]] iterator upper_bound(std::string_view key);
  [[nodiscard]] const_iterator upper_bound(std::string_view key) const;

  /// Adds the entry unless its key is there; tells where it is and whether it was added.
  std::pair<iterator, bool> insert(value_type entry);
  void insert(std::initializer_list<value_type> entries);
  template <std::input_iterator Iterator>
  void insert(Iterator first, Iterator last) {
    for (; first != last; ++first) insert(value_type(*first));
  }
  /// Adds the entry, or gives its key the new value.
  std::pair<iterator, bool> insert_or_assign(std::string_view key, V value);
  /// As insert(value_type(arguments...)).
  template <class... Arguments>
  std::pair<iterator, bool> emplace(Arguments&&... arguments) {
    return insert(value_type(std::forward<Arguments>(arguments)...));
  }
  /// As insert, but makes the value only if the key is new.
  template <class... Arguments>
  std::pair<iterator, bool> try_emplace(std::string_view key, Arguments&&... arguments) {
    const iterator place = lower_bound(key);
    if (place != end() && place->first == key) return {place, false};
    return {entries_.emplace(place, std::piecewise_construct, std::forward_as_tuple(key),
                             std::forward_as_tuple(std::forward<Arguments>(arguments)...)),
            true};
  }

  /// How many entries of that key were removed: 1 or 0.
  size_type erase(std::string_view key);
  /// The entry that follows the removed one.
  iterator erase(const_iterator entry);
  iterator erase(const_iterator first, const_iterator last);

  friend bool operator==(const Map& a, const Map& b) { return a.equals(b); }

 private:
  [[nodiscard]] size_type position(std::string_view key) const;
  [[nodiscard]] bool equals(const Map& other) const;

  std::vector<value_type> entries_;  // sorted by key, no key twice
};

}  // namespace k8s
