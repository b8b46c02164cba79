// Which volumes a container sees, and where.

#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/kinds/volume_paths.hpp"

namespace k8s::testing::fake {
namespace {

void validate_descending(const Part& mount, std::string_view name, const FieldPath& path) {
  const std::string_view text = mount.text(name);
  if (text.empty()) return;
  if (text.starts_with('/')) mount.errors().invalid(path, text, "must be a relative path");
  validate_no_backsteps(text, path, mount.errors());
}

/// \param at the path of all mounts, which the server gives here
void validate_mount_options(const Part& mount, const Part& container, const FieldPath& at) {
  FieldErrors& errors = mount.errors();
  const std::string_view propagation = mount.text("mountPropagation");
  if (mount.has("mountPropagation")) {
    const FieldPath path = at.child("mountPropagation");
    if (!is_one_of(propagation, {"Bidirectional", "HostToContainer", "None"})) {
      errors.not_supported(path, propagation, {"Bidirectional", "HostToContainer", "None"});
    }
    if (propagation == "Bidirectional" &&
        !flag_at(container.object(), {"securityContext", "privileged"})) {
      errors.forbidden(
          path, "Bidirectional mount propagation is available only to privileged containers");
    }
  }
  if (!mount.has("recursiveReadOnly")) return;
  const FieldPath path = at.child("recursiveReadOnly");
  const std::string_view recursive = mount.text("recursiveReadOnly");
  if (recursive == "Enabled" || recursive == "IfPossible") {
    if (!mount.flag("readOnly")) {
      errors.forbidden(path, "may only be specified when readOnly is true");
    }
    if (mount.has("mountPropagation") && propagation != "None") {
      errors.forbidden(path,
                       "may only be specified when mountPropagation is None or not specified");
    }
  } else if (recursive != "Disabled") {
    errors.not_supported(path, recursive, {"Disabled", "Enabled", "IfPossible"});
  }
}

bool steps_back(std::string_view path) {
  FieldErrors found;
  validate_no_backsteps(path, {}, found);
  return !found.empty();
}

}  // namespace

void validate_mounts(const Part& container, const Volumes& volumes) {
  const Names devices = values_of(container, "volumeDevices", "name");
  const Names device_paths = values_of(container, "volumeDevices", "devicePath");
  const FieldPath at = container.at("volumeMounts");
  FieldErrors& errors = container.errors();
  Names paths;
  container.each("volumeMounts", [&](const Part& mount) {
    const std::string_view name = mount.text("name");
    const std::string_view path = mount.text("mountPath");
    mount.require("name");
    if (!volumes.contains(name)) errors.not_found(mount.at("name"), name);
    mount.require("mountPath");
    if (!paths.emplace(path).second) {
      errors.invalid(mount.at("mountPath"), path, "must be unique");
    }
    if (devices.contains(name)) {
      errors.invalid(mount.at("name"), name, "must not already exist in volumeDevices");
    }
    if (device_paths.contains(path)) {
      errors.invalid(mount.at("mountPath"), path,
                     "must not already exist as a path in volumeDevices");
    }
    validate_descending(mount, "subPath", at.child("subPath"));
    if (!mount.text("subPathExpr").empty() && !mount.text("subPath").empty()) {
      errors.invalid(mount.at("subPathExpr"), mount.text("subPathExpr"),
                     "subPathExpr and subPath are mutually exclusive");
    }
    validate_descending(mount, "subPathExpr", at.child("subPathExpr"));
    validate_mount_options(mount, container, at);
  });
}

void validate_devices(const Part& container, const Volumes& volumes) {
  const Names mounts = values_of(container, "volumeMounts", "name");
  const Names mount_paths = values_of(container, "volumeMounts", "mountPath");
  FieldErrors& errors = container.errors();
  Names names;
  Names paths;
  container.each("volumeDevices", [&](const Part& device) {
    const std::string_view name = device.text("name");
    const std::string_view path = device.text("devicePath");
    const auto refuse_name = [&](const char* why) { errors.invalid(device.at("name"), name, why); };
    const auto refuse_path = [&](const char* why) {
      errors.invalid(device.at("devicePath"), path, why);
    };
    device.require("name");
    if (names.contains(name)) refuse_name("must be unique");
    const auto volume = volumes.find(name);
    if (volume == volumes.end()) {
      errors.not_found(device.at("name"), name);
    } else if (find(*volume->second, "persistentVolumeClaim") == nullptr &&
               find(*volume->second, "ephemeral") == nullptr) {
      refuse_name(
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
    device.require("devicePath");
    if (paths.contains(path)) refuse_path("must be unique");
    if (!path.empty() && steps_back(path)) {
      refuse_path("can not contain backsteps ('..')");
    } else {
      paths.emplace(path);
    }
    if (mounts.contains(name)) refuse_name("must not already exist in volumeMounts");
    if (mount_paths.contains(path)) refuse_path("must not already exist as a path in volumeMounts");
    if (!name.empty()) names.emplace(name);
  });
}

}  // namespace k8s::testing::fake
