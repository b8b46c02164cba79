#include "codec/output.hpp"

#include <algorithm>
#include <utility>

#include "codec/scan.hpp"

namespace k8s::codec {
namespace {

char* write_escape(char* out, char c) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto pair = [&out](char second) {
    *out++ = '\\';
    *out++ = second;
    return out;
  };
  switch (c) {
    case '"':
    case '\\':
      return pair(c);
    case '\b':
      return pair('b');
    case '\f':
      return pair('f');
    case '\n':
      return pair('n');
    case '\r':
      return pair('r');
    case '\t':
      return pair('t');
    default:
      out = pair('u');
      *out++ = '0';
      *out++ = '0';
      *out++ = digits[static_cast<unsigned char>(c) >> 4U];
      *out++ = digits[static_cast<unsigned char>(c) & 0xFU];
      return out;
  }
}

}  // namespace

void Output::grow(std::size_t count) {
  constexpr std::size_t least = 1000;  // small objects fit, and allocators have such pieces at hand
  constexpr std::size_t usual = 8192;  // most others do
  const std::size_t larger = capacity_ == 0 ? least : std::max(usual, capacity_ * 2);
  const std::size_t capacity = std::max(larger, size_ + count);
  auto text = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ != 0) std::memcpy(text.get(), text_.get(), size_);
  text_ = std::move(text);
  capacity_ = capacity;
}

bool Output::append_quoted(std::string_view text) {
  // The copy is scanned, not the text: behind it there is room, so that whole blocks can be read.
  char* const first = room(text.size() + 2 + block_size) + 1;
  std::memcpy(first, text.data(), text.size());
  for (std::size_t at = 0; at < text.size(); at += block_size) {
    const std::size_t rest = text.size() - at;
    const unsigned own = rest < block_size ? (1U << rest) - 1 : ~0U;
    if ((special_bits(first + at) & own) != 0) return append_escaped(text);
  }
  first[-1] = '"';
  first[text.size()] = '"';
  size_ += text.size() + 2;
  return true;
}

bool Output::append_escaped(std::string_view text) {
  constexpr std::size_t longest_escape = 6;
  append('"');
  const char* run = text.data();
  const char* const end = run + text.size();
  for (const char* p = find_special(run, end); p != end; p = find_special(p, end)) {
    if (static_cast<signed char>(*p) < 0) {
      const char* const behind = skip_utf8(p, end);
      if (behind == nullptr) {
        append({run, p});
        return false;
      }
      p = behind;
      continue;
    }
    append({run, p});
    append_with(longest_escape, [p](char* out) { return write_escape(out, *p); });
    run = ++p;
  }
  append({run, end});
  append('"');
  return true;
}

}  // namespace k8s::codec
