#include "codec/writer.hpp"

#include <cmath>

#include <k8s/error.hpp>

#include "codec/lexer.hpp"
#include "codec/number.hpp"
#include "codec/value_access.hpp"
#include "codec/values.hpp"

namespace k8s::codec {

using detail::Emptiness;
using detail::Plan;
using detail::PlannedField;
using detail::side_of;
using detail::SideRecord;
using detail::ValueAccess;
using detail::ValueKind;
using detail::ValueType;

std::string api_version_of(const detail::Kind& kind) {
  std::string text(kind.group);
  if (!text.empty()) text += '/';
  return text.append(kind.version);
}

std::string Writer::write_document(const Plan& plan, const void* object, bool named) && {
  write_object(plan, object, named);
  return out_.text();
}

std::string Writer::write_member(const Plan& plan, std::size_t index, const void* object) && {
  const SideRecord* const side = side_of(*plan.table, object);
  write_remembered(plan.fields[index], plan, object, side != nullptr ? *side : SideRecord{});
  if (out_.size() != 0) out_.truncate(out_.size() - 1);
  return out_.text();
}

std::string Writer::write_present(const PlannedField& field, const void* object) && {
  write_default(*field.type, member_at(object, field.offset));
  return out_.text();
}

void Writer::write_object(const Plan& plan, const void* object, bool named) {
  const Emptiness outer = emptiness_;
  Identity identity;
  out_.append('{');
  if (const detail::Kind* const kind = plan.table->kind) {
    const detail::ObjectState& state = kind->state(const_cast<void*>(object));
    if (emptiness_ < Emptiness::given) {
      emptiness_ = state.fetched ? Emptiness::fetched : Emptiness::built;
    }
    identity = {.api_version = named || !state.fetched || !state.without_api_version,
                .kind = named || !state.fetched || !state.without_kind};
    write_identity(*kind, identity);
  }
  if (const SideRecord* const side = side_of(*plan.table, object)) {
    write_members(plan, object, *side);
    write_unknown(*side, identity);
  } else {
    write_members(plan, object);
  }
  out_.close('}');
  emptiness_ = outer;
}

void Writer::write_identity(const detail::Kind& kind, Identity identity) {
  if (identity.api_version) {
    out_.append(R"("apiVersion":)");
    write_text(api_version_of(kind));
    out_.append(',');
  }
  if (identity.kind) {
    out_.append(R"("kind":)");
    write_text(kind.name);
    out_.append(',');
  }
}

void Writer::write_members(const Plan& plan, const void* object) {
  const std::uint64_t kept = plan.kept_in(emptiness_);
  const PlannedField* const end = plan.fields.get() + plan.count;
  for (const PlannedField* field = plan.fields.get(); field != end; ++field) {
    const void* const member = member_at(object, field->offset);
    if (is_empty(field->kind, *field->type, member) && (kept & field->bit) == 0) continue;
    write_prefix(*field);
    write_value(field->kind, *field->type, member);
    out_.append(',');
  }
}

void Writer::write_members(const Plan& plan, const void* object, const SideRecord& side) {
  for (std::size_t i = 0; i < plan.count; ++i) {
    const std::size_t start = out_.size();
    write_remembered(plan.fields[i], plan, object, side);
    const SideRecord::Spelling* const spelling = side.spelling_of(i);
    if (spelling == nullptr) continue;
    std::string_view written = out_.view().substr(start);
    if (!written.empty()) written.remove_suffix(1);
    if (written != spelling->canonical) continue;
    out_.truncate(start);
    out_.append(spelling->text);
    out_.append(',');
  }
}

void Writer::write_remembered(const PlannedField& field, const Plan& plan, const void* object,
                              const SideRecord& side) {
  const void* const member = member_at(object, field.offset);
  if (is_empty(*field.type, member)) {
    const bool present = (side.present & field.bit) != 0;
    const bool null = (side.null & field.bit) != 0;
    const bool absent = (side.absent & field.bit) != 0;
    const bool kept = (plan.kept_in(emptiness_) & field.bit) != 0;
    if (!present && !null && (absent || !kept)) return;
    write_prefix(field);
    if (present) {
      write_default(*field.type, member);
    } else if (null) {
      out_.append("null");
    } else {
      write_held(*field.type, member);
    }
  } else {
    write_prefix(field);
    write_held(*field.type, member);
  }
  out_.append(',');
}

void Writer::write_prefix(const PlannedField& field) {
  if (field.prefix.size() <= PlannedField::most_compared) {
    out_.append(field.words, field.prefix.size());
  } else {
    out_.append(field.prefix);
  }
}

void Writer::write_unknown(const SideRecord& side, Identity identity) {
  for (const SideRecord::Unknown& member : side.unknown) {
    // A kind that came as null or empty was kept, but gives way to the one that was written.
    if (identity.kind && member.key == "kind") continue;
    if (identity.api_version && member.key == "apiVersion") continue;
    write_text(member.key);
    out_.append(':');
    out_.append(member.json);
    out_.append(',');
  }
}

// Of a member marked present, which is empty: optionals and boxes are written as if they held the
// default value.
void Writer::write_default(const ValueType& type, const void* value) {
  switch (type.kind) {
    case ValueKind::box:
      out_.append("{}");
      return;
    case ValueKind::optional:
      break;
    default:
      write_held(type, value);
      return;
  }
  switch (type.element->kind) {
    case ValueKind::boolean:
      out_.append("false");
      return;
    case ValueKind::int32:
    case ValueKind::int64:
    case ValueKind::number:
    case ValueKind::int_or_string:
      out_.append('0');
      return;
    case ValueKind::string:
    case ValueKind::bytes:
      out_.append("\"\"");
      return;
    case ValueKind::duration:
      out_.append("\"0s\"");
      return;
    case ValueKind::quantity:
      out_.append("\"0\"");
      return;
    default:
      out_.append("null");
  }
}

[[gnu::always_inline]] inline void Writer::write_value(ValueKind kind, const ValueType& type,
                                                       const void* value) {
  switch (kind) {
    case ValueKind::string:
      return write_text(*static_cast<const std::string*>(value));
    case ValueKind::boolean:
      out_.append(*static_cast<const bool*>(value) ? "true" : "false");
      return;
    case ValueKind::int32:
      return write_integer(*static_cast<const std::int32_t*>(value));
    case ValueKind::int64:
      return write_integer(*static_cast<const std::int64_t*>(value));
    case ValueKind::number:
      return write_number(*static_cast<const double*>(value));
    case ValueKind::structure:
      return write_object(detail::plan_of(type.structure()), value, false);
    case ValueKind::array:
      return write_elements(type, value);
    case ValueKind::map:
      return write_entries(type, value);
    case ValueKind::optional:
    case ValueKind::box:
      if (type.operations->size(value) == 0) {
        out_.append("null");
      } else {
        write_held(*type.element, element_at(type, value, 0));
      }
      return;
    case ValueKind::bytes:
      return write_text(static_cast<const Bytes*>(value)->to_base64());
    case ValueKind::time:
      return write_time(*static_cast<const Time*>(value));
    case ValueKind::micro_time:
      return write_time(*static_cast<const MicroTime*>(value));
    case ValueKind::duration: {
      const auto& duration = *static_cast<const Duration*>(value);
      if (!duration.has_value()) return out_.append("null");
      return write_text(duration.to_string());
    }
    case ValueKind::quantity: {
      const auto& quantity = *static_cast<const Quantity*>(value);
      return write_text(quantity.has_value() ? std::string_view(quantity.text()) : "0");
    }
    case ValueKind::int_or_string: {
      const auto& either = *static_cast<const IntOrString*>(value);
      if (either.is_string()) return write_text(either.string_value());
      return write_integer(either.int_value());
    }
    case ValueKind::raw_json: {
      const auto& json = *static_cast<const RawJson*>(value);
      out_.append(json.has_value() ? std::string_view(json.text()) : "null");
      return;
    }
  }
}

void Writer::write_held(const ValueType& type, const void* value) {
  write_value(type.kind, type, value);
}

void Writer::write_elements(const ValueType& type, const void* array) {
  out_.append('[');
  const Emptiness outer = emptiness_;
  if (outer == Emptiness::given) emptiness_ = Emptiness::given_item;
  const std::size_t size = type.operations->size(array);
  for (std::size_t i = 0; i < size; ++i) {
    write_held(*type.element, element_at(type, array, i));
    out_.append(',');
  }
  emptiness_ = outer;
  out_.close(']');
}

void Writer::write_entries(const ValueType& type, const void* map) {
  out_.append('{');
  const std::size_t size = type.operations->size(map);
  for (std::size_t i = 0; i < size; ++i) {
    write_text(type.operations->key_at(map, i));
    out_.append(':');
    write_held(*type.element, element_at(type, map, i));
    out_.append(',');
  }
  out_.close('}');
}

template <class Resolution>
void Writer::write_time(const BasicTime<Resolution>& time) {
  if (!time.has_value()) return out_.append("null");
  out_.append('"');
  out_.append_with(ValueAccess::longest_text<Resolution>,
                   [&time](char* out) { return ValueAccess::write(time, out); });
  out_.append('"');
}

void Writer::write_text(std::string_view text) {
  if (!out_.append_quoted(text)) fail("text that is not UTF-8");
}

void Writer::write_integer(std::int64_t number) {
  out_.append_with(longest_number,
                   [number](char* out) { return codec::write_number(out, number); });
}

void Writer::write_number(double number) {
  if (!std::isfinite(number)) fail("a number that is not finite");
  out_.append_with(longest_number,
                   [number](char* out) { return codec::write_number(out, number); });
}

void Writer::fail(std::string_view problem) const {
  throw ValidationError(json_path(out_.view(), out_.size()) + ": " + std::string(problem) +
                        " cannot be written as JSON");
}

}  // namespace k8s::codec
