#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "codec/scan.hpp"

namespace k8s::codec {

/// How deep lists and objects may stand in one another.
inline constexpr int max_depth = 256;

/// The words of JSON (RFC 8259), strictly: what the reader of objects is made of.
///
/// Each function takes the position where something begins and returns the one behind it, or throws
/// DecodeError, whose path it finds by reading the text again up to the fault. So that no function
/// but those for strings needs to look for the end of the text, either its last character is '}',
/// which ends every number, word and run of spaces, or a NUL stands behind it.
class Lexer {
 public:
  /// \param text without spaces at its end
  explicit Lexer(std::string_view text) noexcept
      : begin_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] const char* begin() const noexcept { return begin_; }
  [[nodiscard]] const char* end() const noexcept { return end_; }

  [[nodiscard]] static const char* skip_space(const char* p) noexcept {
    if (*p > ' ') [[likely]]
      return p;
    while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') ++p;
    return p;
  }

  /// Past any value, which stands inside of `depth` lists and objects.
  [[nodiscard]] const char* skip_value(const char* p, int depth) const;
  [[nodiscard]] const char* skip_number(const char* p) const;
  /// Past `true`, `false` or `null`.
  [[nodiscard]] const char* skip_word(const char* p, std::string_view word) const;
  /// From behind the opening quote to behind the closing one; `value` is the string without its
  /// escapes, in the text or in `scratch`.
  [[nodiscard]] const char* read_string(const char* p, std::string& scratch,
                                        std::string_view& value) const {
    const char* const stop = find_special(p, end_);
    if (stop != end_ && *stop == '"') [[likely]] {
      value = {p, stop};
      return stop + 1;
    }
    return read_escaped(p, stop, scratch, value);
  }

  /// Past a '}' or ']' and the spaces behind it, unless it is the last one.
  [[nodiscard]] const char* close(const char* p, int depth) const {
    ++p;
    if (depth == 0) return p;
    if (p == end_) fail(p, "the text ends too early");
    return skip_space(p);
  }

  /// Throws DecodeError for the character at `p`.
  [[noreturn]] void fail(const char* p, std::string_view problem) const;
  /// "expected ..., found ..."; the value itself is not told.
  [[noreturn]] void fail_expected(const char* p, std::string_view expected) const;

 private:
  const char* read_escaped(const char* p, const char* stop, std::string& scratch,
                           std::string_view& value) const;
  const char* skip_name(const char* p, SpecialFinder& finder) const;
  const char* skip_scalar(const char* p) const;
  const char* skip_string(const char* p, SpecialFinder& finder) const;
  const char* skip_special(const char* p) const;
  const char* skip_escape(const char* p) const;
  const char* read_escape(const char* p, std::string& out) const;
  const char* read_code_unit(const char* p, unsigned& unit) const;
  const char* read_code_point(const char* p, unsigned& point) const;
  /// Past a special character that is no quote and no backslash.
  const char* skip_beyond_ascii(const char* p) const;

  const char* begin_;
  const char* end_;
};

/// What stands at a position, for error messages: "a string", "a number" ...
[[nodiscard]] std::string_view describe_value(const char* p, const char* end) noexcept;

/// The path of what stands at `offset` in a text that is valid JSON up to there, such as
/// `$.spec.containers[0].image`.
[[nodiscard]] std::string json_path(std::string_view text, std::size_t offset);

/// Where the spaces at the end of the text begin.
[[nodiscard]] std::string_view trim_end(std::string_view text) noexcept;

}  // namespace k8s::codec
