#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/cel/type.hpp"

// The functions and the names of types that expressions may use: the standard ones of CEL and those
// of Kubernetes. https://kubernetes.io/docs/reference/using-api/cel/

namespace k8s::testing::fake::cel {

struct Overload {
  std::string_view id{};
  bool is_method = false;
  std::vector<TypePtr> arguments{};  // of a method the target first
  TypePtr result{};
  /// The names of the types that stand for others.
  std::vector<std::string> parameters{};
};

/// The overloads of a function, in the order in which they are tried; none if nobody knows it.
[[nodiscard]] std::span<const Overload> overloads_of(std::string_view function);

/// The type of a name that stands for a type, such as `int`; null if it stands for none.
[[nodiscard]] TypePtr type_named(std::string_view name);

}  // namespace k8s::testing::fake::cel
