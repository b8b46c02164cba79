#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// A duration as Kubernetes tells people of it: `5s`, `3m20s`, `7h`, `2d3h`, `400d`.
[[nodiscard]] std::string human_duration(std::chrono::seconds duration);

/// How long ago a time of the API was: `5s`; `<unknown>` if it is empty.
[[nodiscard]] std::string human_age(std::string_view time, std::chrono::sys_seconds now);

}  // namespace k8s::testing::fake
