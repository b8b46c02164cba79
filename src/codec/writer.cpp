#include "codec/writer.hpp"

#include <cmath>
#include <utility>

#include <k8s/error.hpp>

#include "codec/lexer.hpp"
#include "codec/number.hpp"
#include "codec/quote.hpp"
#include "codec/value_access.hpp"
#include "codec/values.hpp"

namespace k8s::codec {

using detail::bit;
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
  constexpr std::size_t usual_size = 4096;
  out_.reserve(usual_size);
  write_object(plan, object, named);
  return std::move(out_);
}

std::string Writer::write_member(const Plan& plan, std::size_t index, const void* object) && {
  const SideRecord* const side = side_of(*plan.table, object);
  write_remembered(plan, index, object, side != nullptr ? *side : SideRecord{});
  if (!out_.empty()) out_.pop_back();
  return std::move(out_);
}

// Every member and element is written with a comma behind it; the last one becomes the bracket.
void Writer::close(char bracket) {
  if (out_.back() == ',') {
    out_.back() = bracket;
  } else {
    out_ += bracket;
  }
}

void Writer::write_object(const Plan& plan, const void* object, bool named) {
  const bool outer_fetched = fetched_;
  Identity identity;
  out_ += '{';
  if (const detail::Kind* const kind = plan.table->kind) {
    const detail::ObjectState& state = kind->state(const_cast<void*>(object));
    fetched_ = state.fetched;
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
  close('}');
  fetched_ = outer_fetched;
}

void Writer::write_identity(const detail::Kind& kind, Identity identity) {
  if (identity.api_version) {
    out_ += R"("apiVersion":)";
    write_text(api_version_of(kind));
    out_ += ',';
  }
  if (identity.kind) {
    out_ += R"("kind":)";
    write_text(kind.name);
    out_ += ',';
  }
}

void Writer::write_members(const Plan& plan, const void* object) {
  const std::uint64_t kept = plan.kept[fetched_ ? 1 : 0];
  for (std::size_t i = 0; i < plan.count; ++i) {
    const PlannedField& field = plan.fields[i];
    const void* const member = member_at(object, field.offset);
    if ((kept & bit(i)) == 0 && is_empty(*field.type, member)) continue;
    out_ += field.prefix;
    write_value(*field.type, member);
    out_ += ',';
  }
}

void Writer::write_members(const Plan& plan, const void* object, const SideRecord& side) {
  for (std::size_t i = 0; i < plan.count; ++i) {
    const std::size_t start = out_.size();
    write_remembered(plan, i, object, side);
    const SideRecord::Spelling* const spelling = side.spelling_of(i);
    if (spelling == nullptr) continue;
    std::string_view written = std::string_view(out_).substr(start);
    if (!written.empty()) written.remove_suffix(1);
    if (written != spelling->canonical) continue;
    out_.resize(start);
    out_.append(spelling->text).append(1, ',');
  }
}

void Writer::write_remembered(const Plan& plan, std::size_t index, const void* object,
                              const SideRecord& side) {
  const PlannedField& field = plan.fields[index];
  const void* const member = member_at(object, field.offset);
  const bool present = (side.present & bit(index)) != 0;
  const bool null = (side.null & bit(index)) != 0;
  if (is_empty(*field.type, member)) {
    const bool absent = (side.absent & bit(index)) != 0;
    const bool kept = (plan.kept[fetched_ ? 1 : 0] & bit(index)) != 0;
    if (!present && !null && (absent || !kept)) return;
    out_ += field.prefix;
    if (present) {
      write_default(*field.type, member);
    } else if (null) {
      out_ += "null";
    } else {
      write_value(*field.type, member);
    }
  } else {
    out_ += field.prefix;
    write_value(*field.type, member);
  }
  out_ += ',';
}

void Writer::write_unknown(const SideRecord& side, Identity identity) {
  for (const SideRecord::Unknown& member : side.unknown) {
    // A kind that came as null or empty was kept, but gives way to the one that was written.
    if (identity.kind && member.key == "kind") continue;
    if (identity.api_version && member.key == "apiVersion") continue;
    write_text(member.key);
    out_ += ':';
    out_ += member.json;
    out_ += ',';
  }
}

// Of a member marked present, which is empty: optionals and boxes are written as if they held the
// default value.
void Writer::write_default(const ValueType& type, const void* value) {
  switch (type.kind) {
    case ValueKind::box:
      out_ += "{}";
      return;
    case ValueKind::optional:
      break;
    default:
      write_value(type, value);
      return;
  }
  switch (type.element->kind) {
    case ValueKind::boolean:
      out_ += "false";
      return;
    case ValueKind::int32:
    case ValueKind::int64:
    case ValueKind::number:
    case ValueKind::int_or_string:
      out_ += '0';
      return;
    case ValueKind::string:
    case ValueKind::bytes:
      out_ += "\"\"";
      return;
    case ValueKind::quantity:
      out_ += "\"0\"";
      return;
    default:
      out_ += "null";
  }
}

void Writer::write_value(const ValueType& type, const void* value) {
  switch (type.kind) {
    case ValueKind::string:
      return write_text(*static_cast<const std::string*>(value));
    case ValueKind::boolean:
      out_ += *static_cast<const bool*>(value) ? "true" : "false";
      return;
    case ValueKind::int32:
      return append_number(out_, std::int64_t{*static_cast<const std::int32_t*>(value)});
    case ValueKind::int64:
      return append_number(out_, *static_cast<const std::int64_t*>(value));
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
        out_ += "null";
      } else {
        write_value(*type.element, element_at(type, value, 0));
      }
      return;
    case ValueKind::bytes:
      return write_text(static_cast<const Bytes*>(value)->to_base64());
    case ValueKind::time:
      return write_time(*static_cast<const Time*>(value));
    case ValueKind::micro_time:
      return write_time(*static_cast<const MicroTime*>(value));
    case ValueKind::quantity: {
      const auto& quantity = *static_cast<const Quantity*>(value);
      return write_text(quantity.has_value() ? std::string_view(quantity.text()) : "0");
    }
    case ValueKind::int_or_string: {
      const auto& either = *static_cast<const IntOrString*>(value);
      if (either.is_string()) return write_text(either.string_value());
      return append_number(out_, std::int64_t{either.int_value()});
    }
    case ValueKind::raw_json: {
      const auto& json = *static_cast<const RawJson*>(value);
      out_ += json.has_value() ? std::string_view(json.text()) : "null";
      return;
    }
  }
}

void Writer::write_elements(const ValueType& type, const void* array) {
  out_ += '[';
  const std::size_t size = type.operations->size(array);
  for (std::size_t i = 0; i < size; ++i) {
    write_value(*type.element, element_at(type, array, i));
    out_ += ',';
  }
  close(']');
}

void Writer::write_entries(const ValueType& type, const void* map) {
  out_ += '{';
  const std::size_t size = type.operations->size(map);
  for (std::size_t i = 0; i < size; ++i) {
    write_text(type.operations->key_at(map, i));
    out_ += ':';
    write_value(*type.element, element_at(type, map, i));
    out_ += ',';
  }
  close('}');
}

template <class Resolution>
void Writer::write_time(const BasicTime<Resolution>& time) {
  if (!time.has_value()) {
    out_ += "null";
    return;
  }
  out_ += '"';
  ValueAccess::append(time, out_);
  out_ += '"';
}

void Writer::write_text(std::string_view text) {
  if (!append_quoted(out_, text)) fail("text that is not UTF-8");
}

void Writer::write_number(double number) {
  if (!std::isfinite(number)) fail("a number that is not finite");
  append_number(out_, number);
}

void Writer::fail(std::string_view problem) const {
  throw ValidationError(json_path(out_, out_.size()) + ": " + std::string(problem) +
                        " cannot be written as JSON");
}

}  // namespace k8s::codec
