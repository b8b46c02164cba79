#include "codec/rfc3339.hpp"

#include <charconv>
#include <cstdint>

namespace k8s::codec {
namespace {

using namespace std::chrono;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// The number that `count` digits at `p` make; a great one if not all are digits.
unsigned number_at(const char* p, int count) noexcept {
  constexpr unsigned no_number = 10'000;
  unsigned number = 0;
  unsigned wrong = 0;
  for (int i = 0; i < count; ++i) {
    const unsigned digit = static_cast<unsigned char>(p[i]) - unsigned{'0'};
    wrong |= static_cast<unsigned>(digit > 9);
    number = number * 10 + digit;
  }
  return wrong != 0 ? no_number : number;
}

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
  const unsigned hour = number_at(text.data() + 1, 2);
  const unsigned minute = number_at(text.data() + 4, 2);
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
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() <= shape.size()) return std::nullopt;
  const char* const p = text.data();
  if (p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != 't') || p[13] != ':' ||
      p[16] != ':') {
    return std::nullopt;
  }
  const unsigned year = number_at(p, 4);
  const unsigned month = number_at(p + 5, 2);
  const unsigned day = number_at(p + 8, 2);
  const unsigned hour = number_at(p + 11, 2);
  const unsigned minute = number_at(p + 14, 2);
  const unsigned second = number_at(p + 17, 2);
  if (year > 9999 || month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const year_month_day date(std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                            std::chrono::day(day));
  if (!date.ok()) return std::nullopt;

  Rfc3339 time{.seconds = sys_days(date) + seconds(hour * 3600 + minute * 60 + second),
               .fraction = microseconds(0),
               .fraction_digits = 0,
               .utc = p[10] == 'T' && text.back() == 'Z'};
  std::string_view rest = text.substr(shape.size());
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
