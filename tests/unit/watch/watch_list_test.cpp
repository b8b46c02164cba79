#include <chrono>
#include <deque>
#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "watch/watch_script.hpp"

namespace k8s {
namespace {

using scripted::bookmark;
using scripted::error;
using scripted::event;
using scripted::line_of;
using scripted::object;
using scripted::Piece;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class WatchListVerb : public testing::Test {
 protected:
  std::vector<std::string> events(WatchOptions options = {}) {
    options.client = cluster.client;
    std::vector<std::string> lines;
    for (const auto& each : ConfigMap::watch_list(options)) lines.push_back(line_of(each));
    return lines;
  }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
};

TEST_F(WatchListVerb, TellsEventsUntilTheStreamEnds) {
  server.stream({event("ADDED", object("a", "1")), event("MODIFIED", object("a", "2", "w")),
                 event("DELETED", object("a", "3", "w")), Piece::closed()});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "MODIFIED default/a 2 w",
                                    "DELETED default/a 3 w"));
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/configmaps?watch=true"));
  EXPECT_TRUE(server.asked(0).stream);
}

TEST_F(WatchListVerb, OptionsGoIntoTheQuery) {
  server.stream({});
  EXPECT_THAT(events({.resourceVersion = "12",
                      .allowWatchBookmarks = true,
                      .namespace_ = "prod",
                      .labels = {{"app", "x"}},
                      .fields = {{"metadata.name", "a"}}}),
              IsEmpty());
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces/prod/configmaps?allowWatchBookmarks=true"
                          "&fieldSelector=metadata.name%3Da&labelSelector=app%3Dx"
                          "&resourceVersion=12&watch=true"));
}

TEST_F(WatchListVerb, SilenceEndsItWithoutError) {
  server.stream({event("ADDED", object("a", "1")), Piece::silence()});
  EXPECT_THAT(events({.timeout = std::chrono::seconds(7)}), ElementsAre("ADDED default/a 1 v"));
  EXPECT_EQ(server.asked(0).idle_timeout, std::chrono::seconds(7));
  EXPECT_EQ(server.asked(0).timeout, cluster.config.timeout) << "until it is open";
  EXPECT_FALSE(server.asked(0).deadline.has_value());
}

TEST_F(WatchListVerb, SilenceIsTheConfigurationsUnlessTold) {
  server.stream({});
  (void)events();
  EXPECT_EQ(server.asked(0).idle_timeout, cluster.config.stream_timeout);
}

TEST_F(WatchListVerb, BookmarksAreToldIfAskedFor) {
  const std::deque<Piece> script{event("ADDED", object("a", "1")), bookmark("9")};
  server.stream(script).stream(script);
  EXPECT_THAT(events({.allowWatchBookmarks = true}),
              ElementsAre("ADDED default/a 1 v", "BOOKMARK / 9"));
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v"));
}

TEST_F(WatchListVerb, ErrorEventIsAnException) {
  server.stream({event("ADDED", object("a", "1")), error(500, "InternalError", "went wrong")});
  auto range = ConfigMap::watch_list({.client = cluster.client});
  EXPECT_EQ(range.next()->object.metadata.name, "a");
  try {
    (void)range.next();
    ADD_FAILURE() << "no exception";
  } catch (const ServerError& failure) {
    EXPECT_EQ(failure.code(), 500);
    EXPECT_EQ(failure.reason(), "InternalError");
    EXPECT_EQ(failure.message(), "went wrong");
    EXPECT_THAT(failure.what(), HasSubstr("watch ConfigMap"));
  }
  EXPECT_FALSE(range.next().has_value()) << "after an exception the range is at its end";
}

TEST_F(WatchListVerb, ForgottenResourceVersionIsGone) {
  server.stream({error(410, "Expired", "too old resource version: 1 (313)")})
      .refuse(410, "Expired", "too old");
  EXPECT_THROW((void)events({.resourceVersion = "1"}), Gone);
  EXPECT_THROW((void)events({.resourceVersion = "1"}), Gone);
}

TEST_F(WatchListVerb, RefusalIsAnException) {
  server.refuse(403, "Forbidden", "no");
  EXPECT_THROW((void)events(), Forbidden);
}

TEST_F(WatchListVerb, BrokenConnectionIsAnException) {
  server.stream({event("ADDED", object("a", "1")), Piece::broken()});
  EXPECT_THROW((void)events(), TransportError);
}

TEST_F(WatchListVerb, LineThatCannotBeDecodedIsAnEventAndTheOthersCome) {
  const std::string bad =
      R"({"type":"ADDED","object":{"metadata":{"name":"b","uid":"u"},"data":{"k":["v"]}}})";
  server.stream({event("ADDED", object("a", "1")), Piece::line(bad), Piece::line("nonsense"),
                 event("ADDED", object("c", "3"))});
  std::vector<WatchEvent<ConfigMap>> told;
  for (auto& each : ConfigMap::watch_list({.client = cluster.client})) {
    told.push_back(std::move(each));
  }
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[1].type, "ERROR");
  EXPECT_EQ(told[1].raw, bad);
  EXPECT_THAT(told[1].error, AllOf(HasSubstr("watch ConfigMap"), HasSubstr("data.k")));
  EXPECT_EQ(told[1].object.metadata.name, "b") << "who it is can be read";
  EXPECT_EQ(told[1].object.metadata.uid, "u");
  EXPECT_EQ(told[2].type, "ERROR");
  EXPECT_EQ(told[2].raw, "nonsense");
  EXPECT_EQ(told[3].object.metadata.name, "c");
}

TEST_F(WatchListVerb, AnyChunkingGivesTheSameEvents) {
  const std::string text =
      event("ADDED", object("a", "1")).bytes + "\r\n" + event("MODIFIED", object("a", "2")).bytes;
  for (const std::size_t size : {1U, 7U, 50U}) {
    std::deque<Piece> pieces;
    for (std::size_t at = 0; at < text.size(); at += size) {
      pieces.push_back({.bytes = text.substr(at, size)});
    }
    server.stream(pieces);
    EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v", "MODIFIED default/a 2 v"));
  }
}

TEST_F(WatchListVerb, NothingOfACutOffStreamIsDroppedInSilence) {
  const std::string whole = event("ADDED", object("a", "1")).bytes;
  server.stream({{.bytes = whole.substr(0, whole.size() - 1)}});
  EXPECT_THAT(events(), ElementsAre("ADDED default/a 1 v"));
  server.stream({{.bytes = whole.substr(0, 20)}});
  EXPECT_THAT(events(), ElementsAre(HasSubstr("ERROR watch ConfigMap")));
}

TEST_F(WatchListVerb, TypesThatComeLaterAreKept) {
  server.stream({event("TOUCHED", object("a", "1"))});
  EXPECT_THAT(events(), ElementsAre("TOUCHED default/a 1 v"));
}

TEST_F(WatchListVerb, StopEndsItQuietly) {
  std::stop_source stop;
  server.stream(
      {event("ADDED", object("a", "1")), {.bytes = "x", .first = [&] { stop.request_stop(); }}});
  EXPECT_THAT(events({.stop = stop.get_token()}), ElementsAre("ADDED default/a 1 v"));
}

TEST_F(WatchListVerb, PageForPeopleIsCalledSo) {
  server.handle([](const Request&) {
    return Response{.status = 200,
                    .headers = {{"Content-Type", "text/html"}},
                    .body = {},
                    .stream = std::make_unique<scripted::Stream>(
                        std::deque<Piece>{Piece::line("<html>")}, std::stop_token())};
  });
  EXPECT_THROW((void)events(), DecodeError);
}

TEST_F(WatchListVerb, BadOptionsAreRefusedBeforeAnyRequest) {
  EXPECT_THROW((void)events({.namespace_ = ""}), ValidationError);
  EXPECT_THROW((void)events({.labels = {{"-x", "y"}}}), ValidationError);
  EXPECT_THROW((void)Namespace::watch_list({.namespace_ = "a", .client = cluster.client}),
               ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(WatchListVerb, ConnectsWhenTheLoopBegins) {
  auto range = ConfigMap::watch_list({.client = cluster.client});
  EXPECT_THAT(server.asked(), IsEmpty());
}

}  // namespace
}  // namespace k8s
