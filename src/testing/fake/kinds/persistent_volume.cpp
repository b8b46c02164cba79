// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/node_labels.hpp"
#include "testing/fake/kinds/persistent_volume_spec.hpp"
#include "testing/fake/kinds/volumes.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& volume) {
  json::object& status = ensure_object(volume, "status");
  if (text_at(status, "phase").empty()) status["phase"] = "Pending";
  json::object& spec = ensure_object(volume, "spec");
  if (text_at(spec, "persistentVolumeReclaimPolicy").empty()) {
    spec["persistentVolumeReclaimPolicy"] = "Retain";
  }
  set_default(spec, "volumeMode", "Filesystem");
  default_volume_source(spec);
}

void prepare_create(json::object& volume, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  volume["status"] = {
      {"phase", "Pending"},
      {"lastPhaseTransitionTime", text_at(volume, {"metadata", "creationTimestamp"})}};
}

/// Notes when the phase changed.
void date_status(json::object& fresh, const json::object& old, const std::string& now) {
  constexpr const char* name = "lastPhaseTransitionTime";
  json::object& status = ensure_object(fresh, "status");
  const json::object& before = object_at(old, "status");
  const bool same_phase = text_at(status, "phase") == text_at(before, "phase");
  if (same_phase && find(status, name) == nullptr) {
    copy_member(status, before, name);
  } else if (!same_phase &&
             (find(status, name) == nullptr || text_at(status, name) == text_at(before, name))) {
    status[name] = now;
  }
}

void validate(const json::object& volume, FieldErrors& errors) {
  validate_persistent_volume_spec({object_at(volume, "spec"), "spec", errors}, name_of(volume));
}

/// The spec without what may change.
json::value source_of(const json::object& volume, const json::object& old) {
  json::object spec = object_at(volume, "spec");
  for (const char* const name :
       {"capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName",
        "mountOptions", "volumeMode", "nodeAffinity", "volumeAttributesClassName"}) {
    spec.erase(name);
  }
  if (find(old, {"spec", "csi", "controllerExpandSecretRef"}) == nullptr &&
      find(spec, "csi") != nullptr) {
    ensure_object(spec, "csi").erase("controllerExpandSecretRef");
  }
  return spec;
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate(fresh, errors);
  const json::value now = source_of(fresh, old);
  const json::value before = source_of(old, old);
  if (!same_meaning(&now, &before)) {
    errors.forbidden("spec.persistentvolumesource",
                     "spec.persistentvolumesource is immutable after creation");
  }
  const json::object& spec = object_at(fresh, "spec");
  const json::object& old_spec = object_at(old, "spec");
  validate_immutable(spec, old_spec, "volumeMode", "volumeMode", errors);
  if (const json::value* const affinity = find(old_spec, "nodeAffinity");
      affinity != nullptr && !same_meaning(affinity, find(spec, "nodeAffinity"))) {
    validate_immutable(spec, old_spec, "nodeAffinity", "nodeAffinity", errors);
  }
  if (find(old_spec, "volumeAttributesClassName") != nullptr &&
      find(spec, "volumeAttributesClassName") == nullptr) {
    errors.forbidden("spec.volumeAttributesClassName",
                     "update from non-nil value to nil is forbidden");
  }
}

void warn(const json::object& volume, std::vector<std::string>& warnings) {
  static constexpr std::pair<const char*, const char*> annotations[] = {
      {"volume.beta.kubernetes.io/storage-class",
       R"(deprecated since v1.8; use "storageClassName" attribute instead)"},
      {"volume.beta.kubernetes.io/mount-options",
       R"(deprecated since v1.31; use "mountOptions" attribute instead)"},
  };
  for (const auto& [name, why] : annotations) {
    if (find(volume, {"metadata", "annotations", name}) == nullptr) continue;
    warnings.push_back(FieldPath("metadata.annotations").key(name).text() + ": " + why);
  }
  if (text_at(volume, {"spec", "persistentVolumeReclaimPolicy"}) == "Recycle") {
    warnings.emplace_back(
        "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, "
        "the recommended approach is to use dynamic provisioning.");
  }
  FieldErrors none;
  Part(object_at(volume, {"spec", "nodeAffinity", "required"}), "spec.nodeAffinity.required", none)
      .each("nodeSelectorTerms",
            [&](const Part& term) { warn_of_node_term(term, false, warnings); });
  warn_of_volume_source(object_at(volume, "spec"), "spec", warnings);
}

}  // namespace

const KindRules persistent_volume_rules{.answers_deleted_object = true,
                                        .generation = Generation::none,
                                        .set_defaults = &set_defaults,
                                        .prepare_create = &prepare_create,
                                        .date_status = &date_status,
                                        .validate = &validate,
                                        .validate_update = &validate_update,
                                        .warn_always = &warn};

}  // namespace k8s::testing::fake
