// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/service.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

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
  if (!is_load_balancer(spec)) return;
  set_default(spec, "allocateLoadBalancerNodePorts", true);
  if (object_at(std::as_const(service), {"status", "loadBalancer"}).empty()) return;
  for (json::object* const ingress :
       objects_in(ensure_object(ensure_object(service, "status"), "loadBalancer"), "ingress")) {
    if (!text_at(*ingress, "ip").empty()) set_default(*ingress, "ipMode", "VIP");
  }
}

// ---- addresses --------------------------------------------------------------------------------

/// The families that the cluster IPs have say those that are not named. There is but one in use.
void infer_families(json::object& spec, FieldErrors& errors) {
  const std::vector<std::string> ips = texts_at(spec, {"clusterIPs"});
  for (std::size_t i = 0; i < ips.size() && ips[i] != "None"; ++i) {
    if (i < array_at(spec, "ipFamilies").size()) continue;
    const std::string family(family_of(ips[i]));
    if (family != "IPv4") {
      errors.invalid(FieldPath("spec.clusterIPs").index(i), array_at(spec, "clusterIPs"),
                     family + " is not configured on this cluster");
      continue;
    }
    json::value& families = member_of(spec, "ipFamilies");
    if (!families.is_array()) families.emplace_array();
    families.get_array().emplace_back(family);
  }
}

/// Says what families a Service has, which is an IPv4 address in a cluster of that family alone.
void set_families(json::object& spec, FieldErrors& errors) {
  const bool is_free = is_headless(spec) && object_at(spec, "selector").empty();
  if (text_at(spec, "ipFamilyPolicy").empty()) {
    spec["ipFamilyPolicy"] = is_free ? "RequireDualStack" : "SingleStack";
  }
  validate_cluster_ips(spec, errors);
  if (!errors.empty()) return;
  const FieldPath path = "spec.ipFamilyPolicy";
  const std::string policy(text_at(spec, "ipFamilyPolicy"));
  for (const auto& [list, what] :
       {std::pair("clusterIPs", "cluster IPs"), std::pair("ipFamilies", "IP families")}) {
    if (policy != "SingleStack" || array_at(spec, list).size() != 2) continue;
    errors.invalid(path, policy,
                   "must be 'RequireDualStack' or 'PreferDualStack' when multiple " +
                       std::string(what) + " are specified");
  }
  infer_families(spec, errors);
  if (!errors.empty()) return;
  if (is_free) {
    json::value& families = member_of(spec, "ipFamilies");
    if (!families.is_array() || families.get_array().empty()) families = json::array{"IPv4"};
    json::array& all = families.get_array();
    if (all.size() < 2 && policy != "SingleStack") {
      all.emplace_back(all[0] == "IPv4" ? "IPv6" : "IPv4");
    }
    return;
  }
  if (policy == "RequireDualStack") {
    errors.invalid(path, policy, "this cluster is not configured for dual-stack services");
  }
  const std::vector<std::string> families = texts_at(spec, {"ipFamilies"});
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (families[i] == "IPv4") continue;
    errors.invalid(FieldPath("spec.ipFamilies").index(i), families[i],
                   "not configured on this cluster");
  }
  if (families.empty()) spec["ipFamilies"] = json::array{"IPv4"};
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

/// The port of the nodes that is wanted for a port of the Service, by whichever protocol; or 0.
std::int64_t wanted_node_port(const std::vector<json::object*>& ports, std::int64_t number) {
  for (const json::object* const port : ports) {
    const std::int64_t node_port = number_at(*port, "nodePort").value_or(0);
    if (node_port != 0 && number_at(*port, "port").value_or(0) == number) return node_port;
  }
  return 0;
}

/// \return whether the Service can have it
bool take_node_port(std::int64_t node_port, std::size_t index, AddressPool& addresses,
                    FieldErrors& errors) {
  const std::string problem = addresses.take_port(node_port);
  if (problem.empty()) return true;
  errors.invalid(FieldPath("spec.ports").index(index).child("nodePort"), node_port, problem);
  return false;
}

/// Ports that differ in their protocols alone share one of the nodes.
void allocate_node_ports(json::object& spec, AddressPool& addresses, FieldErrors& errors) {
  const std::vector<json::object*> ports = objects_in(spec, "ports");
  std::map<std::int64_t, std::int64_t> shared;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    std::int64_t node_port = number_at(*ports[i], "nodePort").value_or(0);
    if (node_port == 0 && !allocates_node_ports(spec)) continue;
    const std::int64_t port = number_at(*ports[i], "port").value_or(0);
    std::int64_t& known = shared[port];
    if (node_port == 0) node_port = known != 0 ? known : wanted_node_port(ports, port);
    if (node_port == 0) {
      node_port = addresses.free_port();
    } else if (node_port != known && !take_node_port(node_port, i, addresses, errors)) {
      return;
    }
    (*ports[i])["nodePort"] = node_port;
    if (known == 0) known = node_port;
  }
}

/// \param held the ports that the Service has already
void update_node_ports(json::object& spec, std::set<std::int64_t> held, AddressPool& addresses,
                       FieldErrors& errors) {
  const std::vector<json::object*> ports = objects_in(spec, "ports");
  std::set<std::pair<std::string_view, std::int64_t>> seen;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    std::int64_t node_port = number_at(*ports[i], "nodePort").value_or(0);
    if (node_port == 0 && !allocates_node_ports(spec)) continue;
    if (node_port == 0) {
      node_port = addresses.free_port();
      (*ports[i])["nodePort"] = node_port;
    } else if (held.insert(node_port).second && !take_node_port(node_port, i, addresses, errors)) {
      return;
    }
    const std::string_view protocol = text_at(*ports[i], "protocol");
    if (seen.emplace(protocol, node_port).second) continue;
    refuse_internal("duplicate nodePort: {" + std::string(protocol) + " " +
                    std::to_string(node_port) + "}");
  }
}

/// \param kept the port that the Service has already
void allocate_health_check_port(json::object& spec, std::int64_t kept, AddressPool& addresses) {
  if (!needs_health_check_port(spec)) return;
  const std::int64_t port = number_at(spec, "healthCheckNodePort").value_or(0);
  if (port == 0) {
    spec["healthCheckNodePort"] = addresses.free_port();
  } else if (kept == 0) {
    const std::string problem = addresses.take_port(port);
    if (problem.empty()) return;
    refuse_internal_error("failed to allocate requested HealthCheck NodePort " +
                          std::to_string(port) + ": " + problem);
  }
}

void prepare_create(json::object& service, AddressPool& addresses, FieldErrors& errors) {
  json::object& spec = ensure_object(service, "spec");
  if (!text_at(spec, "clusterIP").empty() && array_at(spec, "clusterIPs").empty()) {
    spec["clusterIPs"] = json::array{spec["clusterIP"]};
  }
  if (is_external_name(spec)) return;
  set_families(spec, errors);
  if (!errors.empty()) return;
  if (!is_headless(spec)) allocate_ip(spec, addresses, errors);
  if (!errors.empty()) return;
  if (needs_node_ports(spec)) allocate_node_ports(spec, addresses, errors);
  if (errors.empty()) allocate_health_check_port(spec, 0, addresses);
}

// ---- updates ----------------------------------------------------------------------------------

/// Whether a member is as it was.
bool is_kept(const json::object& spec, const json::object& old, std::string_view name) {
  return same_meaning(find(spec, name), find(old, name));
}

/// The one list goes with the first of it, whichever of both is changed.
void match_cluster_ips(json::object& spec, const json::object& old) {
  const std::string_view ip = text_at(spec, "clusterIP");
  if (is_kept(spec, old, "clusterIP") || !is_kept(spec, old, "clusterIPs")) return;
  if (ip.empty()) {
    spec.erase("clusterIPs");
  } else {
    spec["clusterIPs"] = json::array{ip};
  }
}

std::set<std::int64_t> node_ports_of(const json::object& spec) {
  std::set<std::int64_t> ports;
  for (const json::value& port : array_at(spec, "ports")) {
    if (!port.is_object()) continue;
    ports.insert(number_at(port.get_object(), "nodePort").value_or(0));
  }
  ports.erase(0);
  return ports;
}

void keep_node_ports(json::object& spec, const json::object& old) {
  const std::set<std::int64_t> now = node_ports_of(spec);
  for (json::object* const port : objects_in(spec, "ports")) {
    if (number_at(*port, "nodePort").value_or(0) != 0) continue;
    for (const json::value& value : array_at(old, "ports")) {
      const json::object& old_port = value.get_object();
      const std::int64_t number = number_at(old_port, "nodePort").value_or(0);
      if (number != 0 && text_at(old_port, "name") == text_at(*port, "name") &&
          !now.contains(number)) {
        (*port)["nodePort"] = number;
      }
    }
  }
}

/// Lets an update leave out what the server has given the Service.
void keep_given(json::object& spec, const json::object& old) {
  if (!is_external_name(spec) && !is_external_name(old)) {
    if (text_at(spec, "clusterIP").empty()) copy_member(spec, old, "clusterIP");
    if (array_at(spec, "clusterIPs").empty()) copy_member(spec, old, "clusterIPs");
  }
  if (allocates_node_ports(spec) && allocates_node_ports(old)) keep_node_ports(spec, old);
  if (needs_health_check_port(spec) && needs_health_check_port(old) &&
      number_at(spec, "healthCheckNodePort").value_or(0) == 0) {
    copy_member(spec, old, "healthCheckNodePort");
  }
}

/// Whoever changes the type of a Service need not take away what the other type alone has.
void drop_what_no_longer_applies(json::object& spec, const json::object& old) {
  const auto drop = [&](std::string_view name) {
    if (is_kept(spec, old, name)) spec.erase(name);
  };
  if (is_external_name(spec) && !is_external_name(old)) {
    if (is_kept(spec, old, "clusterIP") && is_kept(spec, old, "clusterIPs")) {
      spec.erase("clusterIP");
      spec.erase("clusterIPs");
    }
    drop("ipFamilies");
    drop("ipFamilyPolicy");
  }
  if (needs_node_ports(old) && !needs_node_ports(spec) &&
      std::ranges::includes(node_ports_of(old), node_ports_of(spec))) {
    for (json::object* const port : objects_in(spec, "ports")) port->erase("nodePort");
  }
  if (needs_health_check_port(old) && !needs_health_check_port(spec)) drop("healthCheckNodePort");
  if (is_load_balancer(old) && !is_load_balancer(spec)) {
    drop("allocateLoadBalancerNodePorts");
    drop("loadBalancerClass");
  }
  if (is_externally_accessible(old) && !is_externally_accessible(spec)) {
    drop("externalTrafficPolicy");
  }
}

void prepare_update(json::object& service, const json::object& old_service, AddressPool& addresses,
                    FieldErrors& errors) {
  json::object& spec = ensure_object(service, "spec");
  const json::object& old = object_at(old_service, "spec");
  match_cluster_ips(spec, old);
  drop_what_no_longer_applies(spec, old);
  keep_given(spec, old);
  if (!is_load_balancer(spec)) {
    ensure_object(service, "status")["loadBalancer"] = json::object();
  }
  if (is_external_name(spec)) return;
  if (text_at(spec, "ipFamilyPolicy").empty()) copy_member(spec, old, "ipFamilyPolicy");
  if (array_at(spec, "ipFamilies").empty()) copy_member(spec, old, "ipFamilies");
  set_families(spec, errors);
  if (!errors.empty()) return;
  if (is_external_name(old) && !is_headless(spec)) allocate_ip(spec, addresses, errors);
  if (needs_node_ports(spec)) update_node_ports(spec, node_ports_of(old), addresses, errors);
  if (!errors.empty()) return;
  allocate_health_check_port(spec, number_at(old, "healthCheckNodePort").value_or(0), addresses);
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
    .validate_new = &validate_service,
    .validate_update = &validate_service_update,
    .validate_status_update = &validate_service_status,
    .warn_of_status = &warn_of_load_balancer,
    .warn_always = &warn_of_service,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
