#include "testing/fake/kinds/persistent_volume_spec.hpp"

#include <algorithm>
#include <array>

#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/kinds/volume_paths.hpp"
#include "testing/fake/kinds/volume_sources.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 22> cluster_sources{"hostPath",
                                                           "gcePersistentDisk",
                                                           "awsElasticBlockStore",
                                                           "glusterfs",
                                                           "flocker",
                                                           "nfs",
                                                           "rbd",
                                                           "quobyte",
                                                           "cephfs",
                                                           "iscsi",
                                                           "cinder",
                                                           "fc",
                                                           "flexVolume",
                                                           "azureFile",
                                                           "vsphereVolume",
                                                           "photonPersistentDisk",
                                                           "portworxVolume",
                                                           "azureDisk",
                                                           "scaleIO",
                                                           "local",
                                                           "storageos",
                                                           "csi"};

bool is_root(std::string_view path) {
  return !path.empty() && path.find_first_not_of("/.") == path.npos && path.front() == '/' &&
         path.find("..") == path.npos;
}

void validate_capacity(const Part& spec) {
  const FieldPath path = spec.at("capacity");
  const json::object& capacity = object_at(spec.object(), "capacity");
  spec.require("capacity");
  if (capacity.if_contains("storage") == nullptr || capacity.size() > 1) {
    const json::value shown_value =
        capacity.empty() && !spec.has("capacity") ? json::value() : json::value(capacity);
    spec.errors().not_supported(path, shown_value, {"storage"});
  }
  for (const auto& member : capacity) {
    const auto amount = quantity_of(&member.value());
    if (!amount) continue;
    const FieldPath at = path.key(member.key());
    if (*amount < Quantity(0)) {
      spec.errors().invalid(at, amount->value(), "must be a valid resource quantity");
    }
    if (*amount <= Quantity(0)) {
      spec.errors().invalid(at, amount->canonical(), "must be greater than zero");
    }
  }
}

void validate_volume_sources(const Part& spec, std::string_view name) {
  bool found = false;
  for (const std::string_view kind : cluster_sources) {
    if (!spec.has(kind)) continue;
    if (found && kind != "flexVolume") {
      spec.errors().forbidden(spec.at(spelled_source(kind)), second_volume_type);
      continue;
    }
    found = true;
    const Part source = spec.child(kind);
    if (validate_common_source(source, kind, VolumeOwner::cluster, name)) continue;
    if (source.require("path")) {
      validate_no_backsteps(source.text("path"), source.at("path"), spec.errors());
    }
    spec.require_member("nodeAffinity", "Local volume requires node affinity");
  }
  if (!found) spec.errors().required(spec.path(), "must specify a volume type");
}

void validate_class_name(const Part& spec) {
  if (!spec.has("volumeAttributesClassName")) return;
  if (spec.require("volumeAttributesClassName", "an empty string is disallowed")) {
    spec.check("volumeAttributesClassName", &check_dns_subdomain);
  }
  spec.require_member("csi", "has to be specified when using volumeAttributesClassName");
}

}  // namespace

void validate_access_modes(const Part& spec) {
  constexpr std::array<std::string_view, 4> modes{"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce",
                                                  "ReadWriteOncePod"};
  const FieldPath path = spec.at("accessModes");
  bool single = false;
  bool others = false;
  spec.each_text("accessModes", [&](const std::string& mode, const FieldPath& /*at*/) {
    const bool known = std::ranges::find(modes, mode) != modes.end();
    if (!known) spec.errors().not_supported(path, mode, modes);
    (mode == "ReadWriteOncePod" ? single : others) |= known;
  });
  if (single && others) {
    spec.errors().forbidden(path, "may not use ReadWriteOncePod with other access modes");
  }
}

void validate_persistent_volume_spec(const Part& spec, std::string_view name) {
  spec.require("accessModes");
  validate_access_modes(spec);
  validate_capacity(spec);
  spec.choose_if_set("persistentVolumeReclaimPolicy", {"Delete", "Recycle", "Retain"});
  if (spec.has("nodeAffinity")) {
    const Part affinity = spec.child("nodeAffinity");
    if (affinity.require_member("required", "must specify required node constraints")) {
      validate_node_selector(affinity.child("required"));
    }
  }
  validate_volume_sources(spec, name);
  if (spec.text("persistentVolumeReclaimPolicy") == "Recycle" &&
      is_root(text_at(spec.object(), {"hostPath", "path"}))) {
    spec.errors().forbidden(spec.at("persistentVolumeReclaimPolicy"),
                            "may not be 'recycle' for a hostPath mount of '/'");
  }
  spec.check("storageClassName", &check_dns_subdomain);
  spec.choose("volumeMode", {"Block", "Filesystem"});
  validate_class_name(spec);
}

void validate_inline_volume_spec(const Part& spec) {
  constexpr const char* inline_ = "may not be specified in the context of inline volumes";
  spec.forbid("claimRef", inline_);
  if (!object_at(spec.object(), "capacity").empty()) spec.forbid("capacity", inline_);
  spec.require_member("csi", "has to be specified in the context of inline volumes");
  spec.require("accessModes");
  validate_access_modes(spec);
  const std::string_view policy = spec.text("persistentVolumeReclaimPolicy");
  if (!policy.empty() && policy != "Retain") {
    spec.errors().forbidden(spec.at("persistentVolumeReclaimPolicy"),
                            "may only be Retain in the context of inline volumes");
  }
  spec.forbid("nodeAffinity", inline_);
  validate_volume_sources(spec, "");
  if (!spec.text("storageClassName").empty()) spec.forbid("storageClassName", inline_);
  if (spec.has("volumeMode") && spec.text("volumeMode") != "Filesystem") {
    spec.errors().forbidden(spec.at("volumeMode"),
                            "may not specify volumeMode other than Filesystem in the context of "
                            "inline volumes");
  }
  validate_class_name(spec);
}

}  // namespace k8s::testing::fake
