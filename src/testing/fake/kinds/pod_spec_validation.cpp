#include <algorithm>
#include <limits>
#include <string>

#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/kinds/volumes.hpp"

namespace k8s::testing::fake {
namespace {

using Volumes = std::map<std::string, const json::object*, std::less<>>;

/// Checks the volumes and returns those that are well.
Volumes validate_volumes(const Part& spec, std::string_view pod) {
  FieldErrors& errors = spec.errors();
  std::set<std::string> created;
  spec.each("volumes", [&](const Part& volume) {
    if (pod.empty() || !volume.has("ephemeral")) return;
    created.insert(std::string(pod) + "-" + std::string(volume.text("name")));
  });
  Volumes volumes;
  spec.each("volumes", [&](const Part& volume) {
    FieldErrors found;
    const Part checked = volume.into(found);
    const std::string_view name = volume.text("name");
    validate_volume_source(checked, pod);
    checked.require_name("name", &check_dns_label);
    if (volumes.contains(name)) found.duplicate(volume.at("name"), name);
    if (found.empty()) volumes.emplace(std::string(name), &volume.object());
    errors.append(found);
    const std::string claim(text_at(volume.object(), {"persistentVolumeClaim", "claimName"}));
    if (created.contains(claim)) {
      errors.invalid(volume.at("persistentVolumeClaim").child("claimName"), claim,
                     "must not reference a PVC that gets created for an ephemeral volume");
    }
  });
  return volumes;
}

void validate_claims(const Part& spec) {
  std::set<std::string, std::less<>> names;
  FieldErrors& errors = spec.errors();
  spec.each("resourceClaims", [&](const Part& claim) {
    const std::string_view name = claim.text("name");
    if (!claim.require("name")) {
      // Said.
    } else if (!names.emplace(name).second) {
      errors.duplicate(claim.at("name"), name);
    } else {
      claim.check("name", &check_dns_label);
    }
    const bool has_name = claim.has("resourceClaimName");
    const bool has_template = claim.has("resourceClaimTemplateName");
    if (has_name == has_template) {
      const auto shown_text = [&](const char* member) -> json::value {
        if (!claim.has(member)) return nullptr;
        return json::value(claim.text(member));
      };
      errors.invalid(
          claim.path(),
          json::object{{"Name", name},
                       {"ResourceClaimName", shown_text("resourceClaimName")},
                       {"ResourceClaimTemplateName", shown_text("resourceClaimTemplateName")}},
          has_name ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be "
                     "specified"
                   : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    }
    for (const char* const member : {"resourceClaimName", "resourceClaimTemplateName"}) {
      if (!claim.has(member)) continue;
      errors.invalid(claim.at(member), claim.text(member), check_dns_subdomain(claim.text(member)));
    }
  });
}

void validate_host_ports(const Part& spec) {
  if (!spec.flag("hostNetwork")) return;
  spec.each("containers", [&](const Part& container) {
    container.each("ports", [&](const Part& port) {
      const std::int64_t host = port.number("hostPort");
      if (host == 0 || host == port.number("containerPort")) return;
      spec.errors().invalid(port.at("hostPort"), host,
                            "must match `containerPort` when `hostNetwork` is true");
    });
  });
}

/// A search domain, whose labels may have underscores.
Complaints check_search_domain(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '_', 'a');
  if (check_dns_subdomain(plain).empty()) return {};
  Complaints complaints = check_dns_subdomain(text);
  for (std::string& complaint : complaints) {
    if (complaint.find("regex") == complaint.npos) continue;
    complaint =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', "
        "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "
        "regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*"
        "[a-z0-9])?)*')";
  }
  return complaints;
}

void validate_dns(const Part& spec) {
  constexpr std::size_t most_servers = 3;
  constexpr std::size_t most_searches = 32;
  constexpr std::size_t longest_list = 2048;
  const bool none = spec.text("dnsPolicy") == "None";
  FieldErrors& errors = spec.errors();
  if (none &&
      !spec.require_member("dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None")) {
    return;
  }
  const Part config = spec.child("dnsConfig");
  if (none &&
      !config.require("nameservers",
                      "must provide at least one DNS nameserver when `dnsPolicy` is None")) {
    return;
  }
  if (config.count("nameservers") > most_servers) {
    errors.invalid(config.at("nameservers"), array_at(config.object(), "nameservers"),
                   "must not have more than 3 nameservers");
  }
  config.each_text("nameservers", [&](const std::string& server, const FieldPath& path) {
    errors.invalid(path, server, check_ip(server));
  });
  const std::vector<std::string> searches = texts_at(config.object(), {"searches"});
  if (searches.size() > most_searches) {
    errors.invalid(config.at("searches"), array_at(config.object(), "searches"),
                   "must not have more than 32 search paths");
  }
  if (joined(searches, " ").size() > longest_list) {
    errors.invalid(config.at("searches"), array_at(config.object(), "searches"),
                   "must not have more than 2048 characters (including spaces) in the search "
                   "list");
  }
  config.each_text("searches", [&](const std::string& search, const FieldPath& path) {
    if (search == ".") return;
    const std::string_view domain =
        std::string_view(search).substr(0, search.size() - (search.ends_with('.') ? 1 : 0));
    errors.invalid(path, domain, check_search_domain(domain));
  });
  config.each("options", [&](const Part& option) {
    if (option.text("name").empty()) errors.required(option.path(), "must not be empty");
  });
}

void validate_gates(const Part& spec) {
  FieldErrors& errors = spec.errors();
  spec.each("readinessGates", [&](const Part& gate) {
    const std::string_view type = gate.text("conditionType");
    errors.invalid(gate.at("conditionType"), type, check_label_key(type));
  });
  std::set<std::string, std::less<>> seen;
  spec.each("schedulingGates", [&](const Part& gate) {
    const std::string_view name = gate.text("name");
    errors.invalid(gate.path(), name, check_label_key(name));
    if (!seen.emplace(name).second) errors.duplicate(gate.path(), name);
  });
}

void validate_names(const Part& spec) {
  constexpr std::int64_t longest = std::numeric_limits<std::int32_t>::max();
  constexpr std::size_t longest_name = 64;
  if (spec.has("hostnameOverride")) {
    if (spec.flag("setHostnameAsFQDN")) {
      spec.forbid("hostnameOverride", "may not be specified when setHostnameAsFQDN is true");
    }
    if (spec.flag("hostNetwork")) {
      spec.forbid("hostnameOverride", "may not be specified when hostNetwork is true");
    }
    const std::string_view name = spec.text("hostnameOverride");
    if (name.size() > longest_name) {
      spec.errors().too_long(spec.at("hostnameOverride"), longest_name);
    }
    spec.errors().invalid(spec.at("hostnameOverride"), name, check_dns_subdomain(name));
  }
  spec.check("serviceAccountName", &check_dns_subdomain);
  spec.check("nodeName", &check_dns_subdomain);
  spec.in_range("activeDeadlineSeconds", 1, longest, "must be between 1 and 2147483647, inclusive");
  spec.check("hostname", &check_dns_label);
  spec.check("subdomain", &check_dns_label);
}

void validate_host_aliases(const Part& spec) {
  spec.each("hostAliases", [&](const Part& alias) {
    spec.errors().invalid(alias.at("ip"), alias.text("ip"), check_ip(alias.text("ip")));
    alias.each_text("hostnames", [&](const std::string& name, const FieldPath& path) {
      spec.errors().invalid(path, name, check_dns_subdomain(name));
    });
  });
}

void validate_classes(const Part& spec) {
  spec.check("priorityClassName", &check_dns_subdomain);
  if (spec.has("runtimeClassName")) {
    const std::string_view name = spec.text("runtimeClassName");
    spec.errors().invalid(spec.at("runtimeClassName"), name, check_dns_subdomain(name));
  }
  if (spec.has("preemptionPolicy")) {
    spec.require_choice("preemptionPolicy", {"PreemptLowerPriority", "Never"});
  }
  validate_resource_amounts(object_at(spec.object(), "overhead"),
                            spec.at("overhead").child("limits"), spec.errors());
}

}  // namespace

void warn_of_name(const json::object& object, std::vector<std::string>& warnings) {
  const Complaints complaints = check_dns_label(name_of(object));
  if (complaints.empty()) return;
  warnings.push_back(
      "metadata.name: this is used in Pod names and hostnames, which can result in surprising "
      "behavior; a DNS label is recommended: [" +
      joined(complaints, " ") + "]");
}

void validate_not_negative(const json::object& object, std::string_view name, const FieldPath& path,
                           FieldErrors& errors) {
  Part(object, path, errors).not_negative(name);
}

void validate_pod_spec(const json::object& object, const FieldPath& path, FieldErrors& errors,
                       std::string_view pod) {
  const Part spec{object, path, errors};
  const Volumes volumes = validate_volumes(spec, pod);
  validate_claims(spec);
  validate_containers(spec, volumes);
  validate_host_ports(spec);
  spec.require_choice("restartPolicy", {"Always", "OnFailure", "Never"});
  spec.require_choice("dnsPolicy", {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
  validate_labels(object_at(object, "nodeSelector"), spec.at("nodeSelector"), errors);
  validate_pod_security(spec);
  validate_affinity(spec.child("affinity"));
  validate_dns(spec);
  validate_gates(spec);
  validate_spread_constraints(spec);
  validate_host_processes(spec);
  validate_names(spec);
  validate_tolerations(spec);
  validate_host_aliases(spec);
  validate_classes(spec);
  validate_operating_system(spec);
}

void validate_pod_template(const json::object& pod_template, const FieldPath& path,
                           FieldErrors& errors) {
  const json::object& metadata = metadata_of(pod_template);
  // The server's path for both leaves `metadata` out.
  validate_labels(object_at(metadata, "labels"), path.child("labels"), errors);
  validate_annotations(object_at(metadata, "annotations"), path.child("annotations"), errors);
  validate_pod_spec(object_at(pod_template, "spec"), path.child("spec"), errors);
  if (!array_at(pod_template, {"spec", "ephemeralContainers"}).empty()) {
    errors.forbidden(path.child("spec").child("ephemeralContainers"),
                     "ephemeral containers not allowed in pod template");
  }
}

}  // namespace k8s::testing::fake
