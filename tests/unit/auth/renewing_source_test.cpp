#include "auth/renewing_source.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/testing/fake_clock.hpp>

#include "support/message.hpp"
#include "testing/fake_time.hpp"

namespace k8s::auth {
namespace {

using std::chrono::seconds;
using testing::FakeClock;
using testing::message_of;

/// Gives token-1, token-2 ... each good for some time, or fails.
struct Maker {
  FakeClock clock;
  std::optional<seconds> good_for;
  bool fails = false;
  int made = 0;

  std::unique_ptr<RenewingSource> source(std::optional<Credentials> initial = {}) {
    return std::make_unique<RenewingSource>(
        [this](const std::stop_token&) {
          ++made;
          if (fails) throw ConfigError("no luck");
          Credentials fresh{.token = "token-" + std::to_string(made)};
          fresh.certificate =
              std::make_shared<const ClientCertificate>(ClientCertificate{certificate, "key"});
          if (good_for) fresh.expires = clock.now() + *good_for;
          return fresh;
        },
        std::move(initial), clock.time());
  }
  std::string certificate = "certificate";
};

TEST(RenewingSource, AsksWhenFirstNeededAndThenRemembers) {
  Maker maker;
  const auto source = maker.source();
  EXPECT_EQ(maker.made, 0);
  EXPECT_EQ(source->token(), "token-1");
  maker.clock.advance(std::chrono::hours(1000));
  EXPECT_EQ(source->token(), "token-1");
  EXPECT_EQ(source->certificate()->certificate, "certificate");
  EXPECT_EQ(maker.made, 1);
}

TEST(RenewingSource, RenewsAMinuteBeforeTheEnd) {
  Maker maker;
  maker.good_for = seconds(3600);
  const auto source = maker.source();
  EXPECT_EQ(source->token(), "token-1");
  maker.clock.advance(seconds(3539));
  EXPECT_EQ(source->token(), "token-1");
  maker.clock.advance(seconds(1));
  EXPECT_EQ(source->token(), "token-2");
}

TEST(RenewingSource, OfAShortLifeOnlyAFifthIsGivenUp) {
  Maker maker;
  maker.good_for = seconds(50);
  const auto source = maker.source();
  EXPECT_EQ(source->token(), "token-1");
  maker.clock.advance(seconds(39));
  EXPECT_EQ(source->token(), "token-1");
  maker.clock.advance(seconds(1));
  EXPECT_EQ(source->token(), "token-2");
}

TEST(RenewingSource, WhatHasExpiredWhenItComesIsUsedOnce) {
  Maker maker;
  maker.good_for = seconds(-10);
  const auto source = maker.source();
  EXPECT_EQ(source->token(), "token-1");
  EXPECT_EQ(source->certificate()->certificate, "certificate");
  EXPECT_EQ(source->token(), "token-2");
}

TEST(RenewingSource, BeginsWithWhatThereIs) {
  Maker maker;
  const auto good = maker.source(
      Credentials{.token = "old", .expires = maker.clock.now() + std::chrono::hours(1)});
  EXPECT_EQ(good->token(), "old");
  EXPECT_EQ(maker.made, 0);
  const auto expired =
      maker.source(Credentials{.token = "old", .expires = maker.clock.now() - seconds(1)});
  EXPECT_EQ(expired->token(), "token-1");
}

TEST(RenewingSource, RenewsWhatWasRefused) {
  Maker maker;
  const auto source = maker.source();
  EXPECT_EQ(source->token(), "token-1");
  source->refused("another");
  EXPECT_EQ(source->token(), "token-1");
  source->refused("token-1");
  EXPECT_EQ(source->token(), "token-2");
}

TEST(RenewingSource, KeepsWhatIsGoodWhenARenewalFails) {
  Maker maker;
  maker.good_for = seconds(3600);
  const auto source = maker.source();
  EXPECT_EQ(source->token(), "token-1");
  maker.clock.advance(seconds(3550));
  maker.fails = true;
  EXPECT_EQ(source->token(), "token-1");
  EXPECT_EQ(source->token(), "token-1");
  EXPECT_EQ(maker.made, 2) << "not again at once";
  maker.clock.advance(seconds(10));
  EXPECT_EQ(source->token(), "token-1");
  EXPECT_EQ(maker.made, 3);
  maker.clock.advance(seconds(41));
  EXPECT_EQ(message_of([&] { (void)source->token(); }), "no luck");
  maker.fails = false;
  EXPECT_EQ(source->token(), "token-5");
}

TEST(RenewingSource, WhatWasRefusedIsNotKept) {
  Maker maker;
  const auto source = maker.source();
  EXPECT_EQ(source->token(), "token-1");
  source->refused("token-1");
  maker.fails = true;
  EXPECT_THROW((void)source->token(), ConfigError);
}

TEST(RenewingSource, ACertificateIsANewObjectOnlyIfItIsAnother) {
  Maker maker;
  const auto source = maker.source();
  const auto first = source->certificate();
  source->refused(source->token());
  EXPECT_EQ(source->token(), "token-2");
  EXPECT_EQ(source->certificate(), first);
  maker.certificate = "other";
  source->refused(source->token());
  EXPECT_EQ(source->token(), "token-3");
  EXPECT_EQ(source->certificate()->certificate, "other");
}

/// A renewal that ends when a test says so.
struct Gate {
  std::mutex mutex;
  std::condition_variable_any changed;
  int entered = 0;
  bool open = false;

  void enter(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    ++entered;
    changed.notify_all();
    if (!changed.wait(lock, stop, [&] { return open; })) throw Stopped("stopped");
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return entered >= count; });
  }
  void release() {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
};

TEST(RenewingSource, HoweverManyAskItIsAskedOnce) {
  Gate gate;
  RenewingSource source([&](const std::stop_token& stop) {
    gate.enter(stop);
    return Credentials{.token = "token"};
  });
  std::vector<std::jthread> threads;
  std::atomic<int> got = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { got += source.token() == "token" ? 1 : 0; });
  }
  gate.wait_for(1);
  gate.release();
  threads.clear();
  EXPECT_EQ(got, 8);
  EXPECT_EQ(gate.entered, 1);
}

TEST(RenewingSource, WhoIsStoppedLeavesItToTheNext) {
  Gate gate;
  RenewingSource source([&](const std::stop_token& stop) {
    gate.enter(stop);
    return Credentials{.token = "token"};
  });
  std::stop_source stop;
  std::string first;
  std::string second;
  std::jthread one(
      [&] { first = message_of([&] { (void)source.wait_for_token(stop.get_token()); }); });
  gate.wait_for(1);
  std::jthread two([&] { second = source.token(); });
  stop.request_stop();
  one.join();
  EXPECT_EQ(first, "stopped");
  gate.release();
  two.join();
  EXPECT_EQ(second, "token");
}

TEST(RenewingSource, WhoWaitsCanBeStopped) {
  Gate gate;
  RenewingSource source([&](const std::stop_token& stop) {
    gate.enter(stop);
    return Credentials{.token = "token"};
  });
  std::jthread one([&] { (void)source.token(); });
  gate.wait_for(1);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW((void)source.wait_for_token(stop.get_token()), Stopped);
  gate.release();
}

}  // namespace
}  // namespace k8s::auth
