// Durations as members of models.

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <k8s/custom_model.hpp>
#include <k8s/describe.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/json_generator.hpp"
#include "support/message.hpp"

namespace pauses {

struct Pauses {
  k8s::Duration plain{};
  k8s::Duration always{};
  k8s::Duration needed{};
  std::optional<k8s::Duration> maybe{};
  k8s::Array<k8s::Duration> list{};
  k8s::Map<k8s::Duration> map{};
  K8S_STRUCT(Pauses)
};

K8S_DESCRIBE(Pauses, (plain, always, needed, maybe, list, map), {"always", always},
             {"needed", required})

}  // namespace pauses

namespace {

using k8s::from_json;
using k8s::to_json;
using k8s::testing::message_of;
using pauses::Pauses;
using namespace std::chrono_literals;

TEST(DurationMembers, AreReadAndWritten) {
  const std::string json =
      R"({"plain":"1h30m0s","always":"0s","needed":"1.5s","maybe":"-3ms","list":["1s"],"map":{"a":"2m0s"}})";
  const auto pauses = from_json<Pauses>(json);
  EXPECT_EQ(pauses.plain, 90min);
  EXPECT_EQ(pauses.always, 0s);
  EXPECT_EQ(pauses.maybe, k8s::Duration(-3ms));
  EXPECT_EQ(pauses.list.at(0), 1s);
  EXPECT_EQ(pauses.map.at("a"), 2min);
  EXPECT_EQ(to_json(pauses), json);
}

TEST(DurationMembers, AreWrittenWhenTheyAreSet) {
  EXPECT_EQ(to_json(Pauses()), R"({"needed":null})");
  EXPECT_EQ(to_json(Pauses{.plain = 0s, .needed = 5min, .maybe = k8s::Duration(1us)}),
            "{\"plain\":\"0s\",\"needed\":\"5m0s\",\"maybe\":\"1\xC2\xB5s\"}");
}

TEST(DurationMembers, KeepTheirSpellingUntilTheyAreChanged) {
  auto pauses = from_json<Pauses>(R"({"plain":"90m","needed":"1.0s"})");
  EXPECT_EQ(to_json(pauses), R"({"plain":"90m","needed":"1.0s"})");
  pauses.plain = 2h;
  EXPECT_EQ(to_json(pauses), R"({"plain":"2h0m0s","needed":"1.0s"})");
}

TEST(DurationMembers, RefuseWhatIsNoDuration) {
  EXPECT_EQ(message_of([] { (void)from_json<Pauses>(R"({"plain":"1d"})"); }),
            "$.plain: expected a duration such as 1h30m, found another string (at byte 9)");
  EXPECT_EQ(message_of([] { (void)from_json<Pauses>(R"({"plain":5})"); }),
            "$.plain: expected a duration, found a number (at byte 9)");
}

TEST(DurationMembers, LoseNothing) {
  shapes::JsonGenerator generator(41);
  for (int i = 0; i < 500; ++i) {
    const auto pauses =
        from_json<Pauses>(generator.object(k8s_describe(static_cast<Pauses*>(nullptr))));
    ASSERT_TRUE(k8s::wire_equal(from_json<Pauses>(to_json(pauses)), pauses)) << to_json(pauses);
  }
}

}  // namespace
