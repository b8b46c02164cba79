#include "testing/fake/ip_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace k8s::testing::fake {
namespace {

constexpr int v4_size = 4;  // in bytes
constexpr int v6_size = 16;

/// Takes a number away from the front; below 0 if there is none, or one above `most`.
int take_number(std::string_view& text, int base, int most) {
  int number = -1;
  if (text.starts_with('-')) return -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc()) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number <= most ? number : -1;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

bool is_v4(std::string_view text, LeadingZeros zeros) {
  for (int i = 0; i < v4_size; ++i) {
    if (i > 0 && !take(text, '.')) return false;
    const std::string_view number = text;
    if (take_number(text, 10, 255) < 0) return false;
    const std::size_t digits = number.size() - text.size();
    if (zeros == LeadingZeros::refused && digits > 1 && number.starts_with('0')) return false;
  }
  return text.empty();
}

bool is_v6(std::string_view text, LeadingZeros zeros) {
  bool has_gap = text.starts_with("::");
  if (has_gap) text.remove_prefix(2);
  if (has_gap && text.empty()) return true;
  int size = 0;
  while (size < v6_size) {
    const std::string_view group = text;
    if (take_number(text, 16, 0xFFFF) < 0) return false;
    if (text.starts_with('.')) {
      const bool fits = has_gap ? size <= v6_size - v4_size : size == v6_size - v4_size;
      if (!fits || !is_v4(group, zeros)) return false;
      size += v4_size;
      text = {};
      break;
    }
    if (zeros == LeadingZeros::refused && group.size() - text.size() > 4) return false;
    size += 2;
    if (text.empty()) break;
    if (!take(text, ':') || text.empty()) return false;
    if (!take(text, ':')) continue;
    if (has_gap) return false;
    has_gap = true;
    if (text.empty()) break;
  }
  return text.empty() && has_gap == (size < v6_size);
}

}  // namespace

bool is_ip(std::string_view text, LeadingZeros zeros) {
  const std::size_t mark = text.find_first_of(".:");
  if (mark == text.npos) return false;
  return text[mark] == '.' ? is_v4(text, zeros) : is_v6(text, zeros);
}

bool is_loose_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return false;
  const std::string_view address = text.substr(0, slash);
  std::string_view length = text.substr(slash + 1);
  const bool is_short = is_v4(address, LeadingZeros::allowed);
  if (!is_short && !is_v6(address, LeadingZeros::allowed)) return false;
  return take_number(length, 10, is_short ? 32 : 128) >= 0 && length.empty();
}

}  // namespace k8s::testing::fake
