#pragma once

#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// An apiVersion, such as `apps/v1` or `v1`, in its parts.
struct ApiVersion {
  std::string_view group{};
  std::string_view version{};
};

/// \returns parts of the text, which has to outlive them
[[nodiscard]] ApiVersion split_api_version(std::string_view text);

/// A group, version and kind in one text, as messages have it: `/v1, Kind=Pod`.
[[nodiscard]] std::string kind_text(std::string_view api_version, std::string_view kind);

}  // namespace k8s::testing::fake
