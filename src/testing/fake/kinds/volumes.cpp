#include "testing/fake/kinds/volumes.hpp"

#include <array>
#include <string>

#include "testing/fake/kinds/claim_spec.hpp"
#include "testing/fake/kinds/projected_volume.hpp"
#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/kinds/volume_paths.hpp"
#include "testing/fake/kinds/volume_sources.hpp"

namespace k8s::testing::fake {
namespace {

void validate_claim_template(const Part& holder) {
  const Part claim = holder.child("volumeClaimTemplate");
  const Part metadata = claim.child("metadata");
  validate_labels(object_at(metadata.object(), "labels"), metadata.at("labels"), holder.errors());
  validate_claim_spec(claim.child("spec"));
}

void validate_ephemeral(const Part& source, std::string_view volume, const FieldPath& parent,
                        std::string_view pod) {
  if (source.require_member("volumeClaimTemplate")) validate_claim_template(source);
  if (pod.empty() || volume.empty()) return;
  const std::string claim = std::string(pod) + "-" + std::string(volume);
  for (const std::string& complaint : check_dns_subdomain(claim)) {
    source.errors().invalid(parent.child("name"), volume,
                            "PVC name " + go_quote(claim) + ": " + complaint);
  }
}

/// The sources that only pods have.
void validate_pod_source(const Part& volume, std::string_view kind, std::string_view pod) {
  const Part source = volume.child(kind);
  if (kind == "emptyDir") {
    const auto limit = quantity_at(source.object(), "sizeLimit");
    if (limit && *limit < Quantity(0)) {
      volume.errors().forbidden(source.at("sizeLimit"),
                                "SizeLimit field must be a valid resource quantity");
    }
  } else if (kind == "gitRepo") {
    source.require("repository");
    const std::string_view folder = source.text("directory");
    if (folder.starts_with("/")) {
      volume.errors().invalid(source.at("directory"), folder, "must be a relative path");
    }
    validate_no_backsteps(folder, source.at("directory"), volume.errors());
  } else if (kind == "secret" || kind == "configMap") {
    source.require(kind == "secret" ? "secretName" : "name");
    validate_file_mode(source, "defaultMode");
    source.each("items", &validate_key_to_path);
  } else if (kind == "persistentVolumeClaim") {
    source.require("claimName");
  } else if (kind == "downwardAPI") {
    validate_file_mode(source, "defaultMode");
    source.each("items", [&](const Part& item) { validate_downward_file(item, source.path()); });
  } else if (kind == "projected") {
    validate_projected(source);
  } else if (kind == "ephemeral") {
    validate_ephemeral(source, volume.text("name"), volume.path(), pod);
  } else if (kind == "image") {
    source.require("reference");
    source.choose_if_set("pullPolicy", {"Always", "IfNotPresent", "Never"});
  }
}

// In the order in which the server looks at them.
constexpr std::array<std::string_view, 30> pod_sources{"emptyDir",
                                                       "hostPath",
                                                       "gitRepo",
                                                       "gcePersistentDisk",
                                                       "awsElasticBlockStore",
                                                       "secret",
                                                       "nfs",
                                                       "iscsi",
                                                       "glusterfs",
                                                       "flocker",
                                                       "persistentVolumeClaim",
                                                       "rbd",
                                                       "cinder",
                                                       "cephfs",
                                                       "quobyte",
                                                       "downwardAPI",
                                                       "fc",
                                                       "flexVolume",
                                                       "configMap",
                                                       "azureFile",
                                                       "vsphereVolume",
                                                       "photonPersistentDisk",
                                                       "portworxVolume",
                                                       "azureDisk",
                                                       "storageos",
                                                       "projected",
                                                       "scaleIO",
                                                       "csi",
                                                       "ephemeral",
                                                       "image"};

void default_text(json::object& object, std::string_view name, std::string_view text) {
  if (text_at(object, name).empty()) object[name] = text;
}

}  // namespace

void warn_of_volume_source(const json::object& volume, const FieldPath& path,
                           std::vector<std::string>& warnings) {
  struct Deprecated {
    const char* member;
    const char* shown;
    const char* since;
  };
  constexpr std::array<Deprecated, 9> all{
      {{"photonPersistentDisk", "photonPersistentDisk", "v1.11, non-functional in v1.16+"},
       {"gitRepo", "gitRepo", "v1.11, and disabled by default in v1.33+"},
       {"scaleIO", "scaleIO", "v1.16, non-functional in v1.22+"},
       {"flocker", "flocker", "v1.22, non-functional in v1.25+"},
       {"storageos", "storageOS", "v1.22, non-functional in v1.25+"},
       {"quobyte", "quobyte", "v1.22, non-functional in v1.25+"},
       {"glusterfs", "glusterfs", "v1.25, non-functional in v1.26+"},
       {"rbd", "rbd", "v1.28, non-functional in v1.31+"},
       {"cephfs", "cephfs", "v1.28, non-functional in v1.31+"}}};
  for (const Deprecated& one : all) {
    if (find(volume, one.member) == nullptr) continue;
    warnings.push_back(path.child(one.shown).text() + ": deprecated in " + one.since);
  }
}

void validate_volume_source(const Part& volume, std::string_view pod) {
  bool found = false;
  for (const std::string_view kind : pod_sources) {
    if (!volume.has(kind)) continue;
    if (found) {
      volume.errors().forbidden(volume.at(spelled_source(kind)), second_volume_type);
      continue;
    }
    found = true;
    if (!validate_common_source(volume.child(kind), kind, VolumeOwner::pod, volume.text("name"))) {
      validate_pod_source(volume, kind, pod);
    }
  }
  if (!found) volume.errors().required(volume.path(), "must specify a volume type");
}

void default_volume_source(json::object& volume) {
  const auto source = [&](std::string_view kind) -> json::object* {
    json::value* const value = find(volume, kind);
    return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
  };
  if (json::object* const path = source("hostPath")) set_default(*path, "type", "");
  if (json::object* const rbd = source("rbd")) {
    default_text(*rbd, "pool", "rbd");
    default_text(*rbd, "user", "admin");
    default_text(*rbd, "keyring", "/etc/ceph/keyring");
  }
  if (json::object* const iscsi = source("iscsi"))
    default_text(*iscsi, "iscsiInterface", "default");
  if (json::object* const disk = source("azureDisk")) {
    set_default(*disk, "cachingMode", "ReadWrite");
    set_default(*disk, "fsType", "ext4");
    set_default(*disk, "readOnly", false);
    set_default(*disk, "kind", "Shared");
  }
  if (json::object* const scale_io = source("scaleIO")) {
    default_text(*scale_io, "storageMode", "ThinProvisioned");
    default_text(*scale_io, "fsType", "xfs");
  }
}

}  // namespace k8s::testing::fake
