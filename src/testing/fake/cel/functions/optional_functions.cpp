// Values that may be missing; `or` and `orValue` stand in the evaluator, since they are lazy.
// https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes

#include <algorithm>
#include <array>

#include "testing/fake/cel/functions/functions.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;
using OptionalPtr = std::shared_ptr<const Optional>;

/// Whether it is what a value of its type is by itself: 0, "", [], null.
bool is_zero(const Value& value) {
  if (std::holds_alternative<Null>(value)) return true;
  if (const auto* const flag = std::get_if<bool>(&value)) return !*flag;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return *number == 0;
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) return *number == 0;
  if (const auto* const number = std::get_if<double>(&value)) return *number == 0;
  if (const auto* const text = std::get_if<std::string>(&value)) return text->empty();
  if (const auto* const bytes = std::get_if<Bytes>(&value)) return bytes->data.empty();
  if (const auto* const span = std::get_if<Duration>(&value)) return span->nanoseconds == 0;
  if (const auto* const list = as_list(value)) return list->elements.empty();
  if (const auto* const map = as_map(value)) return map->size() == 0;
  return false;
}

Result of(Arguments arguments) {
  return make_optional(arguments[0]);
}

Result of_non_zero(Arguments arguments) {
  return is_zero(arguments[0]) ? no_optional() : make_optional(arguments[0]);
}

Result none(Arguments) {
  return no_optional();
}

Result has_value(Arguments arguments) {
  return with<OptionalPtr>(arguments,
                           [](const auto& optional) { return optional->value != nullptr; });
}

Result value(Arguments arguments) {
  return with<OptionalPtr>(arguments, [](const auto& optional) -> Value {
    return optional->value != nullptr ? *optional->value
                                      : Value(Error{"optional.none() dereference"});
  });
}

Result unwrap(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) -> Value {
    std::vector<Value> present;
    for (const Value& each : list->elements) {
      const auto* const optional = as_optional(each);
      if (optional == nullptr) return no_such_overload();
      if (optional->value != nullptr) present.push_back(*optional->value);
    }
    return make_list(std::move(present));
  });
}

constexpr std::array<Function, 7> functions{{{"optional.of", &of},
                                             {"optional.ofNonZeroValue", &of_non_zero},
                                             {"optional.none", &none},
                                             {"hasValue", &has_value},
                                             {"value", &value},
                                             {"optional.unwrap", &unwrap},
                                             {"unwrapOpt", &unwrap}}};

}  // namespace

std::span<const Function> optional_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
