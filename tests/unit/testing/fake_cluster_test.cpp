#include <k8s/testing/fake_cluster.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <k8s/error.hpp>
#include <k8s/models/core/v1/config_map.hpp>

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* config_maps = "/api/v1/namespaces/default/configmaps";

Request request(Method method, std::string path, std::string body = {}) {
  Request request{.method = method, .path = std::move(path), .body = std::move(body)};
  return request;
}

std::string config_map(const std::string& name) {
  return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")" + name + R"("}})";
}

class FakeClusterTest : public ::testing::Test {
 protected:
  Response send(const Request& request) { return fake.transport()->send(request); }
  Response get(std::string path) { return send(request(Method::get, std::move(path))); }
  Response post(std::string path, std::string body) {
    return send(request(Method::post, std::move(path), std::move(body)));
  }

  /// A watch of the ConfigMaps in `default`, read as it goes.
  std::unique_ptr<BodyStream> watch(std::vector<std::pair<std::string, std::string>> query = {},
                                    std::stop_token stop = {}) {
    Request request{.method = Method::get, .path = config_maps, .query = std::move(query)};
    request.query.emplace_back("watch", "true");
    request.stream = true;
    request.stop = std::move(stop);
    return send(request).stream;
  }

  static std::string next(BodyStream& stream) {
    std::string line;
    EXPECT_EQ(stream.read(line), BodyStream::End::none);
    return line;
  }

  static std::string resource_version(const std::string& body) {
    const auto object = boost::json::parse(body);
    return std::string(object.at("metadata").at("resourceVersion").as_string());
  }

  FakeCluster fake;
};

// As Go does it: what has a semicolon is no parameter.
TEST_F(FakeClusterTest, LeavesOutParametersWithSemicolons) {
  post(config_maps, config_map("a"));
  post(config_maps, config_map("b"));
  const auto list = boost::json::parse(get(std::string(config_maps) + "?limit=1;x=2").body);
  EXPECT_EQ(list.at("items").as_array().size(), 2U);
}

TEST_F(FakeClusterTest, SendsWhoAsksForTheRootBehindAProxyToItsSlash) {
  const std::string pods = "/api/v1/namespaces/default/pods";
  fake.seed(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},
                  "spec":{"containers":[{"name":"c","image":"i"}]},
                  "status":{"podIP":"127.0.1.1","podIPs":[{"ip":"127.0.1.1"}]}})");
  const Response answer = get(pods + "/p/proxy?x=1");
  EXPECT_EQ(answer.status, 301);
  ASSERT_NE(answer.headers.find("Location"), nullptr);
  EXPECT_EQ(*answer.headers.find("Location"), pods + "/p/proxy/?x=1");
}

TEST_F(FakeClusterTest, SaysThatItWritesNoProtobuf) {
  Request list = request(Method::get, config_maps);
  list.headers.set("Accept", "application/vnd.kubernetes.protobuf");
  const Response refused = send(list);
  EXPECT_EQ(refused.status, 406);
  EXPECT_THAT(refused.body, HasSubstr("a FakeCluster writes no application/vnd.kubernetes.protobuf"
                                      ": accept application/json too"));
  list.headers.set("Accept", "application/vnd.kubernetes.protobuf, */*");
  EXPECT_EQ(send(list).status, 200);
}

TEST_F(FakeClusterTest, BeginsWithWhatEveryClusterHas) {
  for (const char* const name : {"default", "kube-system", "kube-public", "kube-node-lease"}) {
    EXPECT_EQ(get(std::string("/api/v1/namespaces/") + name).status, 200);
  }
  const Response service = get("/api/v1/namespaces/default/services/kubernetes");
  EXPECT_EQ(service.status, 200);
  EXPECT_THAT(service.body, HasSubstr(R"("clusterIP":"10.0.0.1")"));
}

TEST_F(FakeClusterTest, SeedsFromJson) {
  const std::string stored = fake.create(config_map("a"));
  EXPECT_THAT(stored, HasSubstr(R"("namespace":"default")"));
  EXPECT_EQ(get(std::string(config_maps) + "/a").body, stored);
}

TEST_F(FakeClusterTest, RefusesToSeedWhatTheServerWouldRefuse) {
  fake.create(config_map("a"));
  EXPECT_THROW(fake.create(config_map("a")), AlreadyExists);
  EXPECT_THROW(fake.create(config_map("A")), Invalid);
  EXPECT_THROW(fake.create("{"), ValidationError);
  EXPECT_THROW(fake.create("[]"), ValidationError);
  EXPECT_THROW(fake.create(R"({"apiVersion":"v1","kind":"Nothing"})"), ValidationError);
}

TEST_F(FakeClusterTest, ServesKindsThatAUserRegisters) {
  EXPECT_EQ(get("/apis/shop.example/v1/backups").status, 404);
  fake.register_resource(
      {.group = "shop.example", .kind = "Backup", .plural = "backups", .status = true});
  fake.create(R"({"apiVersion":"shop.example/v1","kind":"Backup","metadata":{"name":"b"},
                  "spec":{"any":{"thing":[1,null]}}})");
  const Response response = get("/apis/shop.example/v1/namespaces/default/backups/b");
  EXPECT_THAT(response.body, HasSubstr(R"("spec":{"any":{"thing":[1,null]}})"));
}

TEST_F(FakeClusterTest, RemembersEveryRequest) {
  get("/version");
  post(config_maps, config_map("a"));
  post(config_maps, config_map("a"));
  ASSERT_THAT(fake.requests(), SizeIs(3));
  EXPECT_EQ(fake.requests()[1].path, config_maps);
  EXPECT_EQ(fake.requests()[1].body, config_map("a"));
  ASSERT_THAT(fake.writes(), SizeIs(1)) << "the second was refused";
  fake.clear_requests();
  EXPECT_THAT(fake.requests(), IsEmpty());
}

TEST_F(FakeClusterTest, DryRunsAndNoOpsAreNoWrites) {
  post(config_maps, config_map("a"));
  fake.clear_requests();
  Request dry = request(Method::post, config_maps, config_map("b"));
  dry.query = {{"dryRun", "All"}};
  EXPECT_EQ(send(dry).status, 201);
  EXPECT_EQ(send(request(Method::put, std::string(config_maps) + "/a", config_map("a"))).status,
            200);
  EXPECT_THAT(fake.writes(), IsEmpty());
}

TEST_F(FakeClusterTest, AnswersWithAStatusAsOftenAsItIsTold) {
  fake.on({.verb = "create", .resource = "configmaps"},
          Fault::status(503).retry_after(7s).times(2));
  for (int i = 0; i < 2; ++i) {
    const Response response = post(config_maps, config_map("a"));
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr(R"("reason":"ServiceUnavailable")"));
    ASSERT_NE(response.headers.find("Retry-After"), nullptr);
    EXPECT_EQ(*response.headers.find("Retry-After"), "7");
  }
  EXPECT_EQ(post(config_maps, config_map("a")).status, 201);
}

TEST_F(FakeClusterTest, FaultsMeetOnlyWhatTheirFilterSays) {
  fake.on({.verb = "get", .resource = "configmaps", .name = "a"}, Fault::status(500));
  fake.create(config_map("a"));
  fake.create(config_map("b"));
  EXPECT_EQ(get(std::string(config_maps) + "/b").status, 200);
  EXPECT_EQ(get(config_maps).status, 200);
  EXPECT_EQ(get(std::string(config_maps) + "/a").status, 500);
  fake.clear_faults();
  EXPECT_EQ(get(std::string(config_maps) + "/a").status, 200);
}

TEST_F(FakeClusterTest, CutsTheConnectionBeforeAnythingWasDone) {
  fake.on({.verb = "create"}, Fault::reset().times(1));
  EXPECT_THROW(post(config_maps, config_map("a")), TransportError);
  EXPECT_EQ(post(config_maps, config_map("a")).status, 201);
}

TEST_F(FakeClusterTest, SaysWhatWasAskedWhenThereIsNoAnswer) {
  const auto told = [&](std::stop_token stop) -> std::string {
    try {
      (void)ConfigMap::get("a", {.client = fake.client(), .stop = std::move(stop)});
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was thrown";
  };
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(told(stop.get_token()), "get ConfigMap default/a: stopped");
  fake.on({.verb = "get"}, Fault::reset());
  EXPECT_THAT(told({}), StartsWith("get ConfigMap default/a: the connection was cut before the "));
}

TEST_F(FakeClusterTest, CutsTheConnectionAfterItWasDone) {
  fake.on({.verb = "create"}, Fault::reset_after().times(1));
  EXPECT_THROW(post(config_maps, config_map("a")), TransportError);
  EXPECT_EQ(post(config_maps, config_map("a")).status, 409);
}

TEST_F(FakeClusterTest, CutsTheConnectionInTheMiddleOfTheBody) {
  fake.on({.verb = "list"}, Fault::half_body());
  EXPECT_THROW(get(config_maps), TransportError);
  Request streamed = request(Method::get, config_maps);
  streamed.stream = true;
  const Response response = send(streamed);
  std::string half;
  EXPECT_EQ(response.stream->read(half), BodyStream::End::none);
  EXPECT_THAT(half, StartsWith(R"({"kind":"ConfigMapList")"));
  EXPECT_THROW(response.stream->read(half), TransportError);
}

TEST_F(FakeClusterTest, TakesItsTimeWithoutMakingTheTestWait) {
  fake.on({.verb = "get"}, Fault::delay(1h));
  Request slow = request(Method::get, "/api/v1/namespaces/default");
  EXPECT_EQ(send(slow).status, 200);
  slow.timeout = 20s;
  EXPECT_THROW(send(slow), Timeout);
}

TEST_F(FakeClusterTest, StaysSilentUntilTheCallerStops) {
  fake.on({.verb = "get"}, Fault::no_answer());
  std::stop_source stop;
  Request waiting = request(Method::get, "/api/v1/namespaces/default");
  waiting.stop = stop.get_token();
  auto answer = std::async(std::launch::async, [&] { return send(waiting); });
  stop.request_stop();
  EXPECT_THROW(answer.get(), Stopped);
}

TEST_F(FakeClusterTest, LetsAHookAnswer) {
  fake.on({.verb = "get", .resource = "configmaps"},
          [](const Request& asked) -> std::optional<Response> {
            if (!asked.path.ends_with("/mine")) return std::nullopt;
            return Response{.status = 418, .body = "tea"};
          });
  EXPECT_EQ(get(std::string(config_maps) + "/mine").status, 418);
  EXPECT_EQ(get(std::string(config_maps) + "/other").status, 404);
}

TEST_F(FakeClusterTest, TellsAWatchOfChanges) {
  const auto stream = watch({{"resourceVersion", resource_version(get(config_maps).body)}});
  EXPECT_EQ(fake.open_watches(), 1U);
  fake.create(config_map("a"));
  EXPECT_THAT(next(*stream), StartsWith(R"({"type":"ADDED","object":{"kind":"ConfigMap")"));
  send(request(Method::delete_, std::string(config_maps) + "/a"));
  EXPECT_THAT(next(*stream), StartsWith(R"({"type":"DELETED")"));
}

TEST_F(FakeClusterTest, WakesAReaderThatWaits) {
  const auto stream = watch({{"resourceVersion", resource_version(get(config_maps).body)}});
  auto line = std::async(std::launch::async, [&] { return next(*stream); });
  fake.create(config_map("a"));
  EXPECT_THAT(line.get(), HasSubstr(R"("name":"a")"));
}

TEST_F(FakeClusterTest, ForgetsThePastOnRequest) {
  const std::string old = resource_version(get(config_maps).body);
  fake.create(config_map("a"));
  fake.compact();
  const auto stream = watch({{"resourceVersion", old}});
  EXPECT_THAT(next(*stream), HasSubstr(R"("reason":"Expired","code":410)"));
  std::string rest;
  EXPECT_EQ(stream->read(rest), BodyStream::End::clean);
}

TEST_F(FakeClusterTest, EndsWatchesOnRequest) {
  const auto stream = watch({{"resourceVersion", resource_version(get(config_maps).body)}});
  fake.close_watches();
  std::string rest;
  EXPECT_EQ(stream->read(rest), BodyStream::End::clean);
  EXPECT_EQ(fake.open_watches(), 0U);
}

TEST_F(FakeClusterTest, CutsWatchesOnRequest) {
  const auto stream = watch({{"resourceVersion", resource_version(get(config_maps).body)}});
  fake.reset_watches();
  std::string rest;
  EXPECT_THROW(stream->read(rest), TransportError);
}

TEST_F(FakeClusterTest, EndsWatchesWhenItsClockSaysSo) {
  const auto stream = watch({{"resourceVersion", resource_version(get(config_maps).body)},
                             {"timeoutSeconds", "3600"},
                             {"allowWatchBookmarks", "true"}});
  fake.advance(61s);
  EXPECT_THAT(next(*stream), StartsWith(R"({"type":"BOOKMARK")"));
  fake.advance(1h);
  std::string rest;
  BodyStream::End end = BodyStream::End::none;
  while (end == BodyStream::End::none) end = stream->read(rest);
  EXPECT_EQ(end, BodyStream::End::clean);
  EXPECT_THAT(rest, StartsWith(R"({"type":"BOOKMARK")")) << "those of the hour";
}

TEST_F(FakeClusterTest, SendsBookmarksOnRequest) {
  const auto stream = watch({{"resourceVersion", resource_version(get(config_maps).body)},
                             {"allowWatchBookmarks", "true"}});
  fake.create(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"}})");
  fake.send_bookmarks();
  EXPECT_EQ(next(*stream), R"({"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1",)"
                           R"("metadata":{"resourceVersion":"6"}}})"
                           "\n");
}

TEST_F(FakeClusterTest, StopsAReaderOnRequest) {
  std::stop_source stop;
  const auto stream =
      watch({{"resourceVersion", resource_version(get(config_maps).body)}}, stop.get_token());
  auto reading = std::async(std::launch::async, [&] {
    std::string line;
    return stream->read(line);
  });
  stop.request_stop();
  EXPECT_THROW(reading.get(), Stopped);
}

TEST_F(FakeClusterTest, SaysThatAWatchIsIdle) {
  Request request{.method = Method::get,
                  .path = config_maps,
                  .query = {{"watch", "1"}, {"resourceVersion", "0"}}};
  request.stream = true;
  request.idle_timeout = 1ms;
  std::string line;
  EXPECT_EQ(send(request).stream->read(line), BodyStream::End::idle);
}

TEST_F(FakeClusterTest, RefusesATokenThatItDoesNotKnow) {
  Request stranger = request(Method::get, config_maps);
  stranger.headers = {{"Authorization", "Bearer nonsense"}};
  EXPECT_EQ(send(stranger).status, 401);
}

TEST_F(FakeClusterTest, RefusesWhoMayNothing) {
  Request alice = request(Method::get, config_maps);
  alice.headers = {{"Impersonate-User", "alice"}};
  const Response response = send(alice);
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(
      response.body,
      HasSubstr(
          R"(User \"alice\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\")"));
}

TEST_F(FakeClusterTest, ServesManyThreadsAtATime) {
  std::vector<std::future<void>> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.push_back(std::async(std::launch::async, [this, writer] {
      for (int i = 0; i < 50; ++i) {
        const std::string name = "w" + std::to_string(writer) + "-" + std::to_string(i);
        EXPECT_EQ(post(config_maps, config_map(name)).status, 201);
        EXPECT_EQ(get(std::string(config_maps) + "/" + name).status, 200);
      }
    }));
  }
  const auto stream = watch();
  for (auto& writer : writers) writer.get();
  std::set<std::string> versions;
  for (int i = 0; i < 200; ++i) {
    const auto event = boost::json::parse(next(*stream));
    versions.insert(resource_version(boost::json::serialize(event.at("object"))));
  }
  EXPECT_THAT(versions, SizeIs(200)) << "each change is told once";
}

TEST(FakeCluster, EndsWatchesAndRefusesRequestsOnceItIsGone) {
  auto fake = std::make_unique<FakeCluster>();
  const std::shared_ptr<Transport> transport = fake->transport();
  Request request{.method = Method::get,
                  .path = config_maps,
                  .query = {{"watch", "1"}, {"resourceVersion", "0"}}};
  request.stream = true;
  const Response response = transport->send(request);
  fake.reset();
  std::string line;
  EXPECT_EQ(response.stream->read(line), BodyStream::End::clean);
  EXPECT_THROW(transport->send(request), TransportError);
}

TEST(FakeCluster, ForgetsTheOldestChangesBeyondItsHistory) {
  FakeCluster fake({.history = 10});
  for (int i = 0; i < 20; ++i) fake.create(config_map("c" + std::to_string(i)));
  Request old{.method = Method::get,
              .path = config_maps,
              .query = {{"resourceVersion", "6"}, {"resourceVersionMatch", "Exact"}}};
  EXPECT_EQ(fake.transport()->send(old).status, 410);
}

TEST(FakeCluster, IsNotReachedOverHttpsUnlessItServes) {
  const FakeCluster fake;
  EXPECT_THROW((void)fake.config(), std::logic_error);
  EXPECT_THROW((void)fake.kubeconfig(), std::logic_error);
}

}  // namespace
}  // namespace k8s::testing
