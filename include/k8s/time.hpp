#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <string>
#include <string_view>

#include <k8s/export.hpp>

namespace k8s {

namespace detail {
struct ValueAccess;
}

/// A point in time as Kubernetes writes it (RFC 3339, in UTC), or unset, which is not the epoch and
/// comes before every point in time. Use it as Time or MicroTime.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
template <class Resolution>
class K8S_EXPORT BasicTime {
 public:
  using duration = Resolution;
  using time_point = std::chrono::sys_time<Resolution>;

  /// Unset.
  constexpr BasicTime() noexcept = default;
  /// Finer parts than the resolution are cut off, towards the past.
  template <class Duration>
  constexpr BasicTime(std::chrono::sys_time<Duration> time)  // NOLINT(google-explicit-constructor)
      : count_(std::chrono::floor<Resolution>(time).time_since_epoch().count()) {}

  [[nodiscard]] static BasicTime now() { return std::chrono::system_clock::now(); }
  /// Reads RFC 3339 with any offset and fraction: `2026-11-21T11:02:55Z`,
  /// `2026-11-21T12:02:55.5+01:00`. \throws ValidationError
  [[nodiscard]] static BasicTime parse(std::string_view text);

  [[nodiscard]] constexpr bool has_value() const noexcept { return count_ != unset; }
  constexpr explicit operator bool() const noexcept { return has_value(); }
  /// \throws BadAccess if it is unset
  [[nodiscard]] time_point value() const;
  [[nodiscard]] constexpr time_point value_or(time_point otherwise) const noexcept {
    return has_value() ? time_point(Resolution(count_)) : otherwise;
  }
  void reset() noexcept { count_ = unset; }

  /// `2026-11-21T11:02:55Z`; a MicroTime with six digits of fraction; empty if it is unset.
  [[nodiscard]] std::string to_string() const;

  friend constexpr bool operator==(const BasicTime&, const BasicTime&) = default;
  friend constexpr auto operator<=>(const BasicTime&, const BasicTime&) = default;
  friend std::ostream& operator<<(std::ostream& out, const BasicTime& time) {
    return print(out, time.to_string());
  }

 private:
  static constexpr std::int64_t unset = (std::numeric_limits<std::int64_t>::min)();
  friend struct detail::ValueAccess;
  static constexpr std::size_t longest_text = 40;
  /// Writes the text of a time that is set; returns the position behind it.
  char* write(char* out) const noexcept;
  static std::ostream& print(std::ostream& out, const std::string& text);

  std::int64_t count_ = unset;
};

/// A point in time, to the second.
using Time = BasicTime<std::chrono::seconds>;
/// A point in time, to the microsecond.
using MicroTime = BasicTime<std::chrono::microseconds>;

extern template class BasicTime<std::chrono::seconds>;
extern template class BasicTime<std::chrono::microseconds>;

}  // namespace k8s
