// Informers of a cluster on which everything goes wrong that can: what they know and what they tell
// is compared with what happened.
//
// K8S_FAULT_RUN_SEED sets the seed.

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/informer.hpp>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_clock.hpp>
#include <k8s/testing/fake_cluster.hpp>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::FakeClock;
using testing::FakeCluster;
using testing::Fault;

std::string key_of(const ConfigMap& object) {
  return object.metadata.namespace_ + '/' + object.metadata.name;
}

using Versions = std::map<std::string, std::string>;

/// Changes that can only be true if those before them were.
class Consumer {
 public:
  /// \param fails how many of a hundred changes it takes back
  Consumer(const Informer<ConfigMap>& informer, std::stop_token stop, int fails = 0)
      : changes_(informer.changes(std::move(stop))), fails_(fails) {}

  /// Waits for the next change and returns which object it is of; none if there will be none.
  std::optional<std::string> take() {
    const auto change = changes_.next();
    if (!change) return std::nullopt;
    ++told_;
    const std::string key = key_of(change->object());
    SCOPED_TRACE(key);
    check(key, *change);
    taken_back_.erase(key);
    if (change->is_deleted()) {
      objects_.erase(key);
    } else {
      objects_[key] = change->after;
    }
    if (std::uniform_int_distribution(0, 99)(random_) < fails_) take_back(key, *change);
    return key;
  }
  void take_until_known(const std::string& key) {
    while (!objects_.contains(key) && take()) continue;
  }
  void take_until_known(const Versions& expected) {
    while (known() != expected && take()) continue;
    EXPECT_EQ(known(), expected);
  }
  [[nodiscard]] std::size_t told() const { return told_; }

 private:
  void check(const std::string& key, const InformerChange<ConfigMap>& change) const {
    const auto known = objects_.find(key);
    if (taken_back_.contains(key)) {
      // From an earlier state to what is now, or the end of what was known.
      ASSERT_NE(known, objects_.end());
      EXPECT_EQ(change.object().metadata.uid, known->second->metadata.uid);
      return;
    }
    ASSERT_EQ(change.is_added(), known == objects_.end());
    if (change.is_added()) return;
    EXPECT_EQ(change.before->metadata.uid, known->second->metadata.uid);
    if (change.is_deleted()) return;  // before is its last state, which need not be known
    EXPECT_EQ(change.before, known->second);
    EXPECT_EQ(change.after->metadata.uid, change.before->metadata.uid);
    EXPECT_NE(change.after->metadata.resourceVersion, change.before->metadata.resourceVersion);
  }
  void take_back(const std::string& key, const InformerChange<ConfigMap>& change) {
    if (told_ % 2 == 0) {
      changes_.again(change);
    } else {
      changes_.again(change, 0ms);
    }
    if (change.is_deleted()) objects_[key] = change.before;
    taken_back_.insert(key);
  }
  [[nodiscard]] Versions known() const {
    if (!taken_back_.empty()) return {};
    Versions versions;
    for (const auto& [key, object] : objects_) versions[key] = object->metadata.resourceVersion;
    return versions;
  }

  InformerChanges<ConfigMap> changes_;
  std::map<std::string, std::shared_ptr<const ConfigMap>> objects_;
  std::set<std::string> taken_back_;
  std::size_t told_ = 0;
  int fails_;
  std::mt19937_64 random_{20261130};
};

/// Does to a cluster what users do, and what networks do.
class Disaster {
 public:
  Disaster(FakeCluster& fake, FakeClock clock, std::uint64_t seed)
      : fake_(fake), clock_(std::move(clock)), random_(seed) {}

  void change_something() {
    const std::string name = "n" + std::to_string(one_of(20));
    const std::string in = one_of(4) == 0 ? "kube-system" : "default";
    auto object = ConfigMap::try_get(name, {.namespace_ = in, .client = client_});
    if (object && one_of(3) == 0) {
      object->delete_({.client = client_});
      if (one_of(2) == 0) return;
      object.reset();  // it is made again
    }
    if (!object) object.emplace(meta::v1::ObjectMeta{.name = name, .namespace_ = in});
    object->data["n"] = std::to_string(++count_);
    object->metadata.labels.clear();
    if (one_of(3) != 0) object->metadata.labels["watched"] = "yes";
    object->save({.client = client_});
  }

  void break_something() {
    const std::array faults{Fault::cut_watch(static_cast<int>(one_of(4))),
                            Fault::compacted(),
                            Fault::duplicate_events(),
                            Fault::half_body(),
                            Fault::half_character(),
                            Fault::reset(),
                            Fault::reset_after(),
                            Fault::no_answer(),
                            Fault::status(500),
                            Fault::status(503).retry_after(1s),
                            Fault::status(429),
                            Fault::status(403, "Forbidden", "not now"),
                            Fault::status(410, "Expired", "too old")};
    Fault fault = faults.at(one_of(faults.size()));
    fake_.on({.verb = one_of(2) == 0 ? "list" : "watch"},
             fault.times(static_cast<int>(1 + one_of(2))));
    if (one_of(2) == 0) clock_.advance(11min);  // by which every watch has reached its end
  }

  std::size_t one_of(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

 private:
  FakeCluster& fake_;
  FakeClock clock_;
  Client client_ = fake_.client();
  std::mt19937_64 random_;
  int count_ = 0;
};

/// If something is never told, who waits for it would do so for ever.
class Watchdog {
 public:
  [[nodiscard]] std::stop_token token() const { return over_.get_token(); }
  ~Watchdog() { EXPECT_FALSE(over_.stop_requested()) << "something was never told"; }

 private:
  std::stop_source over_;
  std::jthread thread_{[this](const std::stop_token& enough) {
    std::mutex own;
    std::unique_lock lock(own);
    std::condition_variable_any nobody;
    nobody.wait_for(lock, enough, 2min, [] { return false; });
    if (!enough.stop_requested()) over_.request_stop();
  }};
};

std::uint64_t seed() {
  const char* const text = std::getenv("K8S_FAULT_RUN_SEED");
  return text == nullptr ? 20261130 : std::strtoull(text, nullptr, 10);
}

void mark(const Client& client, const std::string& name) {
  ConfigMap({.name = name, .namespace_ = "default", .labels = {{"watched", "yes"}}})
      .save({.client = client});
}

TEST(InformerFaultRun, EveryConsumerEndsUpWithWhatThereIs) {
  RecordProperty("seed", std::to_string(seed()));
  const FakeClock clock;
  FakeCluster fake({.clock = clock});
  Disaster disaster(fake, clock, seed());
  Config config;
  config.logger = [](LogLevel, std::string_view) {};
  const Watchdog watchdog;

  const Selector watched{{"watched", "yes"}};
  const Informer<ConfigMap> informer(
      {.labels = watched, .client = testing::client_for(fake.transport(), clock, config)});
  Consumer quick(informer, watchdog.token());
  Consumer slow(informer, watchdog.token());
  Consumer failing(informer, watchdog.token(), 20);
  for (int round = 0; round < 300; ++round) {
    for (std::size_t i = disaster.one_of(8); i > 0; --i) disaster.change_something();
    if (disaster.one_of(2) == 0) disaster.break_something();
    for (std::size_t i = disaster.one_of(8); i > 0; --i) disaster.change_something();
    const std::string name = "round-" + std::to_string(round);
    mark(fake.client(), name);
    quick.take_until_known("default/" + name);
    failing.take_until_known("default/" + name);
    if (round % 20 == 19) slow.take_until_known("default/round-" + std::to_string(round - 10));
  }

  fake.clear_faults();
  Versions expected;
  for (const auto& each : ConfigMap::list(
           {.namespace_ = all_namespaces, .labels = watched, .client = fake.client()})) {
    expected[key_of(each)] = each.metadata.resourceVersion;
  }
  quick.take_until_known(expected);
  slow.take_until_known(expected);
  failing.take_until_known(expected);
  Versions stored;
  for (const auto& each : informer.list()) stored[key_of(*each)] = each->metadata.resourceVersion;
  EXPECT_EQ(stored, expected);
  EXPECT_EQ(informer.health().undecodable, 0U);
  EXPECT_LT(slow.told(), quick.told());
  EXPECT_GT(failing.told(), quick.told());
}

}  // namespace
}  // namespace k8s
