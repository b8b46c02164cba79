#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include <k8s/error.hpp>
#include <k8s/quantity.hpp>

#include "testing/fake/kinds/pod_spec.hpp"

namespace k8s::testing::fake {
namespace {

using Names = std::set<std::string, std::less<>>;

void validate_choice(const json::object& object, std::string_view name, const FieldPath& path,
                     std::initializer_list<std::string_view> choices, FieldErrors& errors) {
  const std::string_view value = text_at(object, name);
  if (value.empty()) {
    errors.required(path.child(name));
  } else if (std::ranges::find(choices, value) == choices.end()) {
    errors.not_supported(path.child(name), value, choices);
  }
}

/// A name that is required, a DNS label, and no other's.
void validate_label_name(const json::object& object, const FieldPath& path, FieldErrors& errors) {
  const std::string_view name = text_at(object, "name");
  if (name.empty()) return errors.required(path.child("name"));
  errors.invalid(path.child("name"), name, check_dns_label(name));
}

void validate_port_or_name(const json::object& object, const FieldPath& path, FieldErrors& errors) {
  const FieldPath at = path.child("port");
  if (const json::value* const port = find(object, "port"); port != nullptr && port->is_string()) {
    errors.invalid(at, *port, check_port_name(port->get_string()));
  } else {
    const std::int64_t number = number_at(object, "port").value_or(0);
    errors.invalid(at, number, check_port_number(number));
  }
}

void validate_http_get(const json::object& action, const FieldPath& path, FieldErrors& errors) {
  validate_port_or_name(action, path, errors);
  if (const std::string_view scheme = text_at(action, "scheme");
      scheme != "HTTP" && scheme != "HTTPS") {
    errors.not_supported(path.child("scheme"), scheme, {"HTTP", "HTTPS"});
  }
  const json::array& headers = array_at(action, "httpHeaders");
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const std::string_view name = text_at(element_at(headers, i), "name");
    errors.invalid(path.child("httpHeaders"), name, check_http_header_name(name));
  }
}

void validate_handler(const json::object& handler, const FieldPath& path, FieldErrors& errors) {
  bool found = false;
  for (const std::string_view kind : {"exec", "httpGet", "tcpSocket", "grpc", "sleep"}) {
    const json::value* const value = find(handler, kind);
    if (value == nullptr) continue;
    const FieldPath at = path.child(kind);
    if (found) {
      errors.forbidden(at, "may not specify more than 1 handler type");
      continue;
    }
    found = true;
    const json::object& action = object_at(handler, kind);
    if (kind == "exec") {
      if (array_at(action, "command").empty()) errors.required(at.child("command"));
    } else if (kind == "httpGet") {
      validate_http_get(action, at, errors);
    } else if (kind != "sleep") {
      validate_port_or_name(action, at, errors);
    }
  }
  if (!found) errors.required(path, "must specify a handler type");
}

void validate_probe(const json::object& container, std::string_view name, const FieldPath& parent,
                    FieldErrors& errors) {
  if (find(container, name) == nullptr) return;
  const json::object& probe = object_at(container, name);
  const FieldPath path = parent.child(name);
  validate_handler(probe, path, errors);
  for (const char* const field : {"initialDelaySeconds", "timeoutSeconds", "periodSeconds",
                                  "successThreshold", "failureThreshold"}) {
    validate_not_negative(probe, field, path, errors);
  }
  const std::optional<std::int64_t> grace = number_at(probe, "terminationGracePeriodSeconds");
  if (grace && *grace <= 0) {
    errors.invalid(path.child("terminationGracePeriodSeconds"), *grace, "must be greater than 0");
  }
  if (name == "readinessProbe") {
    if (grace) {
      errors.invalid(path.child("terminationGracePeriodSeconds"), *grace,
                     "must not be set for readinessProbes");
    }
  } else if (const auto threshold = number_at(probe, "successThreshold"); threshold != 1) {
    errors.invalid(path.child("successThreshold"), threshold.value_or(0), "must be 1");
  }
}

void validate_ports(const json::object& container, const FieldPath& parent, FieldErrors& errors) {
  const json::array& ports = array_at(container, "ports");
  Names names;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const json::object& port = element_at(ports, i);
    const FieldPath path = parent.child("ports").index(i);
    if (const std::string_view name = text_at(port, "name"); !name.empty()) {
      const Complaints complaints = check_port_name(name);
      errors.invalid(path.child("name"), name, complaints);
      if (complaints.empty() && !names.emplace(name).second) {
        errors.duplicate(path.child("name"), name);
      }
    }
    const std::int64_t number = number_at(port, "containerPort").value_or(0);
    if (number == 0) {
      errors.required(path.child("containerPort"));
    } else {
      errors.invalid(path.child("containerPort"), number, check_port_number(number));
    }
    if (const auto host = number_at(port, "hostPort"); host.value_or(0) != 0) {
      errors.invalid(path.child("hostPort"), *host, check_port_number(*host));
    }
    validate_choice(port, "protocol", path, {"SCTP", "TCP", "UDP"}, errors);
  }
}

void validate_value_from(const json::object& variable, const FieldPath& path, FieldErrors& errors) {
  const json::object& from = object_at(variable, "valueFrom");
  int sources = 0;
  for (const std::string_view kind :
       {"fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"}) {
    if (find(from, kind) == nullptr) continue;
    ++sources;
    if (kind != "configMapKeyRef" && kind != "secretKeyRef") continue;
    const std::string_view key = text_at(from, {kind, "key"});
    if (key.empty()) {
      errors.required(path.child(kind).child("key"));
    } else {
      errors.invalid(path.child(kind).child("key"), key, check_data_key(key));
    }
  }
  if (sources == 0) {
    errors.invalid(path, "",
                   "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
                   "`secretKeyRef` or `fileKeyRef`");
  } else if (!text_at(variable, "value").empty()) {
    errors.invalid(path, "", "may not be specified when `value` is not empty");
  } else if (sources > 1) {
    errors.invalid(path, "", "may not have more than one field specified at a time");
  }
}

void validate_environment(const json::object& container, const FieldPath& parent,
                          FieldErrors& errors) {
  const json::array& variables = array_at(container, "env");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const json::object& variable = element_at(variables, i);
    const FieldPath path = parent.child("env").index(i);
    if (const std::string_view name = text_at(variable, "name"); name.empty()) {
      errors.required(path.child("name"));
    } else {
      errors.invalid(path.child("name"), name, check_environment_name(name));
    }
    if (find(variable, "valueFrom") != nullptr) {
      validate_value_from(variable, path.child("valueFrom"), errors);
    }
  }
}

void validate_mounts(const json::object& container, const Names& volumes, const FieldPath& parent,
                     FieldErrors& errors) {
  const json::array& mounts = array_at(container, "volumeMounts");
  Names paths;
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    const json::object& mount = element_at(mounts, i);
    const FieldPath path = parent.child("volumeMounts").index(i);
    const std::string_view name = text_at(mount, "name");
    if (name.empty()) errors.required(path.child("name"));
    if (!volumes.contains(name)) errors.not_found(path.child("name"), name);
    const std::string_view mount_path = text_at(mount, "mountPath");
    if (mount_path.empty()) errors.required(path.child("mountPath"));
    if (!paths.emplace(mount_path).second) {
      errors.invalid(path.child("mountPath"), mount_path, "must be unique");
    }
  }
}

std::optional<Quantity> quantity_of(const json::value& value) {
  try {
    if (value.is_string()) return Quantity(std::string_view(value.get_string()));
  } catch (const ValidationError&) {
    // The schema refuses what is no quantity before a rule looks at it.
  }
  return std::nullopt;
}

void validate_resource_name(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  errors.invalid(path, name, check_label_key(name));
  if (name.find('/') == name.npos && name != "cpu" && name != "memory" &&
      name != "ephemeral-storage" && !name.starts_with("hugepages-")) {
    errors.invalid(path, name, "must be a standard resource type or fully qualified");
    errors.invalid(path, name, "must be a standard resource for containers");
  }
}

void validate_amounts(const json::object& amounts, const FieldPath& path, FieldErrors& errors) {
  for (const auto& member : amounts) {
    const FieldPath at = path.key(member.key());
    validate_resource_name(member.key(), at, errors);
    const std::optional<Quantity> amount = quantity_of(member.value());
    if (!amount) continue;
    if (*amount < Quantity(0)) {
      errors.invalid(at, amount->canonical(), "must be greater than or equal to 0");
    }
    const std::string_view name = member.key();
    if (name.find('/') != name.npos && amount->milli_value() % 1000 != 0) {
      errors.invalid(at, amount->canonical(), "must be an integer");
    }
  }
}

void validate_resources(const json::object& container, const FieldPath& parent,
                        FieldErrors& errors) {
  const json::object& resources = object_at(container, "resources");
  const FieldPath path = parent.child("resources");
  const json::object& limits = object_at(resources, "limits");
  const json::object& requests = object_at(resources, "requests");
  validate_amounts(limits, path.child("limits"), errors);
  validate_amounts(requests, path.child("requests"), errors);
  for (const auto& member : requests) {
    const json::value* const limit = limits.if_contains(member.key());
    if (limit == nullptr) continue;
    const std::optional<Quantity> most = quantity_of(*limit);
    const std::optional<Quantity> request = quantity_of(member.value());
    if (most && request && *request > *most) {
      errors.invalid(path.child("requests"), request->canonical(),
                     "must be less than or equal to " + std::string(member.key()) + " limit of " +
                         most->canonical());
    }
  }
}

void validate_container(const json::object& container, const Names& volumes, const FieldPath& path,
                        FieldErrors& errors) {
  validate_label_name(container, path, errors);
  if (text_at(container, "image").empty()) errors.required(path.child("image"));
  validate_choice(container, "terminationMessagePolicy", path, {"File", "FallbackToLogsOnError"},
                  errors);
  validate_ports(container, path, errors);
  validate_environment(container, path, errors);
  validate_mounts(container, volumes, path, errors);
  validate_choice(container, "imagePullPolicy", path, {"Always", "IfNotPresent", "Never"}, errors);
  validate_resources(container, path, errors);
}

void validate_containers(const json::object& spec, const Names& volumes, const FieldPath& parent,
                         FieldErrors& errors) {
  const json::array& containers = array_at(spec, "containers");
  if (containers.empty()) return errors.required(parent.child("containers"));
  Names names;
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const json::object& container = element_at(containers, i);
    const FieldPath path = parent.child("containers").index(i);
    validate_container(container, volumes, path, errors);
    const std::string_view name = text_at(container, "name");
    if (!names.emplace(name).second) errors.duplicate(path.child("name"), name);
    for (const char* const probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
      validate_probe(container, probe, path, errors);
    }
  }
}

void validate_init_containers(const json::object& spec, const Names& volumes,
                              const FieldPath& parent, FieldErrors& errors) {
  Names names;
  for (const json::value& container : array_at(spec, "containers")) {
    if (container.is_object()) names.emplace(text_at(container.get_object(), "name"));
  }
  const json::array& containers = array_at(spec, "initContainers");
  for (std::size_t i = 0; i < containers.size(); ++i) {
    const json::object& container = element_at(containers, i);
    const FieldPath path = parent.child("initContainers").index(i);
    validate_container(container, volumes, path, errors);
    const std::string_view name = text_at(container, "name");
    if (!names.emplace(name).second) errors.duplicate(path.child("name"), name);
    const bool sidecar = text_at(container, "restartPolicy") == "Always";
    for (const char* const field :
         {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
      if (!sidecar && find(container, field) != nullptr) {
        errors.forbidden(path.child(field),
                         "may not be set for init containers without restartPolicy=Always");
      }
    }
  }
}

/// Checks the volumes and returns the names of those that are well.
Names validate_volumes(const json::object& spec, const FieldPath& parent, FieldErrors& errors) {
  Names names;
  const json::array& volumes = array_at(spec, "volumes");
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const json::object& volume = element_at(volumes, i);
    const FieldPath path = parent.child("volumes").index(i);
    FieldErrors found;
    bool has_source = false;
    for (const auto& member : volume) {
      if (member.key() == "name" || !member.value().is_object()) continue;
      if (has_source) {
        found.forbidden(path.child(member.key()), "may not specify more than 1 volume type");
        continue;
      }
      has_source = true;
      const json::object& source = member.value().get_object();
      const auto require = [&](const char* name) {
        if (text_at(source, name).empty()) {
          found.required(path.child(member.key()).child(name));
        }
      };
      if (member.key() == "configMap") require("name");
      if (member.key() == "secret") require("secretName");
      if (member.key() == "hostPath") require("path");
      if (member.key() == "persistentVolumeClaim") require("claimName");
    }
    const std::string_view name = text_at(volume, "name");
    validate_label_name(volume, path, found);
    if (names.contains(name)) found.duplicate(path.child("name"), name);
    if (found.empty()) names.emplace(name);
    errors.append(found);
  }
  return names;
}

void validate_tolerations(const json::object& spec, const FieldPath& parent, FieldErrors& errors) {
  const json::array& tolerations = array_at(spec, "tolerations");
  for (std::size_t i = 0; i < tolerations.size(); ++i) {
    const json::object& toleration = element_at(tolerations, i);
    const FieldPath path = parent.child("tolerations").index(i);
    const std::string_view key = text_at(toleration, "key");
    const std::string_view op = text_at(toleration, "operator");
    if (!key.empty()) errors.invalid(path.child("key"), key, check_label_key(key));
    if (key.empty() && op != "Exists") {
      errors.invalid(path.child("operator"), op,
                     "operator must be Exists when `key` is empty, which means \"match all values "
                     "and all keys\"");
    }
    if (find(toleration, "tolerationSeconds") != nullptr &&
        text_at(toleration, "effect") != "NoExecute") {
      errors.invalid(path.child("effect"), text_at(toleration, "effect"),
                     "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    if (!op.empty() && op != "Equal" && op != "Exists") {
      errors.not_supported(path.child("operator"), op, {"Equal", "Exists"});
    }
  }
}

}  // namespace

void warn_of_name(const json::object& object, std::vector<std::string>& warnings) {
  const Complaints complaints = check_dns_label(name_of(object));
  if (complaints.empty()) return;
  std::string list;
  for (const std::string& complaint : complaints) list += (list.empty() ? "" : " ") + complaint;
  warnings.push_back(
      "metadata.name: this is used in Pod names and hostnames, which can result in surprising "
      "behavior; a DNS label is recommended: [" +
      list + "]");
}

void validate_not_negative(const json::object& object, std::string_view name, const FieldPath& path,
                           FieldErrors& errors) {
  const std::optional<std::int64_t> number = number_at(object, name);
  if (number && *number < 0) {
    errors.invalid(path.child(name), *number, "must be greater than or equal to 0");
  }
}

void validate_pod_spec(const json::object& spec, const FieldPath& path, FieldErrors& errors) {
  const Names volumes = validate_volumes(spec, path, errors);
  validate_containers(spec, volumes, path, errors);
  validate_init_containers(spec, volumes, path, errors);
  validate_choice(spec, "restartPolicy", path, {"Always", "OnFailure", "Never"}, errors);
  validate_choice(spec, "dnsPolicy", path,
                  {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"}, errors);
  validate_labels(object_at(spec, "nodeSelector"), path.child("nodeSelector"), errors);
  for (const char* const name : {"serviceAccountName", "nodeName"}) {
    const std::string_view text = text_at(spec, name);
    if (!text.empty()) errors.invalid(path.child(name), text, check_dns_subdomain(text));
  }
  constexpr std::int64_t longest = std::numeric_limits<std::int32_t>::max();
  if (const auto deadline = number_at(spec, "activeDeadlineSeconds");
      deadline && (*deadline < 1 || *deadline > longest)) {
    errors.invalid(path.child("activeDeadlineSeconds"), *deadline,
                   "must be between 1 and 2147483647, inclusive");
  }
  for (const char* const name : {"hostname", "subdomain"}) {
    const std::string_view text = text_at(spec, name);
    if (!text.empty()) errors.invalid(path.child(name), text, check_dns_label(text));
  }
  validate_tolerations(spec, path, errors);
  if (const std::string_view name = text_at(spec, "priorityClassName"); !name.empty()) {
    errors.invalid(path.child("priorityClassName"), name, check_dns_subdomain(name));
  }
}

void validate_pod_template(const json::object& pod_template, const FieldPath& path,
                           FieldErrors& errors) {
  const json::object& metadata = metadata_of(pod_template);
  // The server's path for both leaves `metadata` out.
  validate_labels(object_at(metadata, "labels"), path.child("labels"), errors);
  validate_pod_spec(object_at(pod_template, "spec"), path.child("spec"), errors);
}

}  // namespace k8s::testing::fake
