#pragma once

#include <string>
#include <string_view>

#include "testing/fake/go_json.hpp"

// Whether a CustomResourceDefinition in a group of the Kubernetes community's own was reviewed.
// https://github.com/kubernetes/enhancements/pull/1111

namespace k8s::testing::fake {

inline constexpr std::string_view approval_annotation = "api-approved.kubernetes.io";

struct Approval {
  enum class State { not_needed, missing, invalid, approved, unapproved };
  State state = State::not_needed;
  std::string text{};  // of the annotation
};

[[nodiscard]] Approval approval_of(const json::object& definition);

}  // namespace k8s::testing::fake
