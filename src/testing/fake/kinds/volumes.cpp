#include "testing/fake/kinds/volumes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "ascii.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* second_type = "may not specify more than 1 volume type";
constexpr const char* partition_range = "must be between 1 and 255, inclusive";
constexpr const char* mode_range = "must be a number between 0 and 0777 (octal), both inclusive";
constexpr int largest_mode = 0777;
constexpr int largest_unit = 255;  // of disks and partitions

/// Whether the volume is one of a pod, or a PersistentVolume, which names the namespace of secrets.
enum class Owner { pod, cluster };

void check_mode(const Part& part, std::string_view name) {
  part.in_range(name, 0, largest_mode, mode_range);
}

bool is_alphanumeric(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0; });
}

bool are_digits(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// iqn.2001-04.com.example:disk1
bool is_iqn(std::string_view text) {
  constexpr std::size_t date = 4;  // where it begins
  constexpr std::size_t date_length = 8;
  if (text.size() < date + date_length || !text.starts_with("iqn.")) return false;
  if (!are_digits(text.substr(date, 4)) || text[date + 4] != '-' ||
      !are_digits(text.substr(date + 5, 2)) || text[date + 7] != '.') {
    return false;
  }
  text.remove_prefix(date + date_length);
  const std::size_t end = std::min(text.find(':'), text.size());
  const std::string_view authority = text.substr(0, end);
  const auto is_authority = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.';
  };
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
    well = digits.size() == eui_digits && is_alphanumeric(digits);
  } else if (name.starts_with("naa")) {
    well = digits.size() == naa_digits && is_alphanumeric(digits);
  } else {
    return bad_prefix;
  }
  return well ? "" : "must be valid format";
}

void validate_secret_name(const Part& source, Owner owner) {
  if (!source.has("secretRef")) return;
  const Part secret = source.child("secretRef");
  secret.require("name");
  if (owner == Owner::cluster) secret.require("namespace");
}

void validate_iscsi(const Part& disk, Owner owner, std::string_view volume) {
  constexpr std::size_t longest = 64;
  FieldErrors& errors = disk.errors();
  const char* const bad_prefix = owner == Owner::pod
                                     ? "must be valid format starting with iqn, eui, or naa"
                                     : "must be valid format";
  disk.require("targetPortal");
  const std::string_view portal = disk.text("targetPortal");
  const bool too_long = disk.has("initiatorName") && volume.size() + 1 + portal.size() > longest;
  if (owner == Owner::cluster && too_long) {
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
  if (owner == Owner::cluster && disk.has("secretRef")) disk.child("secretRef").require("name");
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

void validate_storage_os(const Part& source, Owner owner) {
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

void validate_csi(const Part& source, Owner owner) {
  validate_driver_name(source.text("driver"), source.at("driver"), source.errors());
  if (owner == Owner::pod) {
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

void validate_glusterfs(const Part& source, Owner owner) {
  source.require("endpoints");
  source.require("path");
  if (owner == Owner::pod || !source.has("endpointsNamespace")) return;
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

/// The sources that pods and PersistentVolumes have in common. Returns whether it is one of them.
bool validate_common_source(const Part& source, std::string_view kind, Owner owner,
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
    if (owner == Owner::cluster && source.has("secretNamespace")) {
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

void validate_key_to_path(const Part& item) {
  item.require("key");
  item.require("path");
  validate_local_path(item.text("path"), item.at("path"), item.errors());
  check_mode(item, "mode");
}

/// \param path where the server says that it stands
void validate_downward_file(const Part& item, const FieldPath& path) {
  const Part file{item.object(), path, item.errors()};
  file.require("path");
  validate_local_path(file.text("path"), file.at("path"), file.errors());
  const bool has_resource = file.has("resourceFieldRef");
  if (file.has("fieldRef")) {
    validate_field_ref(file.child("fieldRef"),
                       {"metadata.annotations", "metadata.labels", "metadata.name",
                        "metadata.namespace", "metadata.uid"});
    if (has_resource) {
      file.errors().invalid(path, "resource",
                            "fieldRef and resourceFieldRef can not be specified simultaneously");
    }
  } else if (has_resource) {
    validate_resource_field_ref(file.child("resourceFieldRef"), true);
  } else {
    file.errors().required(path, "one of fieldRef and resourceFieldRef is required");
  }
  check_mode(file, "mode");
}

void validate_token_projection(const Part& token, const FieldPath& projected) {
  constexpr std::int64_t shortest = 600;
  constexpr std::int64_t longest = std::int64_t{1} << 32;
  const std::int64_t seconds = token.number("expirationSeconds");
  FieldErrors& errors = token.errors();
  if (seconds < shortest) {
    errors.invalid(token.at("expirationSeconds"), seconds,
                   "may not specify a duration less than 10 minutes");
  }
  if (seconds > longest) {
    errors.invalid(token.at("expirationSeconds"), seconds,
                   "may not specify a duration larger than 2^32 seconds");
  }
  if (token.text("path").empty()) {
    errors.required(projected.child("path"));
  } else {
    validate_local_path(token.text("path"), projected.child("path"), errors);
  }
}

void validate_signer(const Part& source) {
  constexpr const char* words =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
  const std::string_view name = source.text("signerName");
  if (!source.require("signerName", "must be a valid signer name")) return;
  if (name.find('/') == name.npos) source.errors().invalid(source.at("signerName"), name, words);
}

void validate_trust_bundle(const Part& bundle) {
  FieldErrors& errors = bundle.errors();
  if (bundle.has("name") && bundle.has("signerName")) {
    errors.invalid(bundle.path(), bundle.object(), "only one of name and signerName may be used");
  } else if (bundle.has("name")) {
    const std::string_view name = bundle.text("name");
    if (name.empty()) errors.required(bundle.at("name"), "must be a valid object name");
    for (const std::string& complaint : check_dns_subdomain(name)) {
      errors.invalid(bundle.at("name"), name, "not a valid clustertrustbundlename: " + complaint);
    }
    if (bundle.has("labelSelector")) {
      errors.invalid(bundle.at("labelSelector"), object_at(bundle.object(), "labelSelector"),
                     "labelSelector must be unset if name is specified");
    }
  } else if (bundle.has("signerName")) {
    validate_signer(bundle);
    (void)validate_label_selector(object_at(bundle.object(), "labelSelector"),
                                  bundle.at("labelSelector"), errors);
  } else {
    errors.required(bundle.path(), "either name or signerName must be specified");
  }
  bundle.require("path");
  validate_local_path(bundle.text("path"), bundle.at("path"), errors);
}

void validate_projected(const Part& projected) {
  check_mode(projected, "defaultMode");
  std::set<std::string, std::less<>> paths;
  const auto note = [&](std::string_view path, std::string_view shown_value) {
    if (path.empty() || paths.emplace(path).second) return;
    projected.errors().invalid(projected.path(), shown_value, "conflicting duplicate paths");
  };
  projected.each("sources", [&](const Part& source) {
    int kinds = 0;
    for (const char* const kind : {"secret", "configMap"}) {
      if (!source.has(kind)) continue;
      ++kinds;
      const Part from = source.child(kind);
      from.require("name");
      from.each("items", [&](const Part& item) {
        validate_key_to_path(item);
        note(item.text("path"), from.text("name"));
      });
    }
    if (source.has("downwardAPI")) {
      ++kinds;
      const Part from = source.child("downwardAPI");
      from.each("items", [&](const Part& item) {
        validate_downward_file(item, from.path());
        note(item.text("path"), item.text("path"));
      });
    }
    if (source.has("serviceAccountToken")) {
      ++kinds;
      validate_token_projection(source.child("serviceAccountToken"), projected.path());
    }
    if (source.has("clusterTrustBundle")) {
      ++kinds;
      const Part bundle = source.child("clusterTrustBundle");
      validate_trust_bundle(bundle);
      note(bundle.text("path"), bundle.text("path"));
    }
    if (source.has("podCertificate")) ++kinds;
    if (kinds > 1) {
      projected.errors().forbidden(source.path(),
                                   "may not specify more than 1 volume type per source");
    }
  });
}

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
    check_mode(source, "defaultMode");
    source.each("items", &validate_key_to_path);
  } else if (kind == "persistentVolumeClaim") {
    source.require("claimName");
  } else if (kind == "downwardAPI") {
    check_mode(source, "defaultMode");
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

/// How the server spells the field of a source that is one too many.
std::string_view spelled(std::string_view kind) {
  if (kind == "cephfs") return "cephFS";
  if (kind == "downwardAPI") return "downwarAPI";
  return kind;
}

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
      spec.errors().forbidden(spec.at(spelled(kind)), second_type);
      continue;
    }
    found = true;
    const Part source = spec.child(kind);
    if (validate_common_source(source, kind, Owner::cluster, name)) continue;
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

void default_text(json::object& object, std::string_view name, std::string_view text) {
  if (text_at(object, name).empty()) object[name] = text;
}

}  // namespace

void validate_no_backsteps(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  std::string_view rest = text;
  while (true) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (rest.substr(0, slash) == "..") return errors.invalid(path, text, "must not contain '..'");
    if (slash == rest.size()) return;
    rest.remove_prefix(slash + 1);
  }
}

void validate_local_path(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  if (text.starts_with("/")) errors.invalid(path, text, "must be a relative path");
  validate_no_backsteps(text, path, errors);
  if (text.starts_with("..") && !text.starts_with("../")) {
    errors.invalid(path, text, "must not start with '..'");
  }
}

void validate_driver_name(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  constexpr std::size_t longest = 63;
  if (name.empty()) return errors.required(path);
  if (name.size() > longest) errors.too_long(path, longest);
  errors.invalid(path, name, check_dns_subdomain(lower(name)));
}

void validate_field_ref(const Part& reference, Part::Choices fields) {
  if (!reference.require("apiVersion") || !reference.require("fieldPath")) return;
  const std::string_view field = reference.text("fieldPath");
  FieldErrors& errors = reference.errors();
  if (const std::string_view version = reference.text("apiVersion"); version != "v1") {
    return errors.invalid(
        reference.at("fieldPath"), field,
        "error converting fieldPath: unsupported pod version: " + std::string(version));
  }
  const std::size_t bracket = field.find("['");
  const bool subscripted = bracket != field.npos && field.ends_with("']");
  const std::string_view name = subscripted ? field.substr(0, bracket) : field;
  const bool known = is_one_of(
      name, {"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
             "metadata.uid", "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName",
             "spec.schedulerName", "status.phase", "status.hostIP", "status.hostIPs",
             "status.podIP", "status.podIPs", "spec.host"});
  if (!known || (subscripted && name != "metadata.annotations" && name != "metadata.labels" &&
                 name != "metadata.name")) {
    return errors.invalid(reference.at("fieldPath"), field,
                          "error converting fieldPath: field label not supported: " +
                              std::string(subscripted && known ? name : field));
  }
  if (subscripted) {
    constexpr std::size_t quotes = 2;
    std::string key(field.substr(bracket + quotes, field.size() - bracket - 2 * quotes));
    if (name == "metadata.annotations") key = lower(key);
    return errors.invalid(reference.path(), key, check_label_key(key));
  }
  if (!is_one_of(name, fields)) {
    errors.not_supported(reference.at("fieldPath"), name, fields);
  }
}

void validate_resource_field_ref(const Part& reference, bool in_volume) {
  const std::string_view resource = reference.text("resource");
  if (in_volume && reference.text("containerName").empty()) {
    reference.require("containerName");
  } else if (reference.require("resource") && !resource.starts_with("requests.hugepages-") &&
             !resource.starts_with("limits.hugepages-")) {
    reference.choose("resource", {"limits.cpu", "limits.ephemeral-storage", "limits.memory",
                                  "requests.cpu", "requests.ephemeral-storage", "requests.memory"});
  }
  const auto divisor = quantity_at(reference.object(), "divisor");
  if (!divisor || *divisor == Quantity(0)) return;
  const std::string_view what = resource.substr(std::min(resource.find('.'), resource.size()));
  const std::string text = divisor->canonical();
  if (what == ".cpu") {
    if (text == "1" || text == "1m") return;
    return reference.errors().invalid(
        reference.at("divisor"), resource,
        "only divisor's values 1m and 1 are supported with the cpu resource");
  }
  const bool whole = is_one_of(
      text, {"1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"});
  const char* kind = nullptr;
  if (what == ".memory") kind = "memory";
  if (what == ".ephemeral-storage") kind = "local ephemeral storage";
  if (what.starts_with(".hugepages-")) kind = "hugepages";
  if (whole || kind == nullptr) return;
  reference.errors().invalid(reference.at("divisor"), resource,
                             "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, "
                             "1Pi, 1Ei are supported with the " +
                                 std::string(kind) + " resource");
}

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
      volume.errors().forbidden(volume.at(spelled(kind)), second_type);
      continue;
    }
    found = true;
    if (!validate_common_source(volume.child(kind), kind, Owner::pod, volume.text("name"))) {
      validate_pod_source(volume, kind, pod);
    }
  }
  if (!found) volume.errors().required(volume.path(), "must specify a volume type");
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
