#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "testing/fake/validation_rule.hpp"

namespace k8s::testing::fake {

/// The rules of a schema and of all schemas within it that have some.
struct SchemaRules {
  /// \param schema has to outlive the rules
  /// \param is_resource whether its values are whole objects, with apiVersion, kind and metadata
  SchemaRules(const json::object& schema, bool is_resource);

  const json::object* schema;
  bool is_resource;
  std::vector<ValidationRule> rules{};
  std::map<std::string, std::unique_ptr<SchemaRules>, std::less<>> properties{};
  std::unique_ptr<SchemaRules> items{};
  std::unique_ptr<SchemaRules> others{};  // of additionalProperties
};

/// The rules of a schema; null if there are none.
[[nodiscard]] std::unique_ptr<SchemaRules> compile_rules(const json::object& schema,
                                                         bool is_resource);

}  // namespace k8s::testing::fake
