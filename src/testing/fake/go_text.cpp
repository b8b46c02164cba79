// How the API server writes: JSON, and texts and values in messages.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "ascii.hpp"
#include "testing/fake/go_json.hpp"
#include "utf8.hpp"

namespace k8s::testing::fake {
namespace {

void append_hex(std::string& out, const char* format, char32_t code) {
  std::array<char, 16> buffer{};
  out.append(buffer.data(),
             static_cast<std::size_t>(
                 std::snprintf(buffer.data(), buffer.size(), format, static_cast<unsigned>(code))));
}

/// Writes as Go's encoding/json does.
class Writer {
 public:
  Writer(std::string& out, Layout layout) : out_(out), pretty_(layout == Layout::pretty) {}

  void write(const json::value& value) {
    switch (value.kind()) {
      case json::kind::null:
        out_ += "null";
        break;
      case json::kind::bool_:
        out_ += value.get_bool() ? "true" : "false";
        break;
      case json::kind::int64:
        out_ += std::to_string(value.get_int64());
        break;
      case json::kind::uint64:
        out_ += std::to_string(value.get_uint64());
        break;
      case json::kind::double_:
        write(value.get_double());
        break;
      case json::kind::string:
        write(std::string_view(value.get_string()));
        break;
      case json::kind::array:
        write(value.get_array());
        break;
      case json::kind::object:
        write(value.get_object());
        break;
    }
  }

  void write(const json::object& object, bool without_type = false) {
    if (object.empty()) {
      out_ += "{}";
      return;
    }
    const char* separator = "{";
    ++depth_;
    for (const auto& member : object) {
      if (without_type && (member.key() == "kind" || member.key() == "apiVersion")) continue;
      out_ += separator;
      separator = ",";
      new_line();
      write(std::string_view(member.key()));
      out_ += pretty_ ? ": " : ":";
      write(member.value());
    }
    --depth_;
    new_line();
    out_ += '}';
  }

 private:
  void write(const json::array& array) {
    if (array.empty()) {
      out_ += "[]";
      return;
    }
    const char* separator = "[";
    ++depth_;
    for (const json::value& element : array) {
      out_ += separator;
      separator = ",";
      new_line();
      write(element);
    }
    --depth_;
    new_line();
    out_ += ']';
  }

  /// The fewest digits that read back as the same number; zeros fill up what is longer.
  void write(double number) {
    const double size = std::abs(number);
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                   std::chars_format::scientific);
    std::string text(buffer.data(), end.ptr);
    const std::size_t e = text.find('e');
    if (size != 0 && (size < 1e-6 || size >= 1e21)) {
      // Go writes e-7 where C++ writes e-07.
      if (text[e + 2] == '0') text.erase(e + 2, 1);
      out_ += text;
      return;
    }
    const int exponent = std::atoi(text.c_str() + e + 1);
    std::string digits;
    for (const char c : text.substr(0, e)) {
      if (is_digit(c)) digits += c;
    }
    const int point = exponent + 1;  // how many digits stand before the point
    if (point <= 0) digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    const auto whole = static_cast<std::size_t>(std::max(point, 1));
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    if (digits.size() > whole) digits.insert(whole, 1, '.');
    if (number < 0) out_ += '-';
    out_ += digits;
  }

  void write(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const Character character = first_character(text);
      write(character);
      text.remove_prefix(character.bytes.size());
    }
    out_ += '"';
  }

  void write(const Character& character) {
    if (!character.valid) {
      out_ += "\\ufffd";
      return;
    }
    switch (character.code) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\b':
        out_ += "\\b";
        break;
      case '\f':
        out_ += "\\f";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      case '<':
      case '>':
      case '&':
      case 0x2028:
      case 0x2029:
        append_hex(out_, "\\u%04x", character.code);
        break;
      default:
        if (character.code < 0x20) {
          append_hex(out_, "\\u%04x", character.code);
        } else {
          out_ += character.bytes;
        }
    }
  }

  void new_line() {
    if (!pretty_) return;
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  std::string& out_;
  bool pretty_;
  std::size_t depth_ = 0;
};

/// As %v of Go: with an exponent where it is below -4 or above 5.
std::string print_double(double number) {
  std::array<char, 400> buffer{};
  const double size = std::abs(number);
  const bool is_plain = number == 0 || (size >= 1e-4 && size < 1e6);
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                    is_plain ? std::chars_format::fixed : std::chars_format::scientific);
  return error == std::errc() ? std::string(buffer.data(), end) : std::string();
}

}  // namespace

std::string to_text(const json::value& value, Layout layout) {
  std::string out;
  Writer(out, layout).write(value);
  return out;
}

std::string to_text(const json::object& object, Layout layout) {
  std::string out;
  Writer(out, layout).write(object);
  return out;
}

void write_text(const json::object& object, std::string& out, bool without_type) {
  Writer(out, Layout::compact).write(object, without_type);
}

std::string go_quote(std::string_view text) {
  static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"";
  static constexpr std::string_view names = "abfnrtv\\\"";
  std::string out = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::size_t found = character.valid && character.code < 0x80
                                  ? meanings.find(static_cast<char>(character.code))
                                  : meanings.npos;
    if (!character.valid) {
      append_hex(out, "\\x%02x", static_cast<unsigned char>(text[0]));
    } else if (found != meanings.npos) {
      out += '\\';
      out += names[found];
    } else if (character.code < 0x20 || character.code == 0x7F) {
      append_hex(out, "\\x%02x", character.code);
    } else if (character.code >= 0x80 && character.code < 0xA0) {
      append_hex(out, "\\u%04x", character.code);
    } else if (character.code == 0x2028 || character.code == 0x2029 || character.code == 0xFEFF) {
      append_hex(out, "\\u%04x", character.code);
    } else {
      out += character.bytes;
    }
    text.remove_prefix(character.bytes.size());
  }
  return out + '"';
}

std::string go_print(const json::value& value) {
  if (value.is_double()) return print_double(value.get_double());
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return "<nil>";
  if (value.is_array()) {
    std::string elements;
    for (const json::value& element : value.get_array()) {
      elements += (elements.empty() ? "" : " ") + go_print(element);
    }
    return "[" + elements + "]";
  }
  if (!value.is_object()) return to_text(value);
  std::vector<std::string_view> names;
  for (const auto& member : value.get_object()) names.push_back(member.key());
  std::ranges::sort(names);
  std::string members;
  for (const std::string_view name : names) {
    members.append(members.empty() ? "" : " ").append(name).append(":");
    members += go_print(value.get_object().at(name));
  }
  return "map[" + members + "]";
}

}  // namespace k8s::testing::fake
