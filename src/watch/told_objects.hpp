#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace k8s::detail {

/// What tells one object from another, and one state of it from the next.
struct Identity {
  std::string namespace_{};
  std::string name{};
  std::string uid{};
  std::string resourceVersion{};

  friend bool operator==(const Identity&, const Identity&) = default;
};

/// What a Watcher has told of objects: so that each event is told once, and an object that
/// vanished while nobody watched is told as deleted.
///
/// Of the `capacity` objects told last it knows which state that was; of all others that exist
/// only who they are, which is little beside the list that they came in. Does no I/O.
class ToldObjects {
 public:
  /// An object that is no more, with its last state as JSON (empty if that is forgotten).
  struct Lost {
    Identity identity{};
    std::string state{};
  };
  enum class Tell { nothing, as_added, as_modified };

  /// \param capacity how many objects' states to remember
  /// \param longest_state a state of more bytes than this is not kept, only its resourceVersion
  ToldObjects(std::size_t capacity, std::size_t longest_state)
      : capacity_(capacity), longest_state_(longest_state) {}

  /// Forgets and returns the objects that a new list lacks, in the order of their keys: those whose
  /// name is gone, and those whose name another object has taken.
  [[nodiscard]] std::vector<Lost> missing_from(const std::vector<Identity>& list);

  /// Forgets and returns the object whose name `object` has taken, if there is one.
  [[nodiscard]] std::optional<Lost> replaced_by(const Identity& object);

  /// How an object of a list is to be told.
  [[nodiscard]] Tell listed(const Identity& object) const;

  /// Whether that very state was told already.
  [[nodiscard]] bool was_told(const Identity& object) const;

  /// Notes that the object was told in that state.
  void told(const Identity& object, std::string state);

  /// Forgets the object, and returns what was told of it, if anything was.
  std::optional<Lost> deleted(const Identity& object);

 private:
  using Key = std::pair<std::string, std::string>;  // namespace, name
  struct State;
  using States = std::list<State>;
  struct Known {
    std::string uid{};
    std::optional<States::iterator> state{};  // none once it is forgotten
  };
  using Objects = std::map<Key, Known>;
  struct State {
    Objects::iterator object;
    std::string resourceVersion{};
    std::string json{};
  };

  static Key key_of(const Identity& object) { return {object.namespace_, object.name}; }
  Lost forget(Objects::iterator object);

  std::size_t capacity_;
  std::size_t longest_state_;
  Objects objects_;  // all that exist
  States states_;    // of the objects told last, the latest first
};

}  // namespace k8s::detail
