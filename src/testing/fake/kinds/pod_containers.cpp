#include <algorithm>
#include <set>
#include <string>

#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/pod_resources.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

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

void validate_container(const Part& container, const PodContext& pod) {
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

void validate_main_containers(const PodContext& pod) {
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

void validate_init_containers(const PodContext& pod) {
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

void validate_ephemeral_containers(const PodContext& pod) {
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

void validate_containers(const Part& spec, const Volumes& volumes) {
  PodContext pod{.spec = spec,
                 .volumes = volumes,
                 .claims = values_of(spec, "resourceClaims", "name"),
                 .grace_period = number_at(spec.object(), "terminationGracePeriodSeconds"),
                 .host_users = !spec.has("hostUsers") || spec.flag("hostUsers")};
  pod.claims.erase("");
  validate_main_containers(pod);
  validate_init_containers(pod);
  validate_ephemeral_containers(pod);
  validate_pod_resources(spec, pod.claims);
}

}  // namespace k8s::testing::fake
