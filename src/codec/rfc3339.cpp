#include "codec/rfc3339.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace k8s::codec {
namespace {

using namespace std::chrono;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Reads a text from its beginning; once something was missing it stays failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  void skip() noexcept { rest_.remove_prefix(1); }

  int number(std::size_t digits, int at_most) noexcept {
    int value = 0;
    for (; digits > 0; --digits) {
      if (!is_digit(peek())) return fail();
      value = value * 10 + (peek() - '0');
      skip();
    }
    return value <= at_most ? value : fail();
  }

  void expect(char c) noexcept {
    if (peek() != c) {
      fail();
    } else {
      skip();
    }
  }

 private:
  int fail() noexcept {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

void read_fraction(Scanner& scanner, Rfc3339& time) noexcept {
  std::int64_t micros = 0;
  for (scanner.skip(); is_digit(scanner.peek()); scanner.skip()) {
    if (time.fraction_digits++ < 6) micros = micros * 10 + (scanner.peek() - '0');
  }
  for (std::size_t digits = time.fraction_digits; digits < 6; ++digits) micros *= 10;
  time.fraction = microseconds(micros);
}

minutes read_offset(Scanner& scanner) noexcept {
  const int sign = scanner.peek() == '-' ? -1 : 1;
  scanner.skip();
  const int hour = scanner.number(2, 23);
  scanner.expect(':');
  const int minute = scanner.number(2, 59);
  return minutes(sign * (hour * 60 + minute));
}

char* write_two_digits(char* out, unsigned value) noexcept {
  *out++ = static_cast<char>('0' + value / 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

void append_year(std::string& out, int year) {
  std::array<char, 12> digits{};
  if (year < 0) out += '-';
  const auto end = std::to_chars(digits.begin(), digits.end(), std::abs(year)).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  out.append(4 - std::min<std::size_t>(count, 4), '0').append(digits.data(), count);
}

}  // namespace

std::optional<Rfc3339> parse_rfc3339(std::string_view text) noexcept {
  Scanner scanner(text);
  const int year = scanner.number(4, 9999);
  scanner.expect('-');
  const int month = scanner.number(2, 12);
  scanner.expect('-');
  const int day = scanner.number(2, 31);
  const bool capital_t = scanner.peek() == 'T';
  scanner.expect(capital_t ? 'T' : 't');
  const int hour = scanner.number(2, 23);
  scanner.expect(':');
  const int minute = scanner.number(2, 59);
  scanner.expect(':');
  const int second = scanner.number(2, 59);
  if (scanner.failed()) return std::nullopt;

  const year_month_day date = std::chrono::year(year) / month / day;
  if (!date.ok()) return std::nullopt;
  Rfc3339 time{.seconds = sys_days(date) + hours(hour) + minutes(minute) + seconds(second),
               .fraction = microseconds(0),
               .fraction_digits = 0,
               .utc = capital_t && text.back() == 'Z'};
  if (scanner.peek() == '.') {
    read_fraction(scanner, time);
    if (time.fraction_digits == 0) return std::nullopt;
  }
  if (scanner.peek() == '+' || scanner.peek() == '-') {
    time.seconds -= read_offset(scanner);
  } else {
    scanner.expect(scanner.peek() == 'z' ? 'z' : 'Z');
  }
  if (scanner.failed() || !scanner.at_end()) return std::nullopt;
  return time;
}

void append_rfc3339(std::string& out, sys_seconds time) {
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const auto of_day = static_cast<unsigned>((time - day).count());
  append_year(out, static_cast<int>(date.year()));
  std::array<char, 15> rest{};
  char* end = rest.data();
  *end++ = '-';
  end = write_two_digits(end, static_cast<unsigned>(date.month()));
  *end++ = '-';
  end = write_two_digits(end, static_cast<unsigned>(date.day()));
  *end++ = 'T';
  end = write_two_digits(end, of_day / 3600);
  *end++ = ':';
  end = write_two_digits(end, of_day / 60 % 60);
  *end++ = ':';
  end = write_two_digits(end, of_day % 60);
  out.append(rest.data(), end);
}

}  // namespace k8s::codec
