#pragma once

#include <span>
#include <string_view>

namespace k8s::testing::fake {

/// What Kubernetes calls one of its own kinds beside its plural.
struct KnownNames {
  std::string_view group{};
  std::string_view plural{};
  std::string_view short_names{};  // with a space between them
  std::string_view category{};
};

/// Null if the kind has no other names.
[[nodiscard]] const KnownNames* find_known_names(std::string_view group, std::string_view plural);

/// Kubernetes' own groups in the order in which discovery lists them, by their priority: a name
/// that several groups have is that of the first. https://kubernetes.io/docs/reference/using-api/
[[nodiscard]] std::span<const std::string_view> known_groups();

}  // namespace k8s::testing::fake
