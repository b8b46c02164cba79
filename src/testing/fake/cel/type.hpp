#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// The types of CEL: https://github.com/google/cel-spec/blob/master/doc/langdef.md#values

namespace k8s::testing::fake::cel {

struct Type;
using TypePtr = std::shared_ptr<const Type>;

enum class Kind {
  dyn,
  any,    // as dyn, but for folds, which do not take it
  error,  // of what does not check, so that no more is said about it
  null,
  boolean,
  integer,
  natural,
  real,
  text,
  bytes,
  duration,
  timestamp,
  list,
  map,
  object,
  opaque,
  type,
  parameter,
};

struct Type {
  Kind kind = Kind::dyn;
  /// As messages show it.
  std::string name{};
  std::vector<TypePtr> parameters{};
  /// Of an object that a schema describes, by their escaped names.
  std::map<std::string, TypePtr, std::less<>> fields{};
  /// Whether the members of an object are known.
  bool is_described = false;
  /// Whether an object may have members of any name beside those.
  bool is_open = false;
};

/// `list(int)`, `map(string, dyn)`, `optional_type(A)`.
[[nodiscard]] std::string to_text(const Type& type);

/// Reads a type as to_text writes it; one letter is a parameter.
[[nodiscard]] TypePtr parse_type(std::string_view text);

/// A type without parameters, by its name in CEL: `int`, `google.protobuf.Duration`.
[[nodiscard]] TypePtr plain_type(Kind kind);
[[nodiscard]] TypePtr list_of(TypePtr element);
[[nodiscard]] TypePtr map_of(TypePtr key, TypePtr value);
[[nodiscard]] TypePtr optional_of(TypePtr value);
[[nodiscard]] TypePtr type_of(TypePtr type);
[[nodiscard]] TypePtr parameter(std::string name);

/// An object of that type, with these members.
[[nodiscard]] TypePtr object_of(std::string name,
                                std::map<std::string, TypePtr, std::less<>> fields);
/// An object of that type, with any members.
[[nodiscard]] TypePtr open_object(std::string name);

/// Whether a value of that type may be anything.
[[nodiscard]] bool is_dyn(const Type& type);
[[nodiscard]] bool is_optional(const Type& type);
/// The type of the value of an optional; the type itself if it is none.
[[nodiscard]] TypePtr without_optional(const TypePtr& type);
[[nodiscard]] bool same_type(const Type& a, const Type& b);

/// The name that `type(x)` has for values of that kind.
[[nodiscard]] std::string_view runtime_name(Kind kind);
/// A type in such names: `list(string)`, `null_type`.
[[nodiscard]] std::string runtime_text(const Type& type);

}  // namespace k8s::testing::fake::cel
