// Server-side apply, as far as it goes by the clock.

#include <chrono>

#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;

TEST(Apply, OfWhatIsThereAlreadyChangesNothingHoweverMuchLater) {
  FakeClock clock;
  FakeCluster fake({.clock = clock});
  const auto apply = [&] {
    (void)fake.client().raw(
        Method::patch, "/api/v1/namespaces/default/configmaps/a?fieldManager=m",
        {.headers = {{"Content-Type", "application/apply-patch+yaml"}},
         .body = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{}}})"});
    return ConfigMap::get("a", {.client = fake.client()}).metadata;
  };
  const ObjectMeta first = apply();
  clock.advance(1min);
  const ObjectMeta second = apply();
  EXPECT_EQ(second.resourceVersion, first.resourceVersion);
  EXPECT_EQ(second.managedFields, first.managedFields);
}

}  // namespace
}  // namespace k8s::testing
