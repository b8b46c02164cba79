#include <k8s/informer.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/models/core/v1/node.hpp>
#include <k8s/testing/fake_clock.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "support/message.hpp"
#include "watch/watch_script.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using scripted::bookmark;
using scripted::error;
using scripted::event;
using scripted::list;
using scripted::object;
using scripted::Piece;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using ::testing::StartsWith;

/// A server that answers what a test gives it, and waits until it does.
class LiveServer : public Transport {
 public:
  void answer(std::string body, int status = 200) {
    put(answers_, Response{.status = status,
                           .headers = {{"Content-Type", "application/json"}},
                           .body = std::move(body),
                           .stream = nullptr});
  }
  void refuse(int status, const std::string& reason, const std::string& message) {
    answer(boost::json::serialize(boost::json::object{{"kind", "Status"},
                                                      {"apiVersion", "v1"},
                                                      {"status", "Failure"},
                                                      {"reason", reason},
                                                      {"message", message},
                                                      {"code", status}}),
           status);
  }
  /// Instead of an answer.
  void fail(std::function<void()> how) {
    Response none;
    none.stream = std::make_unique<Stream>(*this, std::move(how));
    put(answers_, std::move(none));
  }
  /// Opens a stream, which brings what is pushed.
  void open() {
    put(answers_, Response{.status = 200,
                           .headers = {{"Content-Type", "application/json"}},
                           .body = {},
                           .stream = std::make_unique<Stream>(*this)});
  }
  void push(Piece piece) { put(pieces_, std::move(piece)); }

  [[nodiscard]] std::vector<std::string> asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

  Response send(const Request& request) override {
    {
      const std::scoped_lock lock(mutex_);
      asked_.push_back(request.url());
    }
    Response answer = take(answers_, request.stop);
    if (!answer.stream) return answer;
    auto& stream = static_cast<Stream&>(*answer.stream);
    if (stream.failure) stream.failure();
    stream.stop = request.stop;
    return answer;
  }

 private:
  struct Stream : BodyStream {
    explicit Stream(LiveServer& server, std::function<void()> fails = {})
        : failure(std::move(fails)), server_(&server) {}
    End read(std::string& chunk) override {
      const Piece piece = server_->take(server_->pieces_, stop);
      if (piece.breaks) throw TransportError("the connection was reset", true);
      chunk += piece.bytes;
      return piece.end;
    }
    std::stop_token stop{};
    std::function<void()> failure{};

   private:
    LiveServer* server_;
  };

  template <class T>
  void put(std::deque<T>& queue, T value) {
    const std::scoped_lock lock(mutex_);
    queue.push_back(std::move(value));
    changed_.notify_all();
  }
  template <class T>
  T take(std::deque<T>& queue, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&queue] { return !queue.empty(); })) throw Stopped("stopped");
    T value = std::move(queue.front());
    queue.pop_front();
    return value;
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Response> answers_;
  std::deque<Piece> pieces_;
  std::vector<std::string> asked_;
};

std::string state_of(const std::shared_ptr<const ConfigMap>& object) {
  if (!object) return "nothing";
  const auto value = object->data.find("value");
  return object->metadata.name + '=' + (value == object->data.end() ? "" : value->second);
}

/// "a=1 -> a=2"; "the end" of a range that is over.
std::string line_of(const std::optional<InformerChange<ConfigMap>>& change) {
  if (!change) return "the end";
  return state_of(change->before) + " -> " + state_of(change->after);
}

std::vector<std::string> states(const std::vector<std::shared_ptr<const ConfigMap>>& objects) {
  std::vector<std::string> states;
  for (const auto& each : objects) states.push_back(state_of(each));
  return states;
}

class InformerTest : public ::testing::Test {
 protected:
  void make(InformerOptions<ConfigMap> options = {}) {
    options.client = client;
    informer.emplace(options);
  }
  /// An informer that knows these, and its consumer.
  InformerChanges<ConfigMap> make_with(const std::vector<boost::json::object>& objects,
                                       InformerOptions<ConfigMap> options = {}) {
    server->answer(list(objects, "10"));
    server->open();
    make(std::move(options));
    informer->wait_for_sync();
    auto changes = informer->changes();
    for (std::size_t i = 0; i < objects.size(); ++i) (void)changes.next();
    return changes;
  }

  std::shared_ptr<LiveServer> server = std::make_shared<LiveServer>();
  testing::FakeClock clock;
  Config config;
  Client client = testing::client_for(server, clock, config);
  std::optional<Informer<ConfigMap>> informer;
};

// ---- what it knows ------------------------------------------------------------------------------

TEST_F(InformerTest, KnowsWhatIsThereAndWhatHappens) {
  auto changes = make_with({object("a", "1", "1"), object("b", "2", "1")});
  EXPECT_THAT(states(informer->list()), ElementsAre("a=1", "b=1"));
  server->push(event("MODIFIED", object("a", "11", "2")));
  EXPECT_EQ(line_of(changes.next()), "a=1 -> a=2");
  server->push(event("DELETED", object("b", "12", "its last")));
  EXPECT_EQ(line_of(changes.next()), "b=its last -> nothing");
  server->push(event("ADDED", object("c", "13", "1")));
  EXPECT_EQ(line_of(changes.next()), "nothing -> c=1");
  EXPECT_THAT(states(informer->list()), ElementsAre("a=2", "c=1"));
  EXPECT_EQ(informer->health().objects, 2U);
}

TEST_F(InformerTest, AsksForWhatItsOptionsSelect) {
  server->answer(list({}, "10"));
  make({.namespace_ = "prod", .labels = {{"app", "web"}}, .fields = {{"metadata.name", "x"}}});
  informer->wait_for_sync();
  informer->stop();
  EXPECT_EQ(server->asked().at(0),
            "/api/v1/namespaces/prod/configmaps?fieldSelector=metadata.name%3Dx"
            "&labelSelector=app%3Dweb&limit=500");
}

TEST_F(InformerTest, FindsByNameInTheClientsNamespaceOrAnother) {
  auto changes = make_with({object("a", "1", "here"), object("a", "2", "there", "", "other")});
  EXPECT_EQ(state_of(informer->try_get("a")), "a=here");
  EXPECT_EQ(state_of(informer->try_get("a", {.namespace_ = "other"})), "a=there");
  EXPECT_EQ(informer->try_get("b"), nullptr);
  EXPECT_EQ(informer->try_get("a", {.namespace_ = "nowhere"}), nullptr);
}

TEST_F(InformerTest, OfOneNamespaceItKnowsNoOther) {
  auto changes = make_with({object("a", "1", "1", "", "prod")}, {.namespace_ = "prod"});
  EXPECT_EQ(state_of(informer->try_get("a")), "a=1");
  EXPECT_EQ(state_of(informer->try_get("a", {.namespace_ = "prod"})), "a=1");
  EXPECT_THAT(states(informer->list({.namespace_ = "prod"})), ElementsAre("a=1"));
  EXPECT_EQ(message_of([&] { (void)informer->try_get("a", {.namespace_ = "dev"}); }),
            "informer of ConfigMap: it watches the namespace prod, and knows nothing of \"dev\"");
  EXPECT_THROW((void)informer->list({.namespace_ = "dev"}), ValidationError);
  EXPECT_THROW((void)informer->try_get(""), ValidationError);
}

TEST_F(InformerTest, AnEmptyNamespaceIsNotAllOfThem) {
  auto changes = make_with({object("a", "1", "1")});
  EXPECT_THROW((void)informer->list({.namespace_ = ""}), ValidationError);
  EXPECT_THROW((void)informer->try_get("a", {.namespace_ = ""}), ValidationError);
}

TEST_F(InformerTest, ListsByNamespaceAndLabels) {
  auto labelled = object("b", "3", "labelled");
  labelled["metadata"].as_object()["labels"] = {{"app", "web"}};
  auto changes = make_with({object("a", "1", "here"), object("a", "2", "there", "", "aa"),
                            object("z", "2", "there", "", "zz"), labelled});
  EXPECT_THAT(states(informer->list()), ElementsAre("a=there", "a=here", "b=labelled", "z=there"));
  EXPECT_THAT(states(informer->list({.namespace_ = "default"})),
              ElementsAre("a=here", "b=labelled"));
  EXPECT_THAT(states(informer->list({.labels = {{"app", "web"}}})), ElementsAre("b=labelled"));
}

TEST_F(InformerTest, FindsByIndex) {
  auto changes = make_with(
      {object("a", "1", "red"), object("b", "2", "red"), object("c", "3", "blue")},
      {.indexes = {
           {"colour", [](const ConfigMap& map) { return std::vector{map.data.at("value")}; }},
           {"name", [](const ConfigMap& map) { return std::vector{map.metadata.name}; }}}});
  EXPECT_THAT(states(informer->find_by("colour", "red")), ElementsAre("a=red", "b=red"));
  EXPECT_THAT(states(informer->find_by("name", "c")), ElementsAre("c=blue"));
  server->push(event("MODIFIED", object("a", "11", "blue")));
  (void)changes.next();
  EXPECT_THAT(states(informer->find_by("colour", "red")), ElementsAre("b=red"));
  EXPECT_THAT(states(informer->find_by("colour", "blue")), ElementsAre("a=blue", "c=blue"));
  EXPECT_EQ(message_of([&] { (void)informer->find_by("size", "1"); }),
            "informer of ConfigMap: there is no index size");
}

TEST_F(InformerTest, StoresWhatTheTransformLeaves) {
  auto changes = make_with({object("a", "1", "long text")},
                           {.transform = [](ConfigMap& map) { map.data["value"] = "short"; }});
  EXPECT_EQ(state_of(informer->try_get("a")), "a=short");
  server->push(event("DELETED", object("a", "12", "long text")));
  EXPECT_EQ(line_of(changes.next()), "a=short -> nothing");
}

TEST_F(InformerTest, SnapshotsDoNotChange) {
  auto changes = make_with({object("a", "1", "1")});
  const auto before = informer->try_get("a");
  server->push(event("MODIFIED", object("a", "11", "2")));
  (void)changes.next();
  EXPECT_EQ(state_of(before), "a=1");
}

TEST_F(InformerTest, KindsOutsideNamespacesHaveNone) {
  server->answer(R"({"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"5"},)"
                 R"("items":[{"metadata":{"name":"node-1"}}]})");
  const Informer<Node> nodes({.client = client});
  nodes.wait_for_sync();
  EXPECT_NE(nodes.try_get("node-1"), nullptr);
  EXPECT_THROW((void)nodes.try_get("node-1", {.namespace_ = "x"}), ValidationError);
}

TEST_F(InformerTest, RefusesOptionsThatCannotBe) {
  EXPECT_THROW(Informer<Node>({.namespace_ = "x", .client = client}), ValidationError);
  EXPECT_THROW(make({.namespace_ = "a/b"}), ValidationError);
  const auto nothing = [](const ConfigMap&) { return std::vector<std::string>(); };
  EXPECT_EQ(
      message_of([&] { make({.indexes = {{"x", nothing}, {"y", nothing}, {"x", nothing}}}); }),
      "informer of ConfigMap: two indexes have the name x");
  EXPECT_EQ(message_of([&] { make({.indexes = {{"x", nullptr}}}); }),
            "informer of ConfigMap: the index x has no function");
}

// ---- lists --------------------------------------------------------------------------------------

TEST_F(InformerTest, AListTakesEffectAsAWhole) {
  std::vector<std::size_t> known;
  bool looks = false;  // set and read between requests
  const auto look = [&](const ConfigMap&) {
    if (looks) known.push_back(informer->list().size());
  };
  auto changes =
      make_with({object("a", "1"), object("b", "2"), object("c", "3")}, {.transform = look});
  looks = true;
  server->push(error(410, "Expired", "too old resource version"));
  server->answer(list({object("d", "21"), object("e", "22")}, "30"));
  std::vector<std::string> told;
  for (int i = 0; i < 5; ++i) told.push_back(line_of(changes.next()));
  EXPECT_THAT(told, ElementsAre("a=v -> nothing", "b=v -> nothing", "c=v -> nothing",
                                "nothing -> d=v", "nothing -> e=v"));
  EXPECT_THAT(known, ElementsAre(3U, 3U));
}

TEST_F(InformerTest, AfterARefusalItListsAgainAndTellsTheDifference) {
  auto changes = make_with({object("a", "1", "1", "ua"), object("b", "2", "1", "ub"),
                            object("c", "3", "1", "uc"), object("d", "4", "1", "ud")});
  server->push(error(403, "Forbidden", "no more watches for you"));
  server->answer(list({object("a", "1", "1", "ua"), object("b", "12", "2", "ub"),
                       object("d", "13", "1", "another")},
                      "20"));
  server->open();
  std::vector<std::string> told;
  for (int i = 0; i < 4; ++i) told.push_back(line_of(changes.next()));
  EXPECT_THAT(told,
              ElementsAre("c=1 -> nothing", "b=1 -> b=2", "d=1 -> nothing", "nothing -> d=1"));
  server->push(event("MODIFIED", object("a", "21", "2", "ua")));
  EXPECT_EQ(line_of(changes.next()), "a=1 -> a=2");
}

// ---- changes ------------------------------------------------------------------------------------

TEST_F(InformerTest, ASlowConsumerIsToldOfTheNewestState) {
  auto slow = make_with({object("a", "1", "1"), object("gone", "2")});
  auto quick = informer->changes();
  (void)quick.next();
  (void)quick.next();
  for (const auto* version : {"11", "12", "13"}) {
    server->push(event("MODIFIED", object("a", version, version)));
    EXPECT_THAT(line_of(quick.next()), HasSubstr(std::string("-> a=") + version));
  }
  server->push(event("ADDED", object("brief", "14")));
  (void)quick.next();
  server->push(event("DELETED", object("brief", "15")));
  (void)quick.next();
  server->push(event("DELETED", object("gone", "16")));
  (void)quick.next();
  EXPECT_EQ(line_of(slow.next()), "a=1 -> a=13");
  EXPECT_EQ(line_of(slow.next()), "gone=v -> nothing");
}

TEST_F(InformerTest, AnObjectThatTookTheNameOfAnotherIsTwoChanges) {
  auto changes = make_with({object("a", "1", "old", "u1")});
  server->push(event("MODIFIED", object("a", "12", "new", "u2")));
  EXPECT_EQ(line_of(changes.next()), "a=old -> nothing");
  const auto added = changes.next();
  EXPECT_EQ(line_of(added), "nothing -> a=new");
  EXPECT_TRUE(added->is_added());
  EXPECT_FALSE(added->is_modified() || added->is_deleted());
}

TEST_F(InformerTest, AConsumerThatComesLateIsToldOfAll) {
  auto changes = make_with({object("a", "1", "1"), object("b", "2", "1")});
  server->push(event("MODIFIED", object("a", "11", "2")));
  (void)changes.next();
  std::vector<std::string> told;
  for (const auto& change : informer->changes()) {
    told.push_back(line_of(change));
    if (told.size() == 2) break;
  }
  EXPECT_THAT(told, ElementsAre("nothing -> a=2", "nothing -> b=1"));
}

TEST_F(InformerTest, AChangeThatIsAskedForAgainComesAgain) {
  auto changes = make_with({object("a", "1", "1")});
  server->push(event("MODIFIED", object("a", "11", "2")));
  const auto change = changes.next();
  const auto before = clock.sleeps().size();
  changes.again(*change, 1h);
  EXPECT_EQ(line_of(changes.next()), "a=1 -> a=2");
  changes.again(*change);
  EXPECT_EQ(line_of(changes.next()), "a=1 -> a=2");
  auto sleeps = clock.sleeps();
  sleeps.erase(sleeps.begin(), sleeps.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_THAT(sleeps, ElementsAre(1h, 5ms));
}

TEST_F(InformerTest, NewsDoNotWaitForAChangeThatIsAskedForAgain) {
  clock = testing::FakeClock({.skip_sleeps = false});  // which nobody moves
  client = testing::client_for(server, clock, config);
  auto changes = make_with({object("a", "1", "1")});
  server->push(event("MODIFIED", object("a", "11", "2")));
  changes.again(*changes.next(), 1h);
  std::jthread later([this] {
    clock.wait_for_sleepers();
    server->push(event("ADDED", object("b", "12", "1")));
  });
  EXPECT_EQ(line_of(changes.next()), "nothing -> b=1");
}

TEST_F(InformerTest, AStopDoesNotWaitForAChangeThatIsAskedForAgain) {
  clock = testing::FakeClock({.skip_sleeps = false});  // which nobody moves
  client = testing::client_for(server, clock, config);
  auto others = make_with({object("a", "1", "1")});
  std::stop_source stop;
  auto changes = informer->changes(stop.get_token());
  changes.again(*changes.next(), 1h);
  std::jthread later([&] {
    clock.wait_for_sleepers();
    stop.request_stop();
  });
  EXPECT_EQ(line_of(changes.next()), "the end");
}

TEST_F(InformerTest, WhoHasLeftIsNotTold) {
  auto changes = make_with({object("a", "1", "1")});
  (void)informer->changes().next();
  server->push(event("MODIFIED", object("a", "11", "2")));  // which would be a use after free
  EXPECT_EQ(line_of(changes.next()), "a=1 -> a=2");
}

// ---- what goes wrong ----------------------------------------------------------------------------

TEST_F(InformerTest, ARefusalIsToldToWhoWaitsAndItTriesAgain) {
  server->refuse(403, "Forbidden", "configmaps is forbidden");
  make();
  EXPECT_THROW(informer->wait_for_sync(), Forbidden);
  EXPECT_THAT(informer->health().error, HasSubstr("configmaps is forbidden"));
  EXPECT_FALSE(informer->health().synced);
  EXPECT_EQ(informer->health().heard, std::nullopt);
  server->answer(list({object("a", "1", "1")}, "10"));
  informer->wait_for_sync();  // for the next attempt
  EXPECT_EQ(state_of(informer->try_get("a")), "a=1");
  EXPECT_EQ(informer->health().error, "");
  EXPECT_TRUE(informer->health().synced);
  EXPECT_EQ(informer->health().heard, clock.now());
}

TEST_F(InformerTest, TroubleIsToldToWhoWaitedForTooLong) {
  for (int i = 0; i < 5; ++i) server->answer("{}", 500);  // as often as it is tried
  make();
  while (informer->health().error.empty()) std::this_thread::yield();
  EXPECT_THAT(informer->health().error, StartsWith("list ConfigMap: 500"));
  EXPECT_THAT(message_of([&] { informer->wait_for_sync({.timeout = 0ms}); }),
              StartsWith("informer of ConfigMap: not synced within 0 s; list ConfigMap: 500"));
  server->answer(list({}, "10"));
  informer->wait_for_sync();
  EXPECT_EQ(informer->health().error, "");
}

TEST_F(InformerTest, TroubleIsOverWhenTheWatchIsOpenAgain) {
  auto changes = make_with({});
  server->push(Piece::broken());
  while (informer->health().error.empty()) std::this_thread::yield();
  EXPECT_THAT(informer->health().error, HasSubstr("the connection was reset"));
  server->open();
  while (!informer->health().error.empty()) std::this_thread::yield();
}

TEST_F(InformerTest, TheEndOfWhatAListReplacesIsItsLastState) {
  auto changes = make_with({object("a", "1", "1", "u1")});
  auto slow = informer->changes();
  EXPECT_EQ(line_of(slow.next()), "nothing -> a=1");
  server->push(event("MODIFIED", object("a", "11", "2", "u1")));
  (void)changes.next();
  server->push(error(403, "Forbidden", "no"));
  server->answer(list({object("a", "20", "1", "u2")}, "20"));
  EXPECT_EQ(line_of(changes.next()), "a=2 -> nothing");
  EXPECT_EQ(line_of(slow.next()), "a=2 -> nothing");
  EXPECT_EQ(line_of(slow.next()), "nothing -> a=1");
}

TEST_F(InformerTest, PausesGrowWhileTheWatchIsRefusedAndTheListIsNot) {
  std::mutex mutex;
  std::vector<int> pauses;
  config.logger = [&](LogLevel, std::string_view line) {
    const std::scoped_lock lock(mutex);
    const auto at = line.find("tries again in ");
    if (at != std::string_view::npos)
      pauses.push_back(std::stoi(std::string(line.substr(at + 15))));
  };
  client = testing::client_for(server, clock, config);
  for (int i = 0; i < 20; ++i) {
    server->answer(list({object("b", "1")}, std::to_string(i + 1)));
    server->refuse(403, "Forbidden", "you may list, but not watch");
  }
  server->answer(list({object("a", "1"), object("b", "1")}, "100"));
  make();
  auto changes = informer->changes();
  EXPECT_EQ(line_of(changes.next()), "nothing -> b=v");
  EXPECT_EQ(line_of(changes.next()), "nothing -> a=v");
  informer.reset();
  ASSERT_EQ(pauses.size(), 20U);
  // Of 15 pauses that may be up to 30 s; if they did not grow, none would be above 0.8 s.
  EXPECT_GT(std::ranges::max(pauses), 800);
}

TEST_F(InformerTest, WhatTransportsThrowIsWaitedOutWhateverItIs) {
  server->fail([] { throw 42; });  // NOLINT: any C++ program may
  server->answer(list({object("a", "1", "1")}, "10"));
  make();
  EXPECT_EQ(line_of(informer->changes().next()), "nothing -> a=1");
}

TEST_F(InformerTest, TheClientIsTheOneOfTheBeginning) {
  const testing::ScopedClient here(client);
  informer.emplace();
  const testing::FakeCluster other;
  const testing::ScopedClient there(other.client());
  server->refuse(403, "Forbidden", "no");
  server->answer(list({object("a", "1", "1")}, "10"));
  EXPECT_EQ(line_of(informer->changes().next()), "nothing -> a=1");
  EXPECT_EQ(state_of(informer->try_get("a")), "a=1");
}

TEST_F(InformerTest, ARefusalIsLogged) {
  std::mutex mutex;
  std::vector<std::string> lines;
  config.logger = [&](LogLevel level, std::string_view line) {
    const std::scoped_lock lock(mutex);
    if (level == LogLevel::warning) lines.emplace_back(line);
  };
  client = testing::client_for(server, clock, config);
  server->refuse(403, "Forbidden", "configmaps is forbidden");
  make();
  EXPECT_THROW(informer->wait_for_sync(), Forbidden);
  informer.reset();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], StartsWith("informer of ConfigMap: list ConfigMap: "));
  EXPECT_THAT(lines[0], HasSubstr("configmaps is forbidden"));
  EXPECT_THAT(lines[0], ::testing::ContainsRegex("; tries again in [0-9]+ ms$"));
}

TEST_F(InformerTest, WhatCannotBeDecodedStaysAsItWas) {
  auto changes = make_with({object("a", "1", "1"), object("b", "2", "1")});
  auto bad = object("a", "11");
  bad["data"] = "no map";
  server->push(event("MODIFIED", bad));
  server->push(event("MODIFIED", object("b", "12", "2")));
  EXPECT_EQ(line_of(changes.next()), "b=1 -> b=2");
  EXPECT_EQ(state_of(informer->try_get("a")), "a=1");
  EXPECT_EQ(informer->health().undecodable, 1U);
  server->push(event("MODIFIED", object("a", "13", "good again")));
  EXPECT_EQ(line_of(changes.next()), "a=1 -> a=good again");
  EXPECT_EQ(informer->health().undecodable, 0U);
}

TEST_F(InformerTest, WhatCannotBeDecodedIsNotGone) {
  auto changes = make_with({object("a", "1", "1", "ua"), object("b", "2", "1", "ub")});
  server->push(error(403, "Forbidden", "no"));
  auto bad = object("a", "11", "", "ua");
  bad["data"] = "no map";
  server->answer(list({bad}, "20"));
  EXPECT_EQ(line_of(changes.next()), "b=1 -> nothing");
  EXPECT_EQ(state_of(informer->try_get("a")), "a=1");
  EXPECT_EQ(informer->health().undecodable, 1U);
  server->refuse(403, "Forbidden", "no");
  server->answer(list({}, "30"));
  EXPECT_EQ(line_of(changes.next()), "a=1 -> nothing");
  EXPECT_EQ(informer->health().undecodable, 0U);
}

TEST_F(InformerTest, FunctionsThatThrowCostOneObject) {
  auto changes =
      make_with({object("a", "1", "1")}, {.indexes = {{"value",
                                                       [](const ConfigMap& map) {
                                                         if (map.data.at("value") == "throws 1")
                                                           throw std::runtime_error("no");
                                                         return std::vector{map.data.at("value")};
                                                       }}},
                                          .transform = [](ConfigMap& map) {
                                            if (map.data.at("value") == "throws 2")
                                              throw 2;  // NOLINT: any C++ program may
                                          }});
  server->push(event("ADDED", object("b", "11", "throws 1")));
  server->push(event("ADDED", object("c", "12", "throws 2")));
  server->push(event("ADDED", object("d", "13", "1")));
  EXPECT_EQ(line_of(changes.next()), "nothing -> d=1");
  EXPECT_THAT(states(informer->find_by("value", "1")), ElementsAre("a=1", "d=1"));
  EXPECT_EQ(informer->health().undecodable, 2U);
  server->push(event("DELETED", object("a", "14", "throws 2")));
  EXPECT_EQ(line_of(changes.next()), "a=1 -> nothing");
}

TEST_F(InformerTest, BookmarksSayThatTheServerIsThere) {
  auto changes = make_with({});
  const auto listed = clock.now();
  EXPECT_EQ(informer->health().heard, listed);
  clock.advance(1min);
  server->push(bookmark("20"));
  while (informer->health().heard == listed) std::this_thread::yield();
  EXPECT_EQ(informer->health().heard, clock.now());
  EXPECT_EQ(informer->health().objects, 0U);
}

// ---- its end ------------------------------------------------------------------------------------

TEST_F(InformerTest, WaitsForItsFirstListInTime) {
  make();
  EXPECT_EQ(message_of([&] { informer->wait_for_sync({.timeout = 10ms}); }),
            "informer of ConfigMap: not synced within 10 ms");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(informer->wait_for_sync({.stop = stop.get_token()}), Stopped);
}

TEST_F(InformerTest, StoppingEndsWhoWaits) {
  auto changes = make_with({object("a", "1", "1")});
  std::jthread later([this] { informer->stop(); });
  EXPECT_EQ(line_of(changes.next()), "the end");
  later.join();
  informer->stop();
  EXPECT_EQ(state_of(informer->try_get("a")), "a=1");
  EXPECT_EQ(line_of(informer->changes().next()), "the end");
}

TEST_F(InformerTest, StoppingBeforeTheFirstListEndsWhoWaitsForIt) {
  std::stop_source stop;
  make({.stop = stop.get_token()});
  std::jthread later([&stop] { stop.request_stop(); });
  EXPECT_EQ(message_of([&] { informer->wait_for_sync(); }), "informer of ConfigMap: stopped");
}

TEST_F(InformerTest, ItsOwnFunctionsMayStopIt) {
  auto changes = make_with({}, {.transform = [this](ConfigMap&) { informer->stop(); }});
  server->push(event("ADDED", object("a", "11")));
  while (changes.next()) continue;
  informer->stop();
  EXPECT_EQ(informer->health().undecodable, 0U);
  EXPECT_EQ(informer->health().objects, 1U);
}

TEST_F(InformerTest, ARangeThatWasMovedIsAtItsEnd) {
  auto changes = make_with({object("a", "1")});
  server->push(event("MODIFIED", object("a", "11")));
  const auto change = changes.next();
  const auto moved = std::move(changes);
  EXPECT_EQ(line_of(changes.next()), "the end");  // NOLINT(bugprone-use-after-move)
  changes.again(*change);
}

TEST_F(InformerTest, ARangeEndsByItsOwnStop) {
  std::stop_source stop;
  auto changes = make_with({});
  auto stopped = informer->changes(stop.get_token());
  std::jthread later([&stop] { stop.request_stop(); });
  EXPECT_EQ(line_of(stopped.next()), "the end");
  server->push(event("ADDED", object("a", "11", "1")));
  EXPECT_EQ(line_of(changes.next()), "nothing -> a=1");
}

TEST_F(InformerTest, ARangeMayOutliveIt) {
  auto changes = make_with({object("a", "1")});
  auto moved = std::move(changes);
  informer.reset();
  EXPECT_EQ(line_of(moved.next()), "the end");
}

}  // namespace
}  // namespace k8s
