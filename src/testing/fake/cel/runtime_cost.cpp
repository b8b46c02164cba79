#include "testing/fake/cel/runtime_cost.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace k8s::testing::fake::cel {
namespace {

constexpr double traversal = 0.1;  // a character
constexpr double per_regex_character = 0.25;
constexpr std::uint64_t list_cost = 10;

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

std::uint64_t rounded_up(double cost) {
  return static_cast<std::uint64_t>(std::ceil(cost));
}

std::uint64_t traversed(std::uint64_t size, double times = 1) {
  return rounded_up(static_cast<double>(size) * times * traversal);
}

std::uint64_t regex_cost(std::uint64_t text, std::uint64_t pattern) {
  return traversed(text + 1) * rounded_up(static_cast<double>(pattern) * per_regex_character);
}

/// Of going through a value with all that is in it.
std::uint64_t depth_cost(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value)) {
    return static_cast<std::uint64_t>(static_cast<double>(text->size()) * traversal);
  }
  std::uint64_t cost = 0;
  if (const auto* const list = as_list(value)) {
    for (const Value& each : list->elements) cost += depth_cost(each);
    return cost;
  }
  if (const auto* const map = as_map(value)) {
    for (const Entry& entry : map->entries) cost += depth_cost(entry.key) + depth_cost(entry.value);
    return cost;
  }
  return 1;
}

std::uint64_t allocated(double factor, std::uint64_t size) {
  return static_cast<std::uint64_t>(static_cast<double>(size) * factor) + 1 + list_cost;
}

/// Of comparing each element of a list with each other one.
std::uint64_t self_compared(const Value& list) {
  const std::uint64_t size = size_of(list);
  const auto* const elements = as_list(list);
  const bool is_text = elements != nullptr && size > 0 &&
                       (std::holds_alternative<std::string>(elements->elements.front()) ||
                        std::holds_alternative<Bytes>(elements->elements.front()));
  return allocated(is_text ? 2 + traversal : 2, size * size);
}

/// Of asking what somebody may do.
std::optional<std::uint64_t> authorization_cost(std::string_view overload,
                                                std::span<const Value> arguments) {
  constexpr std::uint64_t question = 350'000;
  if (overload.ends_with("check_check")) return question;
  if (is_any(overload, {"authorizer_fieldselector", "authorizer_labelselector"})) {
    return traversed(size_of(arguments[1]));
  }
  return std::nullopt;
}

std::uint64_t list_function_cost(std::string_view function, std::span<const Value> arguments,
                                 const Value& result) {
  if (is_any(function, {"slice", "lists.range", "reverse"})) return allocated(1, size_of(result));
  if (function == "distinct" || function == "sort") return self_compared(arguments[0]);
  if (function == "@sortByAssociatedKeys") return self_compared(arguments[1]);
  const auto* const depth =
      arguments.size() > 1 ? std::get_if<std::int64_t>(&arguments[1]) : nullptr;
  return allocated(depth != nullptr ? static_cast<double>(std::max<std::int64_t>(*depth, 0)) : 1,
                   size_of(arguments[0]));
}

std::uint64_t network_cost(std::string_view function, std::string_view overload,
                           std::span<const Value> arguments) {
  const std::uint64_t network = size_of(arguments[0]);
  std::uint64_t cost = traversed(2 * network);
  if (function == "containsCIDR") cost += traversed(network) + 1;
  if (overload.ends_with("_string")) cost += traversed(size_of(arguments[1]));
  return cost;
}

bool is_compared_through(std::string_view overload) {
  return is_any(overload, {"equals", "not_equals", "less_string", "greater_string",
                           "less_equals_string", "greater_equals_string", "less_bytes",
                           "greater_bytes", "less_equals_bytes", "greater_equals_bytes"});
}

}  // namespace

std::uint64_t runtime_cost(std::string_view function, std::string_view overload,
                           std::span<const Value> arguments, const Value& result) {
  if (arguments.empty()) return 1;
  const std::uint64_t size = size_of(arguments[0]);
  const std::uint64_t second = arguments.size() > 1 ? size_of(arguments[1]) : 0;
  if (const auto cost = authorization_cost(overload, arguments)) return *cost;
  if (overload.starts_with("list_sets_")) {
    return 1 + size * second * (function == "sets.equivalent" ? 2 : 1);
  }
  if (is_any(function, {"slice", "lists.range", "reverse", "flatten", "distinct", "sort",
                        "@sortByAssociatedKeys"})) {
    return list_function_cost(function, arguments, result);
  }
  if (is_any(function, {"isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"})) {
    return depth_cost(arguments[0]);
  }
  if (is_any(function, {"url", "lowerAscii", "upperAscii", "substring", "trim", "cidr", "isIP",
                        "isCIDR", "quantity", "isQuantity", "semver", "isSemver", "startsWith",
                        "endsWith", "strings.quote", "format", "bytes", "jsonpatch.escapeKey"})) {
    return traversed(size);
  }
  if (function == "ip") return overload == "cidr_ip" ? 1 : traversed(size);
  if (is_any(function, {"replace", "split", "ip.isCanonical"})) return traversed(size, 2);
  if (function == "join") return traversed(size_of(result), 2);
  if (is_any(function, {"find", "findAll", "matches"})) return regex_cost(size, second);
  if (function == "validate") return regex_cost(second, 60);
  if (is_any(function, {"containsIP", "containsCIDR"})) {
    return network_cost(function, overload, arguments);
  }
  if (overload == "in_list") return second;
  if (is_compared_through(overload)) return traversed(std::min(size, second));
  if (is_any(overload, {"add_string", "add_bytes"})) return traversed(size + second);
  if (function == "contains") return traversed(size) * traversed(second);
  return 1;
}

}  // namespace k8s::testing::fake::cel
