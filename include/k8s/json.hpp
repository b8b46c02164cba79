#pragma once

#include <concepts>
#include <iosfwd>
#include <string>
#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/detail/table.hpp>
#include <k8s/export.hpp>
#include <k8s/list.hpp>

namespace k8s {

/// A struct with a description: every model and every struct inside one.
template <class T>
concept Described = requires(const T* p) { k8s_describe(p); };

namespace detail {
K8S_EXPORT std::string to_json(const Table& table, const void* object);
K8S_EXPORT std::string to_yaml(const Table& table, const void* object);
K8S_EXPORT void from_json(const Table& table, std::string_view json, void* object);
K8S_EXPORT void from_yaml(const Table& table, std::string_view yaml, void* object);
K8S_EXPORT bool wire_equal(const Table& table, const void* a, const void* b);

K8S_EXPORT std::string list_to_json(const Kind& kind, const ListMetadata& metadata,
                                    const void* array);
K8S_EXPORT std::string list_to_yaml(const Kind& kind, const ListMetadata& metadata,
                                    const void* array);
K8S_EXPORT void list_from_json(const Kind& kind, std::string_view json, ListMetadata& metadata,
                               void* array);
K8S_EXPORT void list_from_yaml(const Kind& kind, std::string_view yaml, ListMetadata& metadata,
                               void* array);
K8S_EXPORT void print_list(const Kind& kind, const ListMetadata& metadata, const void* array,
                           std::ostream& out);

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<List<T>> = true;

template <class T>
const Kind& kind_of(const List<T>&) {
  return k8s_kind(static_cast<const T*>(nullptr));
}
}  // namespace detail

/// The object as compact JSON, with everything that the server sent.
template <Described T>
[[nodiscard]] std::string to_json(const T& object) {
  return detail::to_json(k8s_describe(&object), &object);
}

/// The object as YAML.
template <Described T>
[[nodiscard]] std::string to_yaml(const T& object) {
  return detail::to_yaml(k8s_describe(&object), &object);
}

/// Reads JSON. Nothing is lost: unknown members are kept and written back.
/// \throws DecodeError naming the path and the byte
template <Described T>
[[nodiscard]] T from_json(std::string_view json) {
  T object;
  detail::from_json(k8s_describe(&object), json, &object);
  return object;
}

/// Reads one YAML document. \throws DecodeError naming the path or the line
template <Described T>
[[nodiscard]] T from_yaml(std::string_view yaml) {
  T object;
  detail::from_yaml(k8s_describe(&object), yaml, &object);
  return object;
}

/// Whether both would be written alike: as ==, and also present-but-empty, null and spelling.
template <Described T>
[[nodiscard]] bool wire_equal(const T& a, const T& b) {
  return detail::wire_equal(k8s_describe(&a), &a, &b);
}

// ---- lists ----------------------------------------------------------------------------------

/// The list as the server sends one: `{"apiVersion":"v1","kind":"PodList","metadata":...,"items":`.
template <class T>
[[nodiscard]] std::string to_json(const List<T>& list) {
  return detail::list_to_json(detail::kind_of(list), list.metadata, &list.items);
}

/// The list as one YAML document.
template <class T>
[[nodiscard]] std::string to_yaml(const List<T>& list) {
  return detail::list_to_yaml(detail::kind_of(list), list.metadata, &list.items);
}

/// Reads a list of the kind, or what kubectl calls a `List`. An item that does not fit is an error:
/// `from_json<List<Pod>>(text)`. \throws DecodeError
template <class L>
  requires detail::is_list<L>
[[nodiscard]] L from_json(std::string_view json) {
  L list;
  detail::list_from_json(detail::kind_of(list), json, list.metadata, &list.items);
  return list;
}

/// Reads a list from one YAML document. \throws DecodeError naming the path or the line
template <class L>
  requires detail::is_list<L>
[[nodiscard]] L from_yaml(std::string_view yaml) {
  L list;
  detail::list_from_yaml(detail::kind_of(list), yaml, list.metadata, &list.items);
  return list;
}

/// Prints the list as YAML, as a model prints itself.
template <class T>
std::ostream& operator<<(std::ostream& out, const List<T>& list) {
  detail::print_list(detail::kind_of(list), list.metadata, &list.items, out);
  return out;
}

}  // namespace k8s
