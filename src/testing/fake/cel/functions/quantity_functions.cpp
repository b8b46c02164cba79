// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library

#include <array>
#include <limits>

#include "quantity_text.hpp"
#include "testing/fake/cel/functions/functions.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

bool is_text_of_quantity(const std::string& text) {
  return !text.empty() && parse_quantity_text(text).has_value();
}

Result quantity(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& text) -> Value {
    if (is_text_of_quantity(text)) return Quantity(text);
    const bool has_number = text.find_first_of("0123456789.") <= text.find_first_not_of("+-");
    return Error{has_number && !text.empty()
                     ? "unable to parse quantity's suffix"
                     : "quantities must match the regular expression '^([+-]?[0-9.]+)"
                       "([eEinumkKMGTP]*[-+]?[0-9]*)$'"};
  });
}

Result is_quantity(Arguments arguments) {
  return with<std::string>(arguments, &is_text_of_quantity);
}

/// The amount, if it is a whole number of 64 bits.
std::optional<std::int64_t> whole(const Quantity& amount) {
  const std::int64_t value = amount.value();
  return Quantity(value) == amount ? std::optional(value) : std::nullopt;
}

Result sign(Arguments arguments) {
  return with<Quantity>(arguments, [](const Quantity& amount) {
    const auto order = amount <=> Quantity(0);
    return order < 0 ? std::int64_t{-1} : static_cast<std::int64_t>(order > 0);
  });
}

Result is_greater(Arguments arguments) {
  return with<Quantity, Quantity>(arguments, [](const auto& a, const auto& b) { return a > b; });
}

Result is_less(Arguments arguments) {
  return with<Quantity, Quantity>(arguments, [](const auto& a, const auto& b) { return a < b; });
}

Result compare_to(Arguments arguments) {
  return with<Quantity, Quantity>(arguments, [](const auto& a, const auto& b) {
    return a < b ? std::int64_t{-1} : static_cast<std::int64_t>(a > b);
  });
}

Result as_float(Arguments arguments) {
  return with<Quantity>(arguments, [](const Quantity& amount) { return amount.to_double(); });
}

Result as_integer(Arguments arguments) {
  return with<Quantity>(arguments, [](const Quantity& amount) -> Value {
    const auto number = whole(amount);
    return number ? Value(*number) : Value(Error{"cannot convert value to integer"});
  });
}

Result is_integer(Arguments arguments) {
  return with<Quantity>(arguments,
                        [](const Quantity& amount) { return whole(amount).has_value(); });
}

Result add(Arguments arguments) {
  if (auto result =
          with<Quantity, Quantity>(arguments, [](const auto& a, const auto& b) { return a + b; })) {
    return result;
  }
  return with<Quantity, std::int64_t>(
      arguments, [](const auto& a, std::int64_t b) { return a + Quantity(b); });
}

Result subtract(Arguments arguments) {
  if (auto result =
          with<Quantity, Quantity>(arguments, [](const auto& a, const auto& b) { return a - b; })) {
    return result;
  }
  return with<Quantity, std::int64_t>(
      arguments, [](const auto& a, std::int64_t b) { return a - Quantity(b); });
}

constexpr std::array<Function, 11> functions{{{"quantity", &quantity},
                                              {"isQuantity", &is_quantity},
                                              {"sign", &sign},
                                              {"isGreaterThan", &is_greater},
                                              {"isLessThan", &is_less},
                                              {"compareTo", &compare_to},
                                              {"asApproximateFloat", &as_float},
                                              {"asInteger", &as_integer},
                                              {"isInteger", &is_integer},
                                              {"add", &add},
                                              {"sub", &subtract}}};

}  // namespace

std::span<const Function> quantity_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
