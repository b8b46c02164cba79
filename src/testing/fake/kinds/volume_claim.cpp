// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/

#include "testing/fake/kinds/claim_spec.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& claim) {
  json::object& spec = ensure_object(claim, "spec");
  default_claim_spec(spec);
  json::object& status = ensure_object(claim, "status");
  if (text_at(status, "phase").empty()) status["phase"] = "Pending";
}

/// The older of two fields for a source knows claims and snapshots alone.
bool is_claim_or_snapshot(const json::object& source) {
  const std::string_view group = text_at(source, "apiGroup");
  const std::string_view kind = text_at(source, "kind");
  return (group.empty() && kind == "PersistentVolumeClaim") ||
         (group == "snapshot.storage.k8s.io" && kind == "VolumeSnapshot");
}

/// The older of two fields holds what the newer says, and the other way round.
void join_sources(json::object& claim) {
  json::object& spec = ensure_object(claim, "spec");
  if (!is_claim_or_snapshot(object_at(spec, "dataSource"))) spec.erase("dataSource");
  const json::object& reference = object_at(spec, "dataSourceRef");
  // Of a server with default flags, a source stands in the claim's own namespace.
  if (!text_at(reference, "namespace").empty()) spec.erase("dataSourceRef");
  if (find(spec, "dataSource") != nullptr && find(spec, "dataSourceRef") == nullptr) {
    spec["dataSourceRef"] = object_at(spec, "dataSource");
  } else if (find(spec, "dataSource") == nullptr && find(spec, "dataSourceRef") != nullptr) {
    spec["dataSource"] = object_at(spec, "dataSourceRef");
  }
}

void prepare_create(json::object& claim, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  join_sources(claim);
  claim["status"] = {{"phase", "Pending"}};
}

void validate(const json::object& claim, FieldErrors& errors) {
  validate_claim_spec({object_at(claim, "spec"), "spec", errors});
}

/// The spec without what may change of a claim that has its volume, or gets it.
json::value fixed_part(const json::object& claim, const json::object& old) {
  json::object spec = object_at(claim, "spec");
  if (text_at(old, {"status", "phase"}) == "Bound") {
    ensure_object(spec, "resources").erase("requests");
    spec.erase("volumeAttributesClassName");
  }
  if (text_at(old, {"spec", "volumeName"}).empty()) spec.erase("volumeName");
  if (find(old, {"spec", "storageClassName"}) == nullptr) spec.erase("storageClassName");
  return spec;
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::value now = fixed_part(fresh, old);
  const json::value before = fixed_part(old, old);
  if (same_meaning(&now, &before)) return;
  errors.forbidden("spec",
                   "spec is immutable after creation except resources.requests and "
                   "volumeAttributesClassName for bound claims");
}

void warn(const json::object& claim, std::vector<std::string>& warnings) {
  constexpr const char* annotation = "volume.beta.kubernetes.io/storage-class";
  if (object_at(claim, {"metadata", "annotations"}).contains(annotation)) {
    warnings.push_back(FieldPath("metadata.annotations").key(annotation).text() +
                       ": deprecated since v1.8; use \"storageClassName\" attribute instead");
  }
  const json::object& resources = object_at(claim, {"spec", "resources"});
  for (const char* const list : {"requests", "limits"}) {
    warn_of_fraction(object_at(resources, list), "storage", FieldPath("spec.resources").child(list),
                     warnings);
  }
}

}  // namespace

const KindRules volume_claim_rules{.answers_deleted_object = true,
                                   .generation = Generation::none,
                                   .set_defaults = &set_defaults,
                                   .prepare_create = &prepare_create,
                                   .validate = &validate,
                                   .validate_update = &validate_update,
                                   .warn_always = &warn};

}  // namespace k8s::testing::fake
