#pragma once

#include <memory>
#include <string>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/merge_type.hpp"
#include "testing/fake/schema_rules.hpp"

// The schemas of CustomResourceDefinitions: what the server prunes, fills in and refuses by them.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/

namespace k8s::testing::fake {

/// What becomes of a null where none may stand, and no default takes its place.
enum class Nulls { dropped, kept };

/// A structural schema, with its rules in CEL.
///
/// Thread safety: may be read from several threads.
class CustomSchema {
 public:
  /// \param schema an `openAPIV3Schema`
  /// \param scale where an object has what its Scale tells; empty if it has none
  explicit CustomSchema(json::object schema, json::object scale = {});

  /// Removes members that the schema does not know.
  /// \param unknown their paths are appended, in order: "spec.foo"
  void prune(json::object& object, std::vector<std::string>& unknown) const;
  /// Fills in defaults, also in the place of a null that the schema does not allow.
  void set_defaults(json::object& object, Nulls nulls = Nulls::dropped) const;

  /// \param errors what is wrong is appended; if something was wrong before, rules in CEL may not
  /// be evaluated
  void validate(const json::object& object, FieldErrors& errors) const;
  /// What was wrong before an update may stay as it is.
  /// \param warnings rules that are broken as they were before are appended
  void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors,
                       std::vector<std::string>& warnings) const;
  /// Of an update of the status. Of all else only the rules count.
  void validate_status_update(const json::object& fresh, const json::object& old,
                              FieldErrors& errors, std::vector<std::string>& warnings) const;

  /// The schema itself, as the definition has it.
  [[nodiscard]] const json::object& text() const noexcept { return schema_; }
  [[nodiscard]] const MergeType& merge_type() const noexcept { return *merge_type_; }

 private:
  void validate_rules(const json::value& fresh, const json::value* old, FieldErrors& errors,
                      std::vector<std::string>& warnings) const;

  json::object schema_;
  std::unique_ptr<const SchemaRules> rules_;
  MergeTypes types_;
  const MergeType* merge_type_;
  json::object scale_;
};

}  // namespace k8s::testing::fake
