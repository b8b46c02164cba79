#include "codec/values.hpp"

#include <algorithm>
#include <type_traits>

#include <k8s/detail/kind.hpp>

#include "codec/json_text.hpp"
#include "codec/side_record.hpp"

namespace k8s::codec {

using detail::side_of;
using detail::SideRecord;
using detail::Table;
using detail::ValueKind;
using detail::ValueType;

namespace {

template <class T>
bool is_empty_scalar(const T& value) {
  if constexpr (requires { value.empty(); }) {
    return value.empty();
  } else if constexpr (requires { value.has_value(); }) {
    return !value.has_value();
  } else {
    return value == T{};
  }
}

void copy_array(const ValueType& type, const void* from, void* to) {
  type.operations->clear(to);
  const std::size_t size = type.operations->size(from);
  for (std::size_t i = 0; i < size; ++i) {
    copy(*type.element, element_at(type, from, i), type.operations->emplace(to));
  }
}

void copy_map(const ValueType& type, const void* from, void* to) {
  type.operations->clear(to);
  const std::size_t size = type.operations->size(from);
  for (std::size_t i = 0; i < size; ++i) {
    copy(*type.element, element_at(type, from, i),
         type.operations->emplace_key(to, type.operations->key_at(from, i)));
  }
}

bool equal_elements(const ValueType& type, const void* a, const void* b) {
  const std::size_t size = type.operations->size(a);
  if (size != type.operations->size(b)) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (type.kind == ValueKind::map &&
        type.operations->key_at(a, i) != type.operations->key_at(b, i)) {
      return false;
    }
    if (!is_equal(*type.element, element_at(type, a, i), element_at(type, b, i))) return false;
  }
  return true;
}

bool equal_unknown(const SideRecord* a, const SideRecord* b) {
  const std::size_t size = a != nullptr ? a->unknown.size() : 0;
  if (size != (b != nullptr ? b->unknown.size() : 0)) return false;
  if (size == 0) return true;
  return std::ranges::all_of(a->unknown, [b](const SideRecord::Unknown& each) {
    const auto same = std::ranges::find(b->unknown, each.key, &SideRecord::Unknown::key);
    return same != b->unknown.end() && same_json(each.json, same->json);
  });
}

}  // namespace

bool is_empty(const ValueType& type, const void* value) {
  switch (type.kind) {
    case ValueKind::structure:
      return is_empty(type.structure(), value);
    case ValueKind::array:
    case ValueKind::map:
    case ValueKind::optional:
    case ValueKind::box:
      return type.operations->size(value) == 0;
    default:
      return with_scalar_type(type.kind, [value]<class T>(T*) {
        return is_empty_scalar(*static_cast<const T*>(value));
      });
  }
}

bool is_empty(const Table& table, const void* object) {
  const SideRecord* const side = side_of(table, object);
  if (side != nullptr &&
      ((side->present | side->null) != 0 || !side->unknown.empty() || !side->spellings.empty())) {
    return false;
  }
  return std::ranges::all_of(table.fields, [object](const detail::Field& field) {
    return is_empty(*field.type, member_at(object, field.offset));
  });
}

void reset(const ValueType& type, void* value) {
  switch (type.kind) {
    case ValueKind::structure:
      return reset(type.structure(), value);
    case ValueKind::array:
    case ValueKind::map:
    case ValueKind::optional:
    case ValueKind::box:
      return type.operations->clear(value);
    default:
      with_scalar_type(type.kind, [value]<class T>(T*) { *static_cast<T*>(value) = T{}; });
  }
}

void reset(const Table& table, void* object) {
  for (const detail::Field& field : table.fields) {
    reset(*field.type, member_at(object, field.offset));
  }
  side_of(table, object) = detail::Side{};
  if (table.kind != nullptr) table.kind->state(object) = {};
}

void copy(const ValueType& type, const void* from, void* to) {
  switch (type.kind) {
    case ValueKind::structure:
      return copy(type.structure(), from, to);
    case ValueKind::array:
      return copy_array(type, from, to);
    case ValueKind::map:
      return copy_map(type, from, to);
    case ValueKind::optional:
    case ValueKind::box:
      type.operations->clear(to);
      if (type.operations->size(from) != 0) {
        copy(*type.element, element_at(type, from, 0), type.operations->emplace(to));
      }
      return;
    default:
      with_scalar_type(type.kind, [from, to]<class T>(T*) {
        *static_cast<T*>(to) = *static_cast<const T*>(from);
      });
  }
}

void copy(const Table& table, const void* from, void* to) {
  for (const detail::Field& field : table.fields) {
    copy(*field.type, member_at(from, field.offset), member_at(to, field.offset));
  }
  side_of(table, to) = side_of(table, const_cast<void*>(from));
  if (table.kind != nullptr) {
    table.kind->state(to) = table.kind->state(const_cast<void*>(from));
  }
}

bool is_equal(const ValueType& type, const void* a, const void* b) {
  switch (type.kind) {
    case ValueKind::structure:
      return is_equal(type.structure(), a, b);
    case ValueKind::array:
    case ValueKind::map:
    case ValueKind::optional:
    case ValueKind::box:
      return equal_elements(type, a, b);
    default:
      return with_scalar_type(type.kind, [a, b]<class T>(T*) {
        return *static_cast<const T*>(a) == *static_cast<const T*>(b);
      });
  }
}

bool is_equal(const Table& table, const void* a, const void* b) {
  return std::ranges::all_of(table.fields,
                             [a, b](const detail::Field& field) {
                               return is_equal(*field.type, member_at(a, field.offset),
                                               member_at(b, field.offset));
                             }) &&
         equal_unknown(side_of(table, a), side_of(table, b));
}

}  // namespace k8s::codec
