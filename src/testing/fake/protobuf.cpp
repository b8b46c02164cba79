#include "testing/fake/protobuf.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <k8s/time.hpp>

#include "base64.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/protobuf_fields.hpp"

namespace k8s::testing::fake {
namespace {

/// What a body begins with, before an Unknown that holds the object.
constexpr std::string_view magic{"k8s\0", 4};
constexpr int max_depth = 100;

/// One field as it stands on the wire.
struct WireField {
  std::uint64_t number = 0;
  std::uint64_t value = 0;   // of varints and fixed sizes
  std::string_view bytes{};  // of what has a length
};

/// Reads the fields of a message one by one.
/// https://protobuf.dev/programming-guides/encoding/
class WireReader {
 public:
  explicit WireReader(std::string_view text) : rest_(text) {}

  std::optional<WireField> next() {
    if (rest_.empty()) return std::nullopt;
    const std::uint64_t tag = varint();
    WireField field{.number = tag >> 3U};
    switch (tag & 7U) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.value = fixed(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        field.value = fixed(4);
        break;
      default:
        throw ProtobufError("proto: illegal wireType " + std::to_string(tag & 7U));
    }
    return field;
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) throw ProtobufError("unexpected EOF");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::uint64_t fixed(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view bytes = take(size);
    for (std::size_t i = size; i > 0; --i) {
      value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1).front());
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    throw ProtobufError("proto: integer overflow");
  }

  std::string_view rest_;
};

/// The first field of that number; zero if there is none.
WireField field_of(std::string_view message, std::uint64_t number) {
  WireReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == number) return *field;
  }
  return {};
}

json::string text_of(std::string_view bytes) {
  return json::string(bytes);
}

/// Null if the time is not set.
json::value time_of(std::string_view message, bool micro) {
  if (message.empty()) return nullptr;
  using std::chrono::microseconds;
  const auto seconds = static_cast<std::int64_t>(field_of(message, 1).value);
  const auto nanoseconds = static_cast<std::int64_t>(field_of(message, 2).value);
  constexpr std::int64_t year_10000 = 253'402'300'800;
  if (seconds < -62'135'596'800 || seconds >= year_10000 || nanoseconds < 0 ||
      nanoseconds >= 1'000'000'000) {
    throw ProtobufError("a time beyond the years 1 to 9999");
  }
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  if (!micro) return json::string(Time(time).to_string());
  return json::string(MicroTime(time + microseconds(nanoseconds / 1000)).to_string());
}

json::value int_or_string(std::string_view message) {
  constexpr std::uint64_t is_string = 1;
  if (field_of(message, 1).value == is_string) return text_of(field_of(message, 3).bytes);
  return static_cast<std::int64_t>(field_of(message, 2).value);
}

json::value raw_json(std::string_view message) {
  const std::string_view text = field_of(message, 1).bytes;
  if (text.empty()) return nullptr;
  try {
    return parse_json(text).value;
  } catch (const JsonError& error) {
    throw ProtobufError(error.what());
  }
}

json::value strings_of(std::string_view message) {
  json::array items;
  WireReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number == 1) items.emplace_back(text_of(field->bytes));
  }
  return items;
}

/// Whether JSON would leave it out.
bool is_zero(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return true;
    case json::kind::bool_:
      return !value.get_bool();
    case json::kind::int64:
      return value.get_int64() == 0;
    case json::kind::double_:
      return value.get_double() == 0;
    case json::kind::string:
      return value.get_string().empty();
    case json::kind::object:
      return value.get_object().empty();
    default:
      return false;
  }
}

json::object message_of(std::string_view text, std::uint16_t message, int depth);

json::value value_of(const WireField& wire, const ProtobufField& field, int depth) {
  switch (field.kind) {
    case ProtobufKind::boolean:
      return wire.value != 0;
    case ProtobufKind::integer:
      return static_cast<std::int64_t>(wire.value);
    case ProtobufKind::number:
      return std::bit_cast<double>(wire.value);
    case ProtobufKind::string:
      return text_of(wire.bytes);
    case ProtobufKind::bytes:
      return json::string(base64_encode(wire.bytes));
    case ProtobufKind::message:
      return message_of(wire.bytes, field.message, depth + 1);
    case ProtobufKind::time:
      return time_of(wire.bytes, false);
    case ProtobufKind::micro_time:
      return time_of(wire.bytes, true);
    case ProtobufKind::quantity:
      return text_of(field_of(wire.bytes, 1).bytes);
    case ProtobufKind::int_or_string:
      return int_or_string(wire.bytes);
    case ProtobufKind::raw:
      return raw_json(wire.bytes);
    case ProtobufKind::strings:
      return strings_of(wire.bytes);
  }
  return nullptr;
}

void add_field(const WireField& wire, const ProtobufField& field, int depth, json::object& object) {
  switch (field.holding) {
    case ProtobufHolding::list: {
      json::value& list = member_of(object, field.name);
      if (!list.is_array()) list.emplace_array();
      list.get_array().push_back(value_of(wire, field, depth));
      return;
    }
    case ProtobufHolding::map: {
      const std::string_view key = field_of(wire.bytes, 1).bytes;
      ensure_object(object, field.name)[key] = value_of(field_of(wire.bytes, 2), field, depth);
      return;
    }
    case ProtobufHolding::single:
    case ProtobufHolding::optional:
      break;
  }
  json::value value = value_of(wire, field, depth);
  if (field.name.empty()) {
    if (!value.is_object()) return;
    for (auto& member : value.get_object()) object[member.key()] = std::move(member.value());
  } else if (field.holding == ProtobufHolding::optional || !is_zero(value)) {
    object[field.name] = std::move(value);
  }
}

json::object message_of(std::string_view text, std::uint16_t message, int depth) {
  if (depth > max_depth) throw ProtobufError("exceeded max depth");
  json::object object;
  WireReader reader(text);
  const auto fields = protobuf_fields(message);
  while (const auto wire = reader.next()) {
    const auto field = std::ranges::find(fields, wire->number, &ProtobufField::number);
    if (field != fields.end()) add_field(*wire, *field, depth, object);
  }
  return object;
}

}  // namespace

json::object read_protobuf(std::string_view body) {
  if (!body.starts_with(magic)) {
    throw ProtobufError("provided data does not appear to be a protobuf message, expected prefix " +
                        std::string("[107 56 115 0]"));
  }
  body.remove_prefix(magic.size());
  // Unknown: what the object is, and the object.
  const std::string_view type = field_of(body, 1).bytes;
  const std::string_view api_version = field_of(type, 1).bytes;
  const std::string_view kind = field_of(type, 2).bytes;
  const auto kinds = protobuf_kinds();
  const auto known = std::ranges::find_if(kinds, [&](const ProtobufMessage& message) {
    return message.api_version == api_version && message.kind == kind;
  });
  if (known == kinds.end()) {
    throw ProtobufError("no kind " + go_quote(kind) + " is registered for version " +
                        go_quote(api_version));
  }
  json::object object{{"kind", kind}, {"apiVersion", api_version}};
  for (auto& member : message_of(field_of(body, 2).bytes, known->message, 0)) {
    object[member.key()] = std::move(member.value());
  }
  return object;
}

}  // namespace k8s::testing::fake
