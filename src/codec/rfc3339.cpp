#include "codec/rfc3339.hpp"

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ascii.hpp"

namespace k8s::codec {
namespace {

using namespace std::chrono;

/// The number that two digits at `p` make; a great one if they are none.
unsigned number_at(const char* p) noexcept {
  constexpr unsigned no_number = 10'000;
  const unsigned tens = static_cast<unsigned char>(p[0]) - unsigned{'0'};
  const unsigned units = static_cast<unsigned char>(p[1]) - unsigned{'0'};
  return tens > 9 || units > 9 ? no_number : tens * 10 + units;
}

/// Eight characters of one shape, the first in the lowest byte: all are looked at at once.
class Eight {
 public:
  /// \param shape zeros for digits, and what stands between them
  Eight(const char (&shape)[9], const char* p) noexcept : Eight(shape, load(p)) {}
  Eight(const char (&shape)[9], std::uint64_t text) noexcept : digits_(text ^ load(shape)) {
    // In each byte: 9 at most for a digit, or else nothing, goes up to 127 and not beyond.
    std::uint64_t room = 0;
    for (unsigned i = 0; i < 8; ++i) {
      room |= std::uint64_t{shape[i] == '0' ? 0x76U : 0x7FU} << i * 8U;
    }
    wrong_ = (digits_ | (digits_ + room)) & 0x8080808080808080U;
    pairs_ = digits_ * 10 + (digits_ >> 8U);
  }

  static std::uint64_t load(const char* p) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof(word));
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
  }

  [[nodiscard]] bool is_so() const noexcept { return wrong_ == 0; }
  /// The number that the digits there and behind it make.
  [[nodiscard]] unsigned number(unsigned at) const noexcept {
    return static_cast<unsigned>(pairs_ >> at * 8U & 0xFFU);
  }

 private:
  std::uint64_t digits_;
  std::uint64_t wrong_;
  std::uint64_t pairs_;
};

/// Reads ".5", of which something must follow the point.
bool take_fraction(std::string_view& text, Rfc3339& time) noexcept {
  text.remove_prefix(1);
  std::int64_t micros = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (time.fraction_digits++ < 6) micros = micros * 10 + (text.front() - '0');
  }
  for (std::size_t digits = time.fraction_digits; digits < 6; ++digits) micros *= 10;
  time.fraction = microseconds(micros);
  return time.fraction_digits > 0;
}

/// Reads "+01:30".
bool apply_offset(std::string_view text, Rfc3339& time) noexcept {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  const unsigned hour = number_at(text.data() + 1);
  const unsigned minute = number_at(text.data() + 4);
  if (hour > 23 || minute > 59) return false;
  const minutes offset(hour * 60 + minute);
  time.seconds += text[0] == '-' ? offset : -offset;
  return true;
}

char* write_two_digits(char* out, unsigned value) noexcept {
  *out++ = static_cast<char>('0' + value / 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

char* write_year(char* out, int year) noexcept {
  if (year >= 0 && year <= 9999) {
    out = write_two_digits(out, static_cast<unsigned>(year) / 100);
    return write_two_digits(out, static_cast<unsigned>(year) % 100);
  }
  constexpr int digits = 6;  // -32767 to 32767 is all that std::chrono::year holds
  return std::to_chars(out, out + digits, year).ptr;
}

}  // namespace

std::optional<Rfc3339> parse_rfc3339(std::string_view text) noexcept {
  constexpr std::size_t shortest = sizeof("0000-00-00T00:00:00");  // and a zone
  constexpr std::uint64_t small_t = std::uint64_t{'T' ^ 't'} << 16U;
  if (text.size() < shortest) return std::nullopt;
  const char* const p = text.data();
  const Eight month_of("0000-00-", p);
  const Eight minute_of("00t00:00", Eight::load(p + 8) | small_t);
  const Eight second_of("00:00:00", p + 11);
  if (!month_of.is_so() || !minute_of.is_so() || !second_of.is_so()) return std::nullopt;
  const unsigned year = month_of.number(0) * 100 + month_of.number(2);
  const unsigned month = month_of.number(5);
  const unsigned day = minute_of.number(0);
  const unsigned hour = second_of.number(0);
  const unsigned minute = second_of.number(3);
  const unsigned second = second_of.number(6);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const year_month_day date(std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                            std::chrono::day(day));
  if (!date.ok()) return std::nullopt;

  Rfc3339 time{.seconds = sys_days(date) + seconds(hour * 3600 + minute * 60 + second),
               .fraction = microseconds(0),
               .fraction_digits = 0,
               .utc = p[10] == 'T' && text.back() == 'Z'};
  std::string_view rest = text.substr(shortest - 1);
  if (rest.front() == '.' && !take_fraction(rest, time)) return std::nullopt;
  if (rest == "Z" || rest == "z" || apply_offset(rest, time)) return time;
  return std::nullopt;
}

char* write_rfc3339(char* out, sys_seconds time) noexcept {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto of_day = static_cast<unsigned>((time - day).count());
  out = write_year(out, static_cast<int>(date.year()));
  *out++ = '-';
  out = write_two_digits(out, static_cast<unsigned>(date.month()));
  *out++ = '-';
  out = write_two_digits(out, static_cast<unsigned>(date.day()));
  *out++ = 'T';
  out = write_two_digits(out, of_day / 3600);
  *out++ = ':';
  out = write_two_digits(out, of_day / 60 % 60);
  *out++ = ':';
  return write_two_digits(out, of_day % 60);
}

}  // namespace k8s::codec
