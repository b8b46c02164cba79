#include "testing/fake/human_duration.hpp"

#include <k8s/error.hpp>
#include <k8s/time.hpp>

namespace k8s::testing::fake {
namespace {

/// `3m20s`, or `3m` where the smaller unit says nothing.
std::string pair(std::int64_t large, const char* large_unit, std::int64_t small,
                 const char* small_unit) {
  std::string text = std::to_string(large) + large_unit;
  if (small != 0) text += std::to_string(small) + small_unit;
  return text;
}

}  // namespace

std::string human_duration(std::chrono::seconds duration) {
  const std::int64_t seconds = duration.count();
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 2 * 60) return std::to_string(seconds) + "s";
  const std::int64_t minutes = seconds / 60;
  if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
  if (minutes < 3 * 60) return std::to_string(minutes) + "m";
  const std::int64_t hours = minutes / 60;
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return std::to_string(hours) + "h";
  const std::int64_t days = hours / 24;
  if (days < 8) return pair(days, "d", hours % 24, "h");
  if (days < 2 * 365) return std::to_string(days) + "d";
  if (days < 8 * 365) return pair(days / 365, "y", days % 365, "d");
  return std::to_string(days / 365) + "y";
}

std::string human_age(std::string_view time, std::chrono::sys_seconds now) {
  if (time.empty()) return "<unknown>";
  try {
    return human_duration(now -
                          std::chrono::floor<std::chrono::seconds>(Time::parse(time).value()));
  } catch (const Error&) {
    return "<invalid>";
  }
}

}  // namespace k8s::testing::fake
