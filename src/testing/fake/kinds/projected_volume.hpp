#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// Volumes that are files with what the server knows.

namespace k8s::testing::fake {

/// The permissions of files: a number between 0 and 0777.
void validate_file_mode(const Part& part, std::string_view name);

/// A key of a Secret or a ConfigMap, and the file that it is written into.
void validate_key_to_path(const Part& item);
/// A file with a field of the pod or an amount of a container.
/// \param path where the server says that it stands
void validate_downward_file(const Part& item, const FieldPath& path);

/// A source that puts several others into one folder.
/// https://kubernetes.io/docs/concepts/storage/projected-volumes/
void validate_projected(const Part& projected);

}  // namespace k8s::testing::fake
