#include "watch/change_queue.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

using namespace std::chrono_literals;

struct Object {
  std::string state{};
  std::string uid{};
};

std::string state_of(const SharedObject& object) {
  return object ? static_cast<const Object*>(object.get())->state : "nothing";
}

/// A store whose changes are noted in a queue.
class ChangeQueueTest : public ::testing::Test {
 protected:
  void put(const std::string& name, const std::string& state, const std::string& uid = "u") {
    store.put({"ns", name}, object(state, uid), {});
    queue.note({"ns", name});
  }
  void erase(const std::string& name, const std::string& last, const std::string& uid = "u") {
    store.erase({"ns", name});
    queue.note_gone({"ns", name}, object(last, uid));
  }
  static SharedObject object(const std::string& state, const std::string& uid) {
    return std::make_shared<const Object>(Object{state, uid});
  }

  /// "a1 -> a2" of the next change; "none" if there is none now.
  std::string take() {
    latest = queue.take(store, now).value_or(ChangeQueue::Change());
    if (!latest.before && !latest.after) return "none";
    return state_of(latest.before) + " -> " + state_of(latest.after);
  }
  void again(const std::string& name, std::optional<std::chrono::milliseconds> pause) {
    again(name, latest, pause);
  }
  void again(const std::string& name, const ChangeQueue::Change& change,
             std::optional<std::chrono::milliseconds> pause) {
    queue.again({"ns", name}, change, pause, now);
  }
  /// Takes back what was taken last, and lets the pause pass, which it returns.
  std::chrono::milliseconds fail(const std::string& name) {
    again(name, std::nullopt);
    const auto pause =
        std::chrono::duration_cast<std::chrono::milliseconds>(*queue.next_due() - now);
    now += pause;
    return pause;
  }

  ObjectStore store{0};
  ChangeQueue queue{[](const void* object) -> std::string_view {
    return static_cast<const Object*>(object)->uid;
  }};
  ChangeQueue::Time now{};
  ChangeQueue::Change latest;
};

TEST_F(ChangeQueueTest, TellsInTheOrderInWhichTheyWereNoted) {
  put("b", "b1");
  put("a", "a1");
  EXPECT_EQ(take(), "nothing -> b1");
  EXPECT_EQ(take(), "nothing -> a1");
  EXPECT_EQ(take(), "none");
  put("b", "b2");
  erase("a", "a2");
  EXPECT_EQ(take(), "b1 -> b2");
  EXPECT_EQ(take(), "a2 -> nothing");
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, SeveralChangesOfAnObjectAreOne) {
  put("a", "a1");
  EXPECT_EQ(take(), "nothing -> a1");
  put("a", "a2");
  put("b", "b1");
  put("a", "a3");
  EXPECT_EQ(take(), "a1 -> a3");
  EXPECT_EQ(take(), "nothing -> b1");
  EXPECT_FALSE(queue.has_news());
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, WhatCameAndWentIsNotTold) {
  put("a", "a1");
  erase("a", "a1");
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, AnObjectUnderTheNameOfAnotherIsADeletionAndAnAddition) {
  put("a", "old", "u1");
  EXPECT_EQ(take(), "nothing -> old");
  put("b", "b1");
  put("a", "new", "u2");
  put("c", "c1");
  EXPECT_EQ(take(), "nothing -> b1");
  EXPECT_EQ(take(), "old -> nothing");
  EXPECT_EQ(take(), "nothing -> new");
  EXPECT_EQ(take(), "nothing -> c1");
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, OfAnObjectThatCameAndWentUnderTheNameOfAnotherNothingIsTold) {
  put("a", "old", "u1");
  EXPECT_EQ(take(), "nothing -> old");
  erase("a", "old's last", "u1");
  put("a", "brief", "u2");
  erase("a", "brief's last", "u2");
  EXPECT_EQ(take(), "old's last -> nothing");
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, WhatWasGoneForAWhileIsModified) {
  put("a", "a1");
  EXPECT_EQ(take(), "nothing -> a1");
  erase("a", "a2");  // as when it stops to match a selector
  put("a", "a3");
  EXPECT_EQ(take(), "a1 -> a3");
  erase("a", "a4");
  EXPECT_EQ(take(), "a4 -> nothing");
}

TEST_F(ChangeQueueTest, WhatIsTakenBackIsToldAgainWhenItsTimeHasCome) {
  put("a", "a1");
  (void)take();
  again("a", 10s);
  EXPECT_EQ(take(), "none");
  EXPECT_FALSE(queue.has_news());
  ASSERT_EQ(queue.next_due(), now + 10s);
  now += 10s;
  EXPECT_EQ(take(), "nothing -> a1");
  EXPECT_EQ(queue.next_due(), std::nullopt);
  now += 10s;
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, WhatIsTakenBackIsToldWithTheNextChange) {
  put("a", "a1");
  EXPECT_EQ(take(), "nothing -> a1");
  put("a", "a2");
  EXPECT_EQ(take(), "a1 -> a2");
  again("a", 10s);
  put("a", "a3");
  EXPECT_EQ(take(), "a1 -> a3");
  EXPECT_EQ(queue.next_due(), std::nullopt);  // and not once more
}

TEST_F(ChangeQueueTest, AChangeThatCameBeforeItWasTakenBackIsNotHeldUp) {
  put("a", "a1");
  EXPECT_EQ(take(), "nothing -> a1");
  put("a", "a2");
  again("a", 10s);
  EXPECT_EQ(take(), "nothing -> a2");
}

TEST_F(ChangeQueueTest, ADeletionCanBeTakenBack) {
  put("a", "a1");
  (void)take();
  erase("a", "a2");
  EXPECT_EQ(take(), "a2 -> nothing");
  again("a", 1s);
  now += 1s;
  EXPECT_EQ(take(), "a2 -> nothing");
  again("a", 1s);
  put("a", "new", "u2");  // made again meanwhile
  EXPECT_EQ(take(), "a2 -> nothing");
  EXPECT_EQ(take(), "nothing -> new");
}

TEST_F(ChangeQueueTest, TheLatestPauseCounts) {
  put("a", "a1");
  (void)take();
  again("a", 10s);
  again("a", 20s);
  EXPECT_EQ(queue.next_due(), now + 20s);
  again("a", 5s);
  EXPECT_EQ(queue.next_due(), now + 5s);
}

TEST_F(ChangeQueueTest, AnObjectWhoseAdditionWasTakenBackIsToldAsGone) {
  put("a", "a1");
  EXPECT_EQ(take(), "nothing -> a1");
  again("a", 10s);  // something was made of it, which is to be undone
  erase("a", "a2");
  EXPECT_EQ(take(), "a2 -> nothing");
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, AnObjectWhoseAdditionWasTakenBackIsToldAsReplaced) {
  put("a", "old", "u1");
  (void)take();
  again("a", 10s);
  put("a", "new", "u2");
  EXPECT_EQ(take(), "old -> nothing");
  EXPECT_EQ(take(), "nothing -> new");
}

TEST_F(ChangeQueueTest, TheEndOfAnObjectThatWasReplacedWaitsForItsPause) {
  put("a", "old", "u1");
  (void)take();
  put("a", "new", "u2");
  EXPECT_EQ(take(), "old -> nothing");
  again("a", 10s);
  put("b", "b1");
  EXPECT_EQ(take(), "nothing -> b1");
  EXPECT_EQ(take(), "none");
  now += 10s;
  EXPECT_EQ(take(), "old -> nothing");
  EXPECT_EQ(take(), "nothing -> new");
}

TEST_F(ChangeQueueTest, AnOlderChangeMayBeTakenBackLate) {
  put("a", "a1");
  (void)take();
  put("a", "a2");
  (void)take();
  const auto older = latest;
  put("a", "a3");
  EXPECT_EQ(take(), "a2 -> a3");
  again("a", older, 0ms);
  EXPECT_EQ(take(), "a1 -> a3");
  erase("a", "a4");
  EXPECT_EQ(take(), "a4 -> nothing");
  again("a", older, 0ms);  // that is over
  EXPECT_EQ(queue.next_due(), std::nullopt);
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, AnEndMayBeTakenBackAfterItsSuccessorWasTold) {
  put("a", "old", "u1");
  (void)take();
  put("a", "new", "u2");
  EXPECT_EQ(take(), "old -> nothing");
  const auto end = latest;
  EXPECT_EQ(take(), "nothing -> new");
  again("a", end, 10s);
  EXPECT_EQ(take(), "none");
  now += 10s;
  EXPECT_EQ(take(), "old -> nothing");
  again("a", std::nullopt);
  EXPECT_EQ(take(), "none");  // it waits for its pause
  erase("a", "new's last", "u2");
  EXPECT_EQ(take(), "old -> nothing");
  EXPECT_EQ(take(), "new's last -> nothing");
  EXPECT_EQ(take(), "none");
}

TEST_F(ChangeQueueTest, WhatCameAndWentTakesNoRoom) {
  put("a", "a1");
  erase("a", "a1");
  EXPECT_FALSE(queue.has_news());
}

TEST_F(ChangeQueueTest, PausesGrowUntilAChangeIsNotTakenBack) {
  put("a", "a1");
  (void)take();
  EXPECT_EQ(fail("a"), 5ms);
  (void)take();
  EXPECT_EQ(fail("a"), 10ms);
  (void)take();
  EXPECT_EQ(fail("a"), 20ms);
  put("b", "b1");
  EXPECT_EQ(take(), "nothing -> b1");
  EXPECT_EQ(fail("b"), 5ms);  // another object has pauses of its own
  EXPECT_EQ(take(), "nothing -> a1");
  put("a", "a2");
  EXPECT_EQ(take(), "nothing -> b1");
  EXPECT_EQ(take(), "a1 -> a2");  // so the one before went well
  EXPECT_EQ(fail("a"), 5ms);
}

TEST_F(ChangeQueueTest, APauseOfOnesOwnIsNoFailure) {
  put("a", "a1");
  for (int i = 0; i < 5; ++i) {
    (void)take();
    EXPECT_EQ(fail("a"), 5ms);
    (void)take();
    again("a", 10s);  // all is well; it is looked at again
    now += 10s;
  }
}

TEST_F(ChangeQueueTest, SeveralChangesMayBeTakenBackTogether) {
  for (const auto pause : {5ms, 10ms, 20ms}) {
    put("a", "new");
    put("b", "new");
    (void)take();
    const auto of_a = latest;
    (void)take();
    const auto of_b = latest;
    again("a", of_a, std::nullopt);
    EXPECT_EQ(queue.next_due(), now + pause);
    again("b", of_b, std::nullopt);
    now += 1s;
  }
}

TEST_F(ChangeQueueTest, PausesHaveAnEnd) {
  put("a", "a1");
  std::chrono::milliseconds longest{};
  for (int i = 0; i < 60; ++i) {
    (void)take();
    longest = std::max(longest, fail("a"));
  }
  EXPECT_EQ(longest, 1000s);
}

// ---- whatever happens ---------------------------------------------------------------------------

/// A store to which anything may happen, and a consumer that takes back what it likes.
class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : random_(seed) {}

  void happen() {
    const ObjectKey key{"ns", std::string(1, static_cast<char>('a' + one_of(3)))};
    switch (one_of(8)) {
      case 0:
        return put(key, uid_at(key));  // modified, or made, or back in the selection
      case 1:
        return put(key, ++uids_);  // replaced, or made
      case 2:
        return erase(key);
      case 3:
        erase(key);
        return put(key, ++uids_);
      case 4:
      case 5:
        (void)take();
        return;
      case 6:
        if (!taken_.empty()) take_back(taken_[one_of(taken_.size())]);
        return;
      default:
        now_ += std::chrono::milliseconds(one_of(40));
    }
  }

  /// Until there is no more to tell.
  void settle() {
    for (int i = 0; i < 1000; ++i) {
      if (take()) continue;
      const auto due = queue_.next_due();
      if (!due) break;
      EXPECT_GT(*due, now_);
      now_ = *due;
    }
    EXPECT_FALSE(queue_.has_news());
    EXPECT_EQ(queue_.next_due(), std::nullopt) << "it goes on for ever";
  }

  /// The consumer was told of what there is, and of nothing else that it does not know the end of.
  void check() const {
    std::map<ObjectKey, std::map<int, SharedObject>> expected;
    for (const auto& [key, object] : store_.objects()) expected[key][uid(object)] = object;
    std::map<ObjectKey, std::map<int, SharedObject>> known;
    for (const auto& [key, objects] : known_) {
      for (const auto& [uid, object] : objects) {
        EXPECT_FALSE(object.taken_back) << "never told again";
        known[key][uid] = object.state;
      }
    }
    EXPECT_EQ(known, expected);
  }

 private:
  struct Object {
    ObjectKey key{};
    std::string uid{};
  };
  struct Known {
    SharedObject state{};
    bool taken_back = false;
  };

  static const Object& as_object(const SharedObject& object) {
    return *static_cast<const Object*>(object.get());
  }
  static int uid(const SharedObject& object) { return std::stoi(as_object(object).uid); }

  std::size_t one_of(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  int uid_at(const ObjectKey& key) {
    int& latest = latest_uid_[key];
    return latest == 0 ? ++uids_ : latest;
  }
  void put(const ObjectKey& key, int uid) {
    latest_uid_[key] = uid;
    store_.put(key, std::make_shared<const Object>(Object{key, std::to_string(uid)}), {});
    queue_.note(key);
  }
  void erase(const ObjectKey& key) {
    const SharedObject object = store_.find(key);
    if (!object) return;
    store_.erase(key);
    queue_.note_gone(key,
                     one_of(2) == 0 ? object : std::make_shared<const Object>(as_object(object)));
  }

  bool take() {
    const auto change = queue_.take(store_, now_);
    if (!change) return false;
    const SharedObject& object = change->after ? change->after : change->before;
    auto& known = known_[as_object(object).key];
    const auto before = known.find(uid(object));
    const bool is_known = before != known.end();
    const bool taken_back = is_known && before->second.taken_back;
    if (change->before) {
      EXPECT_TRUE(is_known) << "of something that it was not told of";
      EXPECT_EQ(uid(change->before), uid(object));
    } else {
      EXPECT_TRUE(!is_known || taken_back) << "twice";
    }
    if (!change->after) {
      known.erase(uid(object));
    } else {
      EXPECT_EQ(change->after, store_.find(as_object(object).key));
      if (change->before && is_known && !taken_back) {
        EXPECT_EQ(change->before, before->second.state);
      }
      known[uid(object)] = {.state = change->after};
    }
    taken_.push_back(*change);
    if (taken_.size() > 5) taken_.erase(taken_.begin());
    return true;
  }

  void take_back(const ChangeQueue::Change& change) {
    const SharedObject& object = change.after ? change.after : change.before;
    const ObjectKey& key = as_object(object).key;
    std::optional<std::chrono::milliseconds> pause;
    if (one_of(2) == 0) pause = std::chrono::milliseconds(one_of(40));
    queue_.again(key, change, pause, now_);
    auto& known = known_[key];
    if (!change.after) {
      known[uid(object)] = {.state = change.before, .taken_back = true};
    } else if (const auto found = known.find(uid(object)); found != known.end()) {
      found->second.taken_back = true;
    }
  }

  std::mt19937_64 random_;
  ObjectStore store_{0};
  ChangeQueue queue_{[](const void* object) -> std::string_view {
    return static_cast<const Object*>(object)->uid;
  }};
  ChangeQueue::Time now_{};
  int uids_ = 0;
  std::map<ObjectKey, int> latest_uid_;
  std::map<ObjectKey, std::map<int, Known>> known_;
  std::vector<ChangeQueue::Change> taken_;  // the latest
};

TEST(ChangeQueueChaos, WhateverHappensItTellsWhatThereIsAndEveryEnd) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE(seed);
    Chaos chaos(seed);
    for (int i = 0; i < 100; ++i) chaos.happen();
    chaos.settle();
    chaos.check();
    if (::testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace k8s::detail
