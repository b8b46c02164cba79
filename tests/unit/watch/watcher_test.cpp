#include <chrono>
#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "watch/forever.hpp"
#include "watch/watch_script.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using scripted::bookmark;
using scripted::error;
using scripted::event;
using scripted::line_of;
using scripted::list;
using scripted::object;
using scripted::Piece;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string list_line = "GET /api/v1/configmaps?limit=500";
std::string watch_line(const std::string& version) {
  return "GET /api/v1/configmaps?allowWatchBookmarks=true&resourceVersion=" + version +
         "&watch=true";
}

/// A Watcher whose time passes only in its pauses, which are as long as they can be.
class WatcherTest : public testing::Test {
 protected:
  WatchRange<ConfigMap> watch(WatcherOptions options = {}, std::size_t capacity = 0) {
    options.client = cluster.client;
    options.stop = stop.get_token();
    return WatchRange<ConfigMap>(detail::watch_forever_with(
        {.clock = clock, .random = [] { return 1.0; }},
        k8s_kind(static_cast<const ConfigMap*>(nullptr)), options, capacity));
  }

  /// Everything that is told until the script ends.
  std::vector<std::string> events(const WatcherOptions& options = {}, std::size_t capacity = 0) {
    server.handle([this](const Request&) -> Response {
      stop.request_stop();
      throw Stopped("the script is over");
    });
    std::vector<std::string> lines;
    for (const auto& each : watch(options, capacity)) lines.push_back(line_of(each));
    return lines;
  }

  /// What was asked of the server but for the request that ended the script.
  std::vector<std::string> lines() {
    auto lines = server.lines();
    lines.pop_back();
    return lines;
  }

  std::stop_source stop;
  std::shared_ptr<scripted::SleepingClock> clock = std::make_shared<scripted::SleepingClock>();
  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
};

// ---- the rows of FIAAS k8s --------------------------------------------------------------------

TEST_F(WatcherTest, SeveralEvents) {
  std::vector<boost::json::object> initial;
  std::deque<Piece> changes;
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    initial.push_back(object("name" + std::to_string(i), std::to_string(100 + i)));
    expected.push_back("ADDED default/name" + std::to_string(i) + ' ' + std::to_string(100 + i) +
                       " v");
  }
  for (int i = 0; i < 20; ++i) {
    changes.push_back(
        event("MODIFIED", object("name" + std::to_string(i), std::to_string(300 + i))));
    expected.push_back("MODIFIED default/name" + std::to_string(i) + ' ' + std::to_string(300 + i) +
                       " v");
  }
  server.answer(list(initial, "200")).stream(changes);
  EXPECT_EQ(events(), expected);
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("200")));
}

TEST_F(WatcherTest, OnlyWhatIsThereAtFirst) {
  server.answer(list({object("a", "1"), object("b", "2")}, "5")).stream({});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "ADDED default/b 2 v"));
}

TEST_F(WatcherTest, NothingAtFirst) {
  server.answer(list({}, "1")).stream({event("ADDED", object("a", "2"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 2 v"));
}

TEST_F(WatcherTest, NoEvents) {
  server.answer(list({}, "1")).stream({});
  EXPECT_THAT(events(), IsEmpty());
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1")));
}

TEST_F(WatcherTest, CacheOnWatch) {
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("a", "1")), event("ADDED", object("a", "1")),
               event("DELETED", object("a", "1"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "DELETED default/a 1 v"));
}

TEST_F(WatcherTest, CacheOnList) {
  server.answer(list({object("a", "1")}, "1"))
      .stream({event("ADDED", object("a", "1")), event("ADDED", object("a", "1")),
               event("DELETED", object("a", "1"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "DELETED default/a 1 v"));
}

TEST_F(WatcherTest, Changes) {
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("a", "1")), event("MODIFIED", object("a", "2", "w"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "MODIFIED default/a 2 w"));
}

TEST_F(WatcherTest, Mixed) {
  server.answer(list({object("b", "0"), object("c", "0")}, "1"))
      .stream({event("ADDED", object("a", "1")), event("ADDED", object("b", "1")),
               event("ADDED", object("c", "1"))})
      .stream({event("ADDED", object("a", "1")), event("ADDED", object("b", "2")),
               event("ADDED", object("c", "1")), event("MODIFIED", object("a", "2"))})
      .stream({event("ADDED", object("a", "2")), event("DELETED", object("b", "2")),
               event("ADDED", object("c", "1")), event("MODIFIED", object("c", "2"))})
      .stream({event("ADDED", object("a", "2")), event("ADDED", object("a", "1", "v", "", "other")),
               event("MODIFIED", object("a", "2", "v", "", "other"))});
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/b 0 v", "ADDED default/c 0 v",  // at first
                          "ADDED default/a 1 v", "ADDED default/b 1 v", "ADDED default/c 1 v",
                          "ADDED default/b 2 v", "MODIFIED default/a 2 v",    //
                          "DELETED default/b 2 v", "MODIFIED default/c 2 v",  //
                          "ADDED other/a 1 v", "MODIFIED other/a 2 v"));
}

TEST_F(WatcherTest, NamespaceOrAll) {
  server.answer(list({}, "1")).stream({});
  EXPECT_THAT(events({.namespace_ = "the-namespace"}), IsEmpty());
  EXPECT_THAT(lines(), ElementsAre("GET /api/v1/namespaces/the-namespace/configmaps?limit=500",
                                   "GET /api/v1/namespaces/the-namespace/configmaps"
                                   "?allowWatchBookmarks=true&resourceVersion=1&watch=true"));
}

TEST_F(WatcherTest, GoneWhileListing) {
  server.refuse(410, "Expired", "too old");
  server.refuse(410, "Expired", "too old");  // the list is begun again once
  auto range = watch();
  EXPECT_THROW((void)range.next(), Gone);
  EXPECT_FALSE(range.next().has_value());
}

TEST_F(WatcherTest, GoneWhileWatching) {
  server.answer(list({object("a", "1")}, "1"))
      .stream({event("ADDED", object("b", "2")), error(410, "Expired", "too old")})
      .answer(list({object("a", "1"), object("b", "2")}, "4"))
      .stream({event("MODIFIED", object("b", "5"))});
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/a 1 v", "ADDED default/b 2 v", "MODIFIED default/b 5 v"));
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1"), list_line, watch_line("4")));
}

TEST_F(WatcherTest, GoneWhenOpening) {
  server.answer(list({object("a", "1")}, "1"))
      .refuse(410, "Expired", "too old")
      .answer(list({object("a", "3")}, "4"))
      .stream({});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "MODIFIED default/a 3 v"));
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1"), list_line, watch_line("4")));
}

TEST_F(WatcherTest, OtherErrorWhileListing) {
  server.refuse(400, "BadRequest", "Bad Request");
  auto range = watch();
  EXPECT_THROW((void)range.next(), ClientError);
  EXPECT_FALSE(range.next().has_value()) << "after an exception the range is at its end";
}

TEST_F(WatcherTest, OtherErrorWhileOpening) {
  server.answer(list({}, "1")).refuse(400, "BadRequest", "Bad Request");
  EXPECT_THROW((void)watch().next(), ClientError);
}

TEST_F(WatcherTest, OtherErrorWhileWatching) {
  server.answer(list({}, "1")).stream({error(403, "Forbidden", "not any more")});
  EXPECT_THROW((void)watch().next(), Forbidden);
}

TEST_F(WatcherTest, WhatWaitingHealsEndsNoWatch) {
  cluster.config.retry_limits.retries = 0;  // so that each refusal reaches the watch
  cluster.client = Client(cluster.config, cluster.server);
  server.refuse(500, "InternalError", "etcd has no leader")
      .refuse(429, "TooManyRequests", "slower")
      .answer(list({object("a", "1")}, "1"))
      .refuse(503, "ServiceUnavailable", "starting")
      .stream({event("ADDED", object("b", "2")), error(500, "InternalError", "went wrong")})
      .stream({error(429, "TooManyRequests", "storage is (re)initializing")})
      .refuse(504, "Timeout", "too slow")
      .stream({event("ADDED", object("c", "3"))});
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/a 1 v", "ADDED default/b 2 v", "ADDED default/c 3 v"));
}

TEST_F(WatcherTest, BookmarksSayWhenAllIsTold) {
  server.answer(list({object("a", "1"), object("b", "2")}, "5"))
      .stream({event("ADDED", object("c", "6")), bookmark("7"), error(410, "Expired", "too old")})
      .answer(list({object("a", "1"), object("c", "9")}, "10"))
      .stream({});
  server.handle([this](const Request&) -> Response {
    stop.request_stop();
    throw Stopped("the script is over");
  });
  std::vector<std::string> told;
  for (const auto& each : watch({.allowWatchBookmarks = true})) {
    told.push_back(line_of(each) + (each.ends_initial_events() ? " end" : ""));
  }
  EXPECT_THAT(told, ElementsAre("ADDED default/a 1 v", "ADDED default/b 2 v", "BOOKMARK / 5 end",
                                "ADDED default/c 6 v", "BOOKMARK / 7", "DELETED default/b 2 v",
                                "MODIFIED default/c 9 v", "BOOKMARK / 10 end"));
}

TEST_F(WatcherTest, Bookmark) {
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("a", "2")), bookmark("7"), event("ADDED", object("b", "8"))})
      .stream({bookmark("15")})
      .stream({});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 2 v", "ADDED default/b 8 v"));
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1"), watch_line("8"), watch_line("15")));
}

// ---- disconnects ------------------------------------------------------------------------------

TEST_F(WatcherTest, GoesOnWhereItWasAfterADisconnect) {
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("a", "2")), Piece::closed()})
      .stream({event("ADDED", object("b", "3")), Piece::broken()})
      .stream({event("ADDED", object("c", "4")), Piece::silence()})
      .stream({event("ADDED", object("d", "5"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 2 v", "ADDED default/b 3 v",
                                    "ADDED default/c 4 v", "ADDED default/d 5 v"));
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1"), watch_line("2"), watch_line("3"),
                                   watch_line("4")));
}

TEST_F(WatcherTest, ALineThatWasCutOffComesAgain) {
  const std::string whole = event("ADDED", object("a", "2")).bytes;
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("b", "2")), {.bytes = whole.substr(0, 30)}, Piece::closed()})
      .stream({event("ADDED", object("a", "3"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/b 2 v", "ADDED default/a 3 v"));
}

TEST_F(WatcherTest, StreamsThatEndAtOnceMakeItListAgain) {
  server.answer(list({object("a", "1")}, "1"))
      .stream({})
      .stream({})
      .answer(list({object("a", "2")}, "9"))
      .stream({});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "MODIFIED default/a 2 v"));
  EXPECT_THAT(lines(),
              ElementsAre(list_line, watch_line("1"), watch_line("1"), list_line, watch_line("9")));
  EXPECT_THAT(clock->pauses(), ElementsAre(800ms, 1600ms, 3200ms));
}

TEST_F(WatcherTest, OldNewsOverAndOverIsNoProgress) {
  const std::deque<Piece> again{event("ADDED", object("a", "1")), Piece::closed()};
  server.answer(list({object("a", "1")}, "1")).stream(again).stream(again).answer(list({}, "9"));
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "DELETED default/a 1 v"));
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1"), watch_line("1"), list_line));
}

TEST_F(WatcherTest, StopDuringAPauseEndsItQuietly) {
  server.answer(list({}, "1")).stream({}).handle([this](const Request&) -> Response {
    stop.request_stop();
    throw TlsError("the handshake failed", false);
  });
  auto range = watch();
  EXPECT_FALSE(range.next().has_value());
}

TEST_F(WatcherTest, UnacceptableCertificateAtFirstIsAnError) {
  server.handle([](const Request&) -> Response { throw TlsError("unknown authority", false); });
  EXPECT_THROW((void)watch().next(), TlsError);
}

TEST_F(WatcherTest, HandshakeThatFailsLaterIsTriedAgain) {
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("a", "2"))})
      .handle([](const Request&) -> Response { throw TlsError("cut off", false); })
      .stream({event("ADDED", object("b", "3"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 2 v", "ADDED default/b 3 v"));
}

// ---- what a new list shows --------------------------------------------------------------------

TEST_F(WatcherTest, ObjectsThatVanishedAreToldAsDeletedWithTheirLastState) {
  server.answer(list({object("a", "1"), object("b", "1", "first")}, "1"))
      .stream({event("MODIFIED", object("b", "2", "last")), error(410, "Expired", "too old")})
      .answer(list({object("a", "1"), object("c", "3")}, "4"))
      .stream({});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "ADDED default/b 1 first",
                                    "MODIFIED default/b 2 last", "DELETED default/b 2 last",
                                    "ADDED default/c 3 v"));
}

TEST_F(WatcherTest, ObjectThatWasMadeAgainIsDeletedAndAdded) {
  server.answer(list({object("a", "1", "v", "old")}, "1"))
      .stream({event("MODIFIED", object("a", "2", "w", "old")), error(410, "Expired", "too old")})
      .answer(list({object("a", "3", "x", "new")}, "4"))
      .stream({event("MODIFIED", object("a", "5", "y", "newer")),
               event("MODIFIED", object("a", "6", "z", "newer"))});
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/a 1 v", "MODIFIED default/a 2 w", "DELETED default/a 2 w",
                          "ADDED default/a 3 x", "DELETED default/a 3 x", "ADDED default/a 5 y",
                          "MODIFIED default/a 6 z"));
}

TEST_F(WatcherTest, OfObjectsBeyondItsCapacityItKnowsOnlyThatTheyExist) {
  server.answer(list({object("a", "1"), object("b", "1"), object("c", "1")}, "1"))
      .stream({bookmark("2"), error(410, "Expired", "too old")})
      .answer(list({object("b", "1")}, "4"))
      .stream({});
  EXPECT_THAT(events({}, 2),
              ElementsAre("ADDED default/a 1 v", "ADDED default/b 1 v", "ADDED default/c 1 v",
                          "DELETED default/a ", "DELETED default/c 1 v"));
}

TEST_F(WatcherTest, CapacityIsTheConfigurationsUnlessTold) {
  cluster.config.watcher_cache_size = 1;
  cluster.client = Client(cluster.config, cluster.server);
  server.answer(list({object("a", "1"), object("b", "1")}, "1"))
      .stream({bookmark("2"), error(410, "Expired", "too old")})
      .answer(list({object("a", "1"), object("b", "1")}, "4"));
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/a 1 v", "ADDED default/b 1 v", "MODIFIED default/a 1 v"));
}

// ---- objects that cannot be decoded -----------------------------------------------------------

boost::json::object undecodable(const std::string& name, const std::string& version) {
  auto object = scripted::object(name, version);
  object["data"] = "no map";
  return object;
}

TEST_F(WatcherTest, BadEventIsToldOnceAndTheOthersCome) {
  server.answer(list({}, "1"))
      .stream({event("ADDED", object("a", "2")), event("ADDED", undecodable("b", "3"))})
      .stream({event("ADDED", undecodable("b", "3")), event("ADDED", object("c", "4"))});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 2 v",
                                    AllOf(HasSubstr("ERROR watch ConfigMap"), HasSubstr("$.")),
                                    "ADDED default/c 4 v"));
  EXPECT_THAT(lines(), ElementsAre(list_line, watch_line("1"), watch_line("3")));
}

TEST_F(WatcherTest, BadItemIsToldOnceAndTheOthersCome) {
  const std::string items = list({object("a", "1"), undecodable("b", "1"), object("c", "1")}, "1");
  server.answer(items)
      .answer(items)  // fetched again, to be taken item by item
      .stream({bookmark("2"), error(410, "Expired", "too old")})
      .answer(items)
      .answer(items)
      .stream({});
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/a 1 v", HasSubstr("ERROR"), "ADDED default/c 1 v"));
}

TEST_F(WatcherTest, DeletionOfABadObjectIsTold) {
  server.answer(list({object("a", "1"), object("b", "1")}, "1"))
      .stream({event("MODIFIED", undecodable("a", "2")), event("DELETED", undecodable("a", "3")),
               event("DELETED", undecodable("b", "4")), event("DELETED", undecodable("c", "5"))});
  EXPECT_THAT(events(),
              ElementsAre("ADDED default/a 1 v", "ADDED default/b 1 v", HasSubstr("ERROR"),
                          "DELETED default/a 3", "DELETED default/b 1 v", "DELETED default/c 5"));
}

TEST_F(WatcherTest, WhoABadObjectIsIsTold) {
  server.answer(list({}, "1")).stream({event("ADDED", undecodable("b", "3"))});
  auto range = watch();
  const auto told = range.next();
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->type, WatchEvent<ConfigMap>::undecodable);
  EXPECT_EQ(told->object.metadata.name, "b");
  EXPECT_EQ(told->object.metadata.namespace_, "default");
  EXPECT_EQ(told->object.metadata.resourceVersion, "3");
}

TEST_F(WatcherTest, RawTextOfABadItemIsTold) {
  const std::string items = list({undecodable("b", "1")}, "1");
  server.answer(items).answer(items);
  auto range = watch();
  const auto told = range.next();
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->type, WatchEvent<ConfigMap>::undecodable);
  EXPECT_EQ(scripted::json(told->raw), boost::json::value(undecodable("b", "1")));
  EXPECT_THAT(told->error, HasSubstr("data"));
}

// ---- the range --------------------------------------------------------------------------------

TEST_F(WatcherTest, ConnectsWhenTheLoopBegins) {
  auto range = watch();
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(WatcherTest, TemporaryWatcherMayBeLoopedOver) {
  server.answer(list({object("a", "1"), object("b", "1")}, "1"));
  std::vector<std::string> names;
  for (const auto& each : Watcher<ConfigMap>().watch({.client = cluster.client})) {
    names.push_back(each.object.metadata.name);
    if (names.size() == 2) break;
  }
  EXPECT_THAT(names, ElementsAre("a", "b"));
}

TEST_F(WatcherTest, SelectorsAndSilenceGoAlong) {
  server.answer(list({}, "1")).stream({});
  (void)events({.labels = {{"app", "x"}}, .fields = {{"metadata.name", "a"}}, .timeout = 3s});
  EXPECT_THAT(lines(), ElementsAre("GET /api/v1/configmaps?fieldSelector=metadata.name%3Da"
                                   "&labelSelector=app%3Dx&limit=500",
                                   "GET /api/v1/configmaps?allowWatchBookmarks=true"
                                   "&fieldSelector=metadata.name%3Da&labelSelector=app%3Dx"
                                   "&resourceVersion=1&watch=true"));
  EXPECT_EQ(server.asked(1).idle_timeout, 3s);
  EXPECT_FALSE(server.asked(1).deadline.has_value());
}

TEST_F(WatcherTest, BadOptionsAreRefusedBeforeAnyRequest) {
  EXPECT_THROW((void)watch({.namespace_ = "a/b"}), ValidationError);
  EXPECT_THROW((void)watch({.labels = {{"", "y"}}}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(WatcherTest, StopBeforeItBeginsAsksNothing) {
  stop.request_stop();
  EXPECT_FALSE(watch().next().has_value());
  EXPECT_THAT(server.asked(), IsEmpty());
}

// ---- what it tells about itself -----------------------------------------------------------------

TEST_F(WatcherTest, EachNewConnectionIsToldAndLogged) {
  struct Restarts : Metrics {
    void watch_restarted(const WatchRestartMetrics& metrics) override {
      told.push_back(std::string(metrics.kind) + ' ' + std::string(to_string(metrics.reason)));
    }
    std::vector<std::string> told{};
  };
  const auto restarts = std::make_shared<Restarts>();
  std::vector<std::string> log;
  cluster.config.metrics = restarts;
  cluster.config.logger = [&](LogLevel level, std::string_view line) {
    if (level != LogLevel::debug) log.emplace_back(line);
  };
  cluster.client = Client(cluster.config, cluster.server);
  server.answer(list({}, "1"))
      .stream({bookmark("2"), Piece::closed()})
      .stream({bookmark("3"), Piece::silence()})
      .stream({bookmark("4"), Piece::broken()})
      .stream({error(410, "Expired", "too old")})
      .answer(list({}, "9"))
      .stream({error(500, "InternalError", "went wrong")});
  (void)events();
  EXPECT_THAT(restarts->told,
              ElementsAre("ConfigMap closed", "ConfigMap silent", "ConfigMap broken",
                          "ConfigMap expired", "ConfigMap broken"));
  ASSERT_EQ(log.size(), 3U);
  EXPECT_THAT(log[0], AllOf(HasSubstr("watch ConfigMap: the connection was reset"),
                            HasSubstr("goes on from resourceVersion 4 in ")));
  EXPECT_THAT(log[1], AllOf(HasSubstr("the server has forgotten the resourceVersion"),
                            HasSubstr("lists again in ")));
  EXPECT_THAT(log[2], StartsWith("watch ConfigMap: 500 InternalError: went wrong; goes on "));
}

}  // namespace
}  // namespace k8s
