#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <string>
#include <string_view>

#include <k8s/export.hpp>

namespace k8s {

/// A span of time as Kubernetes writes it, in Go's way: `1h30m`, `500ms`, `-1.5s`; or unset, which
/// is not zero and comes before every span. To the nanosecond, up to 292 years.
/// https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1#Duration
class K8S_EXPORT Duration {
 public:
  /// Unset.
  constexpr Duration() noexcept = default;
  template <class Rep, class Period>
  constexpr Duration(  // NOLINT(google-explicit-constructor)
      std::chrono::duration<Rep, Period> span)
      : count_(std::chrono::duration_cast<std::chrono::nanoseconds>(span).count()) {}

  /// Reads what Go's time.ParseDuration reads: numbers with the units h, m, s, ms, us (µs) and ns,
  /// one after the other. \throws ValidationError
  [[nodiscard]] static Duration parse(std::string_view text);

  [[nodiscard]] constexpr bool has_value() const noexcept { return count_ != unset; }
  constexpr explicit operator bool() const noexcept { return has_value(); }
  /// \throws BadAccess if it is unset
  [[nodiscard]] std::chrono::nanoseconds value() const;
  [[nodiscard]] constexpr std::chrono::nanoseconds value_or(
      std::chrono::nanoseconds otherwise) const noexcept {
    return has_value() ? std::chrono::nanoseconds(count_) : otherwise;
  }
  void reset() noexcept { count_ = unset; }

  /// As Go prints it: `1h30m0s`, `1.5ms`, `0s`; empty if it is unset.
  [[nodiscard]] std::string to_string() const;

  friend constexpr bool operator==(const Duration&, const Duration&) = default;
  friend constexpr auto operator<=>(const Duration&, const Duration&) = default;
  K8S_EXPORT friend std::ostream& operator<<(std::ostream& out, const Duration& duration);

 private:
  static constexpr std::int64_t unset = (std::numeric_limits<std::int64_t>::min)();

  std::int64_t count_ = unset;  // of nanoseconds
};

}  // namespace k8s
