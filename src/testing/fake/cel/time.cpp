#include "testing/fake/cel/time.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <limits>

#include <re2/re2.h>

#include <k8s/duration.hpp>
#include <k8s/error.hpp>

#include "testing/fake/go_time.hpp"

namespace k8s::testing::fake::cel {
namespace {

constexpr std::int64_t first_second = -62135596800;  // of the year 1
constexpr std::int64_t last_second = 253402300799;   // of the year 9999
constexpr std::int64_t second = 1'000'000'000;       // in nanoseconds

int number_at(std::string_view text, std::size_t position, std::size_t digits) {
  int number = 0;
  const char* const begin = text.data() + position;
  std::from_chars(begin, begin + digits, number);
  return number;
}

std::int64_t seconds_of_day(std::string_view date) {
  using namespace std::chrono;
  const sys_days day = year(number_at(date, 0, 4)) /
                       month(static_cast<unsigned>(number_at(date, 5, 2))) /
                       std::chrono::day(static_cast<unsigned>(number_at(date, 8, 2)));
  return duration_cast<seconds>(day.time_since_epoch()).count();
}

/// Nanoseconds of a fraction's digits; what is finer is left out.
std::int32_t fraction_of(std::string_view digits) {
  std::int32_t value = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  }
  return value;
}

std::optional<std::int32_t> offset_of(std::string_view zone) {
  if (zone.empty() || zone == "UTC" || zone == "Z") return 0;
  const std::size_t colon = zone.find(':');
  if (colon == zone.npos) return std::nullopt;
  const auto number = [](std::string_view text) -> std::optional<int> {
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
  };
  const auto hours = number(zone.substr(0, colon));
  const auto minutes = number(zone.substr(colon + 1));
  constexpr int most = 10'000;
  if (!hours || !minutes || std::abs(*hours) > most || std::abs(*minutes) > most) {
    return std::nullopt;
  }
  return (*hours * 60 + (zone.starts_with('-') ? -*minutes : *minutes)) * 60;
}

Value overflow(const char* what) {
  return Error{std::string(what) + " overflow"};
}

Timestamp normal(std::int64_t seconds, std::int64_t nanoseconds, std::int32_t offset) {
  seconds += nanoseconds / second;
  nanoseconds %= second;
  if (nanoseconds < 0) {
    nanoseconds += second;
    --seconds;
  }
  return {
      .seconds = seconds, .nanoseconds = static_cast<std::int32_t>(nanoseconds), .offset = offset};
}

struct Unit {
  std::string_view name;  // also of all words that begin with it, if it is the last of its unit
  std::int64_t nanoseconds;
  bool is_prefix;
};

constexpr std::array<Unit, 19> units{{{"ns", 1, false},
                                      {"nano", 1, true},
                                      {"us", 1'000, false},
                                      {"\xc2\xb5s", 1'000, false},
                                      {"micro", 1'000, true},
                                      {"ms", 1'000'000, false},
                                      {"milli", 1'000'000, true},
                                      {"s", second, false},
                                      {"sec", second, true},
                                      {"m", 60 * second, false},
                                      {"min", 60 * second, true},
                                      {"h", 3600 * second, false},
                                      {"hr", 3600 * second, false},
                                      {"hour", 3600 * second, true},
                                      {"d", 86400 * second, false},
                                      {"day", 86400 * second, true},
                                      {"w", 7 * 86400 * second, false},
                                      {"wk", 7 * 86400 * second, false},
                                      {"week", 7 * 86400 * second, true}}};

std::int64_t unit_named(std::string_view name) {
  for (const Unit& unit : units) {
    if (name == unit.name || (unit.is_prefix && name.starts_with(unit.name))) {
      return unit.nanoseconds;
    }
  }
  return 0;
}

}  // namespace

std::string to_text(const Timestamp& time) {
  using namespace std::chrono;
  const sys_seconds local{seconds(time.seconds + time.offset)};
  const sys_days day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(local - day);
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  std::string text = buffer.data();
  if (time.nanoseconds != 0) {
    std::snprintf(buffer.data(), buffer.size(), ".%09d", time.nanoseconds);
    const std::string_view fraction = buffer.data();
    text += fraction.substr(0, fraction.find_last_not_of('0') + 1);
  }
  if (time.offset == 0) return text + "Z";
  const int minutes_east = std::abs(time.offset) / 60;
  std::snprintf(buffer.data(), buffer.size(), "%c%02d:%02d", time.offset < 0 ? '-' : '+',
                minutes_east / 60, minutes_east % 60);
  return text + buffer.data();
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  if (!go_time_problem(text, false).empty()) return std::nullopt;
  Timestamp time;
  time.seconds = seconds_of_day(text) + number_at(text, 11, 2) * 3600 +
                 number_at(text, 14, 2) * 60 + number_at(text, 17, 2);
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    time.nanoseconds = fraction_of(rest.substr(1, end - 1));
    rest.remove_prefix(end);
  }
  if (rest != "Z") {
    const int east = number_at(rest, 1, 2) * 3600 + number_at(rest, 4, 2) * 60;
    time.offset = rest.starts_with('-') ? -east : east;
  }
  time.seconds -= time.offset;
  return time;
}

std::optional<Timestamp> parse_date(std::string_view text) {
  return parse_timestamp(std::string(text) + "T00:00:00Z");
}

std::optional<Duration> parse_duration(std::string_view text) {
  try {
    return Duration{k8s::Duration::parse(text).value().count()};
  } catch (const k8s::Error&) {
    return std::nullopt;
  }
}

std::optional<Duration> parse_long_duration(std::string_view text) {
  if (const auto duration = parse_duration(text)) return duration;
  static const re2::RE2 part("([0-9]+)\\s*([A-Za-z\xc2\xb5]+)");
  re2::StringPiece rest(text.data(), text.size());
  std::uint64_t total = 0;  // what is too long wraps around, as in Go
  re2::StringPiece number;
  std::string name;
  bool found = false;
  while (re2::RE2::FindAndConsume(&rest, part, &number, &name)) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc()) return std::nullopt;
    const std::int64_t unit = unit_named(name);
    found = found || unit != 0;
    total += static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(unit);
  }
  return found ? std::optional(Duration{static_cast<std::int64_t>(total)}) : std::nullopt;
}

Value checked(const Timestamp& time) {
  if (time.seconds < first_second || time.seconds > last_second) return overflow("timestamp");
  return time;
}

Value add(const Timestamp& time, const Duration& duration) {
  return checked(normal(time.seconds + duration.nanoseconds / second,
                        time.nanoseconds + duration.nanoseconds % second, time.offset));
}

Value subtract(const Timestamp& time, const Duration& duration) {
  return checked(normal(time.seconds - duration.nanoseconds / second,
                        time.nanoseconds - duration.nanoseconds % second, time.offset));
}

Value subtract(const Timestamp& a, const Timestamp& b) {
  std::int64_t span = 0;
  if (__builtin_mul_overflow(a.seconds - b.seconds, second, &span) ||
      __builtin_add_overflow(span, a.nanoseconds - b.nanoseconds, &span)) {
    return overflow("duration");
  }
  return Duration{span};
}

Value part_of(const Timestamp& time, std::string_view function, std::string_view zone) {
  using namespace std::chrono;
  const auto offset = offset_of(zone);
  if (!offset) return Error{"unknown time zone " + std::string(zone)};
  const sys_seconds local{seconds(time.seconds + *offset)};
  const sys_days day = floor<days>(local);
  const year_month_day date(day);
  const auto number = [](auto value) { return Value(static_cast<std::int64_t>(value)); };
  if (function == "getFullYear") return number(static_cast<int>(date.year()));
  if (function == "getMonth") return number(static_cast<unsigned>(date.month()) - 1);
  if (function == "getDate") return number(static_cast<unsigned>(date.day()));
  if (function == "getDayOfMonth") return number(static_cast<unsigned>(date.day()) - 1);
  if (function == "getDayOfWeek") return number(weekday(day).c_encoding());
  if (function == "getDayOfYear") {
    return number((day - sys_days(date.year() / January / 1)).count());
  }
  const hh_mm_ss clock(local - day);
  if (function == "getHours") return number(clock.hours().count());
  if (function == "getMinutes") return number(clock.minutes().count());
  if (function == "getSeconds") return number(clock.seconds().count());
  if (function == "getMilliseconds") return number(time.nanoseconds / 1'000'000);
  return no_such_overload();
}

Value part_of(const Duration& duration, std::string_view function) {
  if (function == "getHours") return duration.nanoseconds / (3600 * second);
  if (function == "getMinutes") return duration.nanoseconds / (60 * second);
  if (function == "getSeconds") return duration.nanoseconds / second;
  if (function == "getMilliseconds") return duration.nanoseconds / 1'000'000;
  return no_such_overload();
}

}  // namespace k8s::testing::fake::cel
