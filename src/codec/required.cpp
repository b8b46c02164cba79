#include <string>
#include <string_view>

#include <k8s/detail/kind.hpp>
#include <k8s/error.hpp>

#include "codec/codec.hpp"
#include "codec/plan.hpp"
#include "codec/side_record.hpp"
#include "codec/values.hpp"

namespace k8s::codec {

using detail::Field;
using detail::plan_of;
using detail::side_of;
using detail::SideRecord;
using detail::Table;
using detail::ValueKind;
using detail::ValueType;

namespace {

/// Whether a value of that kind can be missing; numbers, booleans and structs always are there.
bool can_be_missing(ValueKind kind) {
  switch (kind) {
    case ValueKind::boolean:
    case ValueKind::int32:
    case ValueKind::int64:
    case ValueKind::number:
    case ValueKind::int_or_string:
    case ValueKind::structure:
      return false;
    default:
      return true;
  }
}

/// Walks over an object, remembering where it is.
class RequiredCheck {
 public:
  void check(const Table& table, const void* object) {
    const SideRecord* const side = side_of(table, object);
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
      const Field& field = table.fields[i];
      if (table.kind != nullptr && field.name == "status") continue;
      const void* const member = member_at(object, field.offset);
      const bool empty = is_empty(*field.type, member);
      const bool required = (field.flags & detail::required) != 0;
      if (empty && !required) continue;
      const std::size_t length = path_.size();
      path_.append(path_.empty() ? "" : ".").append(field.name);
      if (empty && can_be_missing(field.type->kind) &&
          (side == nullptr || !side->is_present(plan_of(table).fields[i]))) {
        refuse(table, field);
      }
      check_value(*field.type, member);
      path_.resize(length);
    }
  }

 private:
  void check_value(const ValueType& type, const void* value) {
    if (type.kind == ValueKind::structure) return check(type.structure(), value);
    if (type.operations == nullptr || !has_structs(type)) return;
    const std::size_t size = type.operations->size(value);
    const std::size_t length = path_.size();
    for (std::size_t i = 0; i < size; ++i) {
      if (type.kind == ValueKind::array) path_ += '[' + std::to_string(i) + ']';
      if (type.kind == ValueKind::map) {
        path_.append("[\"").append(type.operations->key_at(value, i)).append("\"]");
      }
      check_value(*type.element, element_at(type, value, i));
      path_.resize(length);
    }
  }

  static bool has_structs(const ValueType& type) {
    const ValueType* inner = &type;
    while (inner->element != nullptr) inner = inner->element;
    return inner->kind == ValueKind::structure;
  }

  [[noreturn]] void refuse(const Table& table, const Field& field) const {
    throw ValidationError(std::string(table.name) + '.' + std::string(field.name) +
                          " is required, but has no value (at " + path_ +
                          "); set it, or say mark_present() if it is meant to be empty");
  }

  std::string path_;
};

}  // namespace

void check_required(const Table& table, const void* object) {
  if (table.kind != nullptr && table.kind->state(const_cast<void*>(object)).fetched) return;
  RequiredCheck().check(table, object);
}

void check_required(const detail::Kind& kind, const void* object) {
  check_required(kind.table(), object);
}

}  // namespace k8s::codec
