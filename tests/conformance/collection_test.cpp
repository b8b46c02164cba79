// What the namespace controller and the garbage collector do: on a real server some time later, on
// a fake one at once.

#include <chrono>
#include <functional>
#include <set>
#include <thread>

#include "environment.hpp"

namespace {

using namespace k8s;
using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

class Collection : public ::conformance::Conformance {
 protected:
  [[nodiscard]] bool collects() const override { return true; }

  /// Waits for what controllers do.
  static ::testing::AssertionResult eventually(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > until) return ::testing::AssertionFailure();
      std::this_thread::sleep_for(20ms);
    }
    return ::testing::AssertionSuccess();
  }

  [[nodiscard]] std::vector<std::string> left() const {
    std::vector<std::string> all = conformance::names(ConfigMap::list({.namespace_ = ns()}));
    std::erase(all, "kube-root-ca.crt");
    return all;
  }
  ::testing::AssertionResult eventually_left(const std::vector<std::string>& names) {
    return eventually([&] { return left() == names; });
  }

  static OwnerReference reference_to(const ConfigMap& owner, std::optional<bool> blocks = {}) {
    return {.apiVersion = "v1",
            .kind = "ConfigMap",
            .name = owner.metadata.name,
            .uid = owner.metadata.uid,
            .blockOwnerDeletion = blocks};
  }

  ConfigMap make(std::string name, Array<OwnerReference> owners = {},
                 Array<std::string> finalizers = {}) {
    ConfigMap object = config_map(std::move(name));
    object.metadata.ownerReferences = std::move(owners);
    object.metadata.finalizers = std::move(finalizers);
    object.save();
    return object;
  }

  void release(const std::string& name) {
    ConfigMap object = ConfigMap::get(name, {.namespace_ = ns()});
    object.metadata.finalizers.clear();
    object.save();
  }

  void remove(const ConfigMap& object, std::string policy) {
    ConfigMap::delete_(object.metadata.name,
                       {.propagationPolicy = std::move(policy), .namespace_ = ns()});
  }

  [[nodiscard]] std::optional<NamespaceCondition> condition(const std::string& type) const {
    const auto found = Namespace::try_get(ns());
    if (!found) return std::nullopt;
    for (const NamespaceCondition& each : found->status.conditions) {
      if (each.type == type) return each;
    }
    return std::nullopt;
  }
};
CONFORMANCE_SERVERS(Collection);

TEST_P(Collection, EmptiesADeletedNamespace) {
  make("a");
  make("b");
  deployment("d").save();
  Namespace::delete_(ns());
  EXPECT_TRUE(eventually([&] { return !Namespace::try_get(ns()).has_value(); }));
  EXPECT_THAT(left(), IsEmpty());
  EXPECT_THAT(Deployment::list({.namespace_ = ns()}), IsEmpty());
}

TEST_P(Collection, TellsWatchesOfANamespaceHowItGoes) {
  WatchRange<Namespace> watch =
      Namespace::watch_list({.fields = Selector::parse_fields("metadata.name=" + ns())});
  std::vector<std::string> told;
  for (const WatchEvent<Namespace>& event : watch) {
    if (told.empty()) Namespace::delete_(ns());
    told.push_back(event.type + " " + event.object.status.phase + " " +
                   std::to_string(event.object.status.conditions.size()));
    if (event.type == "DELETED") break;
  }
  EXPECT_THAT(told, ElementsAre("ADDED Active 0", "MODIFIED Terminating 0",
                                "MODIFIED Terminating 5", "DELETED Terminating 5"));
}

TEST_P(Collection, SaysWhatHoldsANamespace) {
  make("free");
  make("held", {}, {"example.com/hold"});
  Namespace::delete_(ns());
  ASSERT_TRUE(eventually_left({"held"}));
  ASSERT_TRUE(eventually([&] { return condition("NamespaceContentRemaining").has_value(); }));
  EXPECT_EQ(Namespace::get(ns()).status.phase, "Terminating");
  const NamespaceCondition content = *condition("NamespaceContentRemaining");
  EXPECT_EQ(content.status, "True");
  EXPECT_EQ(content.reason, "SomeResourcesRemain");
  EXPECT_EQ(content.message, "Some resources are remaining: configmaps. has 1 resource instances");
  const NamespaceCondition finalizers = *condition("NamespaceFinalizersRemaining");
  EXPECT_EQ(finalizers.status, "True");
  EXPECT_EQ(finalizers.message,
            "Some content in the namespace has finalizers remaining: example.com/hold in 1 "
            "resource instances");
  EXPECT_EQ(condition("NamespaceDeletionContentFailure")->reason, "ContentDeleted");
  EXPECT_EQ(condition("NamespaceDeletionDiscoveryFailure")->message,
            "All resources successfully discovered");
  EXPECT_EQ(condition("NamespaceDeletionGroupVersionParsingFailure")->status, "False");

  release("held");
  EXPECT_TRUE(eventually([&] { return !Namespace::try_get(ns()).has_value(); }));
}

TEST_P(Collection, TakesTheDependentsOfADeletedOwner) {
  const ConfigMap owner = make("owner");
  const ConfigMap middle = make("middle", {reference_to(owner)});
  make("leaf", {reference_to(middle)});
  make("other");
  remove(owner, "Background");
  EXPECT_TRUE(eventually_left({"other"}));
}

TEST_P(Collection, LetsDependentsGoFirstInTheForeground) {
  const ConfigMap owner = make("owner");
  make("blocking", {reference_to(owner, true)}, {"example.com/hold"});
  make("loose", {reference_to(owner)}, {"example.com/hold"});
  remove(owner, "Foreground");
  ASSERT_TRUE(eventually([&] {
    return ConfigMap::get("blocking", {.namespace_ = ns()})
               .metadata.deletionTimestamp.has_value() &&
           ConfigMap::get("loose", {.namespace_ = ns()}).metadata.deletionTimestamp.has_value();
  }));
  const ConfigMap waiting = ConfigMap::get("owner", {.namespace_ = ns()});
  EXPECT_THAT(waiting.metadata.finalizers, ElementsAre("foregroundDeletion"));
  release("blocking");
  EXPECT_TRUE(eventually_left({"loose"})) << "who does not block it is not waited for";
  release("loose");
  EXPECT_TRUE(eventually_left({}));
}

TEST_P(Collection, TakesAChainInTheForeground) {
  const ConfigMap owner = make("owner");
  const ConfigMap middle = make("middle", {reference_to(owner, true)});
  make("leaf", {reference_to(middle, true)}, {"example.com/hold"});
  remove(owner, "Foreground");
  ASSERT_TRUE(eventually([&] {
    return ConfigMap::get("leaf", {.namespace_ = ns()}).metadata.deletionTimestamp.has_value();
  }));
  EXPECT_THAT(left(), ElementsAre("leaf", "middle", "owner"));
  EXPECT_THAT(ConfigMap::get("middle", {.namespace_ = ns()}).metadata.finalizers,
              ElementsAre("foregroundDeletion"));
  release("leaf");
  EXPECT_TRUE(eventually_left({}));
}

TEST_P(Collection, WaitsNoLongerForWhatBlocksNoMore) {
  const ConfigMap owner = make("owner");
  make("dependent", {reference_to(owner, true)}, {"example.com/hold"});
  remove(owner, "Foreground");
  ASSERT_TRUE(eventually([&] {
    return ConfigMap::get("dependent", {.namespace_ = ns()}).metadata.deletionTimestamp.has_value();
  }));
  ConfigMap dependent = ConfigMap::get("dependent", {.namespace_ = ns()});
  dependent.metadata.ownerReferences[0].blockOwnerDeletion = false;
  dependent.save();
  EXPECT_TRUE(eventually_left({"dependent"}));
  release("dependent");
}

TEST_P(Collection, LeavesOrphansWithoutTheirOwner) {
  const ConfigMap owner = make("owner");
  const ConfigMap second = make("second");
  make("orphan", {reference_to(owner, true)});
  make("shared", {reference_to(owner), reference_to(second)});
  remove(owner, "Orphan");
  ASSERT_TRUE(eventually_left({"orphan", "second", "shared"}));
  EXPECT_THAT(ConfigMap::get("orphan", {.namespace_ = ns()}).metadata.ownerReferences, IsEmpty());
  const auto shared = ConfigMap::get("shared", {.namespace_ = ns()});
  ASSERT_EQ(shared.metadata.ownerReferences.size(), 1U);
  EXPECT_EQ(shared.metadata.ownerReferences[0].name, "second");
}

TEST_P(Collection, KeepsWhatHasAnotherOwner) {
  const ConfigMap first = make("first");
  const ConfigMap second = make("second");
  make("dependent", {reference_to(first), reference_to(second)});
  remove(first, "Background");
  EXPECT_TRUE(eventually([&] {
    const auto dependent = ConfigMap::get("dependent", {.namespace_ = ns()});
    return dependent.metadata.ownerReferences.size() == 1 &&
           dependent.metadata.ownerReferences[0].name == "second";
  }));
  remove(second, "Background");
  EXPECT_TRUE(eventually_left({}));
}

TEST_P(Collection, TakesWhatNeverHadAnOwner) {
  const ConfigMap owner = make("owner");
  OwnerReference nobody = reference_to(owner);
  nobody.name = "nobody";
  nobody.uid = "11111111-1111-4111-8111-111111111111";
  OwnerReference another_of_that_name = reference_to(owner);
  another_of_that_name.uid = "22222222-2222-4222-8222-222222222222";
  make("of-nobody", {nobody});
  make("of-another", {another_of_that_name});
  EXPECT_TRUE(eventually_left({"owner"}));
}

TEST_P(Collection, LeavesWhatHasAnOwnerOfAnUnknownKind) {
  const ConfigMap owner = make("owner");
  OwnerReference unknown = reference_to(owner);
  unknown.apiVersion = "example.com/v1";
  unknown.kind = "Nothing";
  make("dependent", {unknown});
  make("probe", {reference_to(owner)});
  remove(owner, "Background");
  EXPECT_TRUE(eventually_left({"dependent"}));
}

TEST_P(Collection, TakesDependentsOfANamespaceOnlyWithinIt) {
  // An owner is looked for in the namespace of its dependent.
  const ConfigMap owner = make("owner");
  Namespace(ObjectMeta{.name = ns() + "-other"}).save();
  ConfigMap stranger(
      {.name = "stranger", .namespace_ = ns() + "-other", .ownerReferences = {reference_to(owner)}},
      {});
  stranger.save();
  EXPECT_TRUE(
      eventually([&] { return !ConfigMap::try_get("stranger", {.namespace_ = ns() + "-other"}); }));
  EXPECT_THAT(left(), ElementsAre("owner"));
}

TEST_P(Collection, TakesACircleInTheForeground) {
  ConfigMap one = make("one");
  const ConfigMap two = make("two", {reference_to(one, true)});
  one.metadata.ownerReferences = {reference_to(two, true)};
  one.save();
  remove(one, "Foreground");
  EXPECT_TRUE(eventually_left({}));
}

}  // namespace
