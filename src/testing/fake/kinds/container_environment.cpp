// The variables of a container.

#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/field_refs.hpp"
#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/kinds/volume_paths.hpp"

namespace k8s::testing::fake {
namespace {

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

}  // namespace

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

}  // namespace k8s::testing::fake
