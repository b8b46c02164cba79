// Watches: what is told, to whom, and that nothing is told twice or lost.

#include <chrono>
#include <optional>
#include <thread>

#include "environment.hpp"

namespace {

using namespace k8s;
using ::testing::ElementsAre;
using ::testing::StartsWith;

CONFORMANCE_SUITE(Watches);

template <class T>
std::string told(const WatchEvent<T>& event) {
  return event.type + " " + event.object.metadata.name;
}

// The next `count` events of a watch.
template <class T>
std::vector<std::string> take(WatchRange<T>& watch, std::size_t count) {
  std::vector<std::string> events;
  while (events.size() < count) {
    auto event = watch.next();
    if (!event) break;
    events.push_back(told(*event));
  }
  return events;
}

TEST_P(Watches, TellWhatExistsAndThenWhatHappens) {
  config_map("first", {{"watched", "yes"}}).save();
  auto watch = ConfigMap::watch_list({.namespace_ = ns(), .labels = {{"watched", Exists()}}});
  EXPECT_THAT(take(watch, 1), ElementsAre("ADDED first"));

  ConfigMap second = config_map("second", {{"watched", "yes"}});
  second.save();
  second.data["key"] = "changed";
  second.save();
  second.delete_();
  EXPECT_THAT(take(watch, 3), ElementsAre("ADDED second", "MODIFIED second", "DELETED second"));
}

TEST_P(Watches, BeginAfterAList) {
  config_map("before").save();
  const auto list = ConfigMap::list_with_meta({.namespace_ = ns()});
  config_map("after").save();
  auto watch =
      ConfigMap::watch_list({.resourceVersion = list.metadata.resourceVersion, .namespace_ = ns()});
  EXPECT_THAT(take(watch, 1), ElementsAre("ADDED after"));
}

TEST_P(Watches, ASelectorSeesItsOwnComingAndGoing) {
  const auto start = ConfigMap::list_with_meta({.namespace_ = ns()}).metadata.resourceVersion;
  ConfigMap object = config_map("moves");
  object.save();
  object.metadata.labels = {{"in", "yes"}};
  object.save();
  object.data["key"] = "2";
  object.save();
  object.metadata.labels.clear();
  object.data["key"] = "3";
  object.save();
  object.metadata.labels = {{"in", "again"}};
  object.save();

  auto watch = ConfigMap::watch_list(
      {.resourceVersion = start, .namespace_ = ns(), .labels = {{"in", Exists()}}});
  std::vector<WatchEvent<ConfigMap>> events;
  while (events.size() < 4) events.push_back(watch.next().value());
  EXPECT_EQ(told(events[0]), "ADDED moves");
  EXPECT_EQ(told(events[1]), "MODIFIED moves");
  EXPECT_EQ(told(events[2]), "DELETED moves");
  EXPECT_EQ(events[2].object.data.at("key"), "2") << "the last state that was selected";
  EXPECT_GT(events[2].object.metadata.resourceVersion, events[1].object.metadata.resourceVersion);
  EXPECT_EQ(told(events[3]), "ADDED moves");
}

TEST_P(Watches, FieldSelectors) {
  auto watch = ConfigMap::watch_list({.namespace_ = ns(), .fields = {{"metadata.name", "wanted"}}});
  std::jthread writer([&] {
    const k8s::testing::ScopedClient scope(client());
    config_map("unwanted").save();
    config_map("wanted").save();
  });
  EXPECT_THAT(take(watch, 1), ElementsAre("ADDED wanted"));
}

TEST_P(Watches, AllNamespacesByDefault) {
  const auto start = ConfigMap::list_with_meta({.namespace_ = ns()}).metadata.resourceVersion;
  config_map("here", {{"watch", ns()}}).save();
  auto watch = ConfigMap::watch_list({.resourceVersion = start, .labels = {{"watch", ns()}}});
  EXPECT_THAT(take(watch, 1), ElementsAre("ADDED here"));
}

TEST_P(Watches, OfANamespaceTellNothingOfAnother) {
  const auto start = ConfigMap::list_with_meta({.namespace_ = ns()}).metadata.resourceVersion;
  ConfigMap there = config_map(ns() + "-there", {{"watch", ns()}});
  there.metadata.namespace_ = "default";
  there.save();
  ConfigMap here = config_map("here", {{"watch", ns()}});
  here.save();
  there.delete_();
  here.delete_();
  auto watch = ConfigMap::watch_list(
      {.resourceVersion = start, .namespace_ = ns(), .labels = {{"watch", ns()}}});
  EXPECT_THAT(take(watch, 2), ElementsAre("ADDED here", "DELETED here"));
}

TEST_P(Watches, ATooOldResourceVersionIsGone) {
  config_map("old").save();
  const auto old = ConfigMap::list_with_meta({.namespace_ = ns()}).metadata.resourceVersion;
  for (int i = 0; i < 3; ++i) config_map("later-" + std::to_string(i)).save();
  api().compact();
  // The real server's watch cache may still know that time; a list of exactly it never does.
  const auto answer =
      raw(Method::get,
          "/api/v1/namespaces/{ns}/configmaps?resourceVersionMatch=Exact&resourceVersion=" + old);
  EXPECT_EQ(answer.code, 410) << answer.body;
}

TEST_P(Watches, AStopEndsTheRangeQuietly) {
  std::stop_source stop;
  auto watch = Watcher<ConfigMap>().watch({.namespace_ = ns(), .stop = stop.get_token()});
  config_map("only").save();
  std::vector<std::string> events;
  while (auto event = watch.next()) {
    if (event->object.metadata.name == "kube-root-ca.crt") continue;
    events.push_back(told(*event));
    stop.request_stop();
  }
  EXPECT_THAT(events, ElementsAre("ADDED only"));
}

TEST_P(Watches, AWatcherTellsEachEventOnce) {
  config_map("a", {{"w", "1"}}).save();
  config_map("b", {{"w", "1"}}).save();
  auto watch = Watcher<ConfigMap>().watch({.namespace_ = ns(), .labels = {{"w", "1"}}});
  EXPECT_THAT(take(watch, 2), ElementsAre("ADDED a", "ADDED b"));

  ConfigMap a = ConfigMap::get("a", {.namespace_ = ns()});
  a.data["key"] = "changed";
  a.save();
  config_map("c", {{"w", "1"}}).save();
  ConfigMap::delete_("b", {.namespace_ = ns()});
  EXPECT_THAT(take(watch, 3), ElementsAre("MODIFIED a", "ADDED c", "DELETED b"));
}

TEST_P(Watches, AWatcherSaysWhenAllThatExistsIsTold) {
  config_map("a", {{"w", "1"}}).save();
  auto watch = Watcher<ConfigMap>().watch(
      {.allowWatchBookmarks = true, .namespace_ = ns(), .labels = {{"w", "1"}}});
  EXPECT_EQ(told(watch.next().value()), "ADDED a");
  EXPECT_TRUE(watch.next().value().ends_initial_events());
  config_map("b", {{"w", "1"}}).save();
  std::optional<WatchEvent<ConfigMap>> news = watch.next();
  // A server may have told how far it is by then.
  while (news && news->type == WatchEvent<ConfigMap>::bookmark) news = watch.next();
  EXPECT_EQ(told(news.value()), "ADDED b");
  EXPECT_FALSE(news->ends_initial_events());
}

TEST_P(Watches, WaitUntilItIsSoAndUntilItIsGone) {
  std::jthread others([&] {
    const k8s::testing::ScopedClient scope(client());
    ConfigMap made = config_map("late");
    made.save();
    made.patch([](ConfigMap& m) { m.data["state"] = "ready"; });
  });
  const auto is_ready = [](const ConfigMap& m) { return m.data.contains("state"); };
  EXPECT_EQ(wait_until<ConfigMap>("late", is_ready, {.namespace_ = ns()}).data.at("state"),
            "ready");
  others = std::jthread([&] {
    const k8s::testing::ScopedClient scope(client());
    ConfigMap::delete_("late", {.namespace_ = ns()});
  });
  wait_until_gone<ConfigMap>("late", {.namespace_ = ns()});
  EXPECT_FALSE(ConfigMap::try_get("late", {.namespace_ = ns()}).has_value());
  EXPECT_THROW(
      (void)wait_until<ConfigMap>("late", is_ready,
                                  {.namespace_ = ns(), .timeout = std::chrono::milliseconds(100)}),
      Timeout);
}

TEST_P(Watches, LeavingTheLoopEndsTheWatch) {
  config_map("first").save();
  for (const WatchEvent<ConfigMap>& event : Watcher<ConfigMap>().watch(ns())) {
    EXPECT_EQ(event.type, WatchEvent<ConfigMap>::added);
    break;
  }
}

TEST_P(Watches, ARefusedWatchThrows) {
  auto watch = Pod::watch_list({.namespace_ = ns(), .fields = {{"spec.bogus", "x"}}});
  EXPECT_THROW((void)watch.next(), ClientError);
  EXPECT_FALSE(watch.next().has_value()) << "after an exception the range is at its end";
}

TEST_P(Watches, TheServerEndsAWatchAfterItsTimeout) {
  const auto answer =
      raw(Method::get, "/api/v1/namespaces/{ns}/configmaps?watch=true&timeoutSeconds=1");
  EXPECT_EQ(answer.code, 200);
}

// The bookmark that says "that was all" comes to everybody who takes bookmarks.
TEST_P(Watches, ABookmarkEndsTheInitialEvents) {
  config_map("first", {{"watched", "yes"}}).save();
  const std::string path =
      "/api/v1/namespaces/{ns}/configmaps?watch=true&labelSelector=watched&timeoutSeconds=2";
  const std::string end = R"("k8s.io/initial-events-end":"true")";
  const std::string taken = raw(Method::get, path + "&allowWatchBookmarks=true").body;
  EXPECT_LT(taken.find("ADDED"), taken.find(end)) << taken;
  EXPECT_NE(taken.find(end), std::string::npos) << taken;
  EXPECT_EQ(raw(Method::get, path).body.find(end), std::string::npos);
}

}  // namespace
