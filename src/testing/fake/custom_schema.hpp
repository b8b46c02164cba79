#pragma once

#include <string>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/merge_type.hpp"

// The schemas of CustomResourceDefinitions: what the server prunes, fills in and refuses by them.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/

namespace k8s::testing::fake {

/// A structural schema. Rules in CEL (x-kubernetes-validations) are kept and not evaluated.
///
/// Thread safety: may be read from several threads.
class CustomSchema {
 public:
  /// \param schema an `openAPIV3Schema`
  explicit CustomSchema(json::object schema);

  /// Removes members that the schema does not know.
  /// \param unknown their paths are appended, in order: "spec.foo"
  void prune(json::object& object, std::vector<std::string>& unknown) const;
  /// Fills in defaults, also in the place of a null that the schema does not allow.
  void set_defaults(json::object& object) const;

  void validate(const json::object& object, FieldErrors& errors) const;
  /// Of an update of the status, which is all that counts then.
  void validate_status(const json::object& object, FieldErrors& errors) const;

  /// The schema itself, as the definition has it.
  [[nodiscard]] const json::object& text() const noexcept { return schema_; }
  [[nodiscard]] const MergeType& merge_type() const noexcept { return *merge_type_; }

 private:
  json::object schema_;
  MergeTypes types_;
  const MergeType* merge_type_;
};

}  // namespace k8s::testing::fake
