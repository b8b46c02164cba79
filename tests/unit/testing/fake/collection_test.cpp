// What of emptying and collecting only a fake shows: that it is done at once, and how to do
// without.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace k8s::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ConfigMap config_map(std::string name, Array<OwnerReference> owners = {}) {
  ConfigMap object({.name = std::move(name)}, {});
  object.metadata.ownerReferences = std::move(owners);
  return object;
}

OwnerReference reference_to(const ConfigMap& owner) {
  return {.apiVersion = "v1",
          .kind = "ConfigMap",
          .name = owner.metadata.name,
          .uid = owner.metadata.uid,
          .blockOwnerDeletion = true};
}

TEST(Collection, IsDoneWhenTheRequestIsAnswered) {
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  ConfigMap owner = config_map("owner");
  owner.save();
  config_map("dependent", {reference_to(owner)}).save();
  for (const char* const policy : {"Foreground", "Background"}) {
    owner = config_map("owner");
    if (!ConfigMap::try_get("owner")) owner.save();
    config_map("other", {reference_to(ConfigMap::get("owner"))}).save();
    ConfigMap::delete_("owner", {.propagationPolicy = policy});
    EXPECT_THAT(ConfigMap::list(), IsEmpty()) << policy;
  }

  Namespace(ObjectMeta{.name = "shop"}).save();
  ConfigMap({.name = "a", .namespace_ = "shop"}, {}).save();
  Namespace::delete_("shop");
  EXPECT_FALSE(Namespace::try_get("shop").has_value());
  EXPECT_THAT(ConfigMap::list({.namespace_ = all_namespaces}), IsEmpty());
}

TEST(Collection, IsNoRequest) {
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  Namespace(ObjectMeta{.name = "shop"}).save();
  ConfigMap({.name = "a", .namespace_ = "shop"}, {}).save();
  fake.clear_requests();
  Namespace::delete_("shop");
  EXPECT_THAT(fake.requests(), SizeIs(1));
}

TEST(Collection, CanBeTurnedOff) {
  FakeCluster fake({.collect = false});
  ScopedClient scoped(fake.client());
  ConfigMap owner = config_map("owner");
  owner.save();
  config_map("dependent", {reference_to(owner)}).save();
  ConfigMap::delete_("owner");
  EXPECT_THAT(ConfigMap::list(), SizeIs(1));

  Namespace(ObjectMeta{.name = "shop"}).save();
  ConfigMap({.name = "a", .namespace_ = "shop"}, {}).save();
  Namespace::delete_("shop");
  EXPECT_EQ(Namespace::get("shop").status.phase, "Terminating");
}

TEST(Collection, OfManyTakesEachOnce) {
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  ConfigMap root = config_map("root");
  root.save();
  std::vector<ConfigMap> level{root};
  for (int depth = 0; depth < 4; ++depth) {
    std::vector<ConfigMap> next;
    for (const ConfigMap& owner : level) {
      for (int i = 0; i < 3; ++i) {
        ConfigMap child =
            config_map(owner.metadata.name + "-" + std::to_string(i), {reference_to(owner)});
        child.save();
        next.push_back(std::move(child));
      }
    }
    level = std::move(next);
  }
  EXPECT_THAT(ConfigMap::list(), SizeIs(1 + 3 + 9 + 27 + 81));
  ConfigMap::delete_("root", {.propagationPolicy = "Foreground"});
  EXPECT_THAT(ConfigMap::list(), IsEmpty());
}

TEST(Seed, MakesUidsAndNamesTheSameInEveryRun) {
  const auto identity = [](std::uint64_t seed) {
    FakeCluster fake({.seed = seed});
    ConfigMap object({.generateName = "run-"}, {});
    object.save({.client = fake.client()});
    return object.metadata.name + " " + object.metadata.uid;
  };
  EXPECT_EQ(identity(7), identity(7));
  EXPECT_NE(identity(7), identity(8));
}

}  // namespace
}  // namespace k8s::testing
