#include "testing/fake/go_json.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "ascii.hpp"
#include "utf8.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_depth = 10000;

/// A byte as Go's scanner quotes it, which takes it for a character.
std::string quote_char(char c) {
  if (c == '\'') return R"('\'')";
  if (c == '"') return R"('"')";
  std::string text;
  append_utf8(static_cast<unsigned char>(c), text);
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
      const Character character = first_character(text_.substr(at_));
      out += character.valid ? character.bytes : replacement_character;
      at_ += character.bytes.size();
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
    append_utf8(code, out);
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

}  // namespace k8s::testing::fake
