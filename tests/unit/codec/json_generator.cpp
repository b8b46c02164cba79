#include "codec/json_generator.hpp"

#include <algorithm>
#include <vector>

#include <k8s/detail/kind.hpp>

namespace shapes {

using k8s::detail::Field;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;

std::size_t JsonGenerator::below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
}

std::string JsonGenerator::space() {
  return chance(20) ? one_of({" ", "\n  ", "\t", " \r\n "}) : "";
}

std::string JsonGenerator::string() {
  static constexpr const char* pieces[] = {"",
                                           "a",
                                           "nginx",
                                           "app.kubernetes.io/name",
                                           "a text that is longer than sixteen characters",
                                           "\xC3\xA9",
                                           "\xE4\xBD\xA0\xE5\xA5\xBD",
                                           "\xF0\x9F\x9A\x80",
                                           "\\n",
                                           "\\\"",
                                           "\\\\",
                                           "\\/",
                                           "\\u00e9",
                                           "\\u003c",
                                           "\\ud83d\\ude80",
                                           "\\u0000",
                                           "<&>",
                                           "\x7F",
                                           " "};
  std::string text = "\"";
  for (std::size_t count = below(4); count > 0; --count) text += pieces[below(std::size(pieces))];
  return text + '"';
}

std::string JsonGenerator::integer(bool large) {
  if (large && chance(4)) {
    return one_of({"9223372036854775807", "-9223372036854775808", "1234567890123456789", "1e18",
                   "-1000000000000000000"});
  }
  return one_of({"0", "1", "-1", "80", "65535", "2147483647", "-2147483648", "1.0", "-0", "8e1",
                 "100E-1", "0.0", "12.50e1"});
}

std::string JsonGenerator::value(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::boolean:
      return one_of({"true", "false"});
    case ValueKind::int32:
      return integer(false);
    case ValueKind::int64:
      return integer(true);
    case ValueKind::number:
      return one_of({"0", "0.5", "1", "1.0", "1e3", "-2.50", "1E+2", "3.141592653589793", "1e-400",
                     "123456789012345678901234567890"});
    case ValueKind::string:
      return string();
    case ValueKind::bytes:
      return one_of(
          {R"("")", R"("YQ==")", R"("c2VjcmV0")", R"("YWI=")", R"("YWJ=")", R"("YW\nI=")"});
    case ValueKind::time:
    case ValueKind::micro_time:
      return one_of({R"("2026-11-21T11:02:55Z")", R"("2026-11-21T11:02:55.123456Z")",
                     R"("2026-11-21T12:02:55+01:00")", R"("1970-01-01T00:00:00Z")",
                     R"("0001-01-01T00:00:00Z")", R"("2026-11-21T11:02:55.5Z")"});
    case ValueKind::duration:
      return one_of({R"("1h30m")", R"("1h30m0s")", R"("0s")", R"("0")", R"("1.5ms")", R"("-3s")"});
    case ValueKind::quantity:
      return one_of({R"("1")", R"("500m")", R"("2Gi")", R"("1e3")", R"("0")", R"(" 1 ")", "1",
                     "0.5", R"("1.50")"});
    case ValueKind::int_or_string:
      return chance(2) ? string() : integer(false);
    case ValueKind::raw_json:
      return anything(0);
    case ValueKind::structure:
      return object(type.structure());
    case ValueKind::array:
      return elements(type);
    case ValueKind::map:
      return entries(type);
    case ValueKind::optional:
    case ValueKind::box:
      return value(*type.element);
  }
  return "null";
}

std::string JsonGenerator::elements(const ValueType& type) {
  std::string text = "[" + space();
  for (std::size_t count = below(4); count > 0; --count) {
    text += chance(15) ? "null" : value(*type.element);
    text += space() + (count > 1 ? "," : "") + space();
  }
  return text + ']';
}

std::string JsonGenerator::entries(const ValueType& type) {
  std::string text = "{" + space();
  for (std::size_t count = below(5); count > 0; --count) {
    text += string() + space() + ':' + space();
    text += chance(15) ? "null" : value(*type.element);
    text += space() + (count > 1 ? "," : "") + space();
  }
  return text + '}';
}

std::string JsonGenerator::anything(int depth) {
  const std::size_t choice = below(depth < 3 ? 8 : 6);
  if (choice == 0) return "null";
  if (choice == 1) return chance(2) ? "true" : "false";
  if (choice == 2) return integer(true);
  if (choice == 3) return one_of({"1e300", "0.1", "12345678901234567890", "-1.5e-7"});
  if (choice < 6) return string();
  const bool list = choice == 6;
  std::string text = list ? "[" : "{";
  for (std::size_t count = below(4); count > 0; --count) {
    text += space();
    if (!list) text += string() + ':' + space();
    text += anything(depth + 1) + space() + (count > 1 ? "," : "");
  }
  return text + (list ? ']' : '}');
}

std::string JsonGenerator::member_value(const Field& field) {
  return chance(12) ? "null" : value(*field.type);
}

std::string JsonGenerator::identity(const k8s::detail::Kind& kind) {
  std::string version(kind.group);
  version += kind.group.empty() ? "" : "/";
  version += kind.version;
  std::string text;
  if (!chance(4)) text += R"("kind":")" + std::string(kind.name) + "\",";
  if (!chance(4)) text += R"("apiVersion":")" + version + "\",";
  return text;
}

std::string JsonGenerator::object(const Table& table) {
  if (std::ranges::count(open_, &table) > most_within_) return "{}";
  open_.push_back(&table);
  ++depth_;
  std::vector<std::string> members;
  for (const Field& field : table.fields) {
    const std::size_t rarity = static_cast<std::size_t>(std::max(2, depth_ - 1));
    for (std::size_t times = chance(rarity) ? (chance(30) ? 2 : 1) : 0; times > 0; --times) {
      members.push_back('"' + std::string(field.name) + '"' + space() + ':' + space() +
                        member_value(field) + space());
    }
  }
  for (std::size_t unknown = chance(4) ? below(3) : 0; unknown > 0; --unknown) {
    members.push_back("\"x-" + string().substr(1) + ':' + anything(0));
  }
  if (chance(3)) std::ranges::shuffle(members, random_);
  std::string text = "{" + space();
  if (table.kind != nullptr) text += identity(*table.kind);
  for (const std::string& member : members) text += member + ',' + space();
  if (const std::size_t comma = text.find_last_not_of(" \n\r\t"); text[comma] == ',')
    text.erase(comma, 1);
  --depth_;
  open_.pop_back();
  return text + '}';
}

}  // namespace shapes
