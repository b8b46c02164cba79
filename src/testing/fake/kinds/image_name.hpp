#pragma once

#include <string_view>

namespace k8s::testing::fake {

/// Whether a container's image is the latest of its name: tagged so, or neither tagged nor pinned.
/// What is no name of an image is not.
/// https://github.com/distribution/reference/blob/main/reference.go
[[nodiscard]] bool is_latest_image(std::string_view image);

}  // namespace k8s::testing::fake
