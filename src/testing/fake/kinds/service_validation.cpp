// What a Service must be.

#include <string>

#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/service.hpp"
#include "testing/fake/kinds/service_parts.hpp"

namespace k8s::testing::fake {

void validate_service(const json::object& service, FieldErrors& errors) {
  const Part spec{object_at(service, "spec"), "spec", errors};
  const json::object& object = spec.object();
  if (spec.count("ports") == 0 && !is_headless(object) && !is_external_name(object)) {
    errors.required("spec.ports");
  }
  if (needs_node_ports(object) && is_headless(object)) {
    errors.invalid("spec.clusterIPs[0]", "None",
                   "may not be set to 'None' for " + std::string(spec.text("type")) + " services");
  }
  if (is_external_name(object)) validate_external_name(object, errors);
  validate_service_ports(object, errors);
  validate_labels(object_at(object, "selector"), "spec.selector", errors);
  validate_session_affinity(spec);
  validate_cluster_ips(object, errors);
  validate_external_ips(spec);
  validate_service_type(object, errors);
  validate_port_conflicts(object, errors);
  validate_source_ranges(service, spec);
  if (spec.has("allocateLoadBalancerNodePorts") && !is_load_balancer(object)) {
    errors.forbidden("spec.allocateLoadBalancerNodePorts", for_load_balancers);
  }
  validate_load_balancer_class(spec);
  validate_traffic(spec);
}

void validate_service_update(const json::object& fresh, const json::object& old,
                             FieldErrors& errors) {
  const Part spec{object_at(fresh, "spec"), "spec", errors};
  const json::object& before = object_at(old, "spec");
  validate_addresses_kept(spec, before);
  const bool balances = is_load_balancer(spec.object());
  if (balances && is_load_balancer(before) &&
      spec.text("loadBalancerClass") != text_at(before, "loadBalancerClass")) {
    errors.invalid(spec.at("loadBalancerClass"), spec.text("loadBalancerClass"),
                   "may not change once set");
  }
  validate_load_balancer_class(spec);
  if (needs_health_check_port(before) && needs_health_check_port(spec.object()) &&
      spec.number("healthCheckNodePort") != number_at(before, "healthCheckNodePort").value_or(0)) {
    errors.forbidden(spec.at("healthCheckNodePort"), "field is immutable");
  }
  validate_service(fresh, errors);
}

void validate_service_status(const json::object& fresh, const json::object& /*old*/,
                             FieldErrors& errors) {
  const Part balancer{object_at(fresh, {"status", "loadBalancer"}), "status.loadBalancer", errors};
  if (balancer.count("ingress") > 0 && !is_load_balancer(object_at(fresh, "spec"))) {
    return errors.forbidden(balancer.at("ingress"),
                            "may only be used when `spec.type` is 'LoadBalancer'");
  }
  validate_load_balancer_status(balancer);
}

void validate_load_balancer_status(const Part& balancer) {
  FieldErrors& errors = balancer.errors();
  balancer.each("ingress", [&](const Part& ingress) {
    const bool has_ip = !ingress.text("ip").empty();
    if (has_ip) errors.invalid(ingress.at("ip"), ingress.text("ip"), check_ip(ingress.text("ip")));
    if (ingress.has("ipMode") && !has_ip) {
      errors.forbidden(ingress.at("ipMode"), "may not be specified when `ip` is not set");
    } else if (ingress.has("ipMode")) {
      ingress.choose("ipMode", {"Proxy", "VIP"});
    }
    const std::string_view host = ingress.text("hostname");
    if (host.empty()) return;
    errors.invalid(ingress.at("hostname"), host, check_dns_subdomain(host));
    if (check_ip(host).empty()) {
      errors.invalid(ingress.at("hostname"), host, "must be a DNS name, not an IP address");
    }
  });
}

}  // namespace k8s::testing::fake
