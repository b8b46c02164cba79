#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

// JSON patches (RFC 6902) and JSON merge patches (RFC 7396), with the deviations of the libraries
// that the API server uses.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply

namespace k8s::testing::fake {

/// An operation that does not fit the document, a test that failed.
class PatchMismatch : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Applies the operations of a JSON patch in order. Other than the RFC has it, `replace` adds a
/// member that is not there, negative indices count from the end, and a path need not begin with a
/// slash.
/// \param operations objects, each with members `op`, `path`, `from`, `value` as its kind needs
/// them
/// \throws PatchMismatch
[[nodiscard]] json::value apply_json_patch(json::value document, const json::array& operations);

/// Applies a JSON merge patch. The members of every object that the patch reaches into come in the
/// order of their names, as the server has them then.
[[nodiscard]] json::object apply_merge_patch(json::object document, const json::object& patch);

/// What of the operations of a JSON patch the server warns of: members that it does not know.
/// \throws SchemaError for operations of a wrong type, in the words of Go's decoder
[[nodiscard]] std::vector<std::string> check_json_patch(const ParsedJson& patch);

}  // namespace k8s::testing::fake
