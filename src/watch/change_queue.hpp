#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "watch/object_store.hpp"

namespace k8s::detail {

/// What one consumer of an ObjectStore has yet to be told: of each object the difference between
/// what it was told last and what is now. So a slow consumer is told of fewer states, never of
/// fewer objects that it knows, and the queue never holds more than what is and what it knows. Does
/// no I/O and locks nothing.
class ChangeQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Change {
    SharedObject
        before{};          // as it was told last; if it is gone, as it was at last; null: it is new
    SharedObject after{};  // null: it is gone
  };

  /// \param uid_of the uid of an object of the store
  explicit ChangeQueue(std::function<std::string_view(const void*)> uid_of)
      : uid_of_(std::move(uid_of)) {}

  /// The store changed there.
  void note(const ObjectKey& key);
  /// The object is gone, and this was its last state.
  void note_gone(const ObjectKey& key, SharedObject last);

  /// The next change, in the order in which they were noted; none for now. An object that another
  /// one has replaced is gone first, and then there is a new one.
  [[nodiscard]] std::optional<Change> take(const ObjectStore& store, Time now);

  /// Takes back that a change was told: it is told again after the pause, or together with the
  /// object's next change if that comes earlier. What has come to an end since is told as that.
  /// \param pause unset for what failed: 5 ms, and twice that with each time in a row, up to
  /// 1,000 s
  void again(const ObjectKey& key, const Change& change,
             std::optional<std::chrono::milliseconds> pause, Time now);

  /// Whether take() may have something before next_due().
  [[nodiscard]] bool has_news() const { return !queue_.empty(); }
  /// When the next change that was taken back is told again.
  [[nodiscard]] std::optional<Time> next_due() const;

 private:
  using Queue = std::list<ObjectKey>;
  struct Entry {
    SharedObject known{};   // the consumer knows that this exists
    SharedObject before{};  // what to tell as before: the same, unless a change was taken back
    SharedObject last{};    // the last state of what is known, if it is gone
    std::vector<SharedObject> ended{};  // before what is known; their ends were taken back
    std::optional<Queue::iterator> queued{};
    bool is_second_half = false;  // it is queued since the end of another object was told
    std::optional<Time> due{};
    int failures = 0;  // in a row
    bool failed = false;
  };
  using Entries = std::map<ObjectKey, Entry>;

  [[nodiscard]] std::optional<Change> difference(const ObjectKey& key, Entry& entry,
                                                 SharedObject now);
  /// And not another one of that name.
  [[nodiscard]] bool is_same(const SharedObject& object, const SharedObject& other) const;
  void enqueue(Entries::value_type& entry, Queue::iterator where);
  void dequeue(Entry& entry);
  void set_due(Entries::value_type& entry, std::optional<Time> due);
  void take_back_end(Entry& entry, const SharedObject& object) const;
  void forget_if_idle(const ObjectKey& key);

  std::function<std::string_view(const void*)> uid_of_;
  Entries entries_;
  Queue queue_;
  std::set<std::pair<Time, ObjectKey>> due_;
  std::optional<ObjectKey> latest_;  // what take() gave last
};

}  // namespace k8s::detail
