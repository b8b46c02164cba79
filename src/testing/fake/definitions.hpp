#pragma once

#include <vector>

#include "testing/fake/resource.hpp"

// CustomResourceDefinitions: kinds that are made by creating an object.
// https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/

namespace k8s::testing::fake {

inline constexpr const char* definitions_collection =
    "apiextensions.k8s.io/customresourcedefinitions";

/// The kind of definitions themselves, for as long as the library has no model of it.
[[nodiscard]] Resource definition_resource();

/// Whether the server offers what a definition describes.
[[nodiscard]] bool is_established(const json::object& definition);

/// Where the objects of the kind that a definition describes are stored.
[[nodiscard]] std::string described_collection(const json::object& definition);

/// The kind that a definition describes, in every version that it serves.
[[nodiscard]] std::vector<Resource> resources_of(const json::object& definition);

}  // namespace k8s::testing::fake
