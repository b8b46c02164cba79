#include <k8s/testing/fake_clock.hpp>

#include <chrono>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/mock_transport.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "testing/fake_time.hpp"
#include "testing/process.hpp"

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;

TEST(FakeClock, StandsStillUntilItIsMoved) {
  FakeClock clock;
  const auto start = clock.now();
  EXPECT_EQ(start, std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
  EXPECT_EQ(clock.now(), start);
  const FakeClock copy = clock;
  clock.advance(90s);
  EXPECT_EQ(copy.now(), start + 90s) << "copies are the same clock";
}

TEST(FakeClock, ShowsWhatAClientWaitedBeforeItTriedAgain) {
  FakeClock clock;
  auto transport = std::make_shared<MockTransport>();
  EXPECT_CALL(*transport, send(_))
      .WillOnce(RespondStatus({.code = 429, .reason = "TooManyRequests", .retryAfterSeconds = 7}))
      .WillOnce(RespondWithList<Pod>({}));

  const auto start = clock.now();
  EXPECT_THAT(Pod::list({.client = client_for(transport, clock)}), IsEmpty());
  EXPECT_THAT(clock.sleeps(), ElementsAre(Ge(7s)));
  EXPECT_GE(clock.now(), start + 7s) << "the pause has moved the clock";
}

TEST(FakeClock, LetsAPauseLastUntilTheTestMovesIt) {
  FakeClock clock({.skip_sleeps = false});
  auto transport = std::make_shared<MockTransport>();
  EXPECT_CALL(*transport, send(_))
      .WillOnce(RespondStatus({.code = 429, .reason = "TooManyRequests", .retryAfterSeconds = 5}))
      .WillOnce(RespondWithList<Pod>({}));
  auto listed = std::async(std::launch::async, [&] {
    return Pod::list({.client = client_for(transport, clock)}).size();
  });
  clock.wait_for_sleepers();
  clock.advance(4s);
  EXPECT_EQ(clock.sleepers(), 1U);
  clock.advance(10s);
  EXPECT_EQ(listed.get(), 0U);
}

TEST(FakeClock, DoesNotCountSleepersWhoseTimeHasCome) {
  FakeClock clock({.skip_sleeps = false});
  auto slept = std::async(std::launch::async, [&] {
    for (int i = 0; i < 1000; ++i) clock.time()->sleep_until(clock.time()->now() + 1s, {});
  });
  const auto start = clock.now();
  for (int i = 0; i < 1000; ++i) {
    clock.wait_for_sleepers();
    clock.advance(1s);
    // It may be asleep again, but not any more.
    EXPECT_LE(clock.sleepers(), 1U);
  }
  slept.get();  // once for each second
  EXPECT_EQ(clock.now(), start + 1000s);
}

TEST(FakeClock, StopEndsAPause) {
  FakeClock clock({.skip_sleeps = false});
  std::stop_source stop;
  auto slept = std::async(std::launch::async, [&] {
    return clock.time()->sleep_until(clock.time()->now() + 1h, stop.get_token());
  });
  clock.wait_for_sleepers();
  stop.request_stop();
  EXPECT_FALSE(slept.get());
}

TEST(FakeClock, SaysWhoDoesNotSleep) {
  const FakeClock clock({.skip_sleeps = false});
  EXPECT_THROW(clock.wait_for_sleepers(2, 1ms), std::runtime_error);
}

TEST(FakeClock, AgesATokenFile) {
  FakeClock clock;
  const detail::TemporaryFolder folder("k8s-fake-clock-");
  const std::string path = folder.path() + "/token";
  std::ofstream(path) << "first";
  FileTokenSource source(path, 1min, clock.steady());
  std::ofstream(path) << "second";
  clock.advance(59s);
  EXPECT_EQ(source.token(), "first");
  clock.advance(2s);
  EXPECT_EQ(source.token(), "second");
}

/// Notes when it was told of what.
class Alarm final : public detail::TimeObserver {
 public:
  Alarm(detail::FakeTime& time, std::vector<std::chrono::seconds> after) : time_(time) {
    for (const auto each : after) due_.push_back(time.now() + each);
    start_ = time.now();
  }
  std::optional<detail::Instant> next_due() override {
    return due_.empty() ? std::nullopt : std::optional(due_.front());
  }
  void on_time() override {
    while (!due_.empty() && due_.front() <= time_.now()) {
      rung.push_back(time_.now() - start_);
      due_.erase(due_.begin());
    }
  }
  std::vector<std::chrono::nanoseconds> rung;

 private:
  detail::FakeTime& time_;
  detail::Instant start_;
  std::vector<detail::Instant> due_;
};

TEST(FakeClock, DoesWhatIsDueOnTheWayInItsOrderAndTime) {
  FakeClock clock;
  const auto one =
      std::make_shared<Alarm>(*clock.time(), std::vector<std::chrono::seconds>{10s, 30s});
  const auto other =
      std::make_shared<Alarm>(*clock.time(), std::vector<std::chrono::seconds>{20s, 90s});
  clock.time()->attach(one);
  clock.time()->attach(other);
  clock.advance(60s);
  EXPECT_THAT(one->rung, ElementsAre(10s, 30s));
  EXPECT_THAT(other->rung, ElementsAre(20s));
}

TEST(FakeClock, IsWhatAFakeClusterGoesBy) {
  FakeClock clock;
  FakeCluster fake({.clock = clock});
  ScopedClient scoped(fake.client());
  ConfigMap first({.name = "first"}, {});
  first.save();
  EXPECT_EQ(first.metadata.creationTimestamp.to_string(), "2026-01-01T00:00:00Z");
  clock.advance(1h);
  ConfigMap second({.name = "second"}, {});
  second.save();
  EXPECT_EQ(second.metadata.creationTimestamp.to_string(), "2026-01-01T01:00:00Z");
}

TEST(FakeClock, EndsWatchesAndBringsBookmarks) {
  FakeClock clock;
  FakeCluster fake({.clock = clock});
  Request request{.method = Method::get, .path = "/api/v1/configmaps"};
  request.query = {{"watch", "true"}, {"allowWatchBookmarks", "true"}, {"timeoutSeconds", "150"}};
  request.stream = true;
  const auto stream = fake.transport()->send(request).stream;
  clock.advance(1h);
  std::string lines;
  while (stream->read(lines) == BodyStream::End::none) {
  }
  std::size_t bookmarks = 0;
  for (auto at = lines.find("BOOKMARK"); at != std::string::npos;
       at = lines.find("BOOKMARK", at + 1)) {
    ++bookmarks;
  }
  EXPECT_EQ(bookmarks, 4U) << "at once and after 60, 120 and 148 seconds: " << lines;
  EXPECT_EQ(fake.open_watches(), 0U);
}

TEST(FakeClock, MakesAWatchIdle) {
  FakeClock clock;
  FakeCluster fake({.clock = clock});
  Request request{.method = Method::get, .path = "/api/v1/configmaps"};
  request.query = {{"watch", "true"}};
  request.stream = true;
  request.idle_timeout = 270s;
  const auto stream = fake.transport()->send(request).stream;
  auto end = std::async(std::launch::async, [&] {
    std::string chunk;
    return stream->read(chunk);
  });
  while (end.wait_for(1ms) != std::future_status::ready) clock.advance(1min);
  EXPECT_EQ(end.get(), BodyStream::End::idle);
}

TEST(FakeClock, LetsNobodyWaitForAServerThatDoesNotAnswer) {
  FakeClock clock;
  FakeCluster fake({.clock = clock});
  fake.on({.verb = "create"}, Fault::no_answer().times(1));
  const auto start = clock.now();
  EXPECT_THROW(ConfigMap({.name = "x"}, {}).save({.client = fake.client()}), Timeout);
  EXPECT_EQ(clock.now() - start, Config{}.timeout);
}

}  // namespace
}  // namespace k8s::testing
