#pragma once

#include <string>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/object.hpp"

// What the server warns those of who create pods, or what makes pods.

namespace k8s::testing::fake {

/// \param pod a Pod, or a template of pods
/// \param path where it stands; empty for a Pod
void warn_of_pod(const json::object& pod, const FieldPath& path,
                 std::vector<std::string>& warnings);

/// The same, of the template in `spec.template`.
void warn_of_template(const json::object& object, std::vector<std::string>& warnings);
/// The same, if the update has changed what the object is to be.
void warn_of_new_template(const json::object& fresh, const json::object& old,
                          std::vector<std::string>& warnings);
/// Whether an update left alone what the object is to be. One that was seeded may have no
/// generation.
[[nodiscard]] bool same_generation(const json::object& fresh, const json::object& old);

/// pod_volume_warnings.cpp: of volumes of kinds that are no more, and of files in the same place.
void warn_of_volumes(const json::object& spec, const FieldPath& path,
                     std::vector<std::string>& warnings);

/// Of amounts of bytes that have a fraction.
void warn_of_fraction(const json::object& amounts, const char* name, const FieldPath& path,
                      std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
