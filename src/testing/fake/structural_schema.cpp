#include "testing/fake/structural_schema.hpp"

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

bool preserves_unknown(const json::object& schema) {
  return flag_at(schema, "x-kubernetes-preserve-unknown-fields");
}

bool is_resource(const json::object& schema) {
  return flag_at(schema, "x-kubernetes-embedded-resource");
}

bool is_type_member(std::string_view name) {
  return name == "apiVersion" || name == "kind" || name == "metadata";
}

bool is_int_or_string(const json::object& schema) {
  return flag_at(schema, "x-kubernetes-int-or-string");
}

const json::object* schema_at(const json::object& schema, std::string_view name) {
  const json::value* const value = find(schema, name);
  return value != nullptr ? value->if_object() : nullptr;
}

const json::object* member_schema(const json::object& schema, std::string_view name) {
  if (const json::object* const property = schema_at(object_at(schema, "properties"), name)) {
    return property;
  }
  return schema_at(schema, "additionalProperties");
}

}  // namespace k8s::testing::fake
