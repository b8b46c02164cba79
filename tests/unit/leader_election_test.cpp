#include <k8s/leader_election.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/models/coordination/v1/lease.hpp>
#include <k8s/testing/fake_clock.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>
#include <k8s/transport.hpp>

#include "support/message.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::FakeClock;
using testing::FakeCluster;
using testing::Fault;
using ::testing::MatchesRegex;
using testing::message_of;

void until_stopped(const std::stop_token& stop) {
  std::atomic<bool> stopped = false;
  const std::stop_callback on_stop(stop, [&stopped] {
    stopped = true;
    stopped.notify_all();
  });
  stopped.wait(false);
}

/// Runs a candidate on a thread of its own, until its end.
class Candidate {
 public:
  explicit Candidate(LeaderElectionOptions options)
      : election_(with(std::move(options), stop_.get_token())) {}
  ~Candidate() { stop(); }
  Candidate(const Candidate&) = delete;
  Candidate& operator=(const Candidate&) = delete;

  [[nodiscard]] bool works() const { return works_; }
  [[nodiscard]] bool is_over() const { return over_; }
  [[nodiscard]] LeaderElection& election() { return election_; }
  void stop() {
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
  }
  /// What run() threw, once it has ended.
  [[nodiscard]] std::string end() {
    if (thread_.joinable()) thread_.join();
    return end_;
  }

 private:
  static LeaderElectionOptions with(LeaderElectionOptions options, std::stop_token stop) {
    options.stop = std::move(stop);
    return options;
  }
  void run() {
    end_ = message_of([this] {
      election_.run([this](const std::stop_token& lead) {
        works_ = true;
        until_stopped(lead);
        works_ = false;
      });
    });
    over_ = true;
  }

  std::stop_source stop_;
  LeaderElection election_;
  std::atomic<bool> works_ = false;
  std::atomic<bool> over_ = false;
  std::string end_;
  std::thread thread_{[this] { run(); }};
};

/// A cluster whose time passes only when a test lets it.
class LeaderElectionTest : public ::testing::Test {
 protected:
  [[nodiscard]] LeaderElectionOptions as(const std::string& identity) const {
    return {.name = "lock", .identity = identity, .client = client};
  }
  [[nodiscard]] Lease lease() const { return Lease::get("lock", {.client = fake.client()}); }
  void hold_as(const std::string& identity) {
    Lease lease = Lease::get_or_create("lock", {.namespace_ = "default", .client = fake.client()});
    lease.spec.holderIdentity = identity;
    lease.spec.leaseDurationSeconds = 15;
    lease.spec.renewTime = clock.now();
    lease.save({.client = fake.client()});
  }
  /// When the lease was.
  [[nodiscard]] std::chrono::system_clock::time_point acquired() const {
    return lease().spec.acquireTime.value();
  }
  Candidate& start(LeaderElectionOptions options) {
    return candidates_.emplace_back(std::move(options));
  }
  /// Lets time pass until it is so, each candidate doing what it has to do at its time. Returns how
  /// long that took.
  template <class Condition>
  std::chrono::milliseconds pass_until(Condition condition) {
    const auto began = clock.now();
    for (settle(); !condition(); settle()) clock.advance(100ms);
    return std::chrono::ceil<std::chrono::milliseconds>(clock.now() - began);
  }
  void pass(std::chrono::seconds time) {
    const auto end = clock.now() + time;
    pass_until([&] { return clock.now() >= end; });
  }

  /// Until each candidate sleeps or is over.
  void settle() {
    const auto is_over = [](const Candidate& each) { return each.is_over(); };
    while (clock.sleepers() +
               static_cast<std::size_t>(std::ranges::count_if(candidates_, is_over)) <
           candidates_.size()) {
      std::this_thread::yield();
    }
  }

  FakeClock clock{{.skip_sleeps = false}};
  FakeCluster fake{{.clock = clock}};
  Client client = testing::client_for(fake.transport(), clock, quiet());

 private:
  static Config quiet() {
    Config config;
    config.logger = [](LogLevel, std::string_view) {};
    return config;
  }

  std::list<Candidate> candidates_;  // end first
};

TEST_F(LeaderElectionTest, TheOnlyCandidateLeadsAndReleases) {
  LeaderElection election(as("a"));
  EXPECT_EQ(election.leader(), "");
  bool worked = false;
  election.run([&](const std::stop_token& lead) {
    worked = true;
    EXPECT_FALSE(lead.stop_requested());
    EXPECT_TRUE(election.is_leader());
    EXPECT_EQ(election.leader(), "a");
    EXPECT_EQ(lease().spec, (LeaseSpec{.holderIdentity = "a",
                                       .leaseDurationSeconds = 15,
                                       .acquireTime = clock.now(),
                                       .renewTime = clock.now(),
                                       .leaseTransitions = 0}));
  });
  EXPECT_TRUE(worked);
  EXPECT_FALSE(election.is_leader());
  EXPECT_EQ(election.leader(), "");
  EXPECT_EQ(lease().spec.holderIdentity, "");
}

TEST_F(LeaderElectionTest, MayBeRunAgain) {
  LeaderElection election(as("a"));
  for (int i = 0; i < 3; ++i) election.run([](const std::stop_token&) {});
  EXPECT_EQ(lease().spec.leaseTransitions, 2);
}

TEST_F(LeaderElectionTest, WithoutReleaseTheLeaseIsKept) {
  auto options = as("a");
  options.release = false;
  LeaderElection(options).run([](const std::stop_token&) {});
  EXPECT_EQ(lease().spec.holderIdentity, "a");
}

TEST_F(LeaderElectionTest, ALeaderRenewsForAsLongAsItWorks) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  Candidate& b = start(as("b"));
  pass(60s);
  EXPECT_TRUE(a.works());
  EXPECT_FALSE(b.works());
  EXPECT_EQ(b.election().leader(), "a");
  EXPECT_FALSE(b.election().is_leader());
  EXPECT_LE(clock.now() - lease().spec.renewTime.value(), 4s);
  EXPECT_EQ(lease().spec.leaseTransitions, 0);
}

TEST_F(LeaderElectionTest, ARenewalIsOneRequest) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  fake.clear_requests();
  pass(20s);
  const auto requests = fake.requests();
  EXPECT_GE(requests.size(), 9U);
  for (const Request& each : requests) EXPECT_EQ(each.method, Method::put);
}

TEST_F(LeaderElectionTest, TheNextLeadsSoonAfterARelease) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  Candidate& b = start(as("b"));
  pass_until([&] { return b.election().leader() == "a"; });
  a.stop();
  EXPECT_EQ(a.end(), "no error");
  const auto released = clock.now();
  pass_until([&] { return b.works(); });
  EXPECT_LE(acquired() - released, 4400ms);  // the longest pause
  EXPECT_EQ(lease().spec.leaseTransitions, 1);
}

TEST_F(LeaderElectionTest, ALeaderThatVanishedIsWaitedFor) {
  hold_as("gone");
  Candidate& b = start(as("b"));
  const auto began = clock.now();
  pass_until([&] { return b.works(); });
  EXPECT_GE(acquired() - began, 15s);
  EXPECT_LE(acquired() - began, 15s + 4400ms);  // the longest pause between two tries
  EXPECT_EQ(lease().spec.holderIdentity, "b");
}

TEST_F(LeaderElectionTest, ALeaderThatCannotRenewStopsBeforeOthersBegin) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  fake.on({.resource = "leases"}, Fault::reset());
  const auto lead = pass_until([&] { return !a.works(); });
  EXPECT_GT(lead, 7s);
  EXPECT_LE(lead, 10s);
  EXPECT_EQ(a.end(), "leader election default/lock: the lease could not be renewed within 10 s");
  fake.clear_faults();
  EXPECT_EQ(lease().spec.holderIdentity, "a");  // which is over soon
}

TEST_F(LeaderElectionTest, FaultsThatPassDoNotEndTheLead) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  fake.on({.verb = "update", .resource = "leases"}, Fault::status(500).times(3));
  fake.on({.verb = "update", .resource = "leases"}, Fault::reset_after().times(1).skip(2));
  pass(30s);
  EXPECT_TRUE(a.works());
  EXPECT_LE(clock.now() - lease().spec.renewTime.value(), 4s);
}

TEST_F(LeaderElectionTest, ALeaseThatSomebodyTookIsLost) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  hold_as("thief");
  EXPECT_LE(pass_until([&] { return !a.works(); }), 2s);
  EXPECT_EQ(a.end(), "leader election default/lock: the lease was lost to thief");
  EXPECT_EQ(lease().spec.holderIdentity, "thief");
}

TEST_F(LeaderElectionTest, ALeaseThatSomebodyDeletedIsMadeAgain) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  Lease::delete_("lock", {.client = fake.client()});
  pass(5s);
  EXPECT_TRUE(a.works());
  EXPECT_EQ(lease().spec.holderIdentity, "a");
}

/// Hands requests on; the answer to the first update waits for whatever a test waits for.
class SlowRenewal : public Transport {
 public:
  using Wait = std::function<void(const std::stop_token&)>;
  SlowRenewal(std::shared_ptr<Transport> next, Wait wait)
      : next_(std::move(next)), wait_(std::move(wait)) {}
  Response send(const Request& request) override {
    Response answer = next_->send(request);
    if (request.method != Method::put || asked_.exchange(true)) return answer;
    asked_.notify_all();
    wait_(request.stop);
    return answer;
  }
  void wait_until_asked() const { asked_.wait(false); }

 private:
  std::shared_ptr<Transport> next_;
  Wait wait_;
  std::atomic<bool> asked_ = false;
};

TEST_F(LeaderElectionTest, TheLeadIsOverInTimeEvenIfARequestIsNot) {
  // By the machine's clock, as what does not return does not by any other.
  FakeCluster machine;
  std::atomic<bool> hangs = true;
  const auto transport = std::make_shared<SlowRenewal>(
      machine.transport(), [&hangs](const std::stop_token&) { hangs.wait(true); });
  LeaderElection election({.name = "lock",
                           .identity = "a",
                           .lease_duration = 2s,
                           .renew_deadline = 100ms,
                           .retry_period = 10ms,
                           .client = Client(Config(), transport)});
  const auto work = [&](const std::stop_token& lead) {
    EXPECT_TRUE(election.is_leader());
    until_stopped(lead);  // though the request to renew the lease hangs
    EXPECT_FALSE(election.is_leader());
    hangs = false;
    hangs.notify_all();
  };
  EXPECT_EQ(message_of([&] { election.run(work); }),
            "leader election default/lock: the lease could not be renewed within 100 ms");
}

TEST_F(LeaderElectionTest, ARenewalThatIsBrokenOffDoesNotHinderTheRelease) {
  FakeCluster machine;
  const auto transport =
      std::make_shared<SlowRenewal>(machine.transport(), [](const std::stop_token& stop) {
        until_stopped(stop);
        throw Stopped("stopped");
      });
  LeaderElection election({.name = "lock",
                           .identity = "a",
                           .retry_period = 1ms,
                           .client = Client(Config(), transport)});
  election.run([&](const std::stop_token&) { transport->wait_until_asked(); });
  EXPECT_EQ(Lease::get("lock", {.client = machine.client()}).spec.holderIdentity, "");
}

TEST_F(LeaderElectionTest, WhatSomebodyTookAtTheLastMomentIsNotReleased) {
  LeaderElection(as("a")).run([&](const std::stop_token&) { hold_as("thief"); });
  EXPECT_EQ(lease().spec.holderIdentity, "thief");
}

TEST_F(LeaderElectionTest, WhatSomebodyTookIsNotReleased) {
  LeaderElection election(as("a"));
  const std::string end = message_of([&] {
    election.run([&](const std::stop_token& lead) {
      hold_as("thief");
      clock.wait_for_sleepers();
      clock.advance(2s);  // by which the lease is to be renewed
      until_stopped(lead);
    });
  });
  EXPECT_EQ(end, "leader election default/lock: the lease was lost to thief");
  EXPECT_EQ(lease().spec.holderIdentity, "thief");
}

TEST_F(LeaderElectionTest, ALossIsTheLossThoughTheWorkSaysThatItWasStopped) {
  LeaderElection election(as("a"));
  const auto work = [&](const std::stop_token& lead) {
    hold_as("thief");
    clock.wait_for_sleepers();
    clock.advance(2s);  // by which the lease is to be renewed
    until_stopped(lead);
    throw Stopped("get ConfigMap: stopped");
  };
  EXPECT_EQ(message_of([&] { election.run(work); }),
            "leader election default/lock: the lease was lost to thief");
}

TEST_F(LeaderElectionTest, ALeaseThatTookTooLongToTakeIsRenewedFirst) {
  /// Time passes before the answer to the first request that writes is there.
  class SlowServer : public Transport {
   public:
    SlowServer(std::shared_ptr<Transport> next, FakeClock clock)
        : next_(std::move(next)), clock_(std::move(clock)) {}
    Response send(const Request& request) override {
      Response answer = next_->send(request);
      if (request.method == Method::post) clock_.advance(11s);
      return answer;
    }

   private:
    std::shared_ptr<Transport> next_;
    FakeClock clock_;
  };
  auto options = as("a");
  options.client =
      testing::client_for(std::make_shared<SlowServer>(fake.transport(), clock), clock);
  Candidate& a = start(options);
  pass_until([&] { return a.works(); });
  EXPECT_LT(clock.now() - lease().spec.renewTime.value(), 10s);
}

TEST_F(LeaderElectionTest, ANamespaceThatIsNotThereIsARefusal) {
  auto options = as("a");
  options.namespace_ = "typo";
  LeaderElection election(options);
  EXPECT_THROW(election.run([](const std::stop_token&) { ADD_FAILURE(); }), NotFound);
}

TEST_F(LeaderElectionTest, OneRequestThatHangsDoesNotCostTheLead) {
  Candidate& a = start(as("a"));
  pass_until([&] { return a.works(); });
  fake.on({.verb = "update", .resource = "leases"}, Fault::no_answer().times(1));
  pass(30s);
  EXPECT_TRUE(a.works());
}

TEST_F(LeaderElectionTest, TheClientIsTheOneOfTheBeginning) {
  const testing::ScopedClient here(client);
  LeaderElection election({.name = "lock", .identity = "a"});
  const FakeCluster other;
  const testing::ScopedClient there(other.client());
  election.run([](const std::stop_token&) {});
  EXPECT_EQ(lease().spec.leaseTransitions, 0);
}

TEST_F(LeaderElectionTest, WhatWorkThrowsIsPassedOnAfterTheRelease) {
  LeaderElection election(as("a"));
  const auto fail = [](const std::stop_token&) { throw std::runtime_error("broken"); };
  EXPECT_EQ(message_of([&] { election.run(fail); }), "broken");
  EXPECT_FALSE(election.is_leader());
  EXPECT_EQ(lease().spec.holderIdentity, "");
}

TEST_F(LeaderElectionTest, AStopEndsWhoWaits) {
  hold_as("other");
  Candidate& b = start(as("b"));
  settle();
  b.stop();
  EXPECT_EQ(b.end(), "leader election default/lock: stopped");
  EXPECT_EQ(lease().spec.holderIdentity, "other");
}

TEST_F(LeaderElectionTest, TroubleIsWaitedOut) {
  fake.on({.resource = "leases"}, Fault::status(500));
  Candidate& a = start(as("a"));
  pass(30s);
  EXPECT_FALSE(a.is_over());
  fake.clear_faults();
  pass_until([&] { return a.works(); });
}

TEST_F(LeaderElectionTest, ARefusalIsNot) {
  fake.on({.resource = "leases"}, Fault::status(403, "Forbidden", "no leases for you"));
  LeaderElection election(as("a"));
  EXPECT_THROW(election.run([](const std::stop_token&) { ADD_FAILURE(); }), Forbidden);
}

TEST_F(LeaderElectionTest, TimesOfOthersDoNotMatter) {
  hold_as("other");
  Lease wrong = lease();
  wrong.spec.renewTime = clock.now() + std::chrono::hours(5);
  wrong.save({.client = fake.client()});
  Candidate& b = start(as("b"));
  const auto began = clock.now();
  pass_until([&] { return b.works(); });
  EXPECT_LE(acquired() - began, 20s);
}

TEST_F(LeaderElectionTest, IdentitiesAreTheHostsWithARandomEnd) {
  const LeaderElection one({.name = "lock", .client = client});
  const LeaderElection other({.name = "lock", .client = client});
  EXPECT_THAT(one.identity(), MatchesRegex(".*_[0-9a-f]{16}"));
  EXPECT_NE(one.identity(), other.identity());
  EXPECT_EQ(LeaderElection(as("me")).identity(), "me");
}

TEST_F(LeaderElectionTest, TimesHaveToFitTogether) {
  const auto error = [this](const std::function<void(LeaderElectionOptions&)>& change) {
    auto options = as("a");
    change(options);
    return message_of([&] { const LeaderElection election(options); });
  };
  EXPECT_EQ(error([](auto& options) { options.lease_duration = 10s; }),
            "leader election lock: renew_deadline has to be less than lease_duration, which is "
            "10 s");
  EXPECT_EQ(error([](auto& options) { options.retry_period = 9s; }),
            "leader election lock: renew_deadline has to be more than 1.2 times retry_period, "
            "which is 9 s");
  EXPECT_EQ(error([](auto& options) { options.lease_duration = 0s; }),
            "leader election lock: lease_duration has to be 1 s or more");
  EXPECT_EQ(error([](auto& options) { options.retry_period = 0s; }),
            "leader election lock: retry_period has to be 1 ms or more");
  EXPECT_EQ(error([](auto& options) { options.name = ""; }),
            "get Lease: \"\" is no name: it is empty; say which object is meant");
}

}  // namespace
}  // namespace k8s
