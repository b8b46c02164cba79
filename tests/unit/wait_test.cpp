#include <k8s/wait.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/models/core/v1/node.hpp>

#include "support/message.hpp"
#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using scripted::Piece;
using testing::message_of;

std::string pod(const std::string& status, int version = 3, const std::string& metadata = {}) {
  return R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default",)"
         R"("uid":"u","resourceVersion":")" +
         std::to_string(version) + '"' + metadata + R"(},"status":{)" + status + "}}";
}

std::string list(const std::string& items = {}) {
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[)" +
         items + "]}";
}

Piece event(const std::string& type, const std::string& object) {
  return Piece::line(R"({"type":")" + type + R"(","object":)" + object + "}");
}

bool is_running(const Pod& pod) {
  return pod.status.phase == "Running";
}

[[noreturn]] void wait_for_stop(const std::stop_token& stop) {
  while (!stop.stop_requested()) std::this_thread::yield();
  throw Stopped("stopped");
}

/// A body of which no more comes than what there is at first.
class Silence : public BodyStream {
 public:
  explicit Silence(std::stop_token stop, std::string first = {})
      : stop_(std::move(stop)), first_(std::move(first)) {}
  End read(std::string& chunk) override {
    if (first_.empty()) wait_for_stop(stop_);
    chunk += std::exchange(first_, {});
    return End::none;
  }

 private:
  std::stop_token stop_;
  std::string first_;
};

class WaitTest : public ::testing::Test {
 protected:
  /// A server that has nothing more to say until the client leaves.
  void fall_silent(const std::string& first = {}) {
    server.handle([first](const Request& request) -> Response {
      return {.status = 200,
              .headers = {},
              .body = {},
              .stream = std::make_unique<Silence>(request.stop, first)};
    });
  }
  [[nodiscard]] WaitOptions in_time(std::chrono::milliseconds timeout) const {
    return {.client = cluster.client, .timeout = timeout};
  }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
};

TEST_F(WaitTest, ReturnsTheStateInWhichItIsSo) {
  server.answer(list(pod(R"("phase":"Pending")")))
      .stream({event("MODIFIED", pod(R"("phase":"Pending","hostIP":"1")", 6)),
               event("MODIFIED", pod(R"("phase":"Running","hostIP":"2")", 7))});
  const Pod running = wait_until<Pod>("web", is_running, {.client = cluster.client});
  EXPECT_EQ(running.status.hostIP, "2");
  EXPECT_EQ(server.lines().at(0),
            "GET /api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dweb&limit=500");
}

TEST_F(WaitTest, MayBeOverAtOnce) {
  server.answer(list(pod(R"("phase":"Running")")));
  (void)wait_until<Pod>("web", is_running, in_time(1h));
  EXPECT_EQ(server.lines().size(), 1U);
}

TEST_F(WaitTest, WaitsForWhatIsNotThereYetOrMadeAgain) {
  server.answer(list()).stream({event("ADDED", pod(R"("phase":"Pending")")),
                                event("DELETED", pod("")),
                                event("ADDED", pod(R"("phase":"Running")"))});
  EXPECT_EQ(wait_until<Pod>("web", is_running, {.namespace_ = "prod", .client = cluster.client})
                .status.phase,
            "Running");
  EXPECT_THAT(server.lines().at(0), ::testing::StartsWith("GET /api/v1/namespaces/prod/pods?"));
}

TEST_F(WaitTest, TooLateSaysHowTheObjectIs) {
  server.answer(
      list(pod(R"("phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"},)"
               R"({"type":"Ready","status":"False","reason":"ContainersNotReady"}])",
               3, R"(,"deletionTimestamp":"2026-01-01T00:00:00Z")")));
  fall_silent();
  EXPECT_EQ(message_of([&] { (void)wait_until<Pod>("web", is_running, in_time(500ms)); }),
            "wait for Pod default/web: not within 500 ms; it is being deleted, phase Pending, "
            "PodScheduled=True, Ready=False (ContainersNotReady)");

  server.answer(list());
  fall_silent();
  EXPECT_EQ(message_of([&] { (void)wait_until<Pod>("web", is_running, in_time(500ms)); }),
            "wait for Pod default/web: not within 500 ms; there is none");

  server.answer(list(pod("")));
  fall_silent(event("DELETED", pod("", 6)).bytes);
  EXPECT_EQ(message_of([&] { (void)wait_until<Pod>("web", is_running, in_time(500ms)); }),
            "wait for Pod default/web: not within 500 ms; there is none");

  server.handle([](const Request& request) -> Response { wait_for_stop(request.stop); });
  EXPECT_EQ(message_of([&] { (void)wait_until<Pod>("web", is_running, in_time(1ms)); }),
            "wait for Pod default/web: not within 1 ms; nothing was heard of it");
}

TEST_F(WaitTest, AStopIsNoTimeout) {
  std::stop_source stop;
  server.answer(list()).handle([&](const Request& request) -> Response {
    stop.request_stop();
    wait_for_stop(request.stop);
  });
  EXPECT_THROW(
      (void)wait_until<Pod>(
          "web", is_running,
          {.client = cluster.client, .stop = stop.get_token(), .timeout = std::chrono::hours(1)}),
      Stopped);
}

TEST_F(WaitTest, OnlyWhatExistsIsLookedAt) {
  server.answer(list()).stream({event("ADDED", pod("")), event("DELETED", pod("", 6))});
  const auto anything = [](const Pod&) { return true; };
  EXPECT_EQ(wait_until<Pod>("web", anything, {.client = cluster.client}).metadata.name, "web");
}

TEST_F(WaitTest, ErrorsEndIt) {
  server.refuse(403, "Forbidden", "no");
  EXPECT_THROW((void)wait_until<Pod>("web", is_running, {.client = cluster.client}), Forbidden);
  server.answer(list(pod("")));
  const auto failing = [](const Pod&) -> bool { throw std::runtime_error("no use"); };
  EXPECT_THROW((void)wait_until<Pod>("web", failing, {.client = cluster.client}),
               std::runtime_error);
  server.answer(list(R"({"metadata":{"name":"web"},"status":5})"));
  EXPECT_THAT(
      message_of([&] { (void)wait_until<Pod>("web", is_running, {.client = cluster.client}); }),
      ::testing::StartsWith("wait for Pod default/web: "));
  EXPECT_THROW((void)wait_until<Pod>("", is_running), ValidationError);
  EXPECT_THROW(wait_until_gone<Node>("a", {.namespace_ = "x"}), ValidationError);
}

TEST_F(WaitTest, UntilItIsGone) {
  server.answer(list());
  wait_until_gone<Pod>("web", in_time(1h));
  EXPECT_EQ(server.lines().size(), 1U) << "there was none";

  server.answer(list(pod("")))
      .stream({event("MODIFIED", pod("", 6)), event("DELETED", pod("")), event("ADDED", pod(""))});
  wait_until_gone<Pod>("web", in_time(1h));
  EXPECT_TRUE(server.done());

  server.answer(list(pod(R"("phase":"Running")")));
  fall_silent();
  EXPECT_EQ(message_of([&] { wait_until_gone<Pod>("web", in_time(500ms)); }),
            "wait for the end of Pod default/web: not within 500 ms; it is phase Running");
}

}  // namespace
}  // namespace k8s
