#include "watch/change_queue.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

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
  void again(const std::string& name, std::chrono::milliseconds pause) {
    queue.again({"ns", name}, latest.before, now + pause);
  }
  std::chrono::milliseconds pause_for(const std::string& name) {
    return queue.pause_for({"ns", name});
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

TEST_F(ChangeQueueTest, PausesGrowUntilAChangeIsNotTakenBack) {
  put("a", "a1");
  put("b", "b1");
  (void)take();
  EXPECT_EQ(pause_for("a"), 5ms);
  again("a", 0ms);
  EXPECT_EQ(take(), "nothing -> b1");  // another object has pauses of its own
  EXPECT_EQ(pause_for("b"), 5ms);
  EXPECT_EQ(take(), "nothing -> a1");
  EXPECT_EQ(pause_for("a"), 10ms);
  again("a", 0ms);
  (void)take();
  EXPECT_EQ(pause_for("a"), 20ms);
  again("a", 0ms);
  (void)take();
  put("a", "a2");
  (void)take();  // so the one before went well
  EXPECT_EQ(pause_for("a"), 5ms);
}

TEST_F(ChangeQueueTest, PausesHaveAnEnd) {
  for (int i = 0; i < 17; ++i) EXPECT_LT(pause_for("a"), 1000s);
  for (int i = 0; i < 50; ++i) pause_for("a");
  EXPECT_EQ(pause_for("a"), 1000s);
}

}  // namespace
}  // namespace k8s::detail
