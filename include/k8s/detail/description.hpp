#pragma once

// How a described struct is held in memory and written on the wire: the tables that the codec
// interprets. One table per struct, constant data; the engines that read them are no templates.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <k8s/array.hpp>
#include <k8s/box.hpp>
#include <k8s/bytes.hpp>
#include <k8s/detail/side.hpp>
#include <k8s/detail/table.hpp>
#include <k8s/duration.hpp>
#include <k8s/int_or_string.hpp>
#include <k8s/map.hpp>
#include <k8s/quantity.hpp>
#include <k8s/raw_json.hpp>
#include <k8s/time.hpp>

namespace k8s::detail {

/// What a value is, whatever holds it.
enum class ValueKind : std::uint8_t {
  boolean,
  int32,
  int64,
  number,  // double
  string,
  bytes,
  time,
  micro_time,
  quantity,
  int_or_string,
  raw_json,
  structure,  // a described struct
  array,      // Array<T>
  map,        // Map<V>
  optional,   // std::optional<T>: a scalar held by pointer
  box,        // Box<T>: a struct held by pointer
  duration,
};

struct ValueType;

/// What the engines do to a holder whose element type only the compiler knows. Functions that make
/// no sense for a holder are null.
struct HolderOperations {
  /// array: a new one, empty, on the heap, and its end.
  void* (*create)() = nullptr;
  void (*destroy)(void* holder) = nullptr;
  /// array: appends a default element. optional, box: makes the value. Returns its address.
  void* (*emplace)(void* holder) = nullptr;
  /// map: the element of that key, made if it was absent; keys in order are appended at the end.
  void* (*emplace_key)(void* holder, std::string_view key) = nullptr;
  /// array, map: how many. optional, box: 0 or 1.
  std::size_t (*size)(const void* holder) = nullptr;
  /// array, map: element `index`. optional, box: the value.
  void* (*at)(void* holder, std::size_t index) = nullptr;
  /// map: key `index`.
  std::string_view (*key_at)(const void* holder, std::size_t index) = nullptr;
  /// array: removes the last element.
  void (*pop)(void* holder) = nullptr;
  /// Makes it empty or absent.
  void (*clear)(void* holder) = nullptr;
  /// array, map: makes room for that many.
  void (*reserve)(void* holder, std::size_t count) = nullptr;
};

/// How a C++ type is read and written.
struct ValueType {
  ValueKind kind;
  std::size_t size;                              // sizeof the C++ type
  const ValueType* element = nullptr;            // of array, map, optional, box
  const Table& (*structure)() = nullptr;         // of structure
  const HolderOperations* operations = nullptr;  // of array, map, optional, box
};

/// When a member is written, what FIAAS calls its field kind, and how the server merges it.
///
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy tells of lists,
/// maps and atomic values,
/// https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/ of
/// patch strategies. A list of neither list flag is atomic, a map or a struct of no flag is merged
/// by its keys or members.
enum FieldFlags : std::uint16_t {
  omit_empty = 0,       // Go's omitempty: left out when zero, absent or empty
  always = 1 << 0,      // Go writes it always
  required = 1 << 1,    // required by the schema: written always, in objects built here too
  read_only = 1 << 2,   // set by the server only
  once = 1 << 3,        // settable on new objects, immutable afterwards
  write_only = 1 << 4,  // sent, never read back
  list_set = 1 << 5,    // x-kubernetes-list-type: set
  list_map = 1 << 6,    // x-kubernetes-list-type: map, by Field::map_keys
  /// Replaced as a whole: a list of type atomic, a map or a struct of type atomic. Of a struct
  /// itself: where it is an item of a list or of a map.
  atomic = 1 << 7,
  patch_merge = 1 << 8,         // x-kubernetes-patch-strategy: merge, by Field::patch_key
  patch_retain_keys = 1 << 9,   // x-kubernetes-patch-strategy: retainKeys
  preserve_unknown = 1 << 10,   // x-kubernetes-preserve-unknown-fields: nothing in it is pruned
  embedded_resource = 1 << 11,  // x-kubernetes-embedded-resource: a whole object
};

/// One member of a described struct.
struct Field {
  std::string_view name;  // on the wire
  std::uint32_t offset;   // in the struct
  std::uint16_t flags;    // FieldFlags
  const ValueType* type;
  std::string_view map_keys{};   // of list_map: "containerPort,protocol"
  std::string_view patch_key{};  // of patch_merge: "containerPort"; empty if items are scalars
};

/// One described struct.
struct Table {
  const char* name;               // as Kubernetes writes it
  std::span<const Field> fields;  // in declaration order; at most 250
  std::uint32_t side_offset;      // of its Side
  std::size_t size;               // sizeof the struct
  std::uint16_t flags = 0;        // FieldFlags of the struct itself: atomic, preserve_unknown
  /// Writes `apiVersion` and `kind` first and checks them when reading; null for nested structs.
  const struct Kind* kind = nullptr;
  /// What the codec prepares at the first use (src/codec/plan.hpp).
  mutable std::atomic<const struct Plan*> plan = nullptr;
};

// ---- from a C++ type to its ValueType -------------------------------------------------------

template <class T>
struct ValueTypeOf;  // a type that no model can hold has none

template <class T>
inline constexpr ValueType value_type_of = ValueTypeOf<T>::make();

template <ValueKind K, class T>
struct ScalarType {
  static constexpr ValueType make() { return {.kind = K, .size = sizeof(T)}; }
};

// clang-format off
template <> struct ValueTypeOf<bool> : ScalarType<ValueKind::boolean, bool> {};
template <> struct ValueTypeOf<std::int32_t> : ScalarType<ValueKind::int32, std::int32_t> {};
template <> struct ValueTypeOf<std::int64_t> : ScalarType<ValueKind::int64, std::int64_t> {};
template <> struct ValueTypeOf<double> : ScalarType<ValueKind::number, double> {};
template <> struct ValueTypeOf<std::string> : ScalarType<ValueKind::string, std::string> {};
template <> struct ValueTypeOf<Bytes> : ScalarType<ValueKind::bytes, Bytes> {};
template <> struct ValueTypeOf<Time> : ScalarType<ValueKind::time, Time> {};
template <> struct ValueTypeOf<MicroTime> : ScalarType<ValueKind::micro_time, MicroTime> {};
template <> struct ValueTypeOf<Quantity> : ScalarType<ValueKind::quantity, Quantity> {};
template <> struct ValueTypeOf<IntOrString> : ScalarType<ValueKind::int_or_string, IntOrString> {};
template <> struct ValueTypeOf<RawJson> : ScalarType<ValueKind::raw_json, RawJson> {};
template <> struct ValueTypeOf<Duration> : ScalarType<ValueKind::duration, Duration> {};
// clang-format on

template <class T>
  requires requires(const T* p) { k8s_describe(p); }
struct ValueTypeOf<T> {
  static const Table& table() { return k8s_describe(static_cast<const T*>(nullptr)); }
  static constexpr ValueType make() {
    return {.kind = ValueKind::structure, .size = sizeof(T), .structure = &table};
  }
};

template <class T>
struct ValueTypeOf<Array<T>> {
  static void* create() { return new Array<T>(); }
  static void destroy(void* holder) { delete static_cast<Array<T>*>(holder); }
  static void* emplace(void* holder) {
    auto& array = *static_cast<Array<T>*>(holder);
    return &array.emplace_back();
  }
  static std::size_t size(const void* holder) {
    return static_cast<const Array<T>*>(holder)->size();
  }
  static void* at(void* holder, std::size_t index) {
    return &(*static_cast<Array<T>*>(holder))[index];
  }
  static void pop(void* holder) { static_cast<Array<T>*>(holder)->pop_back(); }
  static void clear(void* holder) { static_cast<Array<T>*>(holder)->clear(); }
  static void reserve(void* holder, std::size_t count) {
    auto& array = *static_cast<Array<T>*>(holder);
    if constexpr (requires { array.reserve(count); }) array.reserve(count);
  }
  static constexpr HolderOperations operations{.create = &create,
                                               .destroy = &destroy,
                                               .emplace = &emplace,
                                               .size = &size,
                                               .at = &at,
                                               .pop = &pop,
                                               .clear = &clear,
                                               .reserve = &reserve};
  static constexpr ValueType make() {
    return {.kind = ValueKind::array,
            .size = sizeof(Array<T>),
            .element = &value_type_of<T>,
            .operations = &operations};
  }
};

template <class V>
struct ValueTypeOf<Map<V>> {
  static void* emplace_key(void* holder, std::string_view key) {
    return &(*static_cast<Map<V>*>(holder))[key];
  }
  static std::size_t size(const void* holder) { return static_cast<const Map<V>*>(holder)->size(); }
  static void* at(void* holder, std::size_t index) {
    return &(static_cast<Map<V>*>(holder)->begin() + static_cast<std::ptrdiff_t>(index))->second;
  }
  static std::string_view key_at(const void* holder, std::size_t index) {
    return (static_cast<const Map<V>*>(holder)->begin() + static_cast<std::ptrdiff_t>(index))
        ->first;
  }
  static void clear(void* holder) { static_cast<Map<V>*>(holder)->clear(); }
  static void reserve(void* holder, std::size_t count) {
    static_cast<Map<V>*>(holder)->reserve(count);
  }
  static constexpr HolderOperations operations{.emplace_key = &emplace_key,
                                               .size = &size,
                                               .at = &at,
                                               .key_at = &key_at,
                                               .clear = &clear,
                                               .reserve = &reserve};
  static constexpr ValueType make() {
    return {.kind = ValueKind::map,
            .size = sizeof(Map<V>),
            .element = &value_type_of<V>,
            .operations = &operations};
  }
};

template <class T>
struct ValueTypeOf<std::optional<T>> {
  static void* emplace(void* holder) { return &static_cast<std::optional<T>*>(holder)->emplace(); }
  static std::size_t size(const void* holder) {
    return static_cast<const std::optional<T>*>(holder)->has_value() ? 1 : 0;
  }
  static void* at(void* holder, std::size_t) { return &**static_cast<std::optional<T>*>(holder); }
  static void clear(void* holder) { static_cast<std::optional<T>*>(holder)->reset(); }
  static constexpr HolderOperations operations{
      .emplace = &emplace, .size = &size, .at = &at, .clear = &clear};
  static constexpr ValueType make() {
    return {.kind = ValueKind::optional,
            .size = sizeof(std::optional<T>),
            .element = &value_type_of<T>,
            .operations = &operations};
  }
};

template <class T>
struct ValueTypeOf<Box<T>> {
  static void* emplace(void* holder) {
    auto& box = *static_cast<Box<T>*>(holder);
    box.reset();
    return &box.ensure();
  }
  static std::size_t size(const void* holder) {
    return static_cast<const Box<T>*>(holder)->has_value() ? 1 : 0;
  }
  static void* at(void* holder, std::size_t) { return &**static_cast<Box<T>*>(holder); }
  static void clear(void* holder) { static_cast<Box<T>*>(holder)->reset(); }
  static constexpr HolderOperations operations{
      .emplace = &emplace, .size = &size, .at = &at, .clear = &clear};
  static constexpr ValueType make() {
    return {.kind = ValueKind::box,
            .size = sizeof(Box<T>),
            .element = &value_type_of<T>,
            .operations = &operations};
  }
};

}  // namespace k8s::detail
