#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// https://kubernetes.io/docs/concepts/storage/persistent-volumes/

namespace k8s::testing::fake {

/// How a volume or a claim may be mounted.
void validate_access_modes(const Part& spec);

/// The spec of a PersistentVolume.
/// \param name the volume's
void validate_persistent_volume_spec(const Part& spec, std::string_view name);
/// The same as a VolumeAttachment holds it.
void validate_inline_volume_spec(const Part& spec);

}  // namespace k8s::testing::fake
