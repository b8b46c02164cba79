#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/kinds/volumes.hpp"

namespace k8s::testing::fake {
namespace {

using Names = std::set<std::string, std::less<>>;
using Volumes = std::map<std::string, const json::object*, std::less<>>;

/// What the rules of a container need to know of its pod.
struct Pod {
  const Part& spec;
  const Volumes& volumes;
  Names claims{};
  std::optional<std::int64_t> grace_period{};
  bool host_users = true;
};

void validate_port_or_name(const Part& action) {
  const FieldPath path = action.at("port");
  if (const json::value* const port = find(action.object(), "port");
      port != nullptr && port->is_string()) {
    action.errors().invalid(path, *port, check_port_name(port->get_string()));
  } else {
    action.errors().invalid(path, action.number("port"), check_port_number(action.number("port")));
  }
}

void validate_http_get(const Part& action) {
  action.require("path");
  validate_port_or_name(action);
  if (!is_one_of(action.text("scheme"), {"HTTP", "HTTPS"})) {
    action.errors().not_supported(action.at("scheme"), action.text("scheme"), {"HTTP", "HTTPS"});
  }
  action.each("httpHeaders", [&](const Part& header) {
    const std::string_view name = header.text("name");
    action.errors().invalid(action.at("httpHeaders"), name, check_http_header_name(name));
  });
}

void validate_sleep(const Part& action, const Pod& pod) {
  const std::int64_t seconds = action.number("seconds");
  if (!pod.grace_period || (seconds >= 0 && seconds <= *pod.grace_period)) return;
  action.errors().invalid(action.path(), seconds,
                          "must be non-negative and less than terminationGracePeriodSeconds (" +
                              std::to_string(*pod.grace_period) + ")");
}

void validate_handler(const Part& handler, const Pod& pod) {
  bool found = false;
  for (const std::string_view kind : {"exec", "httpGet", "tcpSocket", "grpc", "sleep"}) {
    if (!handler.has(kind)) continue;
    if (found) {
      handler.errors().forbidden(handler.at(kind), "may not specify more than 1 handler type");
      continue;
    }
    found = true;
    const Part action = handler.child(kind);
    if (kind == "exec") {
      action.require("command");
    } else if (kind == "httpGet") {
      validate_http_get(action);
    } else if (kind == "sleep") {
      validate_sleep(action, pod);
    } else {
      validate_port_or_name(action);
    }
  }
  if (!found) handler.errors().required(handler.path(), "must specify a handler type");
}

void validate_probe(const Part& container, std::string_view name, const Pod& pod) {
  if (!container.has(name)) return;
  const Part probe = container.child(name);
  validate_handler(probe, pod);
  for (const char* const field : {"initialDelaySeconds", "timeoutSeconds", "periodSeconds",
                                  "successThreshold", "failureThreshold"}) {
    probe.not_negative(field);
  }
  const FieldPath grace = probe.at("terminationGracePeriodSeconds");
  const std::int64_t seconds = probe.number("terminationGracePeriodSeconds");
  if (probe.has("terminationGracePeriodSeconds") && seconds <= 0) {
    container.errors().invalid(grace, seconds, "must be greater than 0");
  }
  if (name == "readinessProbe") {
    if (probe.has("terminationGracePeriodSeconds")) {
      container.errors().invalid(grace, seconds, "must not be set for readinessProbes");
    }
  } else if (probe.number("successThreshold") != 1) {
    container.errors().invalid(probe.at("successThreshold"), probe.number("successThreshold"),
                               "must be 1");
  }
}

void validate_stop_signal(const Part& lifecycle, const Pod& pod) {
  if (!lifecycle.has("stopSignal")) return;
  const std::string_view os = text_at(pod.spec.object(), {"os", "name"});
  if (!pod.spec.has("os")) {
    lifecycle.forbid("stopSignal", "may not be set for containers with empty `spec.os.name`");
  } else if (os == "windows") {
    lifecycle.choose("stopSignal", {"SIGKILL", "SIGTERM"});
  } else if (os == "linux") {
    lifecycle.choose(
        "stopSignal",
        {"SIGABRT",     "SIGALRM",     "SIGBUS",      "SIGCHLD",     "SIGCLD",      "SIGCONT",
         "SIGFPE",      "SIGHUP",      "SIGILL",      "SIGINT",      "SIGIO",       "SIGIOT",
         "SIGKILL",     "SIGPIPE",     "SIGPOLL",     "SIGPROF",     "SIGPWR",      "SIGQUIT",
         "SIGRTMAX",    "SIGRTMAX-1",  "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13",
         "SIGRTMAX-14", "SIGRTMAX-2",  "SIGRTMAX-3",  "SIGRTMAX-4",  "SIGRTMAX-5",  "SIGRTMAX-6",
         "SIGRTMAX-7",  "SIGRTMAX-8",  "SIGRTMAX-9",  "SIGRTMIN",    "SIGRTMIN+1",  "SIGRTMIN+10",
         "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2",
         "SIGRTMIN+3",  "SIGRTMIN+4",  "SIGRTMIN+5",  "SIGRTMIN+6",  "SIGRTMIN+7",  "SIGRTMIN+8",
         "SIGRTMIN+9",  "SIGSEGV",     "SIGSTKFLT",   "SIGSTOP",     "SIGSYS",      "SIGTERM",
         "SIGTRAP",     "SIGTSTP",     "SIGTTIN",     "SIGTTOU",     "SIGURG",      "SIGUSR1",
         "SIGUSR2",     "SIGVTALRM",   "SIGWINCH",    "SIGXCPU",     "SIGXFSZ"});
  }
}

/// What happens while a container runs.
void validate_life(const Part& container, const Pod& pod) {
  const Part lifecycle = container.child("lifecycle");
  for (const char* const hook : {"postStart", "preStop"}) {
    if (lifecycle.has(hook)) validate_handler(lifecycle.child(hook), pod);
  }
  validate_stop_signal(lifecycle, pod);
  for (const char* const probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    validate_probe(container, probe, pod);
  }
}

void validate_ports(const Part& container) {
  Names names;
  container.each("ports", [&](const Part& port) {
    if (const std::string_view name = port.text("name"); !name.empty()) {
      const Complaints complaints = check_port_name(name);
      port.errors().invalid(port.at("name"), name, complaints);
      if (complaints.empty() && !names.emplace(name).second) {
        port.errors().duplicate(port.at("name"), name);
      }
    }
    if (port.number("containerPort") == 0) {
      port.errors().required(port.at("containerPort"));
    } else {
      port.errors().invalid(port.at("containerPort"), port.number("containerPort"),
                            check_port_number(port.number("containerPort")));
    }
    if (port.number("hostPort") != 0) {
      port.errors().invalid(port.at("hostPort"), port.number("hostPort"),
                            check_port_number(port.number("hostPort")));
    }
    port.require_choice("protocol", {"SCTP", "TCP", "UDP"});
  });
}

/// Refuses that two containers take the same port of the node.
/// \param at under which path the server tells them
void validate_host_ports(const std::vector<Part>& containers, const FieldPath& at) {
  Names taken;
  for (std::size_t i = 0; i < containers.size(); ++i) {
    std::size_t j = 0;
    containers[i].each("ports", [&](const Part& port) {
      const FieldPath path = at.index(i).child("ports").index(j++).child("hostPort");
      if (port.number("hostPort") == 0) return;
      const std::string text = std::string(port.text("protocol")) + "/" +
                               std::string(port.text("hostIP")) + "/" +
                               std::to_string(port.number("hostPort"));
      if (!taken.insert(text).second) port.errors().duplicate(path, text);
    });
  }
}

void validate_key_ref(const Part& reference) {
  reference.errors().invalid(reference.at("name"), reference.text("name"),
                             check_dns_subdomain(reference.text("name")));
  reference.require_name("key", &check_data_key);
}

void validate_file_ref(const Part& reference) {
  reference.require_name("key", &check_environment_name);
  reference.require_name("volumeName", &check_dns_label);
  if (reference.require("path")) {
    validate_no_backsteps(reference.text("path"), reference.at("path"), reference.errors());
  }
}

void validate_value_from(const Part& variable) {
  const Part from = variable.child("valueFrom");
  int sources = 0;
  const auto look_at = [&](const char* kind, auto rule) {
    if (!from.has(kind)) return;
    ++sources;
    rule(from.child(kind));
  };
  look_at("fieldRef", [](const Part& reference) {
    validate_field_ref(reference, {"metadata.name", "metadata.namespace", "metadata.uid",
                                   "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
                                   "status.hostIPs", "status.podIP", "status.podIPs"});
  });
  look_at("resourceFieldRef",
          [](const Part& reference) { validate_resource_field_ref(reference, false); });
  look_at("configMapKeyRef", &validate_key_ref);
  look_at("secretKeyRef", &validate_key_ref);
  look_at("fileKeyRef", &validate_file_ref);
  if (sources == 0) {
    variable.errors().invalid(
        from.path(), "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` "
        "or `fileKeyRef`");
  } else if (!variable.text("value").empty()) {
    variable.errors().invalid(from.path(), "", "may not be specified when `value` is not empty");
  } else if (sources > 1) {
    variable.errors().invalid(from.path(), "",
                              "may not have more than one field specified at a time");
  }
}

void validate_environment(const Part& container) {
  container.each("env", [](const Part& variable) {
    variable.require_name("name", &check_environment_name);
    if (variable.has("valueFrom")) validate_value_from(variable);
  });
  container.each("envFrom", [&](const Part& source) {
    source.check("prefix", &check_environment_name);
    int sources = 0;
    for (const char* const kind : {"configMapRef", "secretRef"}) {
      if (!source.has(kind)) continue;
      ++sources;
      source.child(kind).require_name("name", &check_dns_subdomain);
    }
    if (sources == 0) {
      source.errors().invalid(container.at("envFrom"), "",
                              "must specify one of: `configMapRef` or `secretRef`");
    } else if (sources > 1) {
      source.errors().invalid(container.at("envFrom"), "",
                              "may not have more than one field specified at a time");
    }
  });
}

void validate_descending(const Part& mount, std::string_view name, const FieldPath& path) {
  const std::string_view text = mount.text(name);
  if (text.empty()) return;
  if (text.starts_with('/')) mount.errors().invalid(path, text, "must be a relative path");
  validate_no_backsteps(text, path, mount.errors());
}

/// \param at the path of all mounts, which the server gives here
void validate_mount_options(const Part& mount, const Part& container, const FieldPath& at) {
  FieldErrors& errors = mount.errors();
  const std::string_view propagation = mount.text("mountPropagation");
  if (mount.has("mountPropagation")) {
    const FieldPath path = at.child("mountPropagation");
    if (!is_one_of(propagation, {"Bidirectional", "HostToContainer", "None"})) {
      errors.not_supported(path, propagation, {"Bidirectional", "HostToContainer", "None"});
    }
    if (propagation == "Bidirectional" &&
        !flag_at(container.object(), {"securityContext", "privileged"})) {
      errors.forbidden(
          path, "Bidirectional mount propagation is available only to privileged containers");
    }
  }
  if (!mount.has("recursiveReadOnly")) return;
  const FieldPath path = at.child("recursiveReadOnly");
  const std::string_view recursive = mount.text("recursiveReadOnly");
  if (recursive == "Enabled" || recursive == "IfPossible") {
    if (!mount.flag("readOnly")) {
      errors.forbidden(path, "may only be specified when readOnly is true");
    }
    if (mount.has("mountPropagation") && propagation != "None") {
      errors.forbidden(path,
                       "may only be specified when mountPropagation is None or not specified");
    }
  } else if (recursive != "Disabled") {
    errors.not_supported(path, recursive, {"Disabled", "Enabled", "IfPossible"});
  }
}

/// Which of the values of a member occur in a list.
Names values_of(const Part& container, std::string_view list, std::string_view name) {
  Names values;
  container.each(list, [&](const Part& element) { values.emplace(element.text(name)); });
  return values;
}

void validate_mounts(const Part& container, const Volumes& volumes) {
  const Names devices = values_of(container, "volumeDevices", "name");
  const Names device_paths = values_of(container, "volumeDevices", "devicePath");
  const FieldPath at = container.at("volumeMounts");
  FieldErrors& errors = container.errors();
  Names paths;
  container.each("volumeMounts", [&](const Part& mount) {
    const std::string_view name = mount.text("name");
    const std::string_view path = mount.text("mountPath");
    mount.require("name");
    if (!volumes.contains(name)) errors.not_found(mount.at("name"), name);
    mount.require("mountPath");
    if (!paths.emplace(path).second) {
      errors.invalid(mount.at("mountPath"), path, "must be unique");
    }
    if (devices.contains(name)) {
      errors.invalid(mount.at("name"), name, "must not already exist in volumeDevices");
    }
    if (device_paths.contains(path)) {
      errors.invalid(mount.at("mountPath"), path,
                     "must not already exist as a path in volumeDevices");
    }
    validate_descending(mount, "subPath", at.child("subPath"));
    if (!mount.text("subPathExpr").empty() && !mount.text("subPath").empty()) {
      errors.invalid(mount.at("subPathExpr"), mount.text("subPathExpr"),
                     "subPathExpr and subPath are mutually exclusive");
    }
    validate_descending(mount, "subPathExpr", at.child("subPathExpr"));
    validate_mount_options(mount, container, at);
  });
}

bool steps_back(std::string_view path) {
  FieldErrors found;
  validate_no_backsteps(path, {}, found);
  return !found.empty();
}

void validate_devices(const Part& container, const Volumes& volumes) {
  const Names mounts = values_of(container, "volumeMounts", "name");
  const Names mount_paths = values_of(container, "volumeMounts", "mountPath");
  FieldErrors& errors = container.errors();
  Names names;
  Names paths;
  container.each("volumeDevices", [&](const Part& device) {
    const std::string_view name = device.text("name");
    const std::string_view path = device.text("devicePath");
    const auto refuse_name = [&](const char* why) { errors.invalid(device.at("name"), name, why); };
    const auto refuse_path = [&](const char* why) {
      errors.invalid(device.at("devicePath"), path, why);
    };
    device.require("name");
    if (names.contains(name)) refuse_name("must be unique");
    const auto volume = volumes.find(name);
    if (volume == volumes.end()) {
      errors.not_found(device.at("name"), name);
    } else if (find(*volume->second, "persistentVolumeClaim") == nullptr &&
               find(*volume->second, "ephemeral") == nullptr) {
      refuse_name(
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
    device.require("devicePath");
    if (paths.contains(path)) refuse_path("must be unique");
    if (!path.empty() && steps_back(path)) {
      refuse_path("can not contain backsteps ('..')");
    } else {
      paths.emplace(path);
    }
    if (mounts.contains(name)) refuse_name("must not already exist in volumeMounts");
    if (mount_paths.contains(path)) refuse_path("must not already exist as a path in volumeMounts");
    if (!name.empty()) names.emplace(name);
  });
}

/// Whether an amount of huge pages is a whole number of them.
bool is_divisible(std::string_view resource, const Quantity& amount) {
  const std::string size(resource.substr(resource.find('-') + 1));
  const json::value text(size);
  const auto page = quantity_of(&text);
  return page && *page > Quantity(0) && amount.value() % page->value() == 0;
}

void validate_one_amount(std::string_view name, const Quantity& amount, const FieldPath& path,
                         FieldErrors& errors) {
  validate_container_resource(name, path, errors);
  validate_amount_of(name, amount, path, errors);
  if (name.starts_with("hugepages-") && !is_divisible(name, amount)) {
    errors.invalid(
        path, amount.canonical(),
        amount.canonical() + " is not positive integer multiple of " + std::string(name));
  }
}

void validate_claims(const Part& resources, const Names& claims) {
  Names names;
  resources.each("claims", [&](const Part& claim) {
    const std::string name(claim.text("name"));
    FieldErrors& errors = claim.errors();
    if (name.empty()) return errors.required(claim.path());
    const std::string_view request = claim.text("request");
    claim.check("request", &check_dns_label);
    const std::string key = request.empty() ? name : name + "/" + std::string(request);
    const bool has_part = request.empty() && names.lower_bound(name + "/") != names.end() &&
                          names.lower_bound(name + "/")->starts_with(name + "/");
    if (names.contains(name) || names.contains(key) || has_part) {
      errors.duplicate(claim.path(), names.contains(name) ? name : key);
    }
    names.insert(key);
    if (!claims.contains(name)) {
      const std::vector<std::string> known(claims.begin(), claims.end());
      errors.not_found(claim.path(), name,
                       std::string("must be one of the names in pod.spec.resourceClaims") +
                           (known.empty() ? " which is empty" : ": " + joined(known, ", ")));
    }
  });
}

void validate_resources(const Part& container, const Names& claims) {
  const Part resources = container.child("resources");
  const json::object& limits = object_at(resources.object(), "limits");
  FieldErrors& errors = container.errors();
  bool huge = false;
  bool plain = false;
  const auto note = [&](std::string_view name) {
    huge = huge || name.starts_with("hugepages-");
    plain = plain || name == "cpu" || name == "memory";
  };
  for (const auto& member : limits) {
    note(member.key());
    if (const auto amount = quantity_of(&member.value())) {
      validate_one_amount(member.key(), *amount, resources.at("limits").key(member.key()), errors);
    }
  }
  for (const auto& member : object_at(resources.object(), "requests")) {
    const std::string_view name = member.key();
    note(name);
    const auto amount = quantity_of(&member.value());
    if (!amount) continue;
    const FieldPath path = resources.at("requests");
    validate_container_resource(name, path.key(name), errors);
    validate_amount_of(name, *amount, path.key(name), errors);
    if (const auto limit = quantity_of(limits.if_contains(name))) {
      const std::string of = std::string(name) + " limit of " + limit->canonical();
      if (*amount != *limit && !is_overcommit_allowed(name)) {
        errors.invalid(path, amount->canonical(), "must be equal to " + of);
      } else if (*amount > *limit) {
        errors.invalid(path, amount->canonical(), "must be less than or equal to " + of);
      }
    } else if (!is_overcommit_allowed(name)) {
      errors.required(resources.at("limits"), "Limit must be set for non overcommitable resources");
    }
    if (name.starts_with("hugepages-") && !is_divisible(name, *amount)) {
      errors.invalid(
          path.key(name), amount->canonical(),
          amount->canonical() + " is not positive integer multiple of " + std::string(name));
    }
  }
  if (huge && !plain) errors.forbidden(resources.path(), "HugePages require cpu or memory");
  validate_claims(resources, claims);
}

void validate_resize_policy(const Part& container, const Pod& pod) {
  const FieldPath path = container.at("resizePolicy");
  FieldErrors& errors = container.errors();
  Names resources;
  container.each("resizePolicy", [&](const Part& policy) {
    const std::string_view resource = policy.text("resourceName");
    const std::string_view restart = policy.text("restartPolicy");
    if (!resources.emplace(resource).second) errors.duplicate(policy.path(), resource);
    if (resource.empty()) {
      errors.required(path);
    } else if (!is_one_of(resource, {"cpu", "memory"})) {
      errors.not_supported(path, resource, {"cpu", "memory"});
    }
    if (restart.empty()) {
      errors.required(path);
    } else if (!is_one_of(restart, {"NotRequired", "RestartContainer"})) {
      errors.not_supported(path, restart, {"NotRequired", "RestartContainer"});
    }
    if (pod.spec.text("restartPolicy") == "Never" && restart != "NotRequired") {
      errors.invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  });
}

void validate_restart_rules(const Part& container) {
  constexpr std::size_t most_rules = 20;
  constexpr std::size_t most_codes = 255;
  FieldErrors& errors = container.errors();
  if (container.has("restartPolicy")) {
    container.choose("restartPolicy", {"Always", "Never", "OnFailure"});
  } else if (container.count("restartPolicyRules") > 0) {
    errors.required(container.at("restartPolicy"),
                    "must specify restartPolicy when restart rules are used");
  }
  if (container.count("restartPolicyRules") > most_rules) {
    errors.too_many(container.at("restartPolicyRules"), container.count("restartPolicyRules"),
                    most_rules);
  }
  container.each("restartPolicyRules", [&](const Part& rule) {
    if (!is_one_of(rule.text("action"), {"Restart", "RestartAllContainers"})) {
      errors.not_supported(rule.at("action"), rule.text("action"),
                           {"Restart", "RestartAllContainers"});
    }
    if (!rule.require_member("exitCodes", "must be specified")) return;
    const Part codes = rule.child("exitCodes");
    if (!is_one_of(codes.text("operator"), {"In", "NotIn"})) {
      errors.not_supported(codes.at("operator"), codes.text("operator"), {"In", "NotIn"});
    }
    if (codes.count("values") > most_codes) {
      errors.too_many(codes.at("values"), codes.count("values"), most_codes);
    }
  });
}

void validate_container(const Part& container, const Pod& pod) {
  container.require_name("name", &check_dns_label);
  container.require("image");
  container.require_choice("terminationMessagePolicy", {"File", "FallbackToLogsOnError"});
  validate_ports(container);
  validate_environment(container);
  validate_mounts(container, pod.volumes);
  validate_devices(container, pod.volumes);
  container.require_choice("imagePullPolicy", {"Always", "IfNotPresent", "Never"});
  validate_resources(container, pod.claims);
  validate_resize_policy(container, pod);
  validate_container_security(container, pod.host_users);
}

std::vector<Part> containers_in(const Part& spec, std::string_view list) {
  std::vector<Part> containers;
  spec.each(list, [&](const Part& container) { containers.push_back(container); });
  return containers;
}

void validate_main_containers(const Pod& pod) {
  if (!pod.spec.require("containers")) return;
  const std::vector<Part> containers = containers_in(pod.spec, "containers");
  Names names;
  for (const Part& container : containers) {
    validate_container(container, pod);
    const std::string_view name = container.text("name");
    if (!names.emplace(name).second) container.errors().duplicate(container.at("name"), name);
    validate_life(container, pod);
    validate_restart_rules(container);
  }
  validate_host_ports(containers, pod.spec.at("containers"));
}

Names container_names(const Part& spec, std::initializer_list<const char*> lists) {
  Names names;
  for (const char* const list : lists) names.merge(values_of(spec, list, "name"));
  return names;
}

void validate_init_containers(const Pod& pod) {
  Names names = container_names(pod.spec, {"containers"});
  for (const Part& container : containers_in(pod.spec, "initContainers")) {
    validate_container(container, pod);
    validate_restart_rules(container);
    const std::string_view name = container.text("name");
    if (!names.emplace(name).second) container.errors().duplicate(container.at("name"), name);
    validate_host_ports({container}, pod.spec.at("initContainers"));
    if (container.text("restartPolicy") == "Always") {
      validate_life(container, pod);
      continue;
    }
    for (const char* const field :
         {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
      container.forbid(field, "may not be set for init containers without restartPolicy=Always");
    }
  }
}

void validate_ephemeral_containers(const Pod& pod) {
  const Names others = container_names(pod.spec, {"containers", "initContainers"});
  Names names = others;
  for (const Part& container : containers_in(pod.spec, "ephemeralContainers")) {
    constexpr const char* words = "cannot be set for an Ephemeral Container";
    validate_container(container, pod);
    FieldErrors& errors = container.errors();
    const std::string_view name = container.text("name");
    if (!names.emplace(name).second) errors.duplicate(container.at("name"), name);
    const std::string_view target = container.text("targetContainerName");
    if (!target.empty() && !others.contains(target)) {
      errors.not_found(container.at("targetContainerName"), target);
    }
    for (const char* const field :
         {"ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules",
          "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"}) {
      const json::value* const value = find(container.object(), field);
      if (!same_meaning(value, nullptr)) container.forbid(field, words);
    }
    container.each("volumeMounts", [&](const Part& mount) {
      for (const char* const field : {"subPath", "subPathExpr"}) {
        if (!mount.text(field).empty()) mount.forbid(field, words);
      }
    });
  }
}

}  // namespace

void each_container(const Part& spec, const std::function<void(const Part&)>& rule) {
  for (const char* const list : {"initContainers", "containers", "ephemeralContainers"}) {
    spec.each(list, [&](const Part& container) { rule(container); });
  }
}

void validate_resource_amounts(const json::object& amounts, const FieldPath& path,
                               FieldErrors& errors) {
  for (const auto& member : amounts) {
    if (const auto amount = quantity_of(&member.value())) {
      validate_one_amount(member.key(), *amount, path.key(member.key()), errors);
    }
  }
}

void validate_containers(const Part& spec, const Volumes& volumes) {
  Pod pod{.spec = spec,
          .volumes = volumes,
          .claims = values_of(spec, "resourceClaims", "name"),
          .grace_period = number_at(spec.object(), "terminationGracePeriodSeconds"),
          .host_users = !spec.has("hostUsers") || spec.flag("hostUsers")};
  pod.claims.erase("");
  validate_main_containers(pod);
  validate_init_containers(pod);
  validate_ephemeral_containers(pod);
}

}  // namespace k8s::testing::fake
