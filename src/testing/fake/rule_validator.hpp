#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testing/fake/correlation.hpp"
#include "testing/fake/field_error.hpp"
#include "testing/fake/schema_rules.hpp"

namespace k8s::testing::fake {

/// Evaluates the rules of a schema for a value and for what is in it, and says which are broken.
/// All of them together may cost 10,000,000 of CEL's units.
class RuleValidator {
 public:
  /// \param warnings what is only warned of, since an update did not change it
  RuleValidator(FieldErrors& errors, std::vector<std::string>& warnings)
      : errors_(errors), warnings_(warnings) {}

  /// \param old the value before an update; null if there is none
  /// \param correlation the same as far as unchanged values are let through; none for all to count
  void validate(const SchemaRules& rules, const FieldPath& path, const json::value& value,
                const json::value* old, const Correlation& correlation);

 private:
  /// What is known of a value's past.
  struct Past {
    const json::value* old = nullptr;
    Correlation current{};
    Correlation parent{};

    [[nodiscard]] Past key(std::string_view name) const;
    [[nodiscard]] Past index(const json::object& schema, const json::value& element,
                             std::size_t index) const;
    [[nodiscard]] bool is_unchanged() const;
  };

  void visit(const SchemaRules& rules, const FieldPath& path, const json::value& value,
             const Past& past);
  void check_rules(const SchemaRules& rules, const FieldPath& path, const json::value& value,
                   const Past& past);
  void check_rule(const ValidationRule& rule, const SchemaRules& rules, const FieldPath& path,
                  const json::value& value, const Past& past, const cel::Bindings& bindings);
  void fail_evaluation(const ValidationRule& rule, const FieldPath& path, std::string_view type,
                       const std::string& error);
  void fail(const ValidationRule& rule, const SchemaRules& rules, const FieldPath& path,
            const json::value& value, const Past& past, const cel::Bindings& bindings);
  /// The message that an expression gives; empty if it gives none.
  std::string computed_message(const ValidationRule& rule, const cel::Bindings& bindings);
  /// Takes a cost away from what is left. \returns whether there was enough
  bool spend(std::uint64_t cost);

  FieldErrors& errors_;
  std::vector<std::string>& warnings_;
  std::int64_t budget_ = 10'000'000;
};

}  // namespace k8s::testing::fake
