#include "lease_claim.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

using namespace std::chrono_literals;

class LeaseClaimTest : public ::testing::Test {
 protected:
  /// Another candidate's.
  static Lease held_by(const std::string& holder, int second = 0) {
    Lease lease({.name = "x", .namespace_ = "default", .resourceVersion = "5"});
    lease.spec = {.holderIdentity = holder,
                  .leaseDurationSeconds = 20,
                  .acquireTime = std::chrono::sys_seconds(1s),
                  .renewTime = std::chrono::sys_seconds(std::chrono::seconds(second)),
                  .leaseTransitions = 3};
    return lease;
  }

  LeaseClaim claim{"me", 15s};
  LeaseClaim::Time now{};
  LeaseClaim::WallTime wall = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2);
};

TEST_F(LeaseClaimTest, OfNothingItMakesOne) {
  EXPECT_EQ(claim.holder(), "");
  EXPECT_FALSE(claim.is_taken(now));
  EXPECT_FALSE(claim.is_held(now));
  const Lease made = claim.claimed(Lease({.name = "x"}), wall);
  EXPECT_EQ(made.metadata.name, "x");
  EXPECT_EQ(made.spec, (LeaseSpec{.holderIdentity = "me",
                                  .leaseDurationSeconds = 15,
                                  .acquireTime = wall,
                                  .renewTime = wall,
                                  .leaseTransitions = 0}));
}

TEST_F(LeaseClaimTest, OthersHaveItForAsLongAsTheyGoOnRenewing) {
  claim.saw(held_by("other", 1), now);
  EXPECT_EQ(claim.holder(), "other");
  now += 19s;
  EXPECT_TRUE(claim.is_taken(now));
  claim.saw(held_by("other", 2), now);
  now += 19s;
  EXPECT_TRUE(claim.is_taken(now));
  claim.saw(held_by("other", 2), now);  // the same again is no renewal
  now += 1s;
  EXPECT_FALSE(claim.is_taken(now));
}

TEST_F(LeaseClaimTest, WhatIsTakenOverCountsATransition) {
  claim.saw(held_by("other"), now);
  const Lease taken = claim.claimed(Lease({.name = "no"}), wall);
  EXPECT_EQ(taken.metadata.resourceVersion, "5");
  EXPECT_EQ(taken.spec.holderIdentity, "me");
  EXPECT_EQ(taken.spec.leaseDurationSeconds, 15);
  EXPECT_EQ(taken.spec.leaseTransitions, 4);
  EXPECT_EQ(taken.spec.acquireTime, MicroTime(wall));
}

TEST_F(LeaseClaimTest, WhatIsRenewedWasAcquiredBefore) {
  claim.saw(held_by("me", 1), now);
  EXPECT_TRUE(claim.is_held(now));
  EXPECT_FALSE(claim.is_taken(now));
  const Lease renewed = claim.claimed(Lease({.name = "no"}), wall);
  EXPECT_EQ(renewed.spec.leaseTransitions, 3);
  EXPECT_EQ(renewed.spec.acquireTime, MicroTime(std::chrono::sys_seconds(1s)));
  EXPECT_EQ(renewed.spec.renewTime, MicroTime(wall));
  EXPECT_FALSE(claim.is_held(now + 20s));
}

TEST_F(LeaseClaimTest, WhatIsReleasedIsFreeAtOnce) {
  claim.saw(held_by("me"), now);
  const Lease released = claim.released(wall);
  EXPECT_EQ(released.spec.holderIdentity, "");
  EXPECT_EQ(released.spec.leaseDurationSeconds, 1);
  EXPECT_EQ(released.spec.leaseTransitions, 3);
  LeaseClaim next("next", 15s);
  next.saw(released, now);
  EXPECT_FALSE(next.is_taken(now));
  EXPECT_EQ(next.claimed(Lease(), wall).spec.leaseTransitions, 4);
}

TEST_F(LeaseClaimTest, OneThatIsGoneIsMadeAgain) {
  claim.saw(held_by("other"), now);
  claim.saw_none();
  EXPECT_FALSE(claim.is_taken(now));
  EXPECT_EQ(claim.claimed(Lease({.name = "x"}), wall).metadata.resourceVersion, "");
}

}  // namespace
}  // namespace k8s::detail
