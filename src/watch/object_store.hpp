#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace k8s::detail {

/// An object that several hold and nobody changes, of a kind that only its Kind tells.
using SharedObject = std::shared_ptr<const void>;

/// Under what an object is found; the namespace is empty for kinds that live outside namespaces.
struct ObjectKey {
  std::string namespace_{};
  std::string name{};

  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

/// The objects of a kind as they are now, with indexes over them. Does no I/O and locks nothing.
class ObjectStore {
 public:
  using Objects = std::map<ObjectKey, SharedObject>;
  /// For each index, the values under which it has an object.
  using IndexValues = std::vector<std::vector<std::string>>;

  explicit ObjectStore(std::size_t index_count) : indexes_(index_count) {}

  /// Puts the object there, in the place of the one that was.
  void put(const ObjectKey& key, SharedObject object, IndexValues values);
  void erase(const ObjectKey& key);

  /// Null if there is none.
  [[nodiscard]] SharedObject find(const ObjectKey& key) const;
  /// In the order of their keys.
  [[nodiscard]] const Objects& objects() const { return objects_; }
  /// What the index of that number has under that value, in the order of the keys.
  [[nodiscard]] std::vector<SharedObject> find_by(std::size_t index,
                                                  const std::string& value) const;

 private:
  using Index = std::map<std::pair<std::string, ObjectKey>, SharedObject>;

  void erase_from_indexes(const ObjectKey& key);

  Objects objects_;
  std::vector<Index> indexes_;
  std::map<ObjectKey, IndexValues> values_;  // of objects that some index has
};

}  // namespace k8s::detail
