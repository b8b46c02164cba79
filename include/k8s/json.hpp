#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include <k8s/detail/table.hpp>
#include <k8s/export.hpp>

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

}  // namespace k8s
