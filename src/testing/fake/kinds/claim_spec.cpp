#include "testing/fake/kinds/claim_spec.hpp"

#include "testing/fake/kinds/persistent_volume_spec.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

void validate_source_ref(const Part& reference, bool any_namespace) {
  reference.require("name");
  reference.require("kind");
  const std::string_view kind = reference.text("kind");
  if (reference.text("apiGroup").empty() && kind != "PersistentVolumeClaim") {
    reference.errors().invalid(
        reference.path(), kind,
        "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  }
  reference.check("apiGroup", &check_dns_subdomain);
  if (any_namespace) reference.check("namespace", &check_namespace_name);
}

}  // namespace

void validate_claim_spec(const Part& spec) {
  FieldErrors& errors = spec.errors();
  spec.require("accessModes", "at least 1 access mode is required");
  (void)validate_label_selector(object_at(spec.object(), "selector"), spec.at("selector"), errors);
  validate_access_modes(spec);
  const FieldPath size_path = spec.at("resources").key("storage");
  const json::object& requests = object_at(spec.object(), {"resources", "requests"});
  if (requests.if_contains("storage") == nullptr) {
    errors.required(size_path);
  } else if (const auto size = quantity_at(requests, "storage"); size && *size <= Quantity(0)) {
    errors.invalid(size_path, shown(*size), "must be greater than zero");
  }
  spec.check("storageClassName", &check_dns_subdomain);
  spec.choose("volumeMode", {"Block", "Filesystem"});
  if (spec.has("dataSource")) validate_source_ref(spec.child("dataSource"), false);
  if (spec.has("dataSourceRef")) validate_source_ref(spec.child("dataSourceRef"), true);
  // The server shows its own form of the path.
  const auto refuse_source = [&](std::string_view detail) {
    errors.invalid(spec.path(), json::object(), detail);
  };
  if (!text_at(spec.object(), {"dataSourceRef", "namespace"}).empty()) {
    if (spec.has("dataSource")) {
      refuse_source("may not be specified when dataSourceRef.namespace is specified");
    }
  } else if (spec.has("dataSource") && spec.has("dataSourceRef")) {
    const json::object& source = object_at(spec.object(), "dataSource");
    const json::object& reference = object_at(spec.object(), "dataSourceRef");
    for (const char* const name : {"apiGroup", "kind", "name"}) {
      if (text_at(source, name) == text_at(reference, name)) continue;
      refuse_source("must match dataSourceRef");
      break;
    }
  }
  spec.check("volumeAttributesClassName", &check_dns_subdomain);
}

void default_claim_spec(json::object& spec) {
  set_default(spec, "volumeMode", "Filesystem");
}

}  // namespace k8s::testing::fake
