#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <k8s/detail/description.hpp>

// What is done to a value of which only the ValueType is known.

namespace k8s::codec {

inline const void* member_at(const void* object, std::size_t offset) noexcept {
  return static_cast<const char*>(object) + offset;
}
inline void* member_at(void* object, std::size_t offset) noexcept {
  return static_cast<char*>(object) + offset;
}

/// The element of an array or map, or the value of a present optional or Box.
inline const void* element_at(const detail::ValueType& type, const void* holder,
                              std::size_t index) {
  return type.operations->at(const_cast<void*>(holder), index);
}

/// Whether it has the value it was made with: zero, empty, unset or absent. A struct is empty if
/// all its members are and nothing of what was read has to be written again.
[[nodiscard]] bool is_empty(const detail::ValueType& type, const void* value);
[[nodiscard]] bool is_empty(const detail::Table& table, const void* object);
/// As the first, quicker for the kinds that most members are.
[[nodiscard]] inline bool is_empty(detail::ValueKind kind, const detail::ValueType& type,
                                   const void* value) {
  switch (kind) {
    case detail::ValueKind::string:
      return static_cast<const std::string*>(value)->empty();
    case detail::ValueKind::boolean:
      return !*static_cast<const bool*>(value);
    case detail::ValueKind::int32:
      return *static_cast<const std::int32_t*>(value) == 0;
    case detail::ValueKind::int64:
      return *static_cast<const std::int64_t*>(value) == 0;
    case detail::ValueKind::time:
      return !static_cast<const Time*>(value)->has_value();
    case detail::ValueKind::array:
    case detail::ValueKind::map:
    case detail::ValueKind::optional:
    case detail::ValueKind::box:
      return type.operations->size(value) == 0;
    default:
      return is_empty(type, value);
  }
}

/// Gives it the value it was made with.
void reset(const detail::ValueType& type, void* value);
void reset(const detail::Table& table, void* object);

/// Makes `to` what `from` is, side records included.
void copy(const detail::ValueType& type, const void* from, void* to);
void copy(const detail::Table& table, const void* from, void* to);

/// Equality as models have it: members and unknown members; neither null, nor presence, nor
/// spelling.
[[nodiscard]] bool is_equal(const detail::ValueType& type, const void* a, const void* b);
[[nodiscard]] bool is_equal(const detail::Table& table, const void* a, const void* b);

/// Calls `use` with a pointer of the C++ type that a value of that scalar kind has.
template <class Use>
decltype(auto) with_scalar_type(detail::ValueKind kind, Use use) {
  using detail::ValueKind;
  switch (kind) {
    case ValueKind::boolean:
      return use(static_cast<bool*>(nullptr));
    case ValueKind::int32:
      return use(static_cast<std::int32_t*>(nullptr));
    case ValueKind::int64:
      return use(static_cast<std::int64_t*>(nullptr));
    case ValueKind::number:
      return use(static_cast<double*>(nullptr));
    case ValueKind::bytes:
      return use(static_cast<Bytes*>(nullptr));
    case ValueKind::time:
      return use(static_cast<Time*>(nullptr));
    case ValueKind::micro_time:
      return use(static_cast<MicroTime*>(nullptr));
    case ValueKind::quantity:
      return use(static_cast<Quantity*>(nullptr));
    case ValueKind::int_or_string:
      return use(static_cast<IntOrString*>(nullptr));
    case ValueKind::raw_json:
      return use(static_cast<RawJson*>(nullptr));
    case ValueKind::duration:
      return use(static_cast<Duration*>(nullptr));
    default:
      return use(static_cast<std::string*>(nullptr));
  }
}

}  // namespace k8s::codec
