#include "codec/lexer.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include <k8s/error.hpp>

#include "ascii.hpp"
#include "codec/field_set.hpp"

namespace k8s::codec {
namespace {

/// Whether a backslash with this character behind it stands for one character.
constexpr bool is_escape_of_one(char c) noexcept {
  switch (c) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return true;
    default:
      return false;
  }
}

void append_utf8(std::string& out, unsigned point) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  if (point < 0x80) {
    out += byte(point);
  } else if (point < 0x800) {
    out += byte(0xC0U | point >> 6U);
    out += byte(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    out += byte(0xE0U | point >> 12U);
    out += byte(0x80U | (point >> 6U & 0x3FU));
    out += byte(0x80U | (point & 0x3FU));
  } else {
    out += byte(0xF0U | point >> 18U);
    out += byte(0x80U | (point >> 12U & 0x3FU));
    out += byte(0x80U | (point >> 6U & 0x3FU));
    out += byte(0x80U | (point & 0x3FU));
  }
}

}  // namespace

const char* Lexer::skip_word(const char* p, std::string_view word) const {
  for (const char c : word) {
    if (*p != c) fail(p, "expected a value");
    ++p;
  }
  return p;
}

const char* Lexer::skip_number(const char* p) const {
  const auto skip_digits = [this](const char* at) {
    if (!is_digit(*at)) fail(at, "expected a digit");
    while (is_digit(*at)) ++at;
    return at;
  };
  if (*p == '-') ++p;
  p = *p == '0' ? p + 1 : skip_digits(p);
  if (*p == '.') p = skip_digits(p + 1);
  if (*p == 'e' || *p == 'E') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    p = skip_digits(p);
  }
  return p;
}

// From behind the opening quote to behind the closing one.
const char* Lexer::skip_string(const char* p, SpecialFinder& finder) const {
  for (p = finder.find(p); p == end_ || *p != '"'; p = finder.find(p)) p = skip_special(p);
  return p + 1;
}

// Past what is special in a string, but does not end it.
inline const char* Lexer::skip_special(const char* p) const {
  if (p == end_) fail(p, "the string does not end");
  if (*p != '\\') return skip_beyond_ascii(p);
  return p[1] == '"' ? p + 2 : skip_escape(p);
}

const char* Lexer::skip_beyond_ascii(const char* p) const {
  if (static_cast<unsigned char>(*p) < 0x20) fail(p, "a control character in a string");
  const char* const behind = skip_utf8(p, end_);
  if (behind == nullptr) fail(p, "a string that is not UTF-8");
  return behind;
}

const char* Lexer::skip_escape(const char* p) const {
  ++p;
  if (*p == 'u') {
    unsigned point = 0;
    return read_code_point(p, point);
  }
  if (p == end_ || !is_escape_of_one(*p)) fail(p, "an escape that JSON does not have");
  return p + 1;
}

const char* Lexer::read_escape(const char* p, std::string& out) const {
  ++p;
  switch (*p) {
    case '"':
    case '\\':
    case '/':
      out += *p;
      break;
    case 'b':
      out += '\b';
      break;
    case 'f':
      out += '\f';
      break;
    case 'n':
      out += '\n';
      break;
    case 'r':
      out += '\r';
      break;
    case 't':
      out += '\t';
      break;
    case 'u': {
      unsigned point = 0;
      p = read_code_point(p, point);
      append_utf8(out, point);
      return p;
    }
    default:
      fail(p, "an escape that JSON does not have");
  }
  return p + 1;
}

// From the 'u' to behind the four digits.
const char* Lexer::read_code_unit(const char* p, unsigned& unit) const {
  unit = 0;
  for (int i = 0; i < 4; ++i) {
    ++p;
    const int digit = p != end_ ? hex_value(*p) : -1;
    if (digit < 0) fail(p, "expected four hexadecimal digits");
    unit = unit << 4U | static_cast<unsigned>(digit);
  }
  return p + 1;
}

const char* Lexer::read_code_point(const char* p, unsigned& point) const {
  const char* const start = p;
  p = read_code_unit(p, point);
  if (point < 0xD800 || point > 0xDFFF) return p;
  unsigned low = 0;
  if (point < 0xDC00 && p != end_ && *p == '\\' && p[1] == 'u') {
    p = read_code_unit(p + 1, low);
  }
  if (low < 0xDC00 || low > 0xDFFF) fail(start, "half of a surrogate pair");
  point = 0x10000U + ((point - 0xD800U) << 10U) + (low - 0xDC00U);
  return p;
}

const char* Lexer::read_escaped(const char* p, const char* stop, std::string& scratch,
                                std::string_view& value) const {
  const char* run = p;
  scratch.clear();
  for (;; stop = find_special(stop, end_)) {
    if (stop == end_) fail(stop, "the string does not end");
    if (*stop == '"') break;
    if (*stop == '\\') {
      scratch.append(run, stop);
      stop = read_escape(stop, scratch);
      run = stop;
    } else {
      stop = skip_beyond_ascii(stop);
    }
  }
  if (run == p) {
    value = {p, stop};
  } else {
    scratch.append(run, stop);
    value = scratch;
  }
  return stop + 1;
}

// From a member's name to its value.
inline const char* Lexer::skip_name(const char* p, SpecialFinder& finder) const {
  if (*p != '"') fail(p, "expected a member's name");
  p = skip_space(skip_string(p + 1, finder));
  if (*p != ':') fail(p, "expected ':'");
  return skip_space(p + 1);
}

const char* Lexer::skip_value(const char* p, int depth) const {
  if (*p == '{') {
    if (const char* const behind = skip_field_set(p, end_, depth);
        behind != nullptr && behind != end_) {
      return behind;
    }
  }
  std::array<char, max_depth + 1> closing;  // NOLINT(*-member-init): the bracket of each open one
  SpecialFinder finder(p, end_);
  const int outside = depth;
  bool named = false;  // whether what comes is a member
  for (;;) {
    if (named) p = skip_name(p, finder);
    // A value begins here.
    if (*p == '"') {
      p = skip_string(p + 1, finder);
    } else if (*p == '{' || *p == '[') {
      if (depth == max_depth) fail(p, "nested deeper than 256 levels");
      const char close = *p == '{' ? '}' : ']';
      p = skip_space(p + 1);
      if (*p != close) {
        closing[static_cast<std::size_t>(++depth)] = close;
        named = close == '}';
        continue;
      }
      ++p;
      if (p == end_ && depth != 0) fail(p, "the text ends too early");
    } else {
      p = skip_scalar(p);
    }
    // And here it has ended.
    for (;; --depth) {
      if (depth == outside) return p;
      const char close = closing[static_cast<std::size_t>(depth)];
      p = skip_space(p);
      if (*p == ',') {
        p = skip_space(p + 1);
        named = close == '}';
        break;
      }
      if (*p != close) fail(p, close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
      ++p;
      if (p == end_ && depth != 1) fail(p, "the text ends too early");
    }
  }
}

const char* Lexer::skip_scalar(const char* p) const {
  switch (*p) {
    case 't':
      return skip_word(p, "true");
    case 'f':
      return skip_word(p, "false");
    case 'n':
      return skip_word(p, "null");
    default:
      if (*p != '-' && !is_digit(*p)) fail(p, "expected a value");
      return skip_number(p);
  }
}

void Lexer::fail(const char* p, std::string_view problem) const {
  const auto offset = static_cast<std::size_t>(p - begin_);
  throw DecodeError(json_path({begin_, end_}, offset), offset, problem);
}

void Lexer::fail_expected(const char* p, std::string_view expected) const {
  fail(p, "expected " + std::string(expected) + ", found " + std::string(describe_value(p, end_)));
}

std::string_view describe_value(const char* p, const char* end) noexcept {
  if (p == end) return "the end of the text";
  switch (*p) {
    case '"':
      return "a string";
    case '{':
      return "an object";
    case '[':
      return "a list";
    case 't':
    case 'f':
      return "a boolean";
    case 'n':
      return "null";
    default:
      return *p == '-' || is_digit(*p) ? "a number" : "no value";
  }
}

std::string_view trim_end(std::string_view text) noexcept {
  const std::size_t last = text.find_last_not_of(" \n\r\t");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace k8s::codec
