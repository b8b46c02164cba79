#include <k8s/pod_log.hpp>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "support/message.hpp"
#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using scripted::Piece;
using ::testing::ElementsAre;
using testing::FakeCluster;
using ::testing::IsEmpty;
using testing::message_of;

std::vector<std::string> all(PodLogLines lines) {
  std::vector<std::string> all;
  for (std::string& line : lines) all.push_back(std::move(line));
  return all;
}

class PodLogTest : public ::testing::Test {
 protected:
  [[nodiscard]] PodLogOptions options() const { return {.client = cluster.client}; }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
};

TEST_F(PodLogTest, IsReadWhole) {
  server.answer("one\n\ntwo");
  EXPECT_EQ(read_pod_log("web", options()), "one\n\ntwo");
  EXPECT_EQ(server.lines().at(0), "GET /api/v1/namespaces/default/pods/web/log");
  EXPECT_EQ(*server.asked(0).headers.find("Accept"), "text/plain, */*");
  EXPECT_FALSE(server.asked(0).stream);
}

TEST_F(PodLogTest, AsksForWhatTheOptionsSay) {
  server.stream({});
  (void)all(PodLogLines("web", {.container = "main",
                                .follow = true,
                                .previous = true,
                                .sinceSeconds = 0,
                                .sinceTime = Time::parse("2026-01-02T03:04:05Z"),
                                .timestamps = true,
                                .tailLines = 10,
                                .limitBytes = 1000,
                                .insecureSkipTLSVerifyBackend = true,
                                .stream = "Stderr",
                                .namespace_ = "prod",
                                .client = cluster.client}));
  EXPECT_EQ(server.lines().at(0),
            "GET /api/v1/namespaces/prod/pods/web/log?container=main&follow=true&previous=true"
            "&sinceSeconds=0&sinceTime=2026-01-02T03%3A04%3A05Z&timestamps=true&tailLines=10"
            "&limitBytes=1000&insecureSkipTLSVerifyBackend=true&stream=Stderr");
}

TEST_F(PodLogTest, LinesComeAsTheyAreHoweverTheyArrive) {
  server.stream({{.bytes = "on"}, {.bytes = "e\n\ntwo\r\n\xff"}, {.bytes = "three\nno end"}});
  EXPECT_THAT(all(PodLogLines("web", options())),
              ElementsAre("one", "", "two", "\xffthree", "no end"));
}

TEST_F(PodLogTest, LinesMayComeWithTheHeaders) {
  server.answer("one\ntwo\n");
  EXPECT_THAT(all(PodLogLines("web", options())), ElementsAre("one", "two"));
}

TEST_F(PodLogTest, OfNothingThereAreNoLines) {
  server.answer(204, "");
  EXPECT_THAT(all(PodLogLines("web", options())), IsEmpty());
}

TEST_F(PodLogTest, OnlyWhoFollowsSharesAConnection) {
  server.stream({}).stream({});
  (void)all(PodLogLines("web", options()));
  (void)all(PodLogLines("web", {.follow = true, .client = cluster.client}));
  EXPECT_FALSE(server.asked(0).multiplex);
  EXPECT_TRUE(server.asked(1).multiplex);
  EXPECT_EQ(server.asked(1).idle_timeout.count(), 0);  // containers may be silent for long
}

TEST_F(PodLogTest, ABrokenConnectionIsNoEnd) {
  server.stream({Piece::line("one"), Piece::broken()});
  PodLogLines lines("web", options());
  EXPECT_EQ(lines.next(), "one");
  EXPECT_THROW(lines.next(), TransportError);
  EXPECT_EQ(lines.next(), std::nullopt);
}

TEST_F(PodLogTest, RefusalsSayWhatWasToBeRead) {
  server.refuse(404, "NotFound", R"(pods "web" not found)")
      .refuse(400, "BadRequest", "a container name must be specified for pod web");
  EXPECT_EQ(message_of([&] { (void)read_pod_log("web", options()); }),
            R"(read the log of Pod default/web: 404 NotFound: pods "web" not found)");
  EXPECT_EQ(message_of([&] { (void)all(PodLogLines("web", options())); }),
            "read the log of Pod default/web: 400 BadRequest: a container name must be specified "
            "for pod web");
  EXPECT_EQ(message_of([&] { (void)read_pod_log("web", {.follow = true}); }),
            "read the log of Pod default/web: a log that is followed has no end; read it with "
            "PodLogLines");
  EXPECT_THROW(PodLogLines("", options()), ValidationError);
  EXPECT_THROW(PodLogLines("a/b", options()), ValidationError);
}

// ---- of a cluster -------------------------------------------------------------------------------

class FollowedPodLogTest : public ::testing::Test {
 protected:
  FollowedPodLogTest() {
    Pod web({.name = "web"}, {.containers = {{.name = "main", .image = "nginx"}}});
    web.save({.client = fake.client()});
    fake.append_log({.pod = "web", .container = "main"}, "one\ntwo\nthr");
  }
  [[nodiscard]] PodLogLines follow(std::stop_token stop = {}) const {
    return PodLogLines(
        "web", {.follow = true, .tailLines = 2, .client = fake.client(), .stop = std::move(stop)});
  }

  FakeCluster fake;
};

TEST_F(FollowedPodLogTest, GivesLinesAsTheyAreWritten) {
  auto lines = follow();
  EXPECT_EQ(lines.next(), "two");
  fake.append_log({.pod = "web", .container = "main"}, "ee\nfour");
  EXPECT_EQ(lines.next(), "three");
  fake.end_log({.pod = "web", .container = "main"});
  EXPECT_EQ(lines.next(), "four");
  EXPECT_EQ(lines.next(), std::nullopt);
}

TEST_F(FollowedPodLogTest, EndsByAStop) {
  std::stop_source stop;
  auto lines = follow(stop.get_token());
  EXPECT_EQ(lines.next(), "two");
  std::jthread later([&stop] { stop.request_stop(); });
  EXPECT_EQ(lines.next(), std::nullopt);
  EXPECT_EQ(lines.next(), std::nullopt);
}

TEST_F(FollowedPodLogTest, ReadingAllOfItIsStoppedWithAnException) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW((void)read_pod_log("web", {.client = fake.client(), .stop = stop.get_token()}),
               Stopped);
}

}  // namespace
}  // namespace k8s
