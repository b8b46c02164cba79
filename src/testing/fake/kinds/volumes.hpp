#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/kinds/part.hpp"

// What a pod mounts.
// https://kubernetes.io/docs/concepts/storage/volumes/

namespace k8s::testing::fake {

/// The source of one volume of a pod.
/// \param pod the name of the pod; empty if it has none yet
void validate_volume_source(const Part& volume, std::string_view pod);

/// Fills in the source of a volume of a pod or of a PersistentVolume.
void default_volume_source(json::object& volume);

/// Warns of kinds of volumes that no longer do anything.
void warn_of_volume_source(const json::object& volume, const FieldPath& path,
                           std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
