#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include <k8s/export.hpp>

namespace k8s {

namespace detail {
struct ValueAccess;
}

/// Any JSON value, as text: what Kubernetes holds without looking into it (managedFields, a patch,
/// a default in a schema). Kept as it is, letter for letter; or unset.
class K8S_EXPORT RawJson {
 public:
  /// Unset.
  RawJson() noexcept = default;
  /// \throws DecodeError if the text is not one JSON value
  explicit RawJson(std::string text);
  explicit RawJson(std::string_view text) : RawJson(std::string(text)) {}
  explicit RawJson(const char* text) : RawJson(std::string(text)) {}

  [[nodiscard]] bool has_value() const noexcept { return !text_.empty(); }
  explicit operator bool() const noexcept { return has_value(); }
  void reset() noexcept { text_.clear(); }

  /// The text; empty if it is unset.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  /// By value: spaces, escapes and the order of members do not count.
  K8S_EXPORT friend bool operator==(const RawJson& a, const RawJson& b);
  K8S_EXPORT friend std::ostream& operator<<(std::ostream& out, const RawJson& json);

 private:
  friend struct detail::ValueAccess;
  std::string text_;
};

}  // namespace k8s
