#include "testing/fake/plugins/quota_usage.hpp"

#include <algorithm>

#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* class_suffix = ".storageclass.storage.k8s.io/";

bool is(const Resource& resource, std::string_view plural) {
  return resource.group.empty() && resource.plural == plural;
}

/// "count/deployments.apps"
std::string count_name(const Resource& resource) {
  return "count/" + resource.plural + (resource.group.empty() ? "" : "." + resource.group);
}

bool has_plain_count(const Resource& resource) {
  return resource.group.empty() &&
         is_one_of(resource.plural, {"pods", "services", "replicationcontrollers", "secrets",
                                     "configmaps", "persistentvolumeclaims", "resourcequotas"});
}

bool is_finished(const json::object& pod) {
  return is_one_of(text_at(pod, {"status", "phase"}), {"Failed", "Succeeded"});
}

void add_pod(const json::object& pod, Amounts& usage) {
  for (const auto& [name, amount] : pod_amounts(pod, "requests")) {
    if (is_one_of(name, {"cpu", "memory", "ephemeral-storage"})) {
      usage.insert_or_assign(name, amount);
      usage.insert_or_assign("requests." + name, amount);
    } else if (name.starts_with("hugepages-")) {
      usage.insert_or_assign(name, amount);
      usage.insert_or_assign("requests." + name, amount);
    } else if (is_extended_resource(name)) {
      usage.insert_or_assign("requests." + name, amount);
    }
  }
  for (const auto& [name, amount] : pod_amounts(pod, "limits")) {
    if (is_one_of(name, {"cpu", "memory", "ephemeral-storage"})) {
      usage.insert_or_assign("limits." + name, amount);
    }
  }
}

void add_service(const json::object& service, Amounts& usage) {
  const std::string_view type = text_at(service, {"spec", "type"});
  const json::array& ports = array_at(service, {"spec", "ports"});
  auto node_ports = static_cast<std::int64_t>(ports.size());
  const json::value* const allocates = find(service, {"spec", "allocateLoadBalancerNodePorts"});
  if (allocates != nullptr && !flag_at(service, {"spec", "allocateLoadBalancerNodePorts"})) {
    node_ports = std::ranges::count_if(ports, [](const json::value& port) {
      return port.is_object() && number_at(port.get_object(), "nodePort").value_or(0) != 0;
    });
  }
  const bool balanced = type == "LoadBalancer";
  if (type != "NodePort" && !balanced) node_ports = 0;
  usage.insert_or_assign("services.nodeports", Quantity(node_ports));
  usage.insert_or_assign("services.loadbalancers", Quantity(balanced ? 1 : 0));
}

void add_claim(const json::object& claim, Amounts& usage) {
  std::string own(text_at(object_at(claim, {"metadata", "annotations"}),
                          "volume.beta.kubernetes.io/storage-class"));
  if (own.empty()) own = text_at(claim, {"spec", "storageClassName"});
  const Amounts requests = amounts_at(claim, {"spec", "resources", "requests"});
  const auto size = requests.find("storage");
  if (!own.empty()) {
    usage.insert_or_assign(own + class_suffix + "persistentvolumeclaims", Quantity(1));
  }
  if (size == requests.end()) return;
  usage.insert_or_assign("requests.storage", size->second);
  if (!own.empty()) usage.insert_or_assign(own + class_suffix + "requests.storage", size->second);
}

bool is_best_effort(const json::object& pod) {
  const std::string_view quality = text_at(pod, {"status", "qosClass"});
  if (!quality.empty()) return quality == "BestEffort";
  return pod_amounts(pod, "requests").empty() && pod_amounts(pod, "limits").empty();
}

bool crosses_namespaces(const json::object& pod) {
  for (const char* const affinity : {"podAffinity", "podAntiAffinity"}) {
    const json::object& rules = object_at(pod, {"spec", "affinity", affinity});
    const auto crosses = [](const json::object& term) {
      return !array_at(term, "namespaces").empty() || find(term, "namespaceSelector") != nullptr;
    };
    const json::array& required = array_at(rules, "requiredDuringSchedulingIgnoredDuringExecution");
    for (std::size_t i = 0; i < required.size(); ++i) {
      if (crosses(element_at(required, i))) return true;
    }
    const json::array& preferred =
        array_at(rules, "preferredDuringSchedulingIgnoredDuringExecution");
    for (std::size_t i = 0; i < preferred.size(); ++i) {
      if (crosses(object_at(element_at(preferred, i), "podAffinityTerm"))) return true;
    }
  }
  return false;
}

/// Whether a text is among those that a scope selects.
bool selects(const json::object& requirement, std::string_view text) {
  const std::string_view op = text_at(requirement, "operator");
  const std::vector<std::string> values = texts_at(requirement, {"values"});
  const bool among = !text.empty() && std::ranges::find(values, text) != values.end();
  if (op == "In") return among;
  if (op == "NotIn") return !among;
  if (op == "DoesNotExist") return text.empty();
  return !text.empty();
}

bool matches(const json::object& requirement, const Resource& resource,
             const json::object& object) {
  const std::string_view scope = text_at(requirement, "scopeName");
  if (is(resource, "persistentvolumeclaims")) {
    return scope == "VolumeAttributesClass" &&
           selects(requirement, text_at(object, {"spec", "volumeAttributesClassName"}));
  }
  if (!is(resource, "pods")) return false;
  const bool ends = number_at(object, {"spec", "activeDeadlineSeconds"}).value_or(-1) >= 0;
  if (scope == "Terminating") return ends;
  if (scope == "NotTerminating") return !ends;
  if (scope == "BestEffort") return is_best_effort(object);
  if (scope == "NotBestEffort") return !is_best_effort(object);
  if (scope == "CrossNamespacePodAffinity") return crosses_namespaces(object);
  return scope == "PriorityClass" &&
         selects(requirement, text_at(object, {"spec", "priorityClassName"}));
}

}  // namespace

Amounts quota_usage(const Resource& resource, const json::object& object) {
  Amounts usage;
  usage.emplace(count_name(resource), Quantity(1));
  if (is(resource, "pods")) {
    if (is_finished(object)) return usage;
    usage.emplace("pods", Quantity(1));
    add_pod(object, usage);
    return usage;
  }
  if (has_plain_count(resource)) usage.emplace(resource.plural, Quantity(1));
  if (is(resource, "services")) add_service(object, usage);
  if (is(resource, "persistentvolumeclaims")) add_claim(object, usage);
  return usage;
}

bool quota_counts(const Resource& resource, std::string_view limited) {
  if (limited == count_name(resource)) return true;
  if (has_plain_count(resource) && limited == resource.plural) return true;
  if (is(resource, "services")) {
    return limited == "services.nodeports" || limited == "services.loadbalancers";
  }
  if (is(resource, "persistentvolumeclaims")) {
    return limited == "requests.storage" || limited.find(class_suffix) != limited.npos;
  }
  if (!is(resource, "pods")) return false;
  constexpr std::string_view prefix = "requests.";
  return is_one_of(limited, {"cpu", "memory", "ephemeral-storage", "requests.cpu",
                             "requests.memory", "requests.ephemeral-storage", "limits.cpu",
                             "limits.memory", "limits.ephemeral-storage"}) ||
         limited.starts_with("hugepages-") || limited.starts_with("requests.hugepages-") ||
         (limited.starts_with(prefix) && is_extended_resource(limited.substr(prefix.size())));
}

bool quota_scopes_match(const json::object& quota, const Resource& resource,
                        const json::object& object) {
  for (const std::string& scope : texts_at(quota, {"spec", "scopes"})) {
    if (!matches({{"scopeName", scope}, {"operator", "Exists"}}, resource, object)) return false;
  }
  const json::array& selector = array_at(quota, {"spec", "scopeSelector", "matchExpressions"});
  for (std::size_t i = 0; i < selector.size(); ++i) {
    if (!matches(element_at(selector, i), resource, object)) return false;
  }
  return true;
}

json::object to_object(const Amounts& amounts) {
  json::object object;
  for (const auto& [name, amount] : amounts) object[name] = amount.canonical();
  return object;
}

}  // namespace k8s::testing::fake
