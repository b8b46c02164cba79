#include <algorithm>
#include <array>
#include <string_view>

#include "codec/codec.hpp"
#include "codec/plan.hpp"
#include "codec/side_record.hpp"
#include "codec/values.hpp"

namespace k8s::codec {

using detail::Field;
using detail::plan_of;
using detail::PlannedField;
using detail::side_of;
using detail::SideRecord;
using detail::Table;
using detail::ValueKind;
using detail::ValueType;

namespace {

void merge_struct(const Table& table, const void* given, void* onto);

bool is_set_by_server(const Table& table, const Field& field) {
  static constexpr std::array<std::string_view, 8> metadata{"uid",
                                                            "resourceVersion",
                                                            "generation",
                                                            "creationTimestamp",
                                                            "deletionTimestamp",
                                                            "deletionGracePeriodSeconds",
                                                            "managedFields",
                                                            "selfLink"};
  if ((field.flags & detail::read_only) != 0) return true;
  if (table.kind != nullptr && field.name == "status") return true;
  return std::string_view(table.name) == "ObjectMeta" &&
         std::ranges::find(metadata, field.name) != metadata.end();
}

/// Of a value that is there: replaces it, but merges structs.
void merge_value(const ValueType& type, const void* given, void* onto) {
  if (type.kind == ValueKind::structure) {
    merge_struct(type.structure(), given, onto);
  } else if (type.kind == ValueKind::box && type.operations->size(onto) != 0) {
    merge_value(*type.element, element_at(type, given, 0), type.operations->at(onto, 0));
  } else {
    copy(type, given, onto);
  }
}

void merge_member(const Table& table, std::size_t index, const void* given, void* onto) {
  const Field& field = table.fields[index];
  const ValueType& type = *field.type;
  const void* const from = member_at(given, field.offset);
  void* const to = member_at(onto, field.offset);
  const SideRecord* const side = side_of(table, given);
  const PlannedField& planned = plan_of(table).fields[index];
  const bool marked = side != nullptr && side->is_present(planned);
  const bool empty = is_empty(type, from);
  if (empty && !marked) return;

  if (SideRecord* const old = side_of(table, onto).get()) old->forget(planned);
  if (empty && type.kind != ValueKind::structure) {
    reset(type, to);
  } else {
    merge_value(type, from, to);
  }
  if (marked && !planned.shares_bit) side_of(table, onto).ensure().present |= planned.bit;
  if (const auto* const spelling = side != nullptr ? side->spelling_of(index) : nullptr) {
    side_of(table, onto).ensure().set_spelling(*spelling);
  }
}

void merge_struct(const Table& table, const void* given, void* onto) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const Field& field = table.fields[i];
    const bool immutable = (field.flags & detail::once) != 0;
    if (!immutable && !is_set_by_server(table, field)) merge_member(table, i, given, onto);
  }
  if (const SideRecord* const side = side_of(table, given)) {
    for (const SideRecord::Unknown& member : side->unknown) {
      side_of(table, onto).ensure().set_unknown(member.key, member.json);
    }
  }
}

}  // namespace

void merge(const Table& table, const void* given, void* onto) {
  merge_struct(table, given, onto);
}

}  // namespace k8s::codec
