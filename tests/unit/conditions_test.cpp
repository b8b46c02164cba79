#include <k8s/conditions.hpp>

#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

namespace k8s {
namespace {

TEST(Conditions, AreFoundByTheirType) {
  Pod pod;
  EXPECT_EQ(find_condition(pod, "Ready"), nullptr);
  EXPECT_FALSE(has_condition(pod, "Ready"));
  pod.status.conditions = {{.type = "Initialized", .status = "True"},
                           {.type = "Ready", .status = "False", .reason = "ContainersNotReady"}};
  ASSERT_NE(find_condition(pod, "Ready"), nullptr);
  EXPECT_EQ(find_condition(pod, "Ready")->reason, "ContainersNotReady");
  EXPECT_FALSE(has_condition(pod, "Ready"));
  EXPECT_TRUE(has_condition(pod, "Ready", "False"));
  EXPECT_TRUE(has_condition(pod, "Initialized"));
  EXPECT_FALSE(has_condition(pod, "ready")) << "types are case sensitive";
}

}  // namespace
}  // namespace k8s
