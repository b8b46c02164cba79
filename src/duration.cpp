#include <k8s/duration.hpp>

#include <array>
#include <ostream>

#include <k8s/error.hpp>

#include "ascii.hpp"

#include "duration_text.hpp"

namespace k8s {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
constexpr std::array<Unit, 8> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"\xC2\xB5s", 1'000},  // the micro sign
                                     {"\xCE\xBCs", 1'000},  // the Greek letter
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};
constexpr std::uint64_t most = std::uint64_t{1} << 63U;

const Unit* find_unit(std::string_view name) noexcept {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::string_view take_unit(std::string_view& text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && text[size] != '.' && !is_digit(text[size])) ++size;
  const std::string_view name = text.substr(0, size);
  text.remove_prefix(size);
  return name;
}

/// A number as digits: `12.5` is 125 with a scale of ten.
struct Number {
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;
  double scale = 1;
};

/// Reads `12.5`; nothing if it has no digits or is too great.
std::optional<Number> take_number(std::string_view& text) noexcept {
  Number number;
  bool digits = false;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    digits = true;
    if (number.whole > most / 10) return std::nullopt;
    number.whole = number.whole * 10 + static_cast<std::uint64_t>(text.front() - '0');
    if (number.whole > most) return std::nullopt;
  }
  if (!text.starts_with('.')) return digits ? std::optional(number) : std::nullopt;
  text.remove_prefix(1);
  // Digits beyond what 63 bits hold count for nothing, as in Go.
  bool full = false;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    digits = true;
    const std::uint64_t longer =
        number.fraction * 10 + static_cast<std::uint64_t>(text.front() - '0');
    full = full || number.fraction > (most - 1) / 10 || longer > most;
    if (full) continue;
    number.fraction = longer;
    number.scale *= 10;
  }
  return digits ? std::optional(number) : std::nullopt;
}

/// Writes the digits of a fraction without the zeros at its end: nothing, or `.5`.
void append_fraction(std::string& text, std::uint64_t fraction, int places) {
  if (fraction == 0) return;
  std::string digits = std::to_string(fraction);
  digits.insert(0, static_cast<std::size_t>(places) - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  text.append(".").append(digits);
}

std::string write_below_a_second(std::uint64_t nanoseconds) {
  const auto in = [nanoseconds](std::uint64_t unit, int places, const char* name) {
    std::string text = std::to_string(nanoseconds / unit);
    append_fraction(text, nanoseconds % unit, places);
    return text + name;
  };
  if (nanoseconds < 1'000) return in(1, 0, "ns");
  if (nanoseconds < 1'000'000) return in(1'000, 3, "\xC2\xB5s");
  return in(1'000'000, 6, "ms");
}

std::string write(std::uint64_t nanoseconds) {
  constexpr std::uint64_t second = 1'000'000'000;
  if (nanoseconds == 0) return "0s";
  if (nanoseconds < second) return write_below_a_second(nanoseconds);
  const std::uint64_t seconds = nanoseconds / second;
  std::string text;
  if (seconds >= 3600) text += std::to_string(seconds / 3600) + 'h';
  if (seconds >= 60) text += std::to_string(seconds / 60 % 60) + 'm';
  text += std::to_string(seconds % 60);
  append_fraction(text, nanoseconds % second, 9);
  return text + 's';
}

}  // namespace

std::optional<std::int64_t> parse_duration_text(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  while (!text.empty()) {
    const auto number = take_number(text);
    const Unit* const unit = number ? find_unit(take_unit(text)) : nullptr;
    if (unit == nullptr || number->whole > most / unit->nanoseconds) return std::nullopt;
    std::uint64_t part = number->whole * unit->nanoseconds;
    // In floating point, as Go computes it.
    part += static_cast<std::uint64_t>(static_cast<double>(number->fraction) *
                                       (static_cast<double>(unit->nanoseconds) / number->scale));
    sum += part;
    if (part > most || sum > most) return std::nullopt;
  }
  // The least of 64 bits would fit too, but it stands for "unset".
  if (sum == most) return std::nullopt;
  const auto count = static_cast<std::int64_t>(sum);
  return negative ? -count : count;
}

Duration Duration::parse(std::string_view text) {
  const auto count = parse_duration_text(text);
  if (!count) {
    throw ValidationError("\"" + std::string(text) +
                          "\" is no duration such as 1h30m, 500ms or 1.5s: numbers with the units "
                          "h, m, s, ms, us and ns");
  }
  return std::chrono::nanoseconds(*count);
}

std::chrono::nanoseconds Duration::value() const {
  if (!has_value()) throw BadAccess("value() of a duration that is not set");
  return std::chrono::nanoseconds(count_);
}

std::string Duration::to_string() const {
  if (!has_value()) return {};
  const auto size = static_cast<std::uint64_t>(count_ < 0 ? -count_ : count_);
  return (count_ < 0 ? "-" : "") + write(size);
}

std::ostream& operator<<(std::ostream& out, const Duration& duration) {
  return out << duration.to_string();
}

}  // namespace k8s
