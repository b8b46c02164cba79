// What the type of a Service says.

#include <algorithm>
#include <iterator>

#include "testing/fake/kinds/service.hpp"
#include "testing/fake/kinds/service_parts.hpp"

namespace k8s::testing::fake {

bool is_external_name(const json::object& spec) {
  return text_at(spec, "type") == "ExternalName";
}

bool is_headless(const json::object& spec) {
  return text_at(spec, "clusterIP") == "None";
}

bool is_load_balancer(const json::object& spec) {
  return text_at(spec, "type") == "LoadBalancer";
}

bool is_externally_accessible(const json::object& spec) {
  const std::string_view type = text_at(spec, "type");
  return type == "LoadBalancer" || type == "NodePort" || !array_at(spec, "externalIPs").empty();
}

bool needs_node_ports(const json::object& spec) {
  return text_at(spec, "type") == "NodePort" || is_load_balancer(spec);
}

bool needs_health_check_port(const json::object& spec) {
  return is_load_balancer(spec) && text_at(spec, "externalTrafficPolicy") == "Local";
}

void validate_service_type(const json::object& spec, FieldErrors& errors) {
  static constexpr std::string_view types[] = {"ClusterIP", "ExternalName", "LoadBalancer",
                                               "NodePort"};
  const std::string_view type = text_at(spec, "type");
  if (std::ranges::find(types, type) == std::end(types)) {
    errors.not_supported("spec.type", type, types);
  }
  if (type != "ClusterIP") return;
  const json::array& ports = array_at(spec, "ports");
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (number_at(element_at(ports, i), "nodePort").value_or(0) == 0) continue;
    errors.forbidden(FieldPath("spec.ports").index(i).child("nodePort"),
                     "may not be used when `type` is 'ClusterIP'");
  }
}

void validate_external_name(const json::object& spec, FieldErrors& errors) {
  for (const char* const name : {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
    if (find(spec, name) != nullptr) {
      errors.forbidden(FieldPath("spec").child(name), "may not be set for ExternalName services");
    }
  }
  std::string_view target = text_at(spec, "externalName");
  if (target.ends_with('.')) target.remove_suffix(1);
  if (target.empty()) return errors.required("spec.externalName");
  errors.invalid("spec.externalName", target, check_dns_subdomain(target));
}

}  // namespace k8s::testing::fake
