#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// A URL as Go's net/url takes it apart.
/// https://pkg.go.dev/net/url#Parse
struct GoUrl {
  std::string scheme{};  // in lower case
  std::optional<std::string> user{};
  std::string host{};  // with the port
  std::string query{};
  std::string fragment{};
};

/// Either of the two.
struct ParsedGoUrl {
  GoUrl url{};
  /// What Go says is wrong: `parse "a\x01": net/url: invalid control character in URL`.
  std::string error{};
};

[[nodiscard]] ParsedGoUrl parse_go_url(std::string_view text);

}  // namespace k8s::testing::fake
