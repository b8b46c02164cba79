#include <k8s/testing/fault.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string problem_of(const std::string& text) {
  try {
    (void)parse_fault_script(text, "faults.yaml");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(FaultScript, SaysWhatGoesWrongWithWhat) {
  const auto rules = parse_fault_script(R"(
faults:
- verb: list
  resource: pods
  namespace: shop
  name: web
  fault: status
  code: 503
  reason: Busy
  message: come back later
  retry_after: 5s
  times: 2
  skip: 1
- {verb: watch, fault: cut_watch, events: 3}
- {fault: delay, time: 250ms}
- {fault: slow_drip, time: 2m, bytes: 7}
)");
  ASSERT_THAT(rules, SizeIs(4));
  EXPECT_EQ(rules[0].filter.verb, "list");
  EXPECT_EQ(rules[0].filter.resource, "pods");
  EXPECT_EQ(rules[0].filter.namespace_, "shop");
  EXPECT_EQ(rules[0].filter.name, "web");
  EXPECT_EQ(rules[0].fault.kind, Fault::Kind::status);
  EXPECT_EQ(rules[0].fault.code, 503);
  EXPECT_EQ(rules[0].fault.reason, "Busy");
  EXPECT_EQ(rules[0].fault.message, "come back later");
  EXPECT_EQ(rules[0].fault.retry, 5s);
  EXPECT_EQ(rules[0].fault.count, 2);
  EXPECT_EQ(rules[0].fault.skipped, 1);
  EXPECT_EQ(rules[1].fault.kind, Fault::Kind::cut_watch);
  EXPECT_EQ(rules[1].fault.amount, 3U);
  EXPECT_EQ(rules[2].fault.duration, 250ms);
  EXPECT_EQ(rules[3].fault.duration, 2min);
  EXPECT_EQ(rules[3].fault.amount, 7U);
}

TEST(FaultScript, KnowsEveryFault) {
  for (const char* const name :
       {"status", "reset", "reset_after", "half_body", "half_character", "no_answer", "cut_watch",
        "compacted", "duplicate_events", "token_expired", "certificate_rotated"}) {
    EXPECT_THAT(parse_fault_script("- fault: " + std::string(name)), SizeIs(1)) << name;
  }
  for (const char* const name : {"delay", "slow_drip", "late_events"}) {
    EXPECT_THAT(parse_fault_script("- {time: 1s, fault: " + std::string(name) + "}"), SizeIs(1))
        << name;
  }
}

TEST(FaultScript, MayBeEmpty) {
  EXPECT_THAT(parse_fault_script(""), IsEmpty());
  EXPECT_THAT(parse_fault_script("faults:\n"), IsEmpty());
  EXPECT_THAT(parse_fault_script("[]"), IsEmpty());
}

TEST(FaultScript, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(problem_of("faults:\n- fault: statsu\n"),
              AllOf(StartsWith("faults.yaml:2: `statsu` is no fault"), HasSubstr("token_expired")));
  EXPECT_THAT(problem_of("- verb: lst\n  fault: reset\n"),
              StartsWith("faults.yaml:1: `lst` is no verb"));
  EXPECT_THAT(
      problem_of("- fault: reset\n  code: 3\n"),
      AllOf(StartsWith("faults.yaml:2: `code` is nothing that `reset` takes"), HasSubstr("times")));
  EXPECT_THAT(problem_of("- fault: delay\n"), HasSubstr("needs a `time`"));
  EXPECT_THAT(problem_of("- {fault: delay, time: soon}\n"), HasSubstr("a time such as 250ms"));
  EXPECT_THAT(problem_of("- {fault: delay, time: -5s}\n"), HasSubstr("a time such as 250ms"));
  EXPECT_THAT(problem_of("\n\n- {fault: status, code: many}\n"),
              StartsWith("faults.yaml:3: code is a number from 200 to 599"));
  EXPECT_THAT(problem_of("- {fault: reset, times: 0}\n"), HasSubstr("times is a number from 1"));
  EXPECT_THAT(problem_of("- verb: list\n"), HasSubstr("names no `fault`"));
  EXPECT_THAT(problem_of("- reset\n"), HasSubstr("a fault is a mapping"));
  EXPECT_THAT(problem_of("rules: []\n"), StartsWith("faults.yaml:1: `rules` is unknown"));
  EXPECT_THAT(problem_of("faults: {}\n"), HasSubstr("a list of faults is wanted"));
  EXPECT_THAT(problem_of("- fault: [reset]\n"), HasSubstr("fault is a text"));
  EXPECT_THAT(problem_of("- fault: 'reset\n"), HasSubstr("faults.yaml"));
}

}  // namespace
}  // namespace k8s::testing
