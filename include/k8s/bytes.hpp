#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <k8s/export.hpp>

namespace k8s {

/// Binary data, such as the values of a Secret: held as it is, written to the wire as base64.
///
/// It has no operator<<, so that no secret is printed by accident.
class K8S_EXPORT Bytes {
 public:
  Bytes() noexcept = default;
  Bytes(std::string data) noexcept
      : data_(std::move(data)) {}                // NOLINT(google-explicit-constructor)
  Bytes(std::string_view data) : data_(data) {}  // NOLINT(google-explicit-constructor)
  Bytes(const char* data) : data_(data) {}       // NOLINT(google-explicit-constructor)

  /// Reads base64 with padding (RFC 4648 §4); line ends in it are skipped, as Kubernetes does.
  /// \throws ValidationError if it is not base64; the text is not quoted
  [[nodiscard]] static Bytes from_base64(std::string_view text);
  [[nodiscard]] std::string to_base64() const;

  [[nodiscard]] std::string_view view() const noexcept { return data_; }
  [[nodiscard]] const std::string& str() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return data_.size(); }
  [[nodiscard]] bool empty() const noexcept { return data_.empty(); }

  friend bool operator==(const Bytes&, const Bytes&) = default;

 private:
  std::string data_;
};

}  // namespace k8s
