#pragma once

#include <cstddef>
#include <string>

#include <k8s/detail/description.hpp>

#include "codec/side_record.hpp"
#include "codec/values.hpp"

namespace side_records {

std::string first_in(const k8s::detail::Table& table, const void* object);

inline std::string first_in(const k8s::detail::ValueType& type, const void* value) {
  if (type.kind == k8s::detail::ValueKind::structure) return first_in(type.structure(), value);
  if (type.operations == nullptr) return "";
  for (std::size_t i = 0; i < type.operations->size(value); ++i) {
    const std::string found = first_in(*type.element, k8s::codec::element_at(type, value, i));
    if (!found.empty()) return "[]" + found;
  }
  return "";
}

/// Where in an object there is a side record, for what members cannot hold; empty if nowhere.
inline std::string first_in(const k8s::detail::Table& table, const void* object) {
  if (k8s::detail::side_of(table, object) != nullptr) return " (" + std::string(table.name) + ")";
  for (const auto& field : table.fields) {
    const std::string found = first_in(*field.type, k8s::codec::member_at(object, field.offset));
    if (!found.empty()) return "." + std::string(field.name) + found;
  }
  return "";
}

}  // namespace side_records
