#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// What a volume is made of.
// https://kubernetes.io/docs/concepts/storage/volumes/

namespace k8s::testing::fake {

/// Whether the volume is one of a pod, or a PersistentVolume, which names the namespace of secrets.
enum class VolumeOwner { pod, cluster };

/// The sources that pods and PersistentVolumes have in common. Returns whether it is one of them.
bool validate_common_source(const Part& source, std::string_view kind, VolumeOwner owner,
                            std::string_view volume);

/// How the server spells the field of a source that is one too many.
[[nodiscard]] std::string_view spelled_source(std::string_view kind);
inline constexpr const char* second_volume_type = "may not specify more than 1 volume type";

/// The name of a CSI driver.
void validate_driver_name(std::string_view name, const FieldPath& path, FieldErrors& errors);

}  // namespace k8s::testing::fake
