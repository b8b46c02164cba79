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
  std::string text;
  if (has_value()) append_to(text);
  return text;
}

template <class Resolution>
void BasicTime<Resolution>::append_to(std::string& out) const {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time_point(Resolution(count_)));
  codec::append_rfc3339(out, whole);
  if constexpr (Resolution::period::den != 1) {
    auto micros = static_cast<int>((time_point(Resolution(count_)) - whole).count());
    std::array<char, 7> fraction{'.'};
    for (std::size_t i = 6; i > 0; --i, micros /= 10) {
      fraction[i] = static_cast<char>('0' + micros % 10);
    }
    out.append(fraction.data(), fraction.size());
  }
  out += 'Z';
}

template <class Resolution>
std::ostream& BasicTime<Resolution>::print(std::ostream& out, const std::string& text) {
  return out << text;
}

template class BasicTime<std::chrono::seconds>;
template class BasicTime<std::chrono::microseconds>;

}  // namespace k8s
