#include <k8s/time.hpp>

#include <array>
#include <cstddef>
#include <ostream>

#include <k8s/error.hpp>

#include "codec/rfc3339.hpp"

namespace k8s {
template <class Resolution>
BasicTime<Resolution> BasicTime<Resolution>::parse(std::string_view text) {
  const auto parsed = codec::parse_rfc3339(text);
  if (!parsed) {
    throw ValidationError("\"" + std::string(text) +
                          "\" is not a time as RFC 3339 writes it, such as 2026-11-21T11:02:55Z");
  }
  return std::chrono::sys_time<std::chrono::microseconds>(parsed->seconds + parsed->fraction);
}

template <class Resolution>
typename BasicTime<Resolution>::time_point BasicTime<Resolution>::value() const {
  if (!has_value()) throw BadAccess("value() of a time that is not set");
  return time_point(Resolution(count_));
}

template <class Resolution>
std::string BasicTime<Resolution>::to_string() const {
  static_assert(longest_text >= codec::longest_rfc3339 + std::string_view(".000000Z").size());
  if (!has_value()) return {};
  std::array<char, longest_text> text{};
  return {text.data(), write(text.data())};
}

template <class Resolution>
char* BasicTime<Resolution>::write(char* out) const noexcept {
  const time_point time{Resolution(count_)};
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  out = codec::write_rfc3339(out, whole);
  if constexpr (Resolution::period::den != 1) {
    constexpr int digits = 6;
    auto micros = static_cast<int>((time - whole).count());
    *out++ = '.';
    for (int i = digits - 1; i >= 0; --i, micros /= 10)
      out[i] = static_cast<char>('0' + micros % 10);
    out += digits;
  }
  *out++ = 'Z';
  return out;
}

template <class Resolution>
std::ostream& BasicTime<Resolution>::print(std::ostream& out, const std::string& text) {
  return out << text;
}

template class BasicTime<std::chrono::seconds>;
template class BasicTime<std::chrono::microseconds>;

}  // namespace k8s
