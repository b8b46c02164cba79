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

/// Sets a condition of a definition; its time changes with its status alone.
void set_condition(json::object& definition, json::object condition);

/// The condition of a definition that is to go: that its objects still are, or are gone.
[[nodiscard]] json::object terminating_condition(const char* reason, const char* message,
                                                 bool holds, const std::string& now);

/// Where the objects of the kind that a definition describes are stored.
[[nodiscard]] std::string described_collection(const json::object& definition);

/// The kind that a definition describes, in every version that it serves.
[[nodiscard]] std::vector<Resource> resources_of(const json::object& definition);

}  // namespace k8s::testing::fake
