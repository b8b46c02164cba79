#pragma once

#include <iosfwd>

#include <k8s/detail/kind.hpp>
#include <k8s/detail/side.hpp>
#include <k8s/detail/table.hpp>
#include <k8s/export.hpp>

// What the library adds to a struct of a model beside its members: generated models and models
// written by hand (describe.hpp) end with one of these.

/// The last line of a struct.
#define K8S_STRUCT(Type)                                                             \
  ::k8s::detail::Side side_{};                                                       \
  friend K8S_EXPORT bool operator==(const Type& a, const Type& b);                   \
  friend K8S_EXPORT std::ostream& operator<<(std::ostream& out, const Type& object); \
  friend K8S_EXPORT const ::k8s::detail::Table& k8s_describe(const Type*);

/// The last line of a top-level kind, which Model<T> prints.
#define K8S_KIND_PARTS(Type)                                               \
  ::k8s::detail::Side side_{};                                             \
  friend K8S_EXPORT bool operator==(const Type& a, const Type& b);         \
  friend K8S_EXPORT const ::k8s::detail::Table& k8s_describe(const Type*); \
  friend K8S_EXPORT const ::k8s::detail::Kind& k8s_kind(const Type*);
