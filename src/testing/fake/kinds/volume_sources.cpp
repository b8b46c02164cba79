#include "testing/fake/kinds/volume_sources.hpp"

#include <algorithm>
#include <string>

#include "ascii.hpp"
#include "testing/fake/kinds/volume_paths.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* partition_range = "must be between 1 and 255, inclusive";
constexpr int largest_unit = 255;  // of disks and partitions

/// iqn.2001-04.com.example:disk1
bool is_iqn(std::string_view text) {
  constexpr std::size_t date = 4;  // where it begins
  constexpr std::size_t date_length = 8;
  if (text.size() < date + date_length || !text.starts_with("iqn.")) return false;
  if (!std::ranges::all_of(text.substr(date, 4), is_digit) || text[date + 4] != '-' ||
      !std::ranges::all_of(text.substr(date + 5, 2), is_digit) || text[date + 7] != '.') {
    return false;
  }
  text.remove_prefix(date + date_length);
  const std::size_t end = std::min(text.find(':'), text.size());
  const std::string_view authority = text.substr(0, end);
  const auto is_authority = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; };
  if (authority.empty() || !std::ranges::all_of(authority, is_authority)) return false;
  const std::string_view rest = text.substr(end);
  return rest.size() > 1 && rest.find_first_of(",;*&$| \t\n\f\r", 1) == rest.npos;
}

/// What is wrong with the name of an iSCSI initiator; nothing if all is well.
std::string initiator_problem(std::string_view name, const char* bad_prefix) {
  constexpr std::size_t eui_digits = 16;
  constexpr std::size_t naa_digits = 32;
  const std::string_view digits = name.substr(std::min<std::size_t>(4, name.size()));
  bool well = false;
  if (name.starts_with("iqn")) {
    well = is_iqn(name);
  } else if (name.starts_with("eui")) {
    well = digits.size() == eui_digits && std::ranges::all_of(digits, is_alphanumeric);
  } else if (name.starts_with("naa")) {
    well = digits.size() == naa_digits && std::ranges::all_of(digits, is_alphanumeric);
  } else {
    return bad_prefix;
  }
  return well ? "" : "must be valid format";
}

void validate_secret_name(const Part& source, VolumeOwner owner) {
  if (!source.has("secretRef")) return;
  const Part secret = source.child("secretRef");
  secret.require("name");
  if (owner == VolumeOwner::cluster) secret.require("namespace");
}

void validate_iscsi(const Part& disk, VolumeOwner owner, std::string_view volume) {
  constexpr std::size_t longest = 64;
  FieldErrors& errors = disk.errors();
  const char* const bad_prefix = owner == VolumeOwner::pod
                                     ? "must be valid format starting with iqn, eui, or naa"
                                     : "must be valid format";
  disk.require("targetPortal");
  const std::string_view portal = disk.text("targetPortal");
  const bool too_long = disk.has("initiatorName") && volume.size() + 1 + portal.size() > longest;
  if (owner == VolumeOwner::cluster && too_long) {
    errors.invalid(disk.at("targetportal"), portal,
                   "Total length of <volume name>:<iscsi.targetPortal> must be under 64 "
                   "characters if iscsi.initiatorName is specified.");
  }
  if (disk.require("iqn")) {
    const std::string problem = initiator_problem(disk.text("iqn"), bad_prefix);
    if (!problem.empty()) errors.invalid(disk.at("iqn"), disk.text("iqn"), problem);
  }
  disk.in_range("lun", 0, largest_unit, "must be between 0 and 255, inclusive");
  if (disk.flag("chapAuthDiscovery") || disk.flag("chapAuthSession")) {
    disk.require_member("secretRef");
  }
  if (owner == VolumeOwner::cluster && disk.has("secretRef"))
    disk.child("secretRef").require("name");
  if (disk.has("initiatorName")) {
    const std::string_view name = disk.text("initiatorName");
    const std::string problem = initiator_problem(name, bad_prefix);
    if (!problem.empty()) errors.invalid(disk.at("initiatorname"), name, problem);
  }
}

void validate_fibre_channel(const Part& disk) {
  const std::size_t wwns = disk.count("targetWWNs");
  const std::size_t wwids = disk.count("wwids");
  if (wwns == 0 && wwids == 0) {
    disk.require("targetWWNs", "must specify either targetWWNs or wwids, but not both");
  }
  if (wwns != 0 && wwids != 0) {
    disk.errors().invalid(disk.at("targetWWNs"), array_at(disk.object(), "targetWWNs"),
                          "targetWWNs and wwids can not be specified simultaneously");
  }
  if (wwns == 0) return;
  disk.require_member("lun", "lun is required if targetWWNs is specified");
  disk.in_range("lun", 0, largest_unit, "must be between 0 and 255, inclusive");
}

void validate_azure_disk(const Part& disk) {
  disk.require("diskName");
  disk.require("diskURI");
  disk.choose("cachingMode", {"None", "ReadOnly", "ReadWrite"});
  disk.choose("kind", {"Dedicated", "Managed", "Shared"});
  if (!disk.has("kind")) return;
  const std::string_view uri = disk.text("diskURI");
  if (disk.text("kind") == "Managed") {
    if (!uri.starts_with("/subscriptions/")) {
      disk.errors().not_supported(disk.at("diskURI"), uri,
                                  {"/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/"
                                   "microsoft.compute/disks/{disk-id}"});
    }
  } else if (!uri.starts_with("https://")) {
    disk.errors().not_supported(
        disk.at("diskURI"), uri,
        {"https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"});
  }
}

void validate_storage_os(const Part& source, VolumeOwner owner) {
  source.require_name("volumeName", &check_dns_label);
  source.check("volumeNamespace", &check_dns_label);
  validate_secret_name(source, owner);
}

void validate_quobyte(const Part& source) {
  constexpr const char* words = "must be a host:port pair or multiple pairs separated by commas";
  constexpr std::size_t longest_tenant = 64;
  if (source.require("registry", words)) {
    if (source.text("tenant").size() > longest_tenant) {
      source.errors().required(source.at("tenant"),
                               "must be a UUID and may not exceed a length of 64 characters");
    } else {
      std::string_view registry = source.text("registry");
      while (true) {
        const std::size_t comma = std::min(registry.find(','), registry.size());
        const std::string_view pair = registry.substr(0, comma);
        if (std::ranges::count(pair, ':') != 1) {
          source.errors().invalid(source.at("registry"), source.text("registry"), words);
        }
        if (comma == registry.size()) break;
        registry.remove_prefix(comma + 1);
      }
    }
  }
  source.require("volume");
}

void validate_flex(const Part& source) {
  source.require("driver");
  for (const auto& option : object_at(source.object(), "options")) {
    const std::string_view key = option.key();
    const std::string domain = "." + lower(key.substr(0, key.find('/')));
    if (domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io")) {
      source.errors().invalid(source.at("options").key(key), key,
                              "kubernetes.io and k8s.io namespaces are reserved");
    }
  }
}

void validate_host_path(const Part& source) {
  if (!source.require("path")) return;
  validate_no_backsteps(source.text("path"), source.at("path"), source.errors());
  source.choose("type", {"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
                         "FileOrCreate", "Socket"});
}

void validate_nfs(const Part& source) {
  source.require("server");
  source.require("path");
  if (!source.text("path").starts_with("/")) {
    source.errors().invalid(source.at("path"), source.text("path"), "must be an absolute path");
  }
}

void validate_csi(const Part& source, VolumeOwner owner) {
  validate_driver_name(source.text("driver"), source.at("driver"), source.errors());
  if (owner == VolumeOwner::pod) {
    if (!source.has("nodePublishSecretRef")) return;
    const Part secret = source.child("nodePublishSecretRef");
    if (secret.require("name")) {
      const std::string_view name = secret.text("name");
      source.errors().invalid(source.at("name"), name, check_dns_subdomain(name));
    }
    return;
  }
  source.require("volumeHandle");
  for (const char* const name : {"controllerPublishSecretRef", "controllerExpandSecretRef",
                                 "nodePublishSecretRef", "nodeExpandSecretRef"}) {
    if (!source.has(name)) continue;
    source.child(name).require_name("name", &check_dns_subdomain);
    source.child(name).require_name("namespace", &check_dns_label);
  }
}

void validate_glusterfs(const Part& source, VolumeOwner owner) {
  source.require("endpoints");
  source.require("path");
  if (owner == VolumeOwner::pod || !source.has("endpointsNamespace")) return;
  if (source.text("endpointsNamespace").empty()) {
    source.errors().invalid(source.at("endpointsNamespace"), "",
                            "if the endpointnamespace is set, it must be a valid namespace name");
  }
  source.check("endpointsNamespace", &check_namespace_name);
}

void validate_flocker(const Part& source) {
  const std::string_view name = source.text("datasetName");
  const std::string_view uuid = source.text("datasetUUID");
  FieldErrors& errors = source.errors();
  if (name.empty() && uuid.empty()) {
    errors.required(source.path(), "one of datasetName and datasetUUID is required");
  }
  if (!name.empty() && !uuid.empty()) {
    errors.invalid(source.path(), "resource",
                   "datasetName and datasetUUID can not be specified simultaneously");
  }
  if (name.find('/') != name.npos) {
    errors.invalid(source.at("datasetName"), name, "must not contain '/'");
  }
}

}  // namespace

bool validate_common_source(const Part& source, std::string_view kind, VolumeOwner owner,
                            std::string_view volume) {
  if (kind == "hostPath") {
    validate_host_path(source);
  } else if (kind == "gcePersistentDisk") {
    // The server names it so.
    std::string path = source.path().text();
    path.replace(path.rfind('.') + 1, path.npos, "persistentDisk");
    const Part disk{source.object(), path, source.errors()};
    disk.require("pdName");
    disk.in_range("partition", 0, largest_unit, partition_range);
  } else if (kind == "awsElasticBlockStore") {
    source.require("volumeID");
    source.in_range("partition", 0, largest_unit, partition_range);
  } else if (kind == "glusterfs") {
    validate_glusterfs(source, owner);
  } else if (kind == "flocker") {
    validate_flocker(source);
  } else if (kind == "nfs") {
    validate_nfs(source);
  } else if (kind == "rbd") {
    source.require("monitors");
    source.require("image");
  } else if (kind == "quobyte") {
    validate_quobyte(source);
  } else if (kind == "cephfs") {
    source.require("monitors");
  } else if (kind == "iscsi") {
    validate_iscsi(source, owner, volume);
  } else if (kind == "cinder") {
    source.require("volumeID");
    validate_secret_name(source, owner);
  } else if (kind == "fc") {
    validate_fibre_channel(source);
  } else if (kind == "flexVolume") {
    validate_flex(source);
  } else if (kind == "azureFile") {
    source.require("secretName");
    source.require("shareName");
    if (owner == VolumeOwner::cluster && source.has("secretNamespace")) {
      source.require("secretNamespace");
    }
  } else if (kind == "vsphereVolume") {
    source.require("volumePath");
  } else if (kind == "photonPersistentDisk") {
    source.require("pdID");
  } else if (kind == "portworxVolume") {
    source.require("volumeID");
  } else if (kind == "azureDisk") {
    validate_azure_disk(source);
  } else if (kind == "storageos") {
    validate_storage_os(source, owner);
  } else if (kind == "scaleIO") {
    for (const char* const name : {"gateway", "system", "volumeName"}) source.require(name);
  } else if (kind == "csi") {
    validate_csi(source, owner);
  } else {
    return false;
  }
  return true;
}

std::string_view spelled_source(std::string_view kind) {
  if (kind == "cephfs") return "cephFS";
  if (kind == "downwardAPI") return "downwarAPI";
  return kind;
}

void validate_driver_name(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  constexpr std::size_t longest = 63;
  if (name.empty()) return errors.required(path);
  if (name.size() > longest) errors.too_long(path, longest);
  errors.invalid(path, name, check_dns_subdomain(lower(name)));
}

}  // namespace k8s::testing::fake
