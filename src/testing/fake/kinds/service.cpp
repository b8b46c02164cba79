// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "testing/fake/kinds/pod_spec.hpp"

namespace k8s::testing::fake {
namespace {

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

bool allocates_node_ports(const json::object& spec) {
  const json::value* const allocates = find(spec, "allocateLoadBalancerNodePorts");
  return text_at(spec, "type") == "NodePort" ||
         (is_load_balancer(spec) && (allocates == nullptr || *allocates == true));
}

// ---- defaults ---------------------------------------------------------------------------------

void default_session_affinity(json::object& spec) {
  if (text_at(spec, "sessionAffinity").empty()) spec["sessionAffinity"] = "None";
  const std::string_view affinity = text_at(spec, "sessionAffinity");
  if (affinity == "None") spec.erase("sessionAffinityConfig");
  if (affinity == "ClientIP" &&
      find(spec, {"sessionAffinityConfig", "clientIP", "timeoutSeconds"}) == nullptr) {
    spec["sessionAffinityConfig"] = {{"clientIP", {{"timeoutSeconds", 10800}}}};
  }
}

void default_port(json::object& port) {
  if (text_at(port, "protocol").empty()) port["protocol"] = "TCP";
  const json::value* const target = find(port, "targetPort");
  if (target == nullptr || *target == 0 || *target == "") {
    port["targetPort"] = number_at(port, "port").value_or(0);
  }
}

void set_defaults(json::object& service) {
  json::object& spec = ensure_object(service, "spec");
  default_session_affinity(spec);
  if (text_at(spec, "type").empty()) spec["type"] = "ClusterIP";
  for (json::object* const port : objects_in(spec, "ports")) default_port(*port);
  if (is_externally_accessible(spec) && text_at(spec, "externalTrafficPolicy").empty()) {
    spec["externalTrafficPolicy"] = "Cluster";
  }
  if (!is_external_name(spec)) {
    set_default(spec, "internalTrafficPolicy", "Cluster");
  } else if (text_at(spec, "internalTrafficPolicy") == "Cluster") {
    spec.erase("internalTrafficPolicy");
  }
  if (is_load_balancer(spec)) set_default(spec, "allocateLoadBalancerNodePorts", true);
}

// ---- addresses --------------------------------------------------------------------------------

void validate_cluster_ips(const json::object& spec, FieldErrors& errors) {
  if (is_external_name(spec)) return;
  const FieldPath path = "spec.clusterIPs";
  const std::vector<std::string> ips = texts_at(spec, {"clusterIPs"});
  const std::string_view ip = text_at(spec, "clusterIP");
  if (!ip.empty() && !ips.empty() && ips.front() != ip) {
    errors.invalid(path, array_at(spec, "clusterIPs"), "first value must match `clusterIP`");
  } else if (ip.empty() && !ips.empty()) {
    errors.invalid(path, array_at(spec, "clusterIPs"),
                   "must be empty when `clusterIP` is not specified");
  }
  for (std::size_t i = 0; i < ips.size(); ++i) {
    if (i == 0 && ips[i] == "None") {
      if (ips.size() > 1) {
        errors.invalid(path, array_at(spec, "clusterIPs"),
                       "'None' must be the first and only value");
      }
    } else if (!is_ip_address(ips[i])) {
      errors.invalid(path.index(i), ips[i],
                     "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
  }
}

void set_families(json::object& spec) {
  const bool dual = is_headless(spec) && object_at(spec, "selector").empty();
  if (text_at(spec, "ipFamilyPolicy").empty()) {
    spec["ipFamilyPolicy"] = dual ? "RequireDualStack" : "SingleStack";
  }
  if (!array_at(spec, "ipFamilies").empty()) return;
  spec["ipFamilies"] = dual ? json::array{"IPv4", "IPv6"} : json::array{"IPv4"};
}

void allocate_ip(json::object& spec, AddressPool& addresses, FieldErrors& errors) {
  const std::string ip(text_at(spec, "clusterIP"));
  if (ip.empty()) {
    const std::string free = addresses.free_ip();
    spec["clusterIP"] = free;
    spec["clusterIPs"] = json::array{free};
  } else if (const std::string problem = addresses.ip_problem(ip); !problem.empty()) {
    errors.invalid("spec.clusterIPs", array_at(spec, "clusterIPs"),
                   "failed to allocate IP " + ip + ": " + problem);
  }
}

/// \param kept the ports that the Service has already
void allocate_node_ports(json::object& spec, const std::set<std::int64_t>& kept,
                         AddressPool& addresses, FieldErrors& errors) {
  const std::vector<json::object*> ports = objects_in(spec, "ports");
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::int64_t port = number_at(*ports[i], "nodePort").value_or(0);
    if (port == 0) {
      (*ports[i])["nodePort"] = addresses.free_port();
    } else if (!kept.contains(port)) {
      const std::string problem = addresses.port_problem(port);
      if (!problem.empty()) {
        errors.invalid(FieldPath("spec.ports").index(i).child("nodePort"), port, problem);
      }
    }
  }
}

void prepare_create(json::object& service, AddressPool& addresses, FieldErrors& errors) {
  json::object& spec = ensure_object(service, "spec");
  if (!text_at(spec, "clusterIP").empty() && array_at(spec, "clusterIPs").empty()) {
    spec["clusterIPs"] = json::array{spec["clusterIP"]};
  }
  if (is_external_name(spec)) return;
  validate_cluster_ips(spec, errors);
  if (!errors.empty()) return;
  set_families(spec);
  if (!is_headless(spec)) allocate_ip(spec, addresses, errors);
  if (allocates_node_ports(spec)) allocate_node_ports(spec, {}, addresses, errors);
}

// ---- updates ----------------------------------------------------------------------------------

/// Lets an update leave out what the server has given the Service.
void keep_cluster_ip(json::object& spec, const json::object& old) {
  const bool same_ips = same_meaning(spec.if_contains("clusterIPs"), old.if_contains("clusterIPs"));
  if (is_external_name(spec)) {
    // Without a change by the user, what no longer applies goes.
    if (!is_external_name(old) && same_ips) {
      for (const char* const name : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
        spec.erase(name);
      }
    }
    return;
  }
  if (text_at(spec, "clusterIP").empty()) copy_member(spec, old, "clusterIP");
  if (array_at(spec, "clusterIPs").empty()) copy_member(spec, old, "clusterIPs");
  if (text_at(spec, "clusterIP") != text_at(old, "clusterIP") &&
      same_meaning(spec.if_contains("clusterIPs"), old.if_contains("clusterIPs"))) {
    spec["clusterIPs"] = json::array{spec["clusterIP"]};
  }
}

std::set<std::int64_t> keep_node_ports(json::object& spec, const json::object& old) {
  std::set<std::int64_t> before;
  std::set<std::int64_t> now;
  for (json::object* const port : objects_in(spec, "ports")) {
    now.insert(number_at(*port, "nodePort").value_or(0));
  }
  for (const json::value& value : array_at(old, "ports")) {
    before.insert(number_at(value.get_object(), "nodePort").value_or(0));
  }
  before.erase(0);
  if (!needs_node_ports(spec)) {
    // Ports that the server gave go with the type that needed them.
    for (json::object* const port : objects_in(spec, "ports")) {
      if (before.contains(number_at(*port, "nodePort").value_or(0))) port->erase("nodePort");
    }
    return before;
  }
  for (json::object* const port : objects_in(spec, "ports")) {
    if (number_at(*port, "nodePort").value_or(0) != 0) continue;
    for (const json::value& value : array_at(old, "ports")) {
      const json::object& old_port = value.get_object();
      const std::int64_t number = number_at(old_port, "nodePort").value_or(0);
      if (text_at(old_port, "name") == text_at(*port, "name") && !now.contains(number)) {
        (*port)["nodePort"] = number;
      }
    }
  }
  return before;
}

void prepare_update(json::object& service, const json::object& old_service, AddressPool& addresses,
                    FieldErrors& errors) {
  json::object& spec = ensure_object(service, "spec");
  const json::object& old = object_at(old_service, "spec");
  keep_cluster_ip(spec, old);
  const std::set<std::int64_t> ports = keep_node_ports(spec, old);
  if (is_external_name(spec)) return;
  validate_cluster_ips(spec, errors);
  if (!errors.empty()) return;
  if (text_at(spec, "ipFamilyPolicy").empty()) copy_member(spec, old, "ipFamilyPolicy");
  if (array_at(spec, "ipFamilies").empty()) copy_member(spec, old, "ipFamilies");
  set_families(spec);
  if (is_external_name(old) && !is_headless(spec)) allocate_ip(spec, addresses, errors);
  if (allocates_node_ports(spec)) allocate_node_ports(spec, ports, addresses, errors);
}

// ---- validation -------------------------------------------------------------------------------

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

void warn(const json::object& service, std::vector<std::string>& warnings) {
  const json::object& spec = object_at(service, "spec");
  if (!array_at(spec, "externalIPs").empty()) {
    warnings.emplace_back(
        "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  if (text_at(spec, "type") != "ExternalName" && !text_at(spec, "externalName").empty()) {
    warnings.emplace_back("spec.externalName is ignored when spec.type is not \"ExternalName\"");
  }
  if (text_at(spec, "trafficDistribution") == "PreferClose") {
    warnings.emplace_back(
        "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
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

void validate_traffic(const json::object& spec, FieldErrors& errors) {
  static constexpr std::string_view policies[] = {"Cluster", "Local"};
  const std::string_view external = text_at(spec, "externalTrafficPolicy");
  if (!is_externally_accessible(spec)) {
    if (!external.empty()) {
      errors.invalid("spec.externalTrafficPolicy", external,
                     "may only be set for externally-accessible services");
    }
  } else if (std::ranges::find(policies, external) == std::end(policies)) {
    errors.not_supported("spec.externalTrafficPolicy", external, policies);
  }
  const std::string_view internal = text_at(spec, "internalTrafficPolicy");
  if (!internal.empty() && std::ranges::find(policies, internal) == std::end(policies)) {
    errors.not_supported("spec.internalTrafficPolicy", internal, policies);
  }
}

void validate(const json::object& service, FieldErrors& errors) {
  const json::object& spec = object_at(service, "spec");
  if (array_at(spec, "ports").empty() && !is_headless(spec) && !is_external_name(spec)) {
    errors.required("spec.ports");
  }
  if (needs_node_ports(spec) && is_headless(spec)) {
    errors.invalid(
        "spec.clusterIPs[0]", "None",
        "may not be set to 'None' for " + std::string(text_at(spec, "type")) + " services");
  }
  if (is_external_name(spec)) validate_external_name(spec, errors);
  validate_ports(spec, errors);
  validate_labels(object_at(spec, "selector"), "spec.selector", errors);
  static constexpr std::string_view affinities[] = {"ClientIP", "None"};
  const std::string_view affinity = text_at(spec, "sessionAffinity");
  if (std::ranges::find(affinities, affinity) == std::end(affinities)) {
    errors.not_supported("spec.sessionAffinity", affinity, affinities);
  }
  validate_cluster_ips(spec, errors);
  validate_type(spec, errors);
  validate_port_conflicts(spec, errors);
  if (find(spec, "allocateLoadBalancerNodePorts") != nullptr && !is_load_balancer(spec)) {
    errors.forbidden("spec.allocateLoadBalancerNodePorts",
                     "may only be used when `type` is 'LoadBalancer'");
  }
  validate_traffic(spec, errors);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::object& spec = object_at(fresh, "spec");
  const json::object& old_spec = object_at(old, "spec");
  if (is_external_name(spec) || is_external_name(old_spec)) return;
  const json::array& ips = array_at(spec, "clusterIPs");
  const json::array& old_ips = array_at(old_spec, "clusterIPs");
  for (std::size_t i = 0; i < ips.size() && i < old_ips.size(); ++i) {
    if (ips[i] != old_ips[i]) {
      errors.invalid(FieldPath("spec.clusterIPs").index(i), ips, "may not change once set");
    }
  }
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  if (!array_at(fresh, {"status", "loadBalancer", "ingress"}).empty() &&
      !is_load_balancer(object_at(fresh, "spec"))) {
    errors.forbidden("status.loadBalancer.ingress",
                     "may only be used when `spec.type` is 'LoadBalancer'");
  }
}

std::string field_value(const json::object& service, std::string_view field) {
  return std::string(text_at(service, {"spec", field.substr(field.find('.') + 1)}));
}

constexpr std::string_view fields[] = {"spec.clusterIP", "spec.type"};

}  // namespace

const KindRules service_rules{
    .check_name = &check_dns_label,
    .create_on_update = true,
    .answers_deleted_object = true,
    .generation = Generation::none,
    .storage_path = "services/specs",
    .field_labels = {.names = fields, .refusal = FieldLabels::Refusal::plain},
    .set_defaults = &set_defaults,
    .prepare_create = &prepare_create,
    .prepare_update = &prepare_update,
    .validate = &validate,
    .validate_update = &validate_update,
    .validate_status_update = &validate_status_update,
    .warn_always = &warn,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
