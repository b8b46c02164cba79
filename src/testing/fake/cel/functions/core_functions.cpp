// Operators, conversions and the standard functions of CEL.
// https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions

#include <array>

#include "testing/fake/cel/arithmetic.hpp"
#include "testing/fake/cel/compare.hpp"
#include "testing/fake/cel/convert.hpp"
#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

template <class... Types>
bool is_any_of(const Value& value) {
  return (std::holds_alternative<Types>(value) || ...);
}

bool can_add(const Value& value) {
  return is_any_of<std::int64_t, std::uint64_t, double, std::string, Bytes, Duration, Timestamp,
                   ListPtr>(value);
}

bool can_subtract(const Value& value) {
  return is_any_of<std::int64_t, std::uint64_t, double, Duration, Timestamp>(value);
}

bool can_multiply(const Value& value) {
  return is_any_of<std::int64_t, std::uint64_t, double>(value);
}

bool can_compare(const Value& value) {
  return is_any_of<bool, std::int64_t, std::uint64_t, double, std::string, Bytes, Duration,
                   Timestamp>(value);
}

/// An operator for operands of which the first can do it.
template <bool (*can)(const Value&), Value (*compute)(const Value&, const Value&)>
Result binary(Arguments arguments) {
  if (arguments.size() != 2 || !can(arguments[0])) return std::nullopt;
  return compute(arguments[0], arguments[1]);
}

bool is_less(std::int64_t order) {
  return order < 0;
}
bool is_at_most(std::int64_t order) {
  return order <= 0;
}
bool is_greater(std::int64_t order) {
  return order > 0;
}
bool is_at_least(std::int64_t order) {
  return order >= 0;
}

template <bool (*holds)(std::int64_t)>
Result relation(Arguments arguments) {
  if (arguments.size() != 2 || !can_compare(arguments[0])) return std::nullopt;
  Value order = compare(arguments[0], arguments[1]);
  if (is_error(order)) return order;
  return Value(holds(std::get<std::int64_t>(order)));
}

Result negate_number(Arguments arguments) {
  if (!is_any_of<std::int64_t, double, Duration>(arguments[0])) return std::nullopt;
  return negate(arguments[0]);
}

Result logical_not(Arguments arguments) {
  const auto* const flag = std::get_if<bool>(&arguments[0]);
  return flag != nullptr ? Value(!*flag) : no_such_overload();
}

Result in(Arguments arguments) {
  return contains(arguments[1], arguments[0]);
}

template <Value (*convert)(const Value&), class... Sources>
Result conversion(Arguments arguments) {
  if (arguments.size() != 1 || !is_any_of<Sources...>(arguments[0])) return std::nullopt;
  return convert(arguments[0]);
}

Result size(Arguments arguments) {
  if (!is_any_of<std::string, Bytes, ListPtr, MapPtr>(arguments[0])) return std::nullopt;
  return Value(static_cast<std::int64_t>(size_of(arguments[0])));
}

Result type(Arguments arguments) {
  return Value(TypeName{std::string(type_name(arguments[0]))});
}

Result dyn(Arguments arguments) {
  return arguments[0];
}

Result text_contains(Arguments arguments) {
  return with<std::string, std::string>(
      arguments, [](const auto& text, const auto& part) { return text.find(part) != text.npos; });
}

Result starts_with(Arguments arguments) {
  return with<std::string, std::string>(
      arguments, [](const auto& text, const auto& part) { return text.starts_with(part); });
}

Result ends_with(Arguments arguments) {
  return with<std::string, std::string>(
      arguments, [](const auto& text, const auto& part) { return text.ends_with(part); });
}

Result matches(Arguments arguments) {
  return with<std::string, std::string>(
      arguments, [](const auto& text, const auto& pattern) -> Value {
        const std::string problem = pattern_problem(pattern);
        return problem.empty() ? Value(matches_pattern(text, pattern)) : Value(Error{problem});
      });
}

constexpr std::array<Function, 27> functions{
    {{"_+_", &binary<&can_add, &add>},
     {"_-_", &binary<&can_subtract, &subtract>},
     {"_*_", &binary<&can_multiply, &multiply>},
     {"_/_", &binary<&can_multiply, &divide>},
     {"_%_", &binary<&can_multiply, &modulo>},
     {"_<_", &relation<&is_less>},
     {"_<=_", &relation<&is_at_most>},
     {"_>_", &relation<&is_greater>},
     {"_>=_", &relation<&is_at_least>},
     {"-_", &negate_number},
     {"!_", &logical_not},
     {"@in", &in},
     {"size", &size},
     {"type", &type},
     {"dyn", &dyn},
     {"contains", &text_contains},
     {"startsWith", &starts_with},
     {"endsWith", &ends_with},
     {"matches", &matches},
     {"bool", &conversion<&to_bool, bool, std::string>},
     {"bytes", &conversion<&to_bytes, Bytes, std::string>},
     {"double", &conversion<&to_double, double, std::int64_t, std::uint64_t, std::string>},
     {"duration", &conversion<&to_duration, Duration, std::int64_t, std::string>},
     {"int",
      &conversion<&to_int, std::int64_t, std::uint64_t, double, std::string, Duration, Timestamp>},
     {"string", &conversion<&to_string, std::string, bool, Bytes, double, std::int64_t,
                            std::uint64_t, Duration, Timestamp, Ip, Cidr>},
     {"timestamp", &conversion<&to_timestamp, Timestamp, std::int64_t, std::string>},
     {"uint", &conversion<&to_uint, std::uint64_t, std::int64_t, double, std::string>}}};

}  // namespace

std::span<const Function> core_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
