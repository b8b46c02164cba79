#include "testing/fake/cel/text_literal.hpp"

#include <charconv>
#include <utility>

#include "utf8.hpp"

namespace k8s::testing::fake::cel {
namespace {

constexpr const char* unreadable = "unable to unescape string";

/// Line ends are all the same.
std::string with_plain_newlines(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

class Unescaper {
 public:
  Unescaper(std::string_view text, bool is_bytes) : rest_(text), is_bytes_(is_bytes) {}

  TextLiteral read() {
    while (!rest_.empty() && result_.problem.empty()) {
      if (rest_.front() == '\\') {
        read_escape();
      } else {
        result_.text += take();
      }
    }
    return std::move(result_);
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void fail(const char* problem) { result_.problem = problem; }

  void read_escape() {
    constexpr std::string_view names = "abfnrtv\\'\"`?";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"`?";
    take();
    if (rest_.empty()) return fail("unable to unescape string, found '\\' as last character");
    const char name = take();
    if (const std::size_t found = names.find(name); found != names.npos) {
      result_.text += meanings[found];
    } else if (name == 'x' || name == 'X') {
      read_code(2, 16, false);
    } else if (name == 'u' || name == 'U') {
      read_code(name == 'u' ? 4 : 8, 16, true);
    } else if (name >= '0' && name <= '3') {
      rest_ = {rest_.data() - 1, rest_.size() + 1};
      read_code(3, 8, false);
    } else {
      fail(unreadable);
    }
  }

  void read_code(std::size_t digits, int base, bool is_character) {
    const char* const problem =
        base == 8 ? "unable to unescape octal sequence in string" : unreadable;
    if (rest_.size() < digits || (is_character && is_bytes_)) return fail(problem);
    unsigned code = 0;
    const char* const end = rest_.data() + digits;
    const auto result = std::from_chars(rest_.data(), end, code, base);
    if (result.ec != std::errc() || result.ptr != end) return fail(problem);
    rest_.remove_prefix(digits);
    if (is_bytes_) {
      result_.text += static_cast<char>(code);
    } else if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
      fail("invalid unicode code point");
    } else {
      append_utf8(code, result_.text);
    }
  }

  std::string_view rest_;
  bool is_bytes_;
  TextLiteral result_;
};

}  // namespace

TextLiteral read_text_literal(std::string_view literal, bool is_bytes) {
  const std::string text = with_plain_newlines(literal);
  std::string_view inner = text;
  const bool is_raw = inner.starts_with('r') || inner.starts_with('R');
  if (is_raw) inner.remove_prefix(1);
  const bool is_long = inner.size() >= 6 && inner[1] == inner[0] && inner[2] == inner[0];
  const std::size_t quotes = is_long ? 3 : 1;
  inner = inner.substr(quotes, inner.size() - 2 * quotes);
  if (is_raw) return {.text = std::string(inner)};
  return Unescaper(inner, is_bytes).read();
}

}  // namespace k8s::testing::fake::cel
