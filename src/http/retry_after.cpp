#include "http/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include <curl/curl.h>

#include "ascii.hpp"

namespace k8s::detail {
namespace {

using std::chrono::seconds;

/// More than any server means; keeps sums of times far from overflow.
constexpr seconds longest = std::chrono::hours(24 * 365);

std::optional<seconds> parse_seconds(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc::result_out_of_range) return longest;
  return std::min(seconds(count), longest);
}

std::optional<seconds> parse_date(const std::string& text,
                                  std::chrono::system_clock::time_point now) {
  const std::time_t date = curl_getdate(text.c_str(), nullptr);
  if (date == -1) return std::nullopt;
  // In whole seconds: the clock's nanoseconds end in 2262, and dates need not.
  const seconds wait = seconds(date) - std::chrono::floor<seconds>(now).time_since_epoch();
  return std::clamp(wait, seconds(0), longest);
}

}  // namespace

std::optional<seconds> retry_after(const Headers& headers,
                                   std::chrono::system_clock::time_point now) {
  const std::string* const value = headers.find("Retry-After");
  if (value == nullptr) return std::nullopt;
  if (const auto wait = parse_seconds(*value)) return wait;
  return parse_date(*value, now);
}

}  // namespace k8s::detail
