#include "testing/fake/schema_rules.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

bool has_rules(const json::object& schema) {
  if (!array_at(schema, "x-kubernetes-validations").empty()) return true;
  for (const char* const name : {"items", "additionalProperties"}) {
    const json::object* const part = schema_at(schema, name);
    if (part != nullptr && has_rules(*part)) return true;
  }
  return std::ranges::any_of(object_at(schema, "properties"), [](const auto& property) {
    return property.value().is_object() && has_rules(property.value().get_object());
  });
}

}  // namespace

SchemaRules::SchemaRules(const json::object& of, bool is_whole)
    : schema(&of), is_resource(is_whole) {
  const json::array& all = array_at(of, "x-kubernetes-validations");
  const cel::SchemaTypePtr type =
      all.empty() ? nullptr : cel::schema_type(of, is_resource, "selfType");
  for (std::size_t i = 0; type != nullptr && i < all.size(); ++i) {
    if (trimmed(text_at(element_at(all, i), "rule")).empty()) continue;
    rules.emplace_back(element_at(all, i), of, *type);
  }
  for (const auto& property : object_at(of, "properties")) {
    if (!property.value().is_object()) continue;
    const json::object& part = property.value().get_object();
    if (auto inner = compile_rules(part, fake::is_resource(part))) {
      properties.emplace(property.key(), std::move(inner));
    }
  }
  const auto compile = [&](const char* name) {
    const json::object* const part = schema_at(of, name);
    return part != nullptr ? compile_rules(*part, fake::is_resource(*part)) : nullptr;
  };
  items = compile("items");
  others = compile("additionalProperties");
}

std::unique_ptr<SchemaRules> compile_rules(const json::object& schema, bool is_resource) {
  if (!has_rules(schema)) return nullptr;
  return std::make_unique<SchemaRules>(schema, is_resource);
}

}  // namespace k8s::testing::fake
