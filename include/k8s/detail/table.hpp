#pragma once

#include <iosfwd>

#include <k8s/export.hpp>

namespace k8s::detail {

/// The description of one struct, which the codec interprets; complete in description.hpp. Each
/// described struct S has a function `const Table& k8s_describe(const S*)`, found by its argument.
struct Table;

/// The type's name as Kubernetes writes it, such as "PodSpec".
K8S_EXPORT const char* table_name(const Table& table) noexcept;

/// Equality of two structs by their table: members and unknown members.
K8S_EXPORT bool equal(const Table& table, const void* a, const void* b);

/// Prints a struct as YAML.
K8S_EXPORT void print(const Table& table, const void* object, std::ostream& out);

/// Marks the member that stands at `member` inside `object` as present though empty.
K8S_EXPORT void mark_present(const Table& table, void* object, const void* member);

}  // namespace k8s::detail

namespace k8s {

/// Sends a member although it is empty: an empty list, map or struct where Kubernetes tells that
/// from an absent one (`mark_present(policy.spec, &NetworkPolicySpec::ingress)`).
///
/// The mark is part of the object and is copied with it; a value given to the member later wins.
template <class Struct, class Member>
void mark_present(Struct& object, Member Struct::* member) {
  detail::mark_present(k8s_describe(static_cast<const Struct*>(nullptr)), &object,
                       &(object.*member));
}

}  // namespace k8s
