#include <iostream>

#include <crds/models.hpp>

int main() {
  crds::Certificate certificate{
      {.name = "shop", .namespace_ = "default"},
      {.issuerRef = {.name = "letters", .kind = "ClusterIssuer"}, .secretName = "shop-tls"}};
  certificate.save();
  certificate.spec.dnsNames = {"shop.example"};
  certificate.save();
  for (const auto& monitor : crds::ServiceMonitor::list()) std::cout << monitor << '\n';
}
