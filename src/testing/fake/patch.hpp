#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <k8s/http.hpp>

#include "testing/fake/options.hpp"
#include "testing/fake/resource.hpp"

// What the server does with the body of a PATCH.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply

namespace k8s::testing::fake {

enum class PatchType { json, merge, strategic, apply };

struct Patch {
  PatchType type = PatchType::merge;
  std::string_view body{};
};

/// What kind of patch a request says that it brings. \throws Refusal (415)
[[nodiscard]] PatchType read_patch_type(const Headers& headers, const Resource& resource);

/// What a patch that is no apply makes of an object: decoded, with defaults.
/// \param warnings of members that are unknown or stand there twice
/// \throws Refusal
[[nodiscard]] json::object apply_patch(const Patch& patch, const Resource& resource,
                                       const json::object& object, FieldValidation validation,
                                       std::vector<std::string>& warnings,
                                       const ResourceRegistry& resources);

}  // namespace k8s::testing::fake
