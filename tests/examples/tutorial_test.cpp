#include "tutorial/tutorial.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace {

using ::testing::HasSubstr;

TEST(Tutorial, TellsWhatCameBack) {
  const k8s::testing::FakeCluster fake;
  const k8s::testing::ScopedClient scoped(fake.client());
  std::ostringstream out;
  run_tutorial("default", out);
  EXPECT_THAT(out.str(), HasSubstr("= generation 1, 1 replica of nginx:1.13\n"));
  EXPECT_THAT(out.str(), HasSubstr("= generation 2, 2 replicas\n"));
  EXPECT_THAT(out.str(), HasSubstr("= update Deployment default/nginx: 409 Conflict: "));
  EXPECT_THAT(out.str(), HasSubstr("= ADDED nginx\n"));
  EXPECT_THAT(out.str(), HasSubstr("= try_get: nothing\n"));
  EXPECT_THAT(out.str(), HasSubstr("deployments.apps \"nothing\" not found\n"));
}

}  // namespace
