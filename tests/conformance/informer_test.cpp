// Informers: that they know what the server knows.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <k8s/informer.hpp>

#include "environment.hpp"

namespace {

using namespace k8s;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

CONFORMANCE_SUITE(Informers);

std::string name_of(const std::shared_ptr<const ConfigMap>& object) {
  return object == nullptr ? "nothing" : object->metadata.name + object->data.at("key");
}

// "a1 -> a2" of the next change.
std::string next(InformerChanges<ConfigMap>& changes) {
  const auto change = changes.next();
  return change ? name_of(change->before) + " -> " + name_of(change->after) : "the end";
}

std::vector<std::string> names_of(const std::vector<std::shared_ptr<const ConfigMap>>& objects) {
  std::vector<std::string> names;
  for (const auto& each : objects) names.push_back(name_of(each));
  return names;
}

TEST_P(Informers, FollowTheServer) {
  const auto make = [this](const std::string& name, const std::string& key,
                           const Map<std::string>& labels = {{"app", "web"}}) {
    ConfigMap object = config_map(name, labels);
    object.data["key"] = key;
    object.save();
    return object;
  };
  ConfigMap a = make("a", "1");
  ConfigMap b = make("b", "1");
  make("other", "1", {{"app", "db"}});
  const Informer<ConfigMap> informer(
      {.namespace_ = ns(),
       .labels = {{"app", "web"}},
       .indexes = {{"key", [](const ConfigMap& map) { return std::vector{map.data.at("key")}; }}}});
  informer.wait_for_sync({.timeout = std::chrono::minutes(1)});
  EXPECT_THAT(names_of(informer.list()), ElementsAre("a1", "b1"));
  EXPECT_EQ(informer.try_get("a", {.namespace_ = ns()})->metadata.uid, a.metadata.uid);
  EXPECT_EQ(informer.try_get("other", {.namespace_ = ns()}), nullptr);

  auto changes = informer.changes();
  EXPECT_THAT((std::vector{next(changes), next(changes)}),
              UnorderedElementsAre("nothing -> a1", "nothing -> b1"));
  a.data["key"] = "2";
  a.save();
  EXPECT_EQ(next(changes), "a1 -> a2");
  EXPECT_THAT(names_of(informer.find_by("key", "1")), ElementsAre("b1"));
  EXPECT_THAT(names_of(informer.find_by("key", "2")), ElementsAre("a2"));
  b.delete_();
  EXPECT_EQ(next(changes), "b1 -> nothing");
  a.metadata.labels["app"] = "db";  // it does not match any more
  a.save();
  EXPECT_EQ(next(changes), "a2 -> nothing");
  make("c", "1");
  EXPECT_EQ(next(changes), "nothing -> c1");
  EXPECT_THAT(names_of(informer.list()), ElementsAre("c1"));
}

TEST_P(Informers, TellWhatWasMadeAgainAsTwoChanges) {
  ConfigMap a = config_map("a");
  a.data["key"] = "1";
  a.save();
  const Informer<ConfigMap> informer({.namespace_ = ns(), .fields = {{"metadata.name", "a"}}});
  auto changes = informer.changes();
  EXPECT_EQ(next(changes), "nothing -> a1");
  a.delete_();
  ConfigMap again = config_map("a");
  again.data["key"] = "2";
  again.save();
  EXPECT_EQ(next(changes), "a1 -> nothing");
  EXPECT_EQ(next(changes), "nothing -> a2");
}

TEST_P(Informers, SayWhatTheServerRefuses) {
  const Informer<ConfigMap> informer(
      {.namespace_ = ns(), .fields = {{"data.key", "no such field selector"}}});
  EXPECT_THROW(informer.wait_for_sync(), ClientError);
  EXPECT_FALSE(informer.health().error.empty());
  EXPECT_THAT(names_of(informer.list()), IsEmpty());
}

}  // namespace
