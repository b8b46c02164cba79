#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "testing/fake/cel/program.hpp"
#include "testing/fake/cel/schema_type.hpp"
#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// A rule of a schema (`x-kubernetes-validations`), compiled.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
///
/// Thread safety: may be evaluated by several threads.
class ValidationRule {
 public:
  /// \param schema where it stands
  /// \param type of the values of the schema
  ValidationRule(const json::object& rule, const json::object& schema, const cel::SchemaType& type);

  [[nodiscard]] const cel::Program& program() const noexcept { return program_; }
  /// Computes the message; nothing if the rule says none or one that does not compile.
  [[nodiscard]] const std::optional<cel::Program>& message_program() const noexcept {
    return message_program_;
  }
  /// Whether it compares with the old value, so that it counts for updates.
  [[nodiscard]] bool uses_old() const { return program_.uses("oldSelf"); }
  /// Whether the old value is an optional, so that the rule counts without one too.
  [[nodiscard]] bool has_optional_old() const noexcept { return has_optional_old_; }

  /// What a value that breaks the rule is told, if no expression says that.
  [[nodiscard]] std::string message() const;
  /// How errors call the rule.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  /// The field to blame, below the value; empty if it is the value itself.
  [[nodiscard]] const std::string& field() const noexcept { return field_; }

  /// The most that the rule and its message may cost, as the server estimates it.
  [[nodiscard]] std::uint64_t cost() const;
  [[nodiscard]] std::uint64_t message_cost() const;

 private:
  std::string rule_;
  std::string message_;
  std::string reason_;
  std::string field_;
  bool has_optional_old_;
  cel::SchemaTypePtr type_;
  cel::Program program_;
  std::optional<cel::Program> message_program_;
};

}  // namespace k8s::testing::fake
