#include "testing/fake/go_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {
namespace {

/// Reads a time by Go's layout, which is a time itself: `2006-01-02T15:04:05Z07:00`.
class TimeReader {
 public:
  TimeReader(std::string_view text, bool micro) : text_(text), rest_(text), micro_(micro) {}

  [[nodiscard]] std::string problem() {
    try {
      read();
    } catch (const std::runtime_error& error) {
      return "parsing time " + go_quote(text_) + error.what();
    }
    return {};
  }

 private:
  void read() {
    const int year = number(4, "2006");
    literal("-");
    const int month = number(2, "01");
    if (month < 1 || month > 12) fail_range("month");
    literal("-");
    const int day = number(2, "02");
    literal("T");
    if (number(2, "15") > 23) fail_range("hour");
    literal(":");
    if (number(2, "04") > 59) fail_range("minute");
    literal(":");
    if (number(2, "05") > 59) fail_range("second");
    fraction();
    zone();
    if (!rest_.empty()) throw std::runtime_error(": extra text: " + go_quote(rest_));
    const std::chrono::year_month_day date(std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    if (!date.ok()) fail_range("day");
  }

  [[noreturn]] void fail(std::string_view wanted) const {
    throw std::runtime_error(std::string(" as \"2006-01-02T15:04:05") + (micro_ ? ".000000" : "") +
                             "Z07:00\": cannot parse " + go_quote(rest_) + " as " +
                             go_quote(wanted));
  }

  [[noreturn]] static void fail_range(const char* what) {
    throw std::runtime_error(std::string(": ") + what + " out of range");
  }

  int number(std::size_t digits, std::string_view wanted) {
    int value = 0;
    if (rest_.size() < digits) fail(wanted);
    const char* const end = rest_.data() + digits;
    const auto result = std::from_chars(rest_.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end || value < 0) fail(wanted);
    rest_.remove_prefix(digits);
    return value;
  }

  void literal(std::string_view wanted) {
    if (!rest_.starts_with(wanted)) fail(wanted);
    rest_.remove_prefix(wanted.size());
  }

  void fraction() {
    std::size_t digits = 0;
    if (rest_.starts_with('.')) {
      while (digits + 1 < rest_.size() && rest_[digits + 1] >= '0' && rest_[digits + 1] <= '9') {
        ++digits;
      }
    }
    if (micro_ && digits < 6) fail(".000000");
    if (micro_) digits = 6;
    if (digits > 0) rest_.remove_prefix(digits + 1);
  }

  void zone() {
    if (rest_.starts_with('Z')) return rest_.remove_prefix(1);
    const bool shaped =
        rest_.size() >= 6 && (rest_[0] == '+' || rest_[0] == '-') && rest_[3] == ':';
    if (!shaped || rest_.find_first_not_of("0123456789", 1) < 3 ||
        rest_.substr(4, 2).find_first_not_of("0123456789") != rest_.npos) {
      fail("Z07:00");
    }
    rest_.remove_prefix(6);
  }

  std::string_view text_;
  std::string_view rest_;
  bool micro_;
};

}  // namespace

std::string go_time_problem(std::string_view text, bool micro) {
  return TimeReader(text, micro).problem();
}

std::string go_duration_problem(std::string_view text) {
  static constexpr std::array<std::string_view, 8> units{"ns", "us", "\xc2\xb5s", "\xce\xbcs",
                                                         "ms", "s",  "m",         "h"};
  const std::string invalid = "time: invalid duration " + go_quote(text);
  std::string_view rest = text;
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return {};
  if (rest.empty()) return invalid;
  while (!rest.empty()) {
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789."), rest.size());
    const std::string_view number = rest.substr(0, digits);
    if (number.find_first_of("0123456789") == number.npos || std::ranges::count(number, '.') > 1) {
      return invalid;
    }
    rest.remove_prefix(digits);
    const std::string_view unit =
        rest.substr(0, std::min(rest.find_first_of("0123456789."), rest.size()));
    if (unit.empty()) return "time: missing unit in duration " + go_quote(text);
    if (std::ranges::find(units, unit) == units.end()) {
      return "time: unknown unit " + go_quote(unit) + " in duration " + go_quote(text);
    }
    rest.remove_prefix(unit.size());
  }
  return {};
}

}  // namespace k8s::testing::fake
