#pragma once

// For models of your own: a described struct, and a top-level kind with every verb.
//
//     // backup.hpp                                 // backup.cpp
//     struct BackupSpec {                           #include <k8s/describe.hpp>
//       std::string schedule{};                     K8S_DESCRIBE(BackupSpec, (schedule, keep))
//       std::optional<std::int32_t> keep{};
//       K8S_STRUCT(BackupSpec)
//     };

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <ostream>
#include <type_traits>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/list.hpp>

#include <k8s/detail/array_impl.hpp>
#include <k8s/detail/box_impl.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/detail/map_impl.hpp>
#include <k8s/detail/verbs.hpp>

namespace k8s::detail {

/// What is told of a member beside its type: only members that deviate from "left out when empty,
/// named like the member" need one.
struct FieldTraits {
  std::string_view member;
  int flags = omit_empty;
  std::string_view name{};  // on the wire, if it is not the member's name less a trailing '_'
};

/// The offset that a pointer to member stands for.
template <class C, class M>
std::uint32_t offset_of(M C::* member) {
  static_assert(sizeof(member) == sizeof(std::ptrdiff_t), "Itanium C++ ABI");
  std::ptrdiff_t offset = 0;
  std::memcpy(&offset, &member, sizeof(offset));
  return static_cast<std::uint32_t>(offset);
}

/// The wire name of a member: one trailing underscore goes.
constexpr std::string_view wire_name(std::string_view member) {
  return member.ends_with('_') ? member.substr(0, member.size() - 1) : member;
}

inline Field make_field(std::string_view member, std::uint32_t offset, const ValueType* type,
                        std::initializer_list<FieldTraits> traits) {
  Field field{.name = wire_name(member), .offset = offset, .flags = omit_empty, .type = type};
  const auto* found = std::ranges::find(traits, member, &FieldTraits::member);
  if (found != traits.end()) {
    field.flags = static_cast<std::uint16_t>(found->flags);
    if (!found->name.empty()) field.name = found->name;
  }
  return field;
}

template <class T, class... Members>
auto make_fields(boost::mp11::mp_list<Members...>, std::initializer_list<FieldTraits> traits) {
  static_assert(sizeof...(Members) <= 64, "the side record marks at most 64 members");
  return std::array<Field, sizeof...(Members)>{make_field(
      Members::name, offset_of(Members::pointer),
      &value_type_of<std::remove_cvref_t<decltype(std::declval<T&>().*Members::pointer)>>,
      traits)...};
}

template <class T>
auto make_fields(std::initializer_list<FieldTraits> traits) {
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  return make_fields<T>(boost::mp11::mp_rename<Members, boost::mp11::mp_list>(), traits);
}

}  // namespace k8s::detail

/// The last line of a described struct: what the library adds to its members.
#define K8S_STRUCT(Type)                                             \
  ::k8s::detail::Side side_{};                                       \
  friend bool operator==(const Type& a, const Type& b);              \
  friend std::ostream& operator<<(std::ostream& out, const Type& o); \
  friend const ::k8s::detail::Table& k8s_describe(const Type*);

/// Describes a struct, in one source file, in the struct's namespace: its members in declaration
/// order, then a FieldTraits for each member that deviates from "left out when empty".
///
///     K8S_DESCRIBE(BackupSpec, (schedule, keep), {"schedule", k8s::detail::required})
#define K8S_DESCRIBE(Type, Members, ...)                                                           \
  BOOST_DESCRIBE_STRUCT(Type, (), Members)                                                         \
  const ::k8s::detail::Table& k8s_describe(const Type*) {                                          \
    static const auto fields = ::k8s::detail::make_fields<Type>({__VA_ARGS__});                    \
    static const ::k8s::detail::Table table{#Type, fields, ::k8s::detail::offset_of(&Type::side_), \
                                            sizeof(Type), nullptr};                                \
    return table;                                                                                  \
  }                                                                                                \
  bool operator==(const Type& a, const Type& b) {                                                  \
    return ::k8s::detail::equal(k8s_describe(&a), &a, &b);                                         \
  }                                                                                                \
  std::ostream& operator<<(std::ostream& out, const Type& o) {                                     \
    ::k8s::detail::print(k8s_describe(&o), &o, out);                                               \
    return out;                                                                                    \
  }
