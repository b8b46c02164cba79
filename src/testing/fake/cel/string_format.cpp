#include "testing/fake/cel/string_format.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <utility>

#include "ascii.hpp"
#include "testing/fake/cel/convert.hpp"

namespace k8s::testing::fake::cel {
namespace {

/// A clause such as `%.3f`.
struct Clause {
  char kind = 's';
  int precision = 6;
  std::size_t size = 0;  // of its text
};

/// What is wrong with a text or a value; a value that is wrong has its own place.
struct FormatError {
  std::string message{};
  bool is_value = false;
};

/// \param text begins with the `%`
Clause read_clause(std::string_view text) {
  const std::string problem = "could not parse formatting clause: ";
  if (text.size() < 2) throw FormatError{"unexpected end of string"};
  Clause clause{.size = 1};
  if (text[1] == '.') {
    std::size_t end = 2;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::string precision = problem + "error while parsing precision: ";
    if (end >= text.size()) {
      throw FormatError{precision + "could not find end of precision specifier"};
    }
    if (end == 2) {
      throw FormatError{precision +
                        "error while converting precision to integer: strconv.Atoi: parsing "
                        "\"\": invalid syntax"};
    }
    constexpr std::size_t most_digits = 3;
    clause.precision = std::stoi(std::string(text.substr(2, std::min(end - 2, most_digits))));
    clause.size = end;
  }
  clause.kind = text[clause.size++];
  if (std::string_view("sdfebxXo").find(clause.kind) == std::string_view::npos) {
    throw FormatError{problem + "unrecognized formatting clause \"" + clause.kind + "\""};
  }
  return clause;
}

std::string clause_words(char kind) {
  switch (kind) {
    case 'd':
      return "decimal clause can only be used on integers, was given ";
    case 'f':
      return "fixed-point clause can only be used on doubles, was given ";
    case 'e':
      return "scientific clause can only be used on doubles, was given ";
    case 'b':
      return "only integers and bools can be formatted as binary, was given ";
    case 'x':
    case 'X':
      return "only integers, byte buffers, and strings can be formatted as hex, was given ";
    case 'o':
      return "octal clause can only be used on integers, was given ";
    default:
      return "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
             "types, durations, and timestamps, was given ";
  }
}

[[noreturn]] void fail_value(char kind, std::string_view type) {
  throw FormatError{"error during formatting: " + clause_words(kind) + std::string(type), true};
}

/// Calls `use` with each clause of a text and with what stands between them.
template <class UseText, class UseClause>
void for_each_clause(std::string_view text, UseText use_text, UseClause use_clause) {
  while (!text.empty()) {
    if (text.front() != '%') {
      const std::size_t end = std::min(text.find('%'), text.size());
      use_text(text.substr(0, end));
      text.remove_prefix(end);
    } else if (text.starts_with("%%")) {
      use_text("%");
      text.remove_prefix(2);
    } else {
      text.remove_prefix(use_clause(text));
    }
  }
}

// ---- values ---------------------------------------------------------------------------------

std::string text_of(const Value& value);

std::string printed(const char* layout, int precision, double number) {
  constexpr std::size_t longest = 1400;  // 308 digits and 999 decimals
  std::string buffer(longest, '\0');
  const int size = std::snprintf(buffer.data(), buffer.size(), layout, precision, number);
  buffer.resize(static_cast<std::size_t>(size));
  return buffer;
}

std::string with_thousands(std::string text) {
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = std::min(text.find('.'), text.size()); at > begin + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

/// As the English of the real server's printer has it: `1.500000\u202f\u00d7\u202f10⁰³`.
std::string scientific(int precision, double number) {
  constexpr std::array<std::string_view, 10> raised{"⁰", "¹", "²", "³", "⁴",
                                                    "⁵", "⁶", "⁷", "⁸", "⁹"};
  const std::string text = printed("%.*e", precision, number);
  const std::size_t mark = text.find('e');
  if (mark == text.npos) return text;
  std::string result = text.substr(0, mark) + "\u202f\u00d7\u202f10";
  for (const char c : text.substr(mark + 1)) {
    if (c == '-') result += "⁻";
    if (is_digit(c)) result += raised[static_cast<std::size_t>(c - '0')];
  }
  return result;
}

std::optional<double> real_of(const Value& value) {
  if (const auto* const number = std::get_if<double>(&value)) return *number;
  const auto* const text = std::get_if<std::string>(&value);
  if (text != nullptr && (*text == "NaN" || *text == "Infinity" || *text == "-Infinity")) {
    return parse_double(*text);
  }
  return std::nullopt;
}

std::string not_finite(double number) {
  if (std::isnan(number)) return "NaN";
  return number < 0 ? "-∞" : "∞";
}

std::string real_text(const Clause& clause, const Value& value) {
  const auto number = real_of(value);
  if (!number) fail_value(clause.kind, type_name(value));
  if (!std::isfinite(*number)) return not_finite(*number);
  if (clause.kind == 'e') return scientific(clause.precision, *number);
  return with_thousands(printed("%.*f", clause.precision, *number));
}

std::string digits_of(std::uint64_t number, unsigned base, bool is_upper) {
  const std::string_view digits = is_upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[number % base]);
    number /= base;
  } while (number != 0);
  return text;
}

std::optional<std::string> integer_text(const Value& value, unsigned base, bool is_upper) {
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) {
    return digits_of(*number, base, is_upper);
  }
  const auto* const number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return std::nullopt;
  if (*number >= 0) return digits_of(static_cast<std::uint64_t>(*number), base, is_upper);
  return "-" + digits_of(0 - static_cast<std::uint64_t>(*number), base, is_upper);
}

std::string bytes_text(std::string_view bytes, bool is_upper) {
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    text += digits_of(number / 16U, 16, is_upper) + digits_of(number % 16U, 16, is_upper);
  }
  return text;
}

std::string clause_text(const Clause& clause, const Value& value) {
  const bool is_upper = clause.kind == 'X';
  switch (clause.kind) {
    case 's':
      return text_of(value);
    case 'f':
    case 'e':
      return real_text(clause, value);
    case 'x':
    case 'X':
      if (const auto* const text = std::get_if<std::string>(&value)) {
        return bytes_text(*text, is_upper);
      }
      if (const auto* const bytes = std::get_if<Bytes>(&value)) {
        return bytes_text(bytes->data, is_upper);
      }
      break;
    case 'b':
      if (const auto* const flag = std::get_if<bool>(&value)) return *flag ? "1" : "0";
      break;
    default:
      break;
  }
  const unsigned base = clause.kind == 'd'   ? 10
                        : clause.kind == 'b' ? 2
                        : clause.kind == 'o' ? 8
                                             : 16;
  if (const auto text = integer_text(value, base, is_upper)) return *text;
  fail_value(clause.kind, type_name(value));
}

/// A value within a list or a map, as an expression would write it.
std::string literal_text(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value)) return go_quote(*text);
  if (const auto* const bytes = std::get_if<Bytes>(&value)) return "b" + go_quote(bytes->data);
  if (const auto* const number = std::get_if<double>(&value)) {
    return std::isfinite(*number) ? printed("%.*f", 6, *number) : go_quote(text_of(value));
  }
  const auto* const written = std::get_if<Duration>(&value) != nullptr ? "duration(" : "timestamp(";
  if (std::holds_alternative<Duration>(value) || std::holds_alternative<Timestamp>(value)) {
    return written + go_quote(text_of(value)) + ")";
  }
  return text_of(value);
}

std::string list_text(const List& list) {
  std::string text = "[";
  for (const Value& each : list.elements)
    text += (text.size() > 1 ? ", " : "") + literal_text(each);
  return text + "]";
}

std::string map_text(const Map& map) {
  std::vector<std::pair<std::string, std::string>> members;
  for (const Entry& entry : map.entries) {
    members.emplace_back(literal_text(entry.key), literal_text(entry.value));
  }
  std::ranges::sort(members);
  std::string text = "{";
  for (const auto& [key, value] : members) {
    text.append(text.size() > 1 ? ", " : "").append(key).append(":").append(value);
  }
  return text + "}";
}

std::string text_of(const Value& value) {
  if (std::holds_alternative<Null>(value)) return "null";
  if (const auto* const list = as_list(value)) return list_text(*list);
  if (const auto* const map = as_map(value)) return map_text(*map);
  const bool is_opaque = std::holds_alternative<Ip>(value) || std::holds_alternative<Cidr>(value);
  const Value text = is_opaque ? Value(Error{}) : to_string(value);
  if (const auto* const written = std::get_if<std::string>(&text)) return *written;
  fail_value('s', type_name(value));
}

// ---- types ----------------------------------------------------------------------------------

bool fits(char kind, const Type& type) {
  const auto is_any = [&type](std::initializer_list<Kind> kinds) {
    return type.kind == Kind::dyn || std::ranges::find(kinds, type.kind) != kinds.end();
  };
  switch (kind) {
    case 'd':
    case 'o':
      return is_any({Kind::integer, Kind::natural});
    case 'f':
    case 'e':
      return is_any({Kind::real, Kind::text});
    case 'b':
      return is_any({Kind::integer, Kind::natural, Kind::boolean});
    case 'x':
    case 'X':
      return is_any({Kind::integer, Kind::natural, Kind::text, Kind::bytes});
    default:
      return is_any({Kind::list, Kind::map, Kind::integer, Kind::natural, Kind::real, Kind::boolean,
                     Kind::text, Kind::timestamp, Kind::bytes, Kind::duration, Kind::type,
                     Kind::null});
  }
}

std::string_view shown_name(const Type& type) {
  return type.kind == Kind::object || type.kind == Kind::opaque ? std::string_view(type.name)
                                                                : runtime_name(type.kind);
}

}  // namespace

Value format_text(std::string_view text, std::span<const Value> values) {
  std::string result;
  std::size_t next = 0;
  try {
    for_each_clause(
        text, [&](std::string_view plain) { result += plain; },
        [&](std::string_view rest) {
          if (next >= values.size()) {
            throw FormatError{"index " + std::to_string(next) + " out of range"};
          }
          const Clause clause = read_clause(rest);
          result += clause_text(clause, values[next++]);
          return clause.size;
        });
  } catch (const FormatError& error) {
    return Error{error.message};
  }
  return result;
}

void check_format(const Expression& call, std::vector<Issue>& issues) {
  const auto* const node = node_as<Call>(call);
  const auto* const literal = node_as<Literal>(*node->target);
  const auto* const list = node_as<ListLiteral>(*node->arguments.front());
  const auto* const text = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
  if (text == nullptr || list == nullptr) return;
  std::size_t next = 0;
  std::size_t offset = call.offset;
  try {
    for_each_clause(
        *text, [](std::string_view) {},
        [&](std::string_view rest) {
          if (rest.size() < 2) throw FormatError{"unexpected end of string"};
          if (next >= list->elements.size()) {
            ++next;
            throw FormatError{"index " + std::to_string(next - 1) + " out of range"};
          }
          const Clause clause = read_clause(rest);
          const Expression& value = *list->elements[next++].value;
          if (!fits(clause.kind, *value.type)) {
            offset = value.offset;
            fail_value(clause.kind, shown_name(*value.type));
          }
          return clause.size;
        });
  } catch (const FormatError& error) {
    issues.push_back({.message = error.message, .offset = error.is_value ? offset : call.offset});
    return;
  }
  if (list->elements.size() <= next) return;
  issues.push_back({.message = "too many arguments supplied to string.format (expected " +
                               std::to_string(next) + ", got " +
                               std::to_string(list->elements.size()) + ")",
                    .offset = call.offset});
}

}  // namespace k8s::testing::fake::cel
