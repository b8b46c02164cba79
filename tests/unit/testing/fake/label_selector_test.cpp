#include "testing/fake/label_selector.hpp"

#include <string>

#include <gtest/gtest.h>

namespace k8s::testing::fake {
namespace {

bool selects(std::string_view selector, const json::object& labels) {
  return LabelSelector::parse(selector).matches(labels);
}

std::string complaint(std::string_view selector) {
  try {
    (void)LabelSelector::parse(selector);
  } catch (const SelectorError& error) {
    return error.what();
  }
  return "none";
}

TEST(ServerLabelSelector, KnowsEveryForm) {
  const json::object labels{{"app", "nginx"}, {"tier", "web"}, {"n", "5"}};
  for (const char* const selector :
       {"", "app", "!missing", "app=nginx", "app==nginx", "app!=apache", "missing!=x",
        "app in (nginx, apache)", "app notin (apache)", "missing notin (x)", "n>4", "n<6",
        "app=nginx,tier=web,!missing", " app = nginx ", "app in (nginx)", "in notin (in)"}) {
    EXPECT_TRUE(selects(selector, labels)) << selector;
  }
  for (const char* const selector :
       {"missing", "!app", "app=apache", "app!=nginx", "app in (apache)", "missing in (x)",
        "app notin (nginx)", "n>5", "n<5", "app>1", "app=nginx,missing", "app=", "app in ()"}) {
    EXPECT_FALSE(selects(selector, labels)) << selector;
  }
}

TEST(ServerLabelSelector, SaysWhatTheServerSays) {
  EXPECT_EQ(complaint("a in"), "unable to parse requirement: found '' expected: '('");
  EXPECT_EQ(complaint("a=b="), "found '=', expected: ',' or 'end of string'");
  EXPECT_EQ(complaint(","), "found ',', expected: !, identifier, or 'end of string'");
  EXPECT_EQ(complaint("a=x y"), "found 'y', expected: ',' or 'end of string'");
  EXPECT_EQ(complaint("a,"), "found '', expected: identifier after ','");
  EXPECT_EQ(complaint("-x").substr(0, 60),
            "unable to parse requirement: <nil>: Invalid value: \"-x\": nam");
}

}  // namespace
}  // namespace k8s::testing::fake
