// What tests need of a fake: journal, hooks, seeds, snapshots, users, pods.

#include <chrono>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/journal.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "testing/process.hpp"

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Tools : public ::testing::Test {
 protected:
  static ConfigMap config_map(std::string name) { return ConfigMap({.name = std::move(name)}, {}); }
  template <class F>
  static std::string error_of(const F& function) {
    try {
      function();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "none";
  }

  FakeClock clock;
  FakeCluster fake{{.clock = clock}};
  ScopedClient scoped{fake.client()};
};

// ---- journal

TEST_F(Tools, SayWhatWasWritten) {
  (void)ConfigMap::list();
  EXPECT_THAT(fake, WroteNothing());
  EXPECT_THAT(fake, Received(ElementsAre(IsGet())));
  config_map("a").save();
  EXPECT_THAT(fake, Not(WroteNothing()));
  EXPECT_THAT(fake, Wrote(IsPost("/api/v1/namespaces/default/configmaps")));
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(::testing::ExplainMatchResult(WroteNothing(), fake, &listener));
  EXPECT_THAT(listener.str(), HasSubstr("POST /api/v1/namespaces/default/configmaps"));
}

// ---- admission

TEST_F(Tools, RefuseWhatATestRefuses) {
  fake.admit({.verb = "create", .resource = "configmaps"}, [](AdmissionReview& review) {
    if (review.as<ConfigMap>().metadata.name == "bad") review.refuse("no bad names");
    review.warn("seen");
  });
  EXPECT_NO_THROW(config_map("good").save());
  EXPECT_THAT(error_of([] { config_map("bad").save(); }),
              HasSubstr("admission webhook \"test\" denied the request: no bad names"));
  EXPECT_THROW(config_map("bad").save(), Forbidden);
  EXPECT_FALSE(ConfigMap::try_get("bad").has_value());
}

TEST_F(Tools, StoreWhatATestMakesOfAnObject) {
  fake.admit({.resource = "configmaps"}, [](AdmissionReview& review) {
    if (review.object.empty()) return;
    auto object = review.as<ConfigMap>();
    object.metadata.labels["seen"] = review.verb;
    review.set(object);
  });
  ConfigMap object = config_map("a");
  object.save();
  EXPECT_EQ(object.metadata.labels.at("seen"), "create");
  object.data["k"] = "v";
  object.save();
  EXPECT_EQ(object.metadata.labels.at("seen"), "update");
}

TEST_F(Tools, SeeDeletionsAndDryRuns) {
  std::vector<std::string> seen;
  fake.admit({}, [&](AdmissionReview& review) {
    seen.push_back(review.verb + (review.dry_run ? " dry" : "") +
                   (review.old_object.empty() ? "" : " of old"));
  });
  config_map("dry").save({.dryRun = "All"});
  config_map("a").save();
  ConfigMap::delete_("a");
  EXPECT_THAT(seen, ElementsAre("create dry", "create", "delete of old"));
}

TEST_F(Tools, SayThatAHookMustNotCallTheCluster) {
  fake.admit({.verb = "create"}, [](AdmissionReview&) { (void)ConfigMap::list(); });
  EXPECT_THAT(error_of([] { config_map("a").save(); }), HasSubstr("called the FakeCluster"));
}

// ---- seeding

TEST_F(Tools, SeedObjectsAsTheyAre) {
  EXPECT_EQ(fake.seed(R"(
apiVersion: v1
kind: Pod
metadata:
  name: old
  namespace: shop
  uid: 11111111-1111-4111-8111-111111111111
  resourceVersion: "5000"
  creationTimestamp: "2020-02-03T04:05:06Z"
  generation: 7
spec:
  containers: [{name: main, image: app}]
status:
  phase: Running
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: plain}, data: {k: v}}
)"),
            2U);
  const Pod pod = Pod::get("old", {.namespace_ = "shop"});
  EXPECT_EQ(pod.metadata.uid, "11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(pod.metadata.resourceVersion, "5000");
  EXPECT_EQ(pod.metadata.creationTimestamp.to_string(), "2020-02-03T04:05:06Z");
  EXPECT_EQ(pod.metadata.generation, 7);
  EXPECT_EQ(pod.status.phase, "Running");
  EXPECT_TRUE(Namespace::try_get("shop").has_value());
  const ConfigMap plain = ConfigMap::get("plain");
  EXPECT_FALSE(plain.metadata.uid.empty());
  EXPECT_GT(std::stoi(plain.metadata.resourceVersion), 5000);
  Pod changed = pod;
  changed.metadata.labels["a"] = "b";
  EXPECT_NO_THROW(changed.save()) << "its resourceVersion is good";
}

TEST_F(Tools, SeedModelsAndFiles) {
  ConfigMap object({.name = "m", .uid = "22222222-2222-4222-8222-222222222222"}, {{"k", "v"}});
  fake.seed(object);
  EXPECT_EQ(ConfigMap::get("m").metadata.uid, object.metadata.uid);
  const detail::TemporaryFolder folder("k8s-seed-");
  const std::string path = folder.path() + "/seed.yaml";
  std::ofstream(path) << "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: f}\n";
  EXPECT_EQ(fake.seed_file(path), 1U);
  EXPECT_TRUE(ConfigMap::try_get("f").has_value());
  EXPECT_THAT(error_of([&] { fake.seed_file(folder.path() + "/none"); }),
              HasSubstr("cannot be read"));
}

TEST_F(Tools, SayWhereASeedIsWrong) {
  const auto seed = [&](const char* text) {
    return error_of([&] { fake.seed(std::string_view(text), "seed.yaml"); });
  };
  EXPECT_THAT(seed("apiVersion: v1\nkind: Nothing\nmetadata: {name: a}\n"),
              HasSubstr("seed.yaml:1: no kind \"Nothing\""));
  EXPECT_THAT(seed("---\n---\napiVersion: v1\nkind: ConfigMap\n"),
              HasSubstr("seed.yaml:3: metadata.name is missing"));
  EXPECT_THAT(seed("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, resourceVersion: abc}\n"),
              HasSubstr("must be a number"));
  EXPECT_THAT(seed("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: 7\n"),
              HasSubstr("seed.yaml:1:"));
}

// ---- snapshots

TEST_F(Tools, GoBackToASnapshot) {
  config_map("a").save();
  const ConfigMap before = ConfigMap::get("a");
  const auto snapshot = fake.save();
  ConfigMap changed = before;
  changed.data["k"] = "v";
  changed.save();
  config_map("b").save();
  const std::string newest = ConfigMap::get("b").metadata.resourceVersion;
  ConfigMap::delete_("a");
  fake.restore(snapshot);
  EXPECT_TRUE(wire_equal(ConfigMap::get("a"), before));
  EXPECT_FALSE(ConfigMap::try_get("b").has_value());
  EXPECT_THROW(config_map("a").save(), AlreadyExists);
  EXPECT_THROW(fake.restore({}), std::invalid_argument);
}

TEST_F(Tools, SendWatchersBackToTheirLists) {
  const auto snapshot = fake.save();
  Request request{.method = Method::get, .path = "/api/v1/configmaps"};
  request.query = {{"watch", "true"}};
  request.stream = true;
  const auto stream = fake.transport()->send(request).stream;
  fake.restore(snapshot);
  std::string text;
  while (stream->read(text) == BodyStream::End::none) {
  }
  EXPECT_THAT(text, HasSubstr(R"("code":410)"));
}

TEST_F(Tools, BeginAgain) {
  config_map("a").save();
  fake.on({}, Fault::status(500));
  fake.admit({}, [](AdmissionReview& review) { review.refuse("no"); });
  fake.allow({});
  fake.reset();
  EXPECT_THAT(ConfigMap::list(), IsEmpty());
  EXPECT_THAT(fake.requests(), SizeIs(1));
  EXPECT_NO_THROW(config_map("a").save());
  EXPECT_THROW((void)ConfigMap::list({.client = fake.client_for("alice")}), Forbidden);
  Namespace(ObjectMeta{.name = "shop"}).save();
  Namespace::delete_("shop");
  EXPECT_FALSE(Namespace::try_get("shop").has_value()) << "controllers go on";
}

// ---- waiting

TEST_F(Tools, WaitUntilEveryWatcherHasEveryEvent) {
  std::atomic<int> handled = 0;
  std::stop_source stop;
  std::jthread watcher([&] {
    for ([[maybe_unused]] const WatchEvent<ConfigMap>& event :
         Watcher<ConfigMap>().watch({.stop = stop.get_token()})) {
      ++handled;
    }
  });
  while (fake.open_watches() == 0) std::this_thread::yield();
  for (int i = 0; i < 50; ++i) config_map("m" + std::to_string(i)).save();
  fake.wait_until_idle();
  EXPECT_EQ(handled, 50);
  stop.request_stop();
}

TEST_F(Tools, SayWhichWatcherLags) {
  Request request{.method = Method::get, .path = "/api/v1/namespaces/default/configmaps"};
  request.query = {{"watch", "true"}};
  request.stream = true;
  const auto stream = fake.transport()->send(request).stream;
  fake.wait_until_idle();
  config_map("a").save();
  EXPECT_THAT(error_of([&] { fake.wait_until_idle(1ms); }), HasSubstr("configmaps in default"));
}

// ---- users

TEST_F(Tools, RefuseAUserInTheWordsOfRbac) {
  const Client alice = fake.client_for("alice", {"developers"});
  EXPECT_THAT(error_of([&] { (void)Pod::list({.client = alice}); }),
              HasSubstr("pods is forbidden: User \"alice\" cannot list resource \"pods\" in API "
                        "group \"\" in the namespace \"default\""));
  fake.allow({.user = "alice", .verbs = {"list"}, .resources = {"pods"}});
  EXPECT_NO_THROW((void)Pod::list({.client = alice}));
  EXPECT_THROW((void)ConfigMap::list({.client = alice}), Forbidden);
  EXPECT_THROW((void)Pod::list({.client = fake.client_for("bob")}), Forbidden);
  fake.allow({.group = "developers", .namespaces = {"default"}});
  EXPECT_NO_THROW((void)ConfigMap::list({.client = alice}));
  EXPECT_THROW((void)ConfigMap::list({.namespace_ = "kube-system", .client = alice}), Forbidden);
}

TEST_F(Tools, AskTheTestWhoMayDoWhat) {
  std::vector<std::string> asked;
  fake.authorize([&](const AccessRequest& request) -> std::optional<bool> {
    asked.push_back(request.user + " " + request.verb + " " + request.resource);
    if (request.user == "bob") return false;
    if (request.verb == "get") return true;
    return std::nullopt;
  });
  fake.allow({.verbs = {"list"}});
  EXPECT_NO_THROW((void)ConfigMap::list({.client = fake.client_for("alice")}));
  EXPECT_THROW((void)ConfigMap::list({.client = fake.client_for("bob")}), Forbidden);
  EXPECT_NO_THROW((void)ConfigMap::try_get("x", {.client = fake.client_for("alice")}));
  EXPECT_THAT(asked,
              ElementsAre("alice list configmaps", "bob list configmaps", "alice get configmaps"));
}

TEST(ToolsOverHttps, KnowAUserByItsCertificate) {
  FakeCluster fake({.https = true});
  const Client alice(fake.config_for("alice"));
  EXPECT_THROW((void)Pod::list({.client = alice}), Forbidden);
  fake.allow({.user = "alice"});
  EXPECT_NO_THROW((void)Pod::list({.client = alice}));
}

// ---- pods

TEST_F(Tools, ReportOnAPodAsItsKubeletWould) {
  Pod({.name = "p"}, {.containers = {{.name = "main", .image = "app"}}}).save();
  const auto control = fake.pod("p");
  control.run();
  Pod pod = Pod::get("p");
  EXPECT_EQ(pod.status.phase, "Running");
  EXPECT_TRUE(pod.status.containerStatuses.at(0).ready);
  control.set_ready(false);
  EXPECT_FALSE(Pod::get("p").status.containerStatuses.at(0).ready);
  control.crash_loop(3, 137);
  pod = Pod::get("p");
  EXPECT_EQ(pod.status.containerStatuses.at(0).state.waiting->reason, "CrashLoopBackOff");
  EXPECT_EQ(pod.status.containerStatuses.at(0).restartCount, 3);
  EXPECT_EQ(pod.status.containerStatuses.at(0).lastState.terminated->exitCode, 137);
  control.fail(2, "OOMKilled");
  pod = Pod::get("p");
  EXPECT_EQ(pod.status.phase, "Failed");
  EXPECT_EQ(pod.status.containerStatuses.at(0).state.terminated->reason, "OOMKilled");
  control.succeed();
  EXPECT_EQ(Pod::get("p").status.phase, "Succeeded");
  EXPECT_THAT(error_of([&] { fake.pod("none").run(); }), HasSubstr("\"none\" not found"));
}

TEST(ToolsWithControllers, LetATestFailAPodOfAJob) {
  FakeClock clock;
  FakeCluster fake({.clock = clock, .controllers = {"*"}});
  ScopedClient scoped(fake.client());
  fake.on_image("", {.runs_for = 1h});
  Job({.name = "sum"}, {.completions = 1,
                        .template_ = {.spec = {.containers = {{.name = "main", .image = "work"}},
                                               .restartPolicy = "Never"}}})
      .save();
  const auto pods = Pod::list();
  fake.pod(pods.at(0).metadata.name).fail();
  EXPECT_EQ(Job::get("sum").status.failed, 1);
  EXPECT_EQ(Job::get("sum").status.active, 1) << "another takes its place";
}

}  // namespace
}  // namespace k8s::testing
