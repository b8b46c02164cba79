// What a Service must be.

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

#include "testing/fake/cidr.hpp"
#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/service.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* ranges_annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

// ---- ports ------------------------------------------------------------------------------------

void validate_target(const json::object& port, const FieldPath& path, FieldErrors& errors) {
  const json::value* const target = find(port, "targetPort");
  if (target == nullptr) return;
  if (target->is_string()) {
    errors.invalid(path.child("targetPort"), *target, check_port_name(target->get_string()));
  } else if (target->is_int64()) {
    errors.invalid(path.child("targetPort"), *target, check_port_number(target->get_int64()));
  }
}

void validate_ports(const json::object& spec, FieldErrors& errors) {
  const json::array& ports = array_at(spec, "ports");
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const json::object& port = element_at(ports, i);
    const FieldPath path = FieldPath("spec.ports").index(i);
    const std::string_view name = text_at(port, "name");
    if (name.empty()) {
      if (ports.size() > 1) errors.required(path.child("name"));
    } else {
      errors.invalid(path.child("name"), name, check_dns_label(name));
      if (!names.emplace(name).second) errors.duplicate(path.child("name"), name);
    }
    const std::int64_t number = number_at(port, "port").value_or(0);
    errors.invalid(path.child("port"), number, check_port_number(number));
    static constexpr std::string_view protocols[] = {"SCTP", "TCP", "UDP"};
    const std::string_view protocol = text_at(port, "protocol");
    if (std::ranges::find(protocols, protocol) == std::end(protocols)) {
      errors.not_supported(path.child("protocol"), protocol, protocols);
    }
    validate_target(port, path, errors);
    if (find(port, "appProtocol") != nullptr) {
      const std::string_view application = text_at(port, "appProtocol");
      errors.invalid(path.child("appProtocol"), application, check_label_key(application));
    }
  }
}

void validate_port_conflicts(const json::object& spec, FieldErrors& errors) {
  const json::array& ports = array_at(spec, "ports");
  std::set<std::tuple<std::string, std::int64_t>> seen;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const json::object& port = element_at(ports, i);
    const std::int64_t number = number_at(port, "port").value_or(0);
    if (seen.emplace(text_at(port, "protocol"), number).second) continue;
    errors.duplicate(FieldPath("spec.ports").index(i),
                     json::object{{"Name", ""},
                                  {"Protocol", text_at(port, "protocol")},
                                  {"AppProtocol", nullptr},
                                  {"Port", number},
                                  {"TargetPort", 0},
                                  {"NodePort", 0}});
  }
}

void validate_type(const json::object& spec, FieldErrors& errors) {
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

void validate_affinity(const Part& spec) {
  constexpr std::int64_t longest = 86400;
  spec.choose("sessionAffinity", {"ClientIP", "None"});
  if (spec.text("sessionAffinity") != "ClientIP") return;
  const Part client = spec.child("sessionAffinityConfig").child("clientIP");
  client.in_range("timeoutSeconds", 1, longest, "must be greater than 0 and less than 86400");
}

// ---- addresses --------------------------------------------------------------------------------

bool is_v6(std::string_view ip) {
  return ip.find(':') != ip.npos;
}

void validate_families(const Part& spec) {
  std::set<std::string, std::less<>> seen;
  spec.each_text("ipFamilies", [&](const std::string& family, const FieldPath& path) {
    if (family != "IPv4" && family != "IPv6") {
      spec.errors().not_supported(path, family, {"IPv4", "IPv6"});
    }
    if (!seen.insert(family).second) spec.errors().duplicate(path, family);
  });
  spec.choose_if_set("ipFamilyPolicy", {"PreferDualStack", "RequireDualStack", "SingleStack"});
}

/// Whether each of the cluster IPs is an address by itself.
bool validate_each_ip(const Part& spec) {
  bool well = true;
  const json::array& ips = array_at(spec.object(), "clusterIPs");
  spec.each_text("clusterIPs", [&](const std::string& ip, const FieldPath& path) {
    if (ip == "None" && *ips.begin() == "None") {
      if (ips.size() == 1) return;
      spec.errors().invalid(spec.at("clusterIPs"), ips, "'None' must be the first and only value");
      well = false;
      return;
    }
    const Complaints complaints = check_ip(ip);
    spec.errors().invalid(path, ip, complaints);
    well = well && complaints.empty();
  });
  return well;
}

void match_families(const Part& spec) {
  const std::vector<std::string> families = texts_at(spec.object(), {"ipFamilies"});
  std::size_t i = 0;
  spec.each_text("clusterIPs", [&](const std::string& ip, const FieldPath& path) {
    const std::size_t index = i++;
    if (index >= families.size()) return;
    const std::string_view is = is_v6(ip) ? "IPv6" : "IPv4";
    if (families[index] == is) return;
    spec.errors().invalid(path, ip,
                          "expected an " + families[index] + " value as indicated by `ipFamilies[" +
                              std::to_string(index) + "]`");
  });
}

void validate_external_ips(const Part& spec) {
  spec.each_text("externalIPs", [&](const std::string& ip, const FieldPath& path) {
    const Complaints complaints = check_ip(ip);
    spec.errors().invalid(path, ip, complaints);
    if (complaints.empty()) validate_reachable(ip, path, spec.errors());
  });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

constexpr const char* for_load_balancers = "may only be used when `type` is 'LoadBalancer'";

void validate_ranges(const json::object& service, const Part& spec) {
  FieldErrors& errors = spec.errors();
  const bool balances = is_load_balancer(spec.object());
  if (spec.count("loadBalancerSourceRanges") > 0) {
    const FieldPath path = spec.at("LoadBalancerSourceRanges");  // as the server writes it
    if (!balances) errors.forbidden(path, for_load_balancers);
    std::size_t i = 0;
    spec.each_text("loadBalancerSourceRanges", [&](const std::string& range, const FieldPath&) {
      const std::string_view text = trimmed(range);
      errors.invalid(path.index(i++), text, check_cidr(text));
    });
    return;
  }
  if (find(service, {"metadata", "annotations", ranges_annotation}) == nullptr) return;
  const FieldPath path = FieldPath("metadata.annotations").key(ranges_annotation);
  if (!balances) errors.forbidden(path, for_load_balancers);
  std::string_view ranges =
      trimmed(text_at(service, {"metadata", "annotations", ranges_annotation}));
  while (!ranges.empty()) {
    const std::string_view range = ranges.substr(0, ranges.find(','));
    ranges.remove_prefix(std::min(ranges.size(), range.size() + 1));
    errors.invalid(path, trimmed(range), check_cidr(trimmed(range)));
  }
}

// ---- traffic ----------------------------------------------------------------------------------

void validate_class(const Part& spec) {
  if (!spec.has("loadBalancerClass")) return;
  if (!is_load_balancer(spec.object())) {
    return spec.errors().forbidden(spec.at("loadBalancerClass"), for_load_balancers);
  }
  const std::string_view name = spec.text("loadBalancerClass");
  spec.errors().invalid(spec.at("loadBalancerClass"), name, check_label_key(name));
}

void validate_health_check_port(const Part& spec) {
  const std::int64_t port = spec.number("healthCheckNodePort");
  const FieldPath path = spec.at("healthCheckNodePort");
  if (needs_health_check_port(spec.object())) {
    if (port == 0) return spec.errors().required(path);
    spec.errors().invalid(path, port, check_port_number(port));
  } else if (port != 0) {
    spec.errors().invalid(path, port,
                          "may only be set when `type` is 'LoadBalancer' and "
                          "`externalTrafficPolicy` is 'Local'");
  }
}

void validate_traffic(const Part& spec) {
  const std::string_view external = spec.text("externalTrafficPolicy");
  if (is_externally_accessible(spec.object())) {
    spec.choose("externalTrafficPolicy", {"Cluster", "Local"});
  } else if (!external.empty()) {
    spec.errors().invalid(spec.at("externalTrafficPolicy"), external,
                          "may only be set for externally-accessible services");
  }
  validate_health_check_port(spec);
  if (spec.has("internalTrafficPolicy")) {
    spec.choose("internalTrafficPolicy", {"Cluster", "Local"});
  }
  if (!spec.has("trafficDistribution")) return;
  spec.choose("trafficDistribution", {"PreferClose", "PreferSameZone", "PreferSameNode"});
}

// ---- updates ----------------------------------------------------------------------------------

/// What has been given to a Service stays its own.
void validate_kept(const Part& spec, const json::object& old, const char* list,
                   const char* what_is_gone) {
  const json::array& now = array_at(spec.object(), list);
  const json::array& before = array_at(old, list);
  const FieldPath path = spec.at(list);
  if (now.size() == before.size()) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] != before[i]) {
        spec.errors().invalid(path.index(i), now, "may not change once set");
      }
    }
    return;
  }
  if (now.empty()) {
    return spec.errors().invalid(path.index(0), now,
                                 "primary " + std::string(what_is_gone) + " can not be unset");
  }
  if (!before.empty() && now[0] != before[0]) {
    spec.errors().invalid(path.index(0), now, "may not change once set");
  }
  if (now.size() < before.size() && spec.text("ipFamilyPolicy") != "SingleStack") {
    spec.errors().invalid(
        spec.at("ipFamilyPolicy"), spec.text("ipFamilyPolicy"),
        "must be set to 'SingleStack' when releasing the secondary " + std::string(what_is_gone));
  }
}

void validate_addresses_kept(const Part& spec, const json::object& old) {
  if (is_external_name(spec.object()) || is_external_name(old)) return;
  const bool headless = is_headless(spec.object());
  const bool was_headless = is_headless(old);
  if (!headless || !was_headless) validate_kept(spec, old, "clusterIPs", "clusterIP");
  if (!headless && !was_headless) validate_kept(spec, old, "ipFamilies", "ipFamily");
}

}  // namespace

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

void validate_cluster_ips(const json::object& object, FieldErrors& errors) {
  if (is_external_name(object)) return;
  const Part spec{object, "spec", errors};
  const FieldPath path = spec.at("clusterIPs");
  const json::array& ips = array_at(object, "clusterIPs");
  const std::string_view ip = spec.text("clusterIP");
  if (!ip.empty() && ips.empty()) {
    errors.required(path);
  } else if (!ip.empty() && ips[0] != json::value(ip)) {
    errors.invalid(path, ips, "first value must match `clusterIP`");
  } else if (ip.empty() && !ips.empty()) {
    errors.invalid(path, ips, "must be empty when `clusterIP` is not specified");
  }
  validate_families(spec);
  const bool well = validate_each_ip(spec);
  if (ips.size() > 2) errors.invalid(path, ips, "may only hold up to 2 values");
  if (!well) return;
  const auto of_6 = std::ranges::count_if(texts_at(object, {"clusterIPs"}),
                                          [](const std::string& each) { return is_v6(each); });
  if (ips.size() > 1 && (of_6 == 0 || of_6 == static_cast<std::ptrdiff_t>(ips.size()))) {
    errors.invalid(path, ips, "may specify no more than one IP for each IP family");
  }
  if (!is_headless(object)) match_families(spec);
}

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
  validate_ports(object, errors);
  validate_labels(object_at(object, "selector"), "spec.selector", errors);
  validate_affinity(spec);
  validate_cluster_ips(object, errors);
  validate_external_ips(spec);
  validate_type(object, errors);
  validate_port_conflicts(object, errors);
  validate_ranges(service, spec);
  if (spec.has("allocateLoadBalancerNodePorts") && !is_load_balancer(object)) {
    errors.forbidden("spec.allocateLoadBalancerNodePorts", for_load_balancers);
  }
  validate_class(spec);
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
  validate_class(spec);
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
