// What a user's program and its test look like; it fails if what it saved does not come back.
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>

int main() {
  const k8s::testing::FakeCluster cluster;
  const k8s::Client client = cluster.client();
  k8s::ConfigMap settings({.name = "settings", .namespace_ = "default"}, {{"colour", "green"}});
  settings.save({.client = client});
  return k8s::ConfigMap::get("settings", {.client = client}).data["colour"] == "green" ? 0 : 1;
}
