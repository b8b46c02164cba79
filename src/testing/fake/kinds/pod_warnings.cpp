#include "testing/fake/kinds/pod_warnings.hpp"

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/node_labels.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

using Warnings = std::vector<std::string>;

void warn_at(Warnings& warnings, const FieldPath& path, std::string_view text) {
  warnings.push_back(path.text() + ": " + std::string(text));
}

// ---- where the pod may run --------------------------------------------------------------------

void warn_of_nodes(const Part& spec, Warnings& warnings) {
  for (const auto& member : object_at(spec.object(), "nodeSelector")) {
    const std::string_view why = old_label(member.key());
    if (!why.empty()) warn_at(warnings, spec.at("nodeSelector").key(member.key()), why);
  }
  const Part affinity = spec.child("affinity").child("nodeAffinity");
  affinity.child("requiredDuringSchedulingIgnoredDuringExecution")
      .each("nodeSelectorTerms",
            [&](const Part& term) { warn_of_node_term(term, false, warnings); });
  affinity.each("preferredDuringSchedulingIgnoredDuringExecution", [&](const Part& preference) {
    warn_of_node_term(preference.child("preference"), true, warnings);
  });
}

void warn_of_no_selector(const Part& part, Warnings& warnings) {
  if (part.has("labelSelector")) return;
  warn_at(warnings, part.at("labelSelector"), "a null labelSelector results in matching no pod");
}

void warn_of_spread(const Part& spec, Warnings& warnings) {
  spec.each("topologySpreadConstraints", [&](const Part& constraint) {
    const std::string key(constraint.text("topologyKey"));
    if (const std::string_view why = old_label(key); !why.empty()) {
      warn_at(warnings, constraint.at("topologyKey"), key + " is " + std::string(why));
    }
    warn_of_no_selector(constraint, warnings);
  });
}

void warn_of_neighbours(const Part& spec, Warnings& warnings) {
  for (const char* const kind : {"podAffinity", "podAntiAffinity"}) {
    const Part affinity = spec.child("affinity").child(kind);
    affinity.each("requiredDuringSchedulingIgnoredDuringExecution",
                  [&](const Part& term) { warn_of_no_selector(term, warnings); });
    affinity.each("preferredDuringSchedulingIgnoredDuringExecution", [&](const Part& preference) {
      warn_of_no_selector(preference.child("podAffinityTerm"), warnings);
    });
  }
}

// ---- annotations ------------------------------------------------------------------------------

constexpr const char* use_sysctls = R"(non-functional in v1.11+; use the "sysctls" field instead)";
constexpr const char* use_profile =
    R"(non-functional in v1.27+; use the "seccompProfile" field instead)";

void warn_of_annotations(const json::object& annotations, const FieldPath& path,
                         Warnings& warnings) {
  static constexpr std::pair<const char*, const char*> old[] = {
      {"scheduler.alpha.kubernetes.io/critical-pod",
       R"(non-functional in v1.16+; use the "priorityClassName" field instead)"},
      {"security.alpha.kubernetes.io/sysctls", use_sysctls},
      {"security.alpha.kubernetes.io/unsafe-sysctls", use_sysctls},
  };
  for (const auto& [name, why] : old) {
    if (annotations.contains(name)) warn_at(warnings, path.key(name), why);
  }
}

bool has_profile(const json::object& owner, const char* kind) {
  return find(owner, {"securityContext", kind}) != nullptr;
}

// ---- containers -------------------------------------------------------------------------------

/// Calls `rule` with each container of the spec, in the server's order.
template <class Rule>
void for_each_container(const Part& spec, const Rule& rule) {
  for (const char* const list : {"initContainers", "containers", "ephemeralContainers"}) {
    spec.each(list, rule);
  }
}

void warn_of_variables(const Part& container, Warnings& warnings) {
  std::set<std::string, std::less<>> names;
  container.each("env", [&](const Part& variable) {
    const std::string name(variable.text("name"));
    if (names.insert(name).second) return;
    // A value may be made of the one before.
    const std::string before = "$(" + name + ")";
    const std::string_view value = variable.text("value");
    const bool goes_on = value != before && value.find(before) != value.npos;
    if (goes_on && !variable.has("valueFrom")) return;
    warn_at(warnings, variable.path(),
            "hides previous definition of " + go_quote(name) +
                ", which may be dropped when using apply");
  });
}

void warn_of_container(const Part& container, const json::object& annotations,
                       const FieldPath& annotations_path, bool is_template, Warnings& warnings) {
  const std::string name(container.text("name"));
  const std::string seccomp = "container.seccomp.security.alpha.kubernetes.io/" + name;
  if (!has_profile(container.object(), "seccompProfile") && annotations.contains(seccomp)) {
    warn_at(warnings, annotations_path.key(seccomp), use_profile);
  }
  const std::string armor = "container.apparmor.security.beta.kubernetes.io/" + name;
  if (is_template && !has_profile(container.object(), "appArmorProfile") &&
      annotations.contains(armor)) {
    warn_at(warnings, annotations_path.key(armor),
            R"(deprecated since v1.30; use the "appArmorProfile" field instead)");
  }
  const Part resources = container.child("resources");
  for (const char* const amount : {"memory", "ephemeral-storage"}) {
    for (const char* const list : {"limits", "requests"}) {
      warn_of_fraction(object_at(resources.object(), list), amount, resources.at(list), warnings);
    }
  }
  warn_of_variables(container, warnings);
}

// ---- ports ------------------------------------------------------------------------------------

struct Port {
  std::string host_ip{};
  std::int64_t host_port = 0;
  std::string path{};
};

/// What is wrong with a port beside another of the same number and protocol; empty if nothing.
std::string_view clash_of(const Port& port, const Port& other) {
  if (port.host_ip == other.host_ip && port.host_port == other.host_port) return "duplicate";
  if (port.host_port == 0 || other.host_port == 0) return "overlapping";
  const bool one_is_open = port.host_ip.empty() != other.host_ip.empty();
  return port.host_port == other.host_port && one_is_open ? "dangerously ambiguous" : "";
}

void warn_of_ports(const Part& spec, Warnings& warnings) {
  std::multimap<std::string, Port> all;
  for_each_container(spec, [&](const Part& container) {
    container.each("ports", [&](const Part& part) {
      const Port port{std::string(part.text("hostIP")), part.number("hostPort"),
                      part.path().text()};
      const std::string number = std::to_string(part.number("containerPort"));
      const std::string protocol(part.text("protocol"));
      if (!port.host_ip.empty() && port.host_port == 0) {
        warn_at(warnings, part.path(),
                "hostIP set without hostPort: {Name:" + std::string(part.text("name")) +
                    " HostPort:0 ContainerPort:" + number + " Protocol:" + protocol +
                    " HostIP:" + port.host_ip + "}");
      }
      const std::string key = number + "/" + protocol;
      const auto [first, last] = all.equal_range(key);
      for (auto other = first; other != last; ++other) {
        const std::string clash(clash_of(port, other->second));
        if (clash.empty()) continue;
        warn_at(warnings, part.path(), clash + " port definition with " + other->second.path);
      }
      all.emplace(key, port);
    });
  });
}

void warn_of_port_names(const Part& spec, Warnings& warnings) {
  std::map<std::string, std::string, std::less<>> names;
  for_each_container(spec, [&](const Part& container) {
    container.each("ports", [&](const Part& port) {
      const std::string name(port.text("name"));
      if (name.empty()) return;
      const auto [first, is_new] = names.emplace(name, port.path().text());
      if (is_new) return;
      const std::string& path = first->second;
      warn_at(warnings, port.path(),
              "duplicate port name " + go_quote(name) + " with " + path +
                  ", services and probes that select ports by name will use " + path);
    });
  });
}

// ---- the rest ---------------------------------------------------------------------------------

void warn_of_twins(const Part& spec, const char* list, const char* member, Warnings& warnings) {
  std::set<std::string, std::less<>> seen;
  spec.each(list, [&](const Part& element) {
    const std::string_view text = element.text(member);
    if (seen.emplace(text).second) return;
    warn_at(warnings, element.at(member),
            "duplicate " + std::string(member) + " " + go_quote(text));
  });
}

void warn_of_addresses(const Part& spec, Warnings& warnings) {
  spec.child("dnsConfig")
      .each_text("nameservers", [&](const std::string& server, const FieldPath& path) {
        warn_of_ip(path, server, warnings);
      });
  spec.each("hostAliases",
            [&](const Part& alias) { warn_of_ip(alias.at("ip"), alias.text("ip"), warnings); });
}

}  // namespace

void warn_of_fraction(const json::object& amounts, const char* name, const FieldPath& path,
                      Warnings& warnings) {
  const std::optional<Quantity> amount = quantity_at(amounts, name);
  if (!amount || amount->milli_value() % 1000 == 0) return;
  // More than the server counts is no fraction.
  if (amount->value() > std::numeric_limits<std::int64_t>::max() / 1000) return;
  warn_at(warnings, path.key(name),
          "fractional byte value " + go_quote(text_at(amounts, name)) +
              " is invalid, must be an integer");
}

void warn_of_pod(const json::object& pod, const FieldPath& path, Warnings& warnings) {
  FieldErrors none;
  const Part spec{object_at(pod, "spec"), path.child("spec"), none};
  const bool is_template = !path.text().empty();
  const json::object& annotations = object_at(pod, {"metadata", "annotations"});
  const FieldPath annotations_path = path.child("metadata").child("annotations");
  warn_of_nodes(spec, warnings);
  warn_of_spread(spec, warnings);
  warn_of_annotations(annotations, annotations_path, warnings);
  warn_of_volumes(spec.object(), spec.path(), warnings);
  warn_of_twins(spec, "hostAliases", "ip", warnings);
  warn_of_twins(spec, "imagePullSecrets", "name", warnings);
  spec.each("imagePullSecrets", [&](const Part& secret) {
    if (secret.text("name").empty()) {
      warn_at(warnings, secret.at("name"), R"(invalid empty name "")");
    }
  });
  for (const char* const amount : {"memory", "ephemeral-storage"}) {
    warn_of_fraction(object_at(spec.object(), "overhead"), amount, spec.at("overhead"), warnings);
  }
  constexpr const char* seccomp = "seccomp.security.alpha.kubernetes.io/pod";
  if (!has_profile(spec.object(), "seccompProfile") && annotations.contains(seccomp)) {
    warn_at(warnings, annotations_path.key(seccomp), use_profile);
  }
  for_each_container(spec, [&](const Part& container) {
    warn_of_container(container, annotations, annotations_path, is_template, warnings);
  });
  warn_of_ports(spec, warnings);
  warn_of_port_names(spec, warnings);
  if (spec.number("terminationGracePeriodSeconds") < 0) {
    warn_at(warnings, spec.at("terminationGracePeriodSeconds"),
            "must be >= 0; negative values are invalid and will be treated as 1");
  }
  warn_of_neighbours(spec, warnings);
  warn_of_addresses(spec, warnings);
}

void warn_of_template(const json::object& object, Warnings& warnings) {
  warn_of_pod(object_at(object, {"spec", "template"}), "spec.template", warnings);
}

bool same_generation(const json::object& fresh, const json::object& old) {
  const auto generation = [](const json::object& object) {
    return number_at(object, {"metadata", "generation"});
  };
  return generation(fresh) == generation(old);
}

void warn_of_new_template(const json::object& fresh, const json::object& old, Warnings& warnings) {
  if (!same_generation(fresh, old)) warn_of_template(fresh, warnings);
}

}  // namespace k8s::testing::fake
