// A Deployment's whole life, and each verb on the way.

#include "environment.hpp"

namespace {

using namespace k8s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

CONFORMANCE_SUITE(Life);

TEST_P(Life, OfADeployment) {
  Deployment created = deployment("nginx");
  created.save();
  EXPECT_FALSE(created.metadata.uid.empty());
  EXPECT_FALSE(created.metadata.resourceVersion.empty());
  EXPECT_TRUE(created.metadata.creationTimestamp.has_value());
  EXPECT_EQ(created.metadata.generation, 1);
  EXPECT_EQ(created.spec.replicas, 1);

  Deployment fetched = Deployment::get("nginx", {.namespace_ = ns()});
  EXPECT_EQ(fetched, created);

  fetched.spec.replicas = 2;
  fetched.spec.template_.spec.containers[0].image = "example/image:2";
  fetched.save();
  EXPECT_EQ(fetched.metadata.generation, 2);
  EXPECT_NE(fetched.metadata.resourceVersion, created.metadata.resourceVersion);
  EXPECT_EQ(fetched.metadata.uid, created.metadata.uid);

  created.spec.replicas = 7;
  EXPECT_THROW(created.save(), Conflict);
  EXPECT_EQ(Deployment::get("nginx", {.namespace_ = ns()}).spec.replicas, 2);

  fetched.delete_();
  EXPECT_FALSE(Deployment::try_get("nginx", {.namespace_ = ns()}).has_value());
  EXPECT_THROW(Deployment::delete_("nginx", {.namespace_ = ns()}), NotFound);
}

TEST_P(Life, DefaultsComeBackIntoTheObject) {
  Deployment object = deployment("defaults");
  object.save();
  EXPECT_EQ(object.spec.strategy.type, "RollingUpdate");
  ASSERT_TRUE(object.spec.strategy.rollingUpdate.has_value());
  EXPECT_EQ(object.spec.strategy.rollingUpdate->maxSurge, IntOrString("25%"));
  EXPECT_EQ(object.spec.revisionHistoryLimit, 10);
  EXPECT_EQ(object.spec.progressDeadlineSeconds, 600);
  const PodSpec& spec = object.spec.template_.spec;
  EXPECT_EQ(spec.restartPolicy, "Always");
  EXPECT_EQ(spec.dnsPolicy, "ClusterFirst");
  EXPECT_EQ(spec.schedulerName, "default-scheduler");
  EXPECT_EQ(spec.terminationGracePeriodSeconds, 30);
  EXPECT_EQ(spec.containers[0].imagePullPolicy, "IfNotPresent");
  EXPECT_EQ(spec.containers[0].terminationMessagePath, "/dev/termination-log");
  EXPECT_EQ(spec.containers[0].terminationMessagePolicy, "File");
}

TEST_P(Life, RolloutStrategyTakesAPercentageAndANumber) {
  Deployment object = deployment("rollout");
  object.spec.strategy = {
      .type = "RollingUpdate",
      .rollingUpdate = RollingUpdateDeployment{.maxUnavailable = "10%", .maxSurge = 3}};
  object.save();
  const auto fetched = Deployment::get("rollout", {.namespace_ = ns()});
  EXPECT_EQ(fetched.spec.strategy.rollingUpdate->maxUnavailable, IntOrString("10%"));
  EXPECT_EQ(fetched.spec.strategy.rollingUpdate->maxSurge, IntOrString(3));
}

TEST_P(Life, ZeroReplicasAreSent) {
  Deployment object = deployment("zero");
  object.spec.replicas = 0;
  object.save();
  EXPECT_EQ(Deployment::get("zero", {.namespace_ = ns()}).spec.replicas, 0);
}

TEST_P(Life, SavingWithoutAChangeKeepsTheResourceVersion) {
  ConfigMap object = config_map("same");
  object.save();
  const auto before = object.metadata.resourceVersion;
  object.save();
  EXPECT_EQ(object.metadata.resourceVersion, before);
}

TEST_P(Life, AFailedSaveLeavesTheObjectAsItWas) {
  ConfigMap object = config_map("once");
  object.save();
  ConfigMap again = config_map("once");
  const ConfigMap before = again;
  EXPECT_THROW(again.save(), AlreadyExists);
  EXPECT_TRUE(wire_equal(again, before));
}

TEST_P(Life, GenerateNameGivesAName) {
  ConfigMap object(ObjectMeta{.generateName = "gen-", .namespace_ = ns()});
  object.save();
  EXPECT_THAT(object.metadata.name, ::testing::StartsWith("gen-"));
  EXPECT_EQ(object.metadata.name.size(), 9U);
}

TEST_P(Life, DryRunStoresNothing) {
  ConfigMap object = config_map("dry");
  object.save({.dryRun = "All"});
  EXPECT_FALSE(object.metadata.uid.empty());
  EXPECT_FALSE(ConfigMap::try_get("dry", {.namespace_ = ns()}).has_value());
}

TEST_P(Life, SaveStatusChangesOnlyTheStatus) {
  Deployment object = deployment("status");
  object.save();
  object.status.replicas = 1;
  object.status.observedGeneration = 1;
  object.spec.replicas = 9;
  object.save_status();
  EXPECT_EQ(object.status.replicas, 1);
  EXPECT_EQ(object.spec.replicas, 1);
  EXPECT_EQ(object.metadata.generation, 1);

  object.status.replicas = 5;
  object.metadata.labels["l"] = "1";
  object.save();
  EXPECT_EQ(object.status.replicas, 1) << "save() does not touch the status";
}

TEST_P(Life, GetOrCreateIsAnUpdateOfWhatExists) {
  Deployment object = deployment("merge");
  object.metadata.annotations = {{"kept", "yes"}};
  object.save();

  Deployment wanted = deployment("merge");
  wanted.spec.replicas = 4;
  wanted.metadata.labels = {{"app", "merge"}, {"new", "label"}};
  Deployment merged = Deployment::get_or_create(wanted.metadata, wanted.spec);
  EXPECT_EQ(merged.metadata.uid, object.metadata.uid);
  EXPECT_EQ(merged.metadata.resourceVersion, object.metadata.resourceVersion);
  EXPECT_EQ(merged.metadata.annotations.at("kept"), "yes");
  EXPECT_EQ(merged.spec.replicas, 4);
  EXPECT_EQ(merged.spec.strategy.type, "RollingUpdate") << "fields of the server are kept";
  merged.save();
  EXPECT_EQ(Deployment::get("merge", {.namespace_ = ns()}).metadata.labels.at("new"), "label");
}

TEST_P(Life, GetOrCreateGivesANewUnsavedObject) {
  const Deployment wanted = deployment("fresh");
  Deployment fresh = Deployment::get_or_create(wanted.metadata, wanted.spec);
  EXPECT_TRUE(fresh.metadata.resourceVersion.empty());
  EXPECT_FALSE(Deployment::try_get("fresh", {.namespace_ = ns()}).has_value());
  fresh.save();
  EXPECT_TRUE(Deployment::try_get("fresh", {.namespace_ = ns()}).has_value());

  const auto by_name = ConfigMap::get_or_create("by-name", {.namespace_ = ns()});
  EXPECT_EQ(by_name.metadata.name, "by-name");
  EXPECT_TRUE(by_name.metadata.uid.empty());
}

TEST_P(Life, FindSelectsByAppUnlessLabelsAreGiven) {
  config_map("a", {{"app", "web"}, {"tier", "front"}}).save();
  config_map("b", {{"app", "web"}}).save();
  config_map("c", {{"app", "db"}}).save();
  EXPECT_THAT(conformance::names(ConfigMap::find("web", {.namespace_ = ns()})),
              UnorderedElementsAre("a", "b"));
  EXPECT_THAT(conformance::names(
                  ConfigMap::find("ignored", {.namespace_ = ns(), .labels = {{"tier", "front"}}})),
              ElementsAre("a"));
}

TEST_P(Life, DeleteListDeletesWhatTheSelectorSelects) {
  config_map("a", {{"foo", "bar"}}).save();
  config_map("b", {{"foo", "bar"}, {"dog", "cat"}}).save();
  config_map("c", {}).save();
  ConfigMap::delete_list(
      {.namespace_ = ns(), .labels = {{"foo", Equality("bar")}, {"dog", Inequality("cat")}}});
  EXPECT_THAT(
      conformance::names(ConfigMap::list(
          {.namespace_ = ns(), .fields = {{"metadata.name", Inequality("kube-root-ca.crt")}}})),
      ElementsAre("b", "c"));
  EXPECT_THROW(ConfigMap::delete_list({.namespace_ = ns()}), ValidationError);
  ConfigMap::delete_list({.namespace_ = ns(), .all = true});
  EXPECT_THAT(ConfigMap::list({.namespace_ = ns()}), IsEmpty());
}

TEST_P(Life, DeletingAnObjectSparesItsSuccessorOfTheSameName) {
  ConfigMap first = config_map("twin");
  first.save();
  const ConfigMap stale = first;
  first.delete_();
  ConfigMap second = config_map("twin");
  second.save();
  EXPECT_THROW(stale.delete_(), Conflict);
  EXPECT_EQ(ConfigMap::get("twin", {.namespace_ = ns()}).metadata.uid, second.metadata.uid);
}

TEST_P(Life, AFinalizerHoldsADeletedObject) {
  ConfigMap object = config_map("held");
  object.metadata.finalizers = {"example.com/hold"};
  object.save();
  object.delete_();
  ConfigMap dying = ConfigMap::get("held", {.namespace_ = ns()});
  EXPECT_TRUE(dying.metadata.deletionTimestamp.has_value());
  EXPECT_EQ(dying.metadata.deletionGracePeriodSeconds, 0);

  EXPECT_THROW(config_map("held").save(), AlreadyExists);
  dying.metadata.finalizers.clear();
  dying.save();
  EXPECT_FALSE(ConfigMap::try_get("held", {.namespace_ = ns()}).has_value());
}

TEST_P(Life, ForegroundDeletionWaitsForDependents) {
  Deployment object = deployment("foreground");
  object.save();
  Deployment::delete_("foreground", {.propagationPolicy = "Foreground", .namespace_ = ns()});
  // Nobody collects dependents here, so the finalizer stays, or the object is gone already.
  if (const auto left = Deployment::try_get("foreground", {.namespace_ = ns()})) {
    EXPECT_THAT(left->metadata.finalizers, ElementsAre("foregroundDeletion"));
    EXPECT_TRUE(left->metadata.deletionTimestamp.has_value());
  }
}

TEST_P(Life, PreconditionsOfADelete) {
  ConfigMap object = config_map("guarded");
  object.save();
  EXPECT_THROW(ConfigMap::delete_("guarded",
                                  {.preconditions = {.resourceVersion = "1"}, .namespace_ = ns()}),
               Conflict);
  EXPECT_THROW(
      ConfigMap::delete_("guarded", {.preconditions = {.uid = "another"}, .namespace_ = ns()}),
      Conflict);
  ConfigMap::delete_("guarded",
                     {.preconditions = {.uid = object.metadata.uid}, .namespace_ = ns()});
  EXPECT_FALSE(ConfigMap::try_get("guarded", {.namespace_ = ns()}).has_value());
}

TEST_P(Life, UpdateReadsAgainAfterAConflict) {
  ConfigMap object = config_map("contended");
  object.save();
  int calls = 0;
  object.update([&](ConfigMap& stored) {
    if (++calls == 1) {
      ConfigMap other = stored;
      other.data["other"] = "first";
      other.save();
    }
    stored.data["mine"] = "too";
  });
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(object.data.at("other"), "first");
  EXPECT_EQ(object.data.at("mine"), "too");
}

TEST_P(Life, UpdateOfTheStatusWritesNothingElse) {
  Pod object = pod("reported");
  object.save();
  int calls = 0;
  object.update_status([&](Pod& stored) {
    if (++calls == 1) {
      Pod other = stored;
      other.metadata.labels["other"] = "first";
      other.save();
    }
    stored.status.phase = "Running";
    stored.spec.containers.at(0).image = "another";
  });
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(object.metadata.labels.at("other"), "first");
  EXPECT_EQ(object.status.phase, "Running");
  EXPECT_NE(object.spec.containers.at(0).image, "another");
}

TEST_P(Life, TheErrorSaysWhatWasTriedOnWhat) {
  try {
    (void)Deployment::get("nothing", {.namespace_ = ns()});
    FAIL() << "nothing was thrown";
  } catch (const NotFound& error) {
    EXPECT_THAT(error.what(), HasSubstr("get Deployment " + ns() + "/nothing"));
    EXPECT_THAT(error.what(), HasSubstr("deployments.apps \"nothing\" not found"));
    EXPECT_EQ(error.code(), 404);
    EXPECT_EQ(error.reason(), "NotFound");
  }
}

TEST_P(Life, InvalidObjectsNameTheFields) {
  Deployment object = deployment("invalid");
  object.spec.selector.matchLabels = {{"app", "another"}};
  try {
    object.save();
    FAIL() << "nothing was thrown";
  } catch (const Invalid& error) {
    ASSERT_EQ(error.causes().size(), 1U);
    EXPECT_EQ(error.causes()[0].field, "spec.template.metadata.labels");
    EXPECT_EQ(error.causes()[0].reason, "FieldValueInvalid");
  }
}

TEST_P(Life, TheServiceOfTheApiServerIsThere) {
  const auto service = Service::get("kubernetes", {.namespace_ = "default"});
  EXPECT_EQ(service.spec.type, "ClusterIP");
  EXPECT_EQ(service.spec.ports[0].port, 443);
}

}  // namespace
