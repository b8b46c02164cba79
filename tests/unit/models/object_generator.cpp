#include "models/object_generator.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace models {

using k8s::detail::Field;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;

namespace {

// How often a struct may stand inside itself: a schema has a dozen of schemas.
constexpr std::ptrdiff_t most_times = 1;

template <class T>
T& as(void* value) {
  return *static_cast<T*>(value);
}

/// The struct inside all holders, or null.
const Table* inner_table(const ValueType& type) {
  if (type.element != nullptr) return inner_table(*type.element);
  return type.structure != nullptr ? &type.structure() : nullptr;
}

}  // namespace

std::size_t ObjectGenerator::below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
}

std::string ObjectGenerator::string() {
  static constexpr const char* pieces[] = {"a",
                                           "nginx",
                                           "app.kubernetes.io/name",
                                           "\xC3\xA9",
                                           "\xF0\x9F\x9A\x80",
                                           "\n\t",
                                           "\"\\/",
                                           "<&>",
                                           "\x01",
                                           " "};
  std::string text = pieces[below(std::size(pieces))];
  for (std::size_t count = below(4); count > 0; --count) text += pieces[below(std::size(pieces))];
  return text;
}

void ObjectGenerator::set(const ValueType& type, void* value) {
  using std::chrono::microseconds;
  using std::chrono::seconds;
  const auto ticks = static_cast<std::int64_t>(below(4'000'000'000));
  switch (type.kind) {
    case ValueKind::boolean:
      as<bool>(value) = true;
      break;
    case ValueKind::int32:
      as<std::int32_t>(value) =
          below(2) == 0 ? INT32_MIN : static_cast<std::int32_t>(below(65535)) + 1;
      break;
    case ValueKind::int64:
      as<std::int64_t>(value) = below(2) == 0 ? INT64_MAX : -ticks - 1;
      break;
    case ValueKind::number:
      as<double>(value) = static_cast<double>(ticks + 1) / 1024;
      break;
    case ValueKind::string:
      as<std::string>(value) = string();
      break;
    case ValueKind::bytes:
      as<k8s::Bytes>(value) = k8s::Bytes(string());
      break;
    case ValueKind::time:
      as<k8s::Time>(value) = k8s::Time(std::chrono::sys_seconds(seconds(ticks)));
      break;
    case ValueKind::micro_time:
      as<k8s::MicroTime>(value) =
          k8s::MicroTime(std::chrono::sys_time<microseconds>(microseconds(ticks * 1000 + 1)));
      break;
    case ValueKind::duration:
      as<k8s::Duration>(value) = k8s::Duration(seconds(ticks));
      break;
    case ValueKind::quantity:
      as<k8s::Quantity>(value) = k8s::Quantity(std::to_string(below(1000) + 1) + "m");
      break;
    case ValueKind::int_or_string:
      as<k8s::IntOrString>(value) = below(2) == 0
                                        ? k8s::IntOrString(string())
                                        : k8s::IntOrString(static_cast<std::int32_t>(below(99)));
      break;
    case ValueKind::raw_json:
      as<k8s::RawJson>(value) = k8s::RawJson(R"({"b":[1,2.50,null],"a":{}})");
      break;
    case ValueKind::structure:
      fill(type.structure(), value);
      break;
    case ValueKind::array:
      for (std::size_t count = below(2) + 1; count > 0; --count) {
        set(*type.element, type.operations->emplace(value));
      }
      break;
    case ValueKind::map:
      for (std::size_t count = below(2) + 1; count > 0; --count) {
        set(*type.element, type.operations->emplace_key(value, string()));
      }
      break;
    case ValueKind::optional:
    case ValueKind::box:
      set(*type.element, type.operations->emplace(value));
      break;
  }
}

void ObjectGenerator::fill(const Table& table, void* object) {
  open_.push_back(&table);
  for (const Field& field : table.fields) {
    // A Quantity that is written though it is unset is read as 0, as in Go.
    const bool needed = field.type->kind == ValueKind::quantity;
    if (amount_ == Amount::some_fields && !needed && below(3) != 0) continue;
    const Table* const inner = inner_table(*field.type);
    if (inner != nullptr && std::ranges::count(open_, inner) > most_times) continue;
    set(*field.type, static_cast<char*>(object) + field.offset);
  }
  open_.pop_back();
}

}  // namespace models
