#include "testing/fake/kinds/conditions.hpp"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake {
namespace {

void validate_reason(const Part& condition) {
  constexpr std::size_t longest = 1024;
  if (!condition.require("reason")) return;
  const std::string_view reason = condition.text("reason");
  FieldErrors& errors = condition.errors();
  if (!matches_pattern(reason, "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")) {
    errors.invalid(condition.at("reason"), reason,
                   "a condition reason must start with alphabetic character, optionally followed "
                   "by a string of alphanumeric characters or '_,:', and must end with an "
                   "alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  "
                   "or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is "
                   "'[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')");
  }
  if (reason.size() > longest) errors.too_long(condition.at("reason"), longest);
}

void validate_condition(const Part& condition) {
  constexpr std::size_t longest_message = 32768;
  FieldErrors& errors = condition.errors();
  const std::string_view type = condition.text("type");
  errors.invalid(condition.at("type"), type, check_label_key(type));
  condition.choose("status", {"False", "True", "Unknown"});
  if (const std::int64_t seen = condition.number("observedGeneration"); seen < 0) {
    errors.invalid(condition.at("observedGeneration"), seen,
                   "must be greater than or equal to zero");
  }
  condition.require("lastTransitionTime");
  validate_reason(condition);
  if (condition.text("message").size() > longest_message) {
    errors.too_long(condition.at("message"), longest_message);
  }
}

}  // namespace

void validate_conditions(const Part& status) {
  std::set<std::string, std::less<>> types;
  status.each("conditions", [&](const Part& condition) {
    if (!types.emplace(condition.text("type")).second) {
      condition.errors().duplicate(condition.at("type"), condition.text("type"));
    }
    validate_condition(condition);
  });
}

}  // namespace k8s::testing::fake
