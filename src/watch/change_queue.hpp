#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "watch/object_store.hpp"

namespace k8s::detail {

/// What one consumer of an ObjectStore has yet to be told: of each object the difference between
/// what it was told last and what is now. So a slow consumer is told of fewer states, never of
/// fewer objects, and the queue never holds more than there are objects. Does no I/O and locks
/// nothing.
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

  /// Takes back that a change was told: it is told again at `when`, or together with the object's
  /// next change if that comes earlier.
  void again(const ObjectKey& key, SharedObject before, Time when);

  /// How long to wait before again(), if the consumer has no time of its own: 5 ms, and twice that
  /// with each time in a row that the object's change is taken back, up to 1,000 s.
  [[nodiscard]] std::chrono::milliseconds pause_for(const ObjectKey& key);

  /// Whether take() may have something before next_due().
  [[nodiscard]] bool has_news() const { return !queue_.empty(); }
  /// When the next change that was taken back is told again.
  [[nodiscard]] std::optional<Time> next_due() const;

 private:
  /// What the object at `key`, which is `now` there, is to be told as.
  Change take_difference(const ObjectKey& key, SharedObject now);
  /// And not another one of that name.
  [[nodiscard]] bool is_same(const SharedObject& object, const SharedObject& other) const;
  void tell(const ObjectKey& key, const SharedObject& object);
  void forget_due(const ObjectKey& key);

  std::function<std::string_view(const void*)> uid_of_;
  std::map<ObjectKey, SharedObject> told_;
  std::map<ObjectKey, SharedObject> last_;  // what was there before it was gone
  std::deque<ObjectKey> queue_;
  std::set<ObjectKey> queued_;
  std::map<ObjectKey, Time> due_;  // what was taken back, and when it is told again
  std::set<std::pair<Time, ObjectKey>> due_in_order_;
  std::map<ObjectKey, int> taken_back_;  // how often in a row
  std::optional<ObjectKey> latest_;      // what take() gave last, until it is taken back
};

}  // namespace k8s::detail
