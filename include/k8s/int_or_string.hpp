#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/export.hpp>

namespace k8s {

/// A number or a name: `80` or `"http"` for a port, `1` or `"25%"` for a share. 0 at first.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/int-or-string/
class K8S_EXPORT IntOrString {
 public:
  IntOrString() noexcept = default;
  IntOrString(std::int32_t number) noexcept  // NOLINT(google-explicit-constructor)
      : number_(number) {}
  IntOrString(std::string text) noexcept  // NOLINT(google-explicit-constructor)
      : text_(std::move(text)), is_string_(true) {}
  IntOrString(std::string_view text)  // NOLINT(google-explicit-constructor)
      : text_(text), is_string_(true) {}
  IntOrString(const char* text)  // NOLINT(google-explicit-constructor)
      : text_(text), is_string_(true) {}
  IntOrString(std::nullptr_t) = delete;

  [[nodiscard]] bool is_int() const noexcept { return !is_string_; }
  [[nodiscard]] bool is_string() const noexcept { return is_string_; }
  /// \throws BadAccess if it is a string
  [[nodiscard]] std::int32_t int_value() const;
  /// \throws BadAccess if it is a number
  [[nodiscard]] const std::string& string_value() const;

  /// Whether it is a string such as `25%`.
  [[nodiscard]] bool is_percentage() const noexcept;
  /// What it stands for out of `total`, as Kubernetes counts: a number is itself, `25%` that share
  /// of `total`, rounded down or up. \throws ValidationError if it is neither
  [[nodiscard]] std::int32_t of(std::int32_t total, bool round_up) const;

  /// The number in decimal, or the string.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const IntOrString&, const IntOrString&) = default;
  K8S_EXPORT friend std::ostream& operator<<(std::ostream& out, const IntOrString& value);

 private:
  std::string text_;  // of a string
  std::int32_t number_ = 0;
  bool is_string_ = false;
};

}  // namespace k8s
