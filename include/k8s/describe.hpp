#pragma once

// For models of your own: a struct with a description is read, written, compared and printed as the
// library's own models are, and a top-level kind has every verb besides.
//
// In a header:
//
//     #include <k8s/custom_model.hpp>
//
//     namespace shop {
//     struct BackupSpec {
//       std::string schedule{};
//       std::optional<std::int32_t> keep{};
//       K8S_STRUCT(BackupSpec)
//     };
//
//     struct Backup : k8s::Model<Backup> {
//       k8s::ObjectMeta metadata{};
//       BackupSpec spec{};
//       K8S_KIND(Backup, spec)
//     };
//     }  // namespace shop
//
// In one source file:
//
//     #include <k8s/describe.hpp>
//
//     namespace shop {
//     K8S_DESCRIBE(BackupSpec, (schedule, keep), {"schedule", required})
//     K8S_DESCRIBE_KIND(Backup, (metadata, spec),
//                       {.group = "shop.example", .version = "v1", .plural = "backups"})
//     }  // namespace shop
//
// and then `Backup::get("nightly")`, `Backup{{.name = "nightly"}, {.schedule = "0 2 * *
// *"}}.save()`.
//
// A member is a bool, std::int32_t, std::int64_t, double, std::string, Bytes, Time, MicroTime,
// Quantity, IntOrString, RawJson or a described struct; an Array or a Map of one; a std::optional
// of one that is no struct; a Box of a described struct. It has the name that it has on the wire; a
// trailing underscore does not count.

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>
#include <ostream>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/list.hpp>
#include <boost/mp11/utility.hpp>

#include <k8s/detail/array_impl.hpp>
#include <k8s/detail/box_impl.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/detail/map_impl.hpp>
#include <k8s/detail/struct.hpp>

namespace k8s::detail {

/// What is told of a member beside its type: only members that deviate from "left out when empty,
/// named like the member" need one. One with no member is about the struct itself.
struct FieldTraits {
  std::string_view member{};
  int flags = omit_empty;        // FieldFlags
  std::string_view name{};       // on the wire, if it is not the member's name less a trailing '_'
  std::string_view map_keys{};   // of list_map: "containerPort,protocol"
  std::string_view patch_key{};  // of patch_merge: "containerPort"
};

inline constexpr std::size_t most_members = 250;

inline constexpr int all_verbs = verb_create | verb_get | verb_list | verb_watch | verb_update |
                                 verb_patch | verb_delete | verb_deletecollection;

/// What is told of a top-level kind.
struct KindTraits {
  std::string_view group{};  // "" is the core group
  std::string_view version{};
  std::string_view plural{};
  bool namespaced = true;
  int verbs = all_verbs;           // and subresource_status, subresource_scale
  std::string_view singular{};     // if it is not the kind's name in lower case
  std::string_view short_names{};  // "po", "cr,crs"
  std::string_view categories{};   // "all"
  std::initializer_list<FieldTraits> fields{};
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
    field.map_keys = found->map_keys;
    field.patch_key = found->patch_key;
  }
  return field;
}

template <class T, class... Members>
auto make_fields(boost::mp11::mp_list<Members...>,
                 [[maybe_unused]] std::initializer_list<FieldTraits> traits) {
  static_assert(sizeof...(Members) <= most_members, "a described struct has at most 250 members");
  return std::array<Field, sizeof...(Members)>{make_field(
      Members::name, offset_of(Members::pointer),
      &value_type_of<std::remove_cvref_t<decltype(std::declval<T&>().*Members::pointer)>>,
      traits)...};
}

/// What K8S_DESCRIBE_MORE describes the members of T with that come after the first ones.
template <class T, int Part>
struct MoreMembers : T {};

template <class T, class Described, int NextPart>
auto described_members() {
  using Members = boost::mp11::mp_rename<
      boost::describe::describe_members<Described, boost::describe::mod_public>,
      boost::mp11::mp_list>;
  if constexpr (boost::describe::has_describe_members<MoreMembers<T, NextPart>>::value) {
    using More = MoreMembers<T, NextPart>;
    return boost::mp11::mp_append<Members, decltype(described_members<T, More, NextPart + 1>())>();
  } else {
    return Members();
  }
}

template <class T>
auto make_fields(std::initializer_list<FieldTraits> traits) {
  return make_fields<T>(described_members<T, T, 2>(), traits);
}

template <class T>
auto make_kind_fields(const KindTraits& traits) {
  return make_fields<T>(traits.fields);
}

inline std::uint16_t struct_flags(std::initializer_list<FieldTraits> traits) {
  const auto* found = std::ranges::find(traits, std::string_view(), &FieldTraits::member);
  return found == traits.end() ? std::uint16_t{0} : static_cast<std::uint16_t>(found->flags);
}

inline std::uint16_t kind_flags(const KindTraits& traits) {
  return struct_flags(traits.fields);
}

template <class T>
Table make_table(const char* name, std::span<const Field> fields, std::uint16_t flags,
                 const Kind* kind) {
  return {.name = name,
          .fields = fields,
          .side_offset = offset_of(&T::side_),
          .size = sizeof(T),
          .flags = flags,
          .kind = kind};
}

template <class T>
Kind make_kind(std::string_view name, const KindTraits& traits) {
  return {.group = traits.group,
          .version = traits.version,
          .name = name,
          .plural = traits.plural,
          .namespaced = traits.namespaced,
          .verbs = static_cast<std::uint16_t>(traits.verbs),
          .table = &ValueTypeOf<T>::table,
          .list = &value_type_of<Array<T>>,
          .metadata_offset = offset_of(&T::metadata),
          .state = &StateAccess::get<T>,
          .create = []() -> void* { return new T; },
          .destroy = [](void* object) { delete static_cast<T*>(object); },
          .singular = traits.singular,
          .short_names = traits.short_names,
          .categories = traits.categories};
}

}  // namespace k8s::detail

/// Describes members of a struct, or of a top-level kind, that has more than Boost.Describe takes
/// at once: the 53rd and so on as part 2, the 105th and so on as part 3, up to 250. Stands before
/// what describes the struct, which has the first 52.
///
///     K8S_DESCRIBE_MORE(PrometheusSpec, 2, (tsdb, version, volumes))
#define K8S_DESCRIBE_MORE(Type, Part, Members)                             \
  using k8s_##Type##_part_##Part = ::k8s::detail::MoreMembers<Type, Part>; \
  BOOST_DESCRIBE_STRUCT(k8s_##Type##_part_##Part, (), Members)

/// Describes a struct, in one source file, in the struct's namespace: its members in declaration
/// order, then a FieldTraits for each member that deviates from "left out when empty". FieldFlags
/// can be named as they are.
///
///     K8S_DESCRIBE(BackupSpec, (schedule, keep), {"schedule", required | once})
#define K8S_DESCRIBE(Type, Members, ...)                                        \
  BOOST_DESCRIBE_STRUCT(Type, (), Members)                                      \
  const ::k8s::detail::Table& k8s_describe(const Type*) {                       \
    using enum ::k8s::detail::FieldFlags;                                       \
    static const auto fields = ::k8s::detail::make_fields<Type>({__VA_ARGS__}); \
    static const auto table = ::k8s::detail::make_table<Type>(                  \
        #Type, fields, ::k8s::detail::struct_flags({__VA_ARGS__}), nullptr);    \
    return table;                                                               \
  }                                                                             \
  bool operator==(const Type& a, const Type& b) {                               \
    return ::k8s::detail::equal(k8s_describe(&a), &a, &b);                      \
  }                                                                             \
  std::ostream& operator<<(std::ostream& out, const Type& object) {             \
    ::k8s::detail::print(k8s_describe(&object), &object, out);                  \
    return out;                                                                 \
  }

/// Describes a top-level kind: its members without `apiVersion` and `kind`, then a KindTraits,
/// whose `fields` are what K8S_DESCRIBE takes at its end. FieldFlags, Verbs and all_verbs can be
/// named as they are.
///
///     K8S_DESCRIBE_KIND(Backup, (metadata, spec, status),
///                       {.group = "shop.example",
///                        .version = "v1",
///                        .plural = "backups",
///                        .verbs = all_verbs | subresource_status,
///                        .fields = {{"spec", required}, {"status", read_only}}})
#define K8S_DESCRIBE_KIND(Type, Members, ...)                                      \
  BOOST_DESCRIBE_STRUCT(Type, (), Members)                                         \
  const ::k8s::detail::Kind& k8s_kind(const Type*) {                               \
    using enum ::k8s::detail::FieldFlags;                                          \
    using enum ::k8s::detail::Verbs;                                               \
    using ::k8s::detail::all_verbs;                                                \
    static const auto kind = ::k8s::detail::make_kind<Type>(#Type, __VA_ARGS__);   \
    return kind;                                                                   \
  }                                                                                \
  const ::k8s::detail::Table& k8s_describe(const Type* type) {                     \
    using enum ::k8s::detail::FieldFlags;                                          \
    using enum ::k8s::detail::Verbs;                                               \
    using ::k8s::detail::all_verbs;                                                \
    static const auto fields = ::k8s::detail::make_kind_fields<Type>(__VA_ARGS__); \
    static const auto table = ::k8s::detail::make_table<Type>(                     \
        #Type, fields, ::k8s::detail::kind_flags(__VA_ARGS__), &k8s_kind(type));   \
    return table;                                                                  \
  }                                                                                \
  bool operator==(const Type& a, const Type& b) {                                  \
    return ::k8s::detail::equal(k8s_describe(&a), &a, &b);                         \
  }
