// A program with models of custom resources; it fails if what it saved does not come back.
#include <certs/v1/certificate.hpp>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <shop/models/models.hpp>

int main() {
  k8s::testing::FakeCluster cluster;
  cluster.register_kind<certs::Certificate>();
  cluster.register_kind<shop::models::SparkApplication>();
  const k8s::Client client = cluster.client();

  certs::Certificate certificate{
      {.name = "web", .namespace_ = "default"},
      {.issuerRef = {.name = "letters"}, .secretName = "web-tls", .dnsNames = {"shop.example"}}};
  certificate.save({.client = client});
  certificate.status.revision = 1;
  certificate.save_status({.client = client});
  if (certs::Certificate::get("web", {.client = client}) != certificate) return 1;

  shop::models::SparkApplication pi{
      {.name = "pi", .namespace_ = "default"},
      {.type = "Scala", .sparkVersion = "4.0.0", .executor = {.instances = 2}}};
  pi.save({.client = client});
  const auto stored = shop::models::v1beta2::SparkApplication::list({.client = client});
  return stored.size() == 1 && stored.front() == pi ? 0 : 2;
}
