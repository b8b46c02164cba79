#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include <k8s/export.hpp>

namespace k8s {

namespace detail {
struct ValueAccess;
}

/// An amount of a resource: `500m`, `1.5`, `2Gi`, `1e3`; or unset. It keeps its text, so that what
/// was read is written again letter for letter, and computes exactly, in decimal.
///
/// Suffixes: n u m, none, k M G T P E; Ki Mi Gi Ti Pi Ei; e or E with an exponent.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
///
/// As in Kubernetes, an amount has at most nine decimal places (finer ones are rounded away from
/// zero) and one with a binary suffix is at most 2^63 - 1.
class K8S_EXPORT Quantity {
 public:
  /// Unset.
  Quantity() noexcept = default;
  /// \throws ValidationError if the text is no quantity
  Quantity(std::string_view text);  // NOLINT(google-explicit-constructor)
  Quantity(const std::string& text)
      : Quantity(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  Quantity(const char* text)                 // NOLINT(google-explicit-constructor)
      : Quantity(std::string_view(text != nullptr ? text : "")) {}
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool> && !std::same_as<Integer, char>)
  Quantity(Integer amount)  // NOLINT(google-explicit-constructor)
      : text_(std::to_string(amount)) {}
  /// That many thousandths: 1500 is `1500m`.
  [[nodiscard]] static Quantity milli(std::int64_t thousandths);

  [[nodiscard]] bool has_value() const noexcept { return !text_.empty(); }
  explicit operator bool() const noexcept { return has_value(); }
  void reset() noexcept { text_.clear(); }

  /// As it was written; empty if it is unset.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// As Kubernetes prints it: `1500m` for `1.5`, `1Mi` for `1024Ki`; empty if it is unset.
  [[nodiscard]] std::string canonical() const;

  /// The amount, rounded away from zero and bounded to the integer's range. 0 if it is unset.
  [[nodiscard]] std::int64_t value() const;
  /// The amount in thousandths, rounded and bounded likewise: 100m of CPU are 100.
  [[nodiscard]] std::int64_t milli_value() const;
  /// The nearest double. 0 if it is unset.
  [[nodiscard]] double to_double() const;

  /// The result is written in the form (decimal, binary, exponent) of the left operand, or of the
  /// right one if the left is zero; unset counts as zero.
  Quantity& operator+=(const Quantity& other);
  Quantity& operator-=(const Quantity& other);
  friend Quantity operator+(Quantity a, const Quantity& b) { return a += b; }
  friend Quantity operator-(Quantity a, const Quantity& b) { return a -= b; }

  /// By amount, not by text: `1` equals `1000m`. Unset equals only unset, and is less than all.
  K8S_EXPORT friend bool operator==(const Quantity& a, const Quantity& b);
  K8S_EXPORT friend std::strong_ordering operator<=>(const Quantity& a, const Quantity& b);
  K8S_EXPORT friend std::ostream& operator<<(std::ostream& out, const Quantity& quantity);

 private:
  friend struct detail::ValueAccess;
  std::string text_;
};

}  // namespace k8s
