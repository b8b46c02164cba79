#pragma once

#include <stdexcept>
#include <string>

#include <k8s/detail/table.hpp>

#include "testing/fake/go_json.hpp"

// Strategic merge patches, which merge lists by the keys that Kubernetes' types name.
// https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/

namespace k8s::testing::fake {

/// A patch that cannot be applied; what() is what the server says.
class StrategicPatchError : public std::runtime_error {
 public:
  enum class Kind {
    bad_request,    // 400
    unprocessable,  // 422, in which the server does not say why
    internal,       // 500
  };
  StrategicPatchError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  [[nodiscard]] Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

/// Applies a strategic merge patch with its directives: `$patch`, `$retainKeys`,
/// `$setElementOrder/…` and `$deleteFromPrimitiveList/…`.
/// \throws StrategicPatchError
[[nodiscard]] json::object apply_strategic_patch(json::object object, json::object patch,
                                                 const k8s::detail::Table& table);

}  // namespace k8s::testing::fake
