#include "testing/fake/mail_address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ascii.hpp"
#include "testing/fake/ip_text.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view blanks = " \t";

bool is_blank(char c) {
  return blanks.find(c) != blanks.npos;
}

/// A printing character, or a byte of one that is not ASCII.
bool is_visible(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7F;
}

/// What stands in an atom with dots.
bool is_atomic(char c) {
  constexpr std::string_view special = "()<>[]:;@\\,\"";
  return is_visible(c) && special.find(c) == special.npos;
}

/// Whether a word says that it is encoded, and in which way nobody knows (RFC 2047).
bool has_unknown_charset(std::string_view word) {
  constexpr std::string_view encoded =
      "^=\\?[^?]+\\?([bB]\\?([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|"
      "[qQ]\\?([ -<>-~\\n\\r\\t]|=[0-9A-Fa-f]{2})*)\\?=$";
  constexpr std::array<std::string_view, 3> known{"utf-8", "iso-8859-1", "us-ascii"};
  if (std::ranges::count(word, '?') != 4 || !matches_pattern(word, encoded)) return false;
  const std::string_view charset = word.substr(2, word.find('?', 2) - 2);
  return std::ranges::none_of(
      known, [&](std::string_view name) { return same_but_for_case(name, charset); });
}

class AddressReader {
 public:
  explicit AddressReader(std::string_view text) : rest_(text) {}

  bool is_single() {
    std::size_t count = 0;
    return address(true, count) && comments() && rest_.empty() && count == 1;
  }

 private:
  /// \param count how many addresses there were, grows
  bool address(bool may_be_group, std::size_t& count) {
    blank();
    if (rest_.empty()) return false;
    if (plain()) {
      ++count;
      blank();
      return !rest_.starts_with('(') || name_in_comment();
    }
    if (!rest_.starts_with('<') && !phrase()) return false;
    blank();
    if (may_be_group && take(':')) return group(count);
    ++count;
    return take('<') && plain() && take('>');
  }

  bool group(std::size_t& count) {
    blank();
    if (take(';')) return comments();
    do {
      blank();
      if (!address(false, count) || !comments()) return false;
      if (take(';')) return comments();
    } while (take(','));
    return false;
  }

  /// An address without a name; takes nothing if there is none.
  bool plain() {
    const std::string_view before = rest_;
    blank();
    const std::string_view local = rest_;
    const bool is_quoted = rest_.starts_with('"');
    bool fits = is_quoted ? quoted() && !local.starts_with("\"\"") : atom(false);
    fits = fits && take('@');
    if (fits) {
      blank();
      fits = rest_.starts_with('[') ? literal() : atom(false);
    }
    if (!fits) rest_ = before;
    return fits;
  }

  /// Words. What is no word ends it, if there was one.
  bool phrase() {
    for (bool is_first = true;; is_first = false) {
      if (!is_first && !comments()) return false;
      blank();
      if (rest_.empty()) return true;
      const std::string_view before = rest_;
      bool fits = rest_.starts_with('"') ? quoted() : atom(true);
      if (fits && !before.starts_with('"')) {
        fits = !has_unknown_charset(before.substr(0, before.size() - rest_.size()));
      }
      if (!fits) return !is_first;
    }
  }

  bool quoted() {
    bool is_escaped = false;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (!is_escaped && c == '"') {
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (!is_visible(c) && !is_blank(c)) return false;
      is_escaped = !is_escaped && c == '\\';
    }
    return false;
  }

  /// \param is_lenient whether dots may stand anywhere
  bool atom(bool is_lenient) {
    const auto* const end = std::ranges::find_if_not(rest_, &is_atomic);
    const std::string_view text(rest_.begin(), end);
    if (text.empty()) return false;
    rest_.remove_prefix(text.size());
    return is_lenient ||
           (!text.starts_with('.') && !text.ends_with('.') && text.find("..") == text.npos);
  }

  /// An address of the network, in brackets.
  bool literal() {
    const std::size_t end = rest_.find(']');
    if (end == rest_.npos) return false;
    const std::string_view address = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return is_ip(address, LeadingZeros::refused);
  }

  bool name_in_comment() {
    const std::string_view before = rest_;
    if (!comment()) return false;
    std::string_view text = before.substr(1, before.size() - rest_.size() - 2);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of(blanks), text.size());
      if (has_unknown_charset(text.substr(0, end))) return false;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
  }

  /// Comments and what is blank around them.
  bool comments() {
    blank();
    while (rest_.starts_with('(')) {
      if (!comment()) return false;
      blank();
    }
    return true;
  }

  /// A comment; there may be others in it.
  bool comment() {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '\\' && i + 1 < rest_.size()) {
        ++i;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        rest_.remove_prefix(i + 1);
        return true;
      }
    }
    return false;
  }

  void blank() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

bool is_mail_address(std::string_view text) {
  return AddressReader(text).is_single();
}

}  // namespace k8s::testing::fake
