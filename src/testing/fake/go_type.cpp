#include "testing/fake/go_type.hpp"

namespace k8s::testing::fake {

std::string_view go_type(const json::value& value) {
  if (value.is_object()) return "map[string]interface {}";
  if (value.is_array()) return "[]interface {}";
  if (value.is_string()) return "string";
  if (value.is_bool()) return "bool";
  if (value.is_null()) return "<nil>";
  return value.is_double() ? "float64" : "int64";
}

}  // namespace k8s::testing::fake
