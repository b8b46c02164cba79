#include "testing/fake/go_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

#include "ascii.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_depth = 10000;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

struct Rune {
  std::uint32_t code = 0xFFFD;
  std::size_t length = 1;
  bool valid = false;
};

/// The character at the beginning of a text that is not empty.
Rune decode_rune(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  std::size_t length = 0;
  std::uint32_t code = 0;
  std::uint32_t least = 0;
  if (first >= 0xC2 && first < 0xE0) {
    length = 2, code = first & 0x1FU, least = 0x80;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3, code = first & 0x0FU, least = 0x800;
  } else if (first >= 0xF0 && first < 0xF5) {
    length = 4, code = first & 0x07U, least = 0x10000;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, length, true};
}

/// A byte as Go's scanner quotes it, which takes it for a character.
std::string quote_char(char c) {
  if (c == '\'') return R"('\'')";
  if (c == '"') return R"('"')";
  std::string text;
  append_utf8(text, static_cast<unsigned char>(c));
  const std::string quoted = go_quote(text);
  return "'" + quoted.substr(1, quoted.size() - 2) + "'";
}

/// Takes over what `fresh` says, as Go does when a member stands there twice: objects are merged,
/// of all else the last one wins.
void merge(json::value& value, json::value fresh) {
  if (!value.is_object() || !fresh.is_object()) {
    value = std::move(fresh);
    return;
  }
  for (auto& member : fresh.get_object()) {
    merge(value.get_object()[member.key()], std::move(member.value()));
  }
}

/// Reads a document without recursion, so that depth costs no stack.
class Parser {
 public:
  Parser(std::string_view text, Duplicates duplicates) : text_(text), duplicates_(duplicates) {}

  ParsedJson parse() {
    value();
    while (!frames_.empty()) {
      if (frames_.back().fresh) {
        first();
      } else if (frames_.back().value.is_object()) {
        after_member();
      } else {
        after_element();
      }
    }
    skip_space();
    if (at_ < text_.size()) fail("after top-level value");
    return std::move(result_);
  }

 private:
  /// An object or array that is being read.
  struct Frame {
    json::value value{};
    std::string key{};
    bool fresh = true;  // nothing behind its bracket has been read
  };

  [[noreturn]] void fail(std::string_view context) const {
    if (at_ >= text_.size()) throw JsonError("unexpected end of JSON input");
    fail_at(text_[at_], context);
  }

  /// As fail, where Go takes the end of the text for a space.
  [[noreturn]] void fail_inside(std::string_view context) const {
    fail_at(at_ < text_.size() ? text_[at_] : ' ', context);
  }

  [[noreturn]] static void fail_at(char c, std::string_view context) {
    throw JsonError("invalid character " + quote_char(c) + " " + std::string(context));
  }

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n')) {
      ++at_;
    }
  }

  /// The next character that is no space; 0 at the end, which no caller expects.
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void put(json::value value) {
    if (frames_.empty()) {
      result_.value = std::move(value);
    } else if (json::array* const array = frames_.back().value.if_array()) {
      array->push_back(std::move(value));
    } else {
      json::value& member = frames_.back().value.get_object()[frames_.back().key];
      if (duplicates_ == Duplicates::merged) {
        merge(member, std::move(value));
      } else {
        member = std::move(value);
      }
    }
  }

  void value() {
    switch (const char c = peek(); c) {
      case '{':
        open(json::object());
        break;
      case '[':
        open(json::array());
        break;
      case '"':
        put(json::string(string()));
        break;
      case 't':
        literal("true");
        put(true);
        break;
      case 'f':
        literal("false");
        put(false);
        break;
      case 'n':
        literal("null");
        put(nullptr);
        break;
      default:
        if (c != '-' && !is_digit(c)) fail("looking for beginning of value");
        number();
    }
  }

  void open(json::value empty) {
    if (frames_.size() >= max_depth) fail("exceeded max depth");
    ++at_;
    frames_.push_back({std::move(empty)});
  }

  void first() {
    Frame& frame = frames_.back();
    frame.fresh = false;
    const bool object = frame.value.is_object();
    if (peek() == (object ? '}' : ']')) return close();
    if (object) {
      member();
    } else {
      value();
    }
  }

  void close() {
    ++at_;
    json::value value = std::move(frames_.back().value);
    frames_.pop_back();
    put(std::move(value));
  }

  void member() {
    if (peek() != '"') fail("looking for beginning of object key string");
    Frame& frame = frames_.back();
    frame.key = string();
    if (frame.value.get_object().contains(frame.key)) result_.duplicates.push_back(path());
    if (peek() != ':') fail("after object key");
    ++at_;
    value();
  }

  void after_member() {
    const char c = peek();
    if (c == '}') return close();
    if (c != ',') fail("after object key:value pair");
    ++at_;
    member();
  }

  void after_element() {
    const char c = peek();
    if (c == ']') return close();
    if (c != ',') fail("after array element");
    ++at_;
    value();
  }

  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (const json::array* const array = frame.value.if_array()) {
        path += '[' + std::to_string(array->size()) + ']';
      } else {
        if (!path.empty()) path += '.';
        path += frame.key;
      }
    }
    return path;
  }

  void literal(std::string_view word) {
    for (std::size_t i = 0; i < word.size(); ++i, ++at_) {
      if (at_ >= text_.size() || text_[at_] != word[i]) {
        fail_inside("in literal " + std::string(word) + " (expecting " + quote_char(word[i]) + ")");
      }
    }
  }

  void digits(std::string_view context) {
    if (at_ >= text_.size() || !is_digit(text_[at_])) fail_inside(context);
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  }

  void number() {
    const std::size_t begin = at_;
    bool integer = true;
    if (text_[at_] == '-') ++at_;
    if (at_ < text_.size() && text_[at_] == '0') {
      ++at_;
    } else {
      digits("in numeric literal");
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      integer = false;
      ++at_;
      digits("after decimal point in numeric literal");
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      integer = false;
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      digits("in exponent of numeric literal");
    }
    push_number(text_.substr(begin, at_ - begin), integer);
  }

  void push_number(std::string_view literal, bool integer) {
    const char* const end = literal.data() + literal.size();
    if (integer) {
      std::int64_t number = 0;
      if (std::from_chars(literal.data(), end, number).ec == std::errc()) {
        put(number);
        return;
      }
    }
    double number = 0;
    if (std::from_chars(literal.data(), end, number).ec == std::errc::result_out_of_range) {
      const bool tiny = literal.find("e-") != literal.npos || literal.find("E-") != literal.npos;
      number = tiny ? 0 : std::numeric_limits<double>::infinity();
    }
    result_.literals.emplace_back(number, literal);
    put(number);
  }

  std::string string() {
    ++at_;
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) fail("");
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return out;
      }
      if (static_cast<unsigned char>(c) < 0x20) fail("in string literal");
      if (c == '\\') {
        ++at_;
        escape(out);
        continue;
      }
      const Rune rune = decode_rune(text_.substr(at_));
      out += rune.valid ? text_.substr(at_, rune.length) : replacement;
      at_ += rune.length;
    }
  }

  void escape(std::string& out) {
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = at_ < text_.size() ? text_[at_] : ' ';
    if (c == 'u') {
      ++at_;
      return unicode(out);
    }
    const std::size_t found = names.find(c);
    if (found == names.npos) fail_inside("in string escape code");
    out.push_back(meanings[found]);
    ++at_;
  }

  void unicode(std::string& out) {
    std::uint32_t code = hex4();
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      const std::size_t before = at_;
      at_ += 2;
      const std::uint32_t low = hex4();
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else {
        at_ = before;
      }
    }
    append_utf8(out, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
  }

  std::uint32_t hex4() {
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      std::uint32_t digit = 0;
      const char* const p = text_.data() + at_;
      if (at_ >= text_.size() || std::from_chars(p, p + 1, digit, 16).ec != std::errc()) {
        fail_inside("in \\u hexadecimal character escape");
      }
      code = code * 16 + digit;
    }
    return code;
  }

  std::string_view text_;
  Duplicates duplicates_;
  std::size_t at_ = 0;
  std::vector<Frame> frames_;
  ParsedJson result_;
};

void append_hex(std::string& out, const char* format, std::uint32_t code) {
  std::array<char, 16> buffer{};
  out.append(buffer.data(),
             static_cast<std::size_t>(std::snprintf(buffer.data(), buffer.size(), format, code)));
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
      const Rune rune = decode_rune(text);
      write(rune, text.substr(0, rune.length));
      text.remove_prefix(rune.length);
    }
    out_ += '"';
  }

  void write(const Rune& rune, std::string_view bytes) {
    if (!rune.valid) {
      out_ += "\\ufffd";
      return;
    }
    switch (rune.code) {
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
        append_hex(out_, "\\u%04x", rune.code);
        break;
      default:
        if (rune.code < 0x20) {
          append_hex(out_, "\\u%04x", rune.code);
        } else {
          out_ += bytes;
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

std::string ParsedJson::literal(const json::value& number) const {
  if (number.is_double()) {
    const auto found =
        std::ranges::find(literals, number.get_double(), &std::pair<double, std::string>::first);
    if (found != literals.end()) return found->second;
  }
  return to_text(number);
}

ParsedJson parse_json(std::string_view text, Duplicates duplicates) {
  return Parser(text, duplicates).parse();
}

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
    const Rune rune = decode_rune(text);
    const std::size_t found = rune.valid && rune.code < 0x80
                                  ? meanings.find(static_cast<char>(rune.code))
                                  : meanings.npos;
    if (!rune.valid) {
      append_hex(out, "\\x%02x", static_cast<unsigned char>(text[0]));
    } else if (found != meanings.npos) {
      out += '\\';
      out += names[found];
    } else if (rune.code < 0x20 || rune.code == 0x7F) {
      append_hex(out, "\\x%02x", rune.code);
    } else if (rune.code >= 0x80 && rune.code < 0xA0) {
      append_hex(out, "\\u%04x", rune.code);
    } else if (rune.code == 0x2028 || rune.code == 0x2029 || rune.code == 0xFEFF) {
      append_hex(out, "\\u%04x", rune.code);
    } else {
      out += text.substr(0, rune.length);
    }
    text.remove_prefix(rune.length);
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
