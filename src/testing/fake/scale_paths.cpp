#include "testing/fake/scale_paths.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "testing/fake/go_type.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

std::string wrong_type(std::string_view path, const json::value& value, const char* expected) {
  return std::string(path) + " accessor error: " + go_print(value) + " is of the type " +
         std::string(go_type(value)) + ", expected " + expected;
}

/// What stands at a path such as ".spec.replicas"; null if nothing does.
/// \param problem why nobody can look there
const json::value* look_at(const json::object& object, std::string_view path,
                           std::string& problem) {
  const json::object* at = &object;
  const json::value* value = nullptr;
  for (std::size_t end = 0; end < path.size();) {
    const std::size_t begin = end + (path[end] == '.' ? 1 : 0);
    end = std::min(path.find('.', begin), path.size());
    if (value != nullptr) {
      if (value->is_null()) return nullptr;
      at = value->if_object();
      if (at == nullptr) {
        problem = wrong_type(path.substr(0, end), *value, "map[string]interface{}");
        return nullptr;
      }
    }
    value = at->if_contains(path.substr(begin, end - begin));
    if (value == nullptr) return nullptr;
  }
  return value;
}

void validate_count(const json::object& object, const std::string& path, FieldErrors& errors) {
  if (path.empty()) return;
  std::string problem;
  const json::value* const value = look_at(object, path, problem);
  if (value != nullptr && !value->is_int64()) problem = wrong_type(path, *value, "int64");
  const std::int64_t count = value != nullptr && value->is_int64() ? value->get_int64() : 0;
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (count < 0) problem = "should be a non-negative integer";
  if (count > most) problem = "should be less than or equal to " + std::to_string(most);
  if (!problem.empty()) errors.invalid(path, count, problem);
}

}  // namespace

void validate_scale_spec(const json::object& scale, const json::object& object,
                         FieldErrors& errors) {
  validate_count(object, std::string(text_at(scale, "specReplicasPath")), errors);
}

void validate_scale_status(const json::object& scale, const json::object& object,
                           FieldErrors& errors) {
  validate_count(object, std::string(text_at(scale, "statusReplicasPath")), errors);
  const std::string path(text_at(scale, "labelSelectorPath"));
  if (path.empty()) return;
  std::string problem;
  const json::value* const value = look_at(object, path, problem);
  if (value != nullptr && !value->is_string()) problem = wrong_type(path, *value, "string");
  if (!problem.empty()) errors.invalid(path, "", problem);
}

}  // namespace k8s::testing::fake
