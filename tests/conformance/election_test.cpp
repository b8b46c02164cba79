// Leader elections: that a server takes what a candidate writes.

#include <chrono>
#include <stop_token>
#include <thread>

#include <k8s/leader_election.hpp>
#include <k8s/models/coordination/v1/lease.hpp>

#include "environment.hpp"

namespace {

using namespace k8s;

CONFORMANCE_SUITE(Elections);

TEST_P(Elections, AreWonOneAfterTheOther) {
  // Short pauses, as those of the fake's client move its clock.
  const auto candidate = [this](const std::string& identity) {
    return LeaderElectionOptions{.name = "lock",
                                 .namespace_ = ns(),
                                 .identity = identity,
                                 .retry_period = std::chrono::milliseconds(100)};
  };
  LeaderElection first(candidate("first"));
  LeaderElection second(candidate("second"));
  const auto lease = [this] { return Lease::get("lock", {.namespace_ = ns()}); };
  first.run([&](const std::stop_token&) {
    EXPECT_EQ(lease().spec.holderIdentity, "first");
    EXPECT_EQ(lease().spec.leaseTransitions, 0);
  });
  EXPECT_EQ(lease().spec.holderIdentity, "");
  second.run([&](const std::stop_token&) {
    EXPECT_EQ(lease().spec.holderIdentity, "second");
    EXPECT_EQ(lease().spec.leaseTransitions, 1);
    EXPECT_TRUE(second.is_leader());
    EXPECT_FALSE(first.is_leader());
  });
}

TEST_P(Elections, ALeaseThatIsHeldIsNotTaken) {
  Lease held({.name = "lock", .namespace_ = ns()});
  held.spec = {.holderIdentity = "somebody",
               .leaseDurationSeconds = 3600,
               .acquireTime = MicroTime::now(),
               .renewTime = MicroTime::now()};
  held.save();
  std::stop_source stop;
  LeaderElection late({.name = "lock",
                       .namespace_ = ns(),
                       .identity = "late",
                       .retry_period = std::chrono::milliseconds(1),
                       .stop = stop.get_token()});
  std::jthread enough([&] {
    while (late.leader().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_THROW(late.run([](const std::stop_token&) { ADD_FAILURE(); }), Stopped);
  EXPECT_EQ(late.leader(), "somebody");
  held.refresh();
  EXPECT_EQ(held.spec.holderIdentity, "somebody");
}

}  // namespace
