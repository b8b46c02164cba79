#pragma once

#include <string_view>

#include "testing/fake/go_json.hpp"

// The formats of values in the schemas of custom resources.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation

namespace k8s::testing::fake {

/// Whether values of a type may have that format, as a server knows it: `uuid` of a string, `int32`
/// of an integer.
/// \param type empty if any type will do, or several; a text can then have a format
[[nodiscard]] bool knows_format(std::string_view type, std::string_view format);

/// The format that a schema asks for; empty if the server does not know it.
[[nodiscard]] std::string_view known_format(const json::object& schema);

/// Whether the text has that format. Every text has one that the server does not know.
[[nodiscard]] bool has_format(std::string_view format, std::string_view text);

}  // namespace k8s::testing::fake
