#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

using Revision = std::uint64_t;

/// Where an object stands in its collection. Collections are ordered as etcd orders its paths.
struct Key {
  Key() = default;
  Key(std::string_view its_namespace, std::string_view its_name)
      : namespace_(its_namespace), name(its_name) {}

  std::string namespace_{};
  std::string name{};

  /// `namespace/name`, or the name alone.
  [[nodiscard]] std::string path() const {
    return namespace_.empty() ? name : namespace_ + "/" + name;
  }
  friend bool operator==(const Key&, const Key&) = default;
  friend bool operator<(const Key& a, const Key& b);
};

/// One change of one object.
struct Change {
  Revision revision = 0;
  std::string collection{};
  Key key{};
  ObjectPtr before{};  // null if it was created
  ObjectPtr after{};   // null if it was deleted
};

/// Objects with their history: what etcd is to the real server. One counter numbers all changes of
/// all collections, and any state since the last compaction can be read.
///
/// Thread safety: none; ApiServer guards it.
class Storage {
 public:
  using Observer = std::function<void(const Change&)>;

  /// \param history how many changes are remembered before the oldest are compacted
  explicit Storage(std::size_t history) : history_(history) {}

  /// Told of each change, in order.
  void observe(Observer observer) { observer_ = std::move(observer); }

  /// The revision of the last change.
  [[nodiscard]] Revision revision() const noexcept { return revision_; }
  /// States at this revision and later can be read, and the changes after it.
  [[nodiscard]] Revision oldest() const noexcept { return oldest_; }

  /// The object as it is; null if there is none.
  [[nodiscard]] ObjectPtr get(std::string_view collection, const Key& key) const;
  /// The objects of a collection as they were at a revision that is not compacted, in order.
  [[nodiscard]] std::vector<ObjectPtr> list(std::string_view collection, Revision revision) const;

  /// Stores an object as it is. The counter goes on from its resourceVersion, if that is ahead.
  ObjectPtr seed(std::string_view collection, const Key& key, json::object object);
  /// Stores an object, with its resourceVersion set.
  ObjectPtr put(std::string_view collection, const Key& key, json::object object);
  /// Removes an object that is there. Returns its last state with the resourceVersion of the
  /// removal.
  ObjectPtr remove(std::string_view collection, const Key& key);

  /// The changes after a revision that is not compacted, of all collections.
  [[nodiscard]] std::vector<Change> changes_after(Revision revision) const;

  /// Forgets all states before `revision`.
  void compact(Revision revision);

 private:
  struct Version {
    Revision revision = 0;
    ObjectPtr object{};  // null if it was deleted
  };
  using Versions = std::vector<Version>;
  using Collection = std::map<Key, Versions>;
  using Collections = std::map<std::string, Collection, std::less<>>;

 public:
  /// Everything that is stored.
  struct Content {
    Revision revision = 0;
    Revision oldest = 0;
    Collections collections{};
    std::deque<Change> changes{};
  };
  [[nodiscard]] Content save() const { return {revision_, oldest_, collections_, changes_}; }
  /// Goes back to it, which observers are not told of.
  void restore(Content content);
  /// Each object that there is, as if it had just been created.
  [[nodiscard]] std::vector<Change> as_changes() const;

 private:
  void commit(std::string_view collection, const Key& key, ObjectPtr before, ObjectPtr after);
  void forget_oldest_change();

  std::size_t history_;
  Observer observer_;
  Revision revision_ = 0;
  Revision oldest_ = 0;
  Collections collections_;
  std::deque<Change> changes_;
};

}  // namespace k8s::testing::fake
