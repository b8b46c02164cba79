#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "testing/fake/cel/value.hpp"

// What the functions of expressions do. Each room of functions has a table of its own.

namespace k8s::testing::fake::cel {

using Arguments = std::span<const Value>;

struct Function {
  std::string_view name{};
  /// \returns nothing if the arguments are not of the types that it is for
  std::optional<Value> (*call)(Arguments arguments) = nullptr;
};

[[nodiscard]] std::span<const Function> authorizer_functions();
[[nodiscard]] std::span<const Function> core_functions();
[[nodiscard]] std::span<const Function> format_functions();
[[nodiscard]] std::span<const Function> list_functions();
[[nodiscard]] std::span<const Function> network_functions();
[[nodiscard]] std::span<const Function> optional_functions();
[[nodiscard]] std::span<const Function> quantity_functions();
[[nodiscard]] std::span<const Function> semver_functions();
[[nodiscard]] std::span<const Function> set_functions();
[[nodiscard]] std::span<const Function> text_functions();
[[nodiscard]] std::span<const Function> time_functions();
[[nodiscard]] std::span<const Function> url_functions();

/// Calls the function of that name that is for these arguments.
/// \returns an error if there is none
[[nodiscard]] Value call_function(std::string_view name, Arguments arguments);

/// Calls `use` with the arguments if they are of these types.
template <class... Types, class Use>
[[nodiscard]] std::optional<Value> with(Arguments arguments, Use use) {
  if (arguments.size() != sizeof...(Types)) return std::nullopt;
  return [&]<std::size_t... I>(std::index_sequence<I...>) -> std::optional<Value> {
    if (!(std::holds_alternative<Types>(arguments[I]) && ...)) return std::nullopt;
    return Value(use(std::get<Types>(arguments[I])...));
  }(std::index_sequence_for<Types...>());
}

}  // namespace k8s::testing::fake::cel
