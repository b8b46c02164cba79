#pragma once

#include <string_view>

namespace k8s::testing::fake {

// The Kubernetes that a FakeCluster stands for.
inline constexpr std::string_view server_version = "1.36.3";
inline constexpr std::string_view server_release =
    server_version.substr(0, server_version.rfind('.'));
inline constexpr std::string_view server_major = server_release.substr(0, server_release.find('.'));
inline constexpr std::string_view server_minor = server_release.substr(server_major.size() + 1);

}  // namespace k8s::testing::fake
