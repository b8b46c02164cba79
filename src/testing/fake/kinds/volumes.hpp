#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// What a pod mounts, and what a PersistentVolume is made of.
// https://kubernetes.io/docs/concepts/storage/volumes/

namespace k8s::testing::fake {

/// The source of one volume of a pod.
/// \param pod the name of the pod; empty if it has none yet
void validate_volume_source(const Part& volume, std::string_view pod);

/// The spec of a PersistentVolume.
/// \param name the volume's
void validate_persistent_volume_spec(const Part& spec, std::string_view name);
/// The same as a VolumeAttachment holds it.
void validate_inline_volume_spec(const Part& spec);

/// A PersistentVolumeClaimSpec.
void validate_claim_spec(const Part& spec);

/// The name of a CSI driver.
void validate_driver_name(std::string_view name, const FieldPath& path, FieldErrors& errors);

/// Fills in what every PersistentVolumeClaimSpec gets.
void default_claim_spec(json::object& spec);
/// Fills in the source of a volume of a pod or of a PersistentVolume.
void default_volume_source(json::object& volume);

/// Warns of kinds of volumes that no longer do anything.
void warn_of_volume_source(const json::object& volume, const FieldPath& path,
                           std::vector<std::string>& warnings);

/// Refuses a relative path, and one that leads out of where it stands.
void validate_local_path(std::string_view text, const FieldPath& path, FieldErrors& errors);
/// Refuses `..` in a path.
void validate_no_backsteps(std::string_view text, const FieldPath& path, FieldErrors& errors);

/// A reference to a field of the pod, of those that may be asked for here.
void validate_field_ref(const Part& reference, Part::Choices fields);
/// A reference to an amount of a container.
/// \param in_volume whether the container has to be named
void validate_resource_field_ref(const Part& reference, bool in_volume);

}  // namespace k8s::testing::fake
