#pragma once

#include <string_view>

namespace k8s {

/// The condition of that type in the status of an object; null if it has none.
///
///     if (const auto* ready = find_condition(pod, "Ready")) std::cout << ready->message;
///
/// Lifetime: of the object.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
template <class T>
[[nodiscard]] auto find_condition(const T& object, std::string_view type)
    -> decltype(object.status.conditions.data()) {
  for (const auto& condition : object.status.conditions) {
    if (condition.type == type) return &condition;
  }
  return nullptr;
}

/// Whether an object has a condition of that type in that status: "True", "False" or "Unknown".
template <class T>
[[nodiscard]] bool has_condition(const T& object, std::string_view type,
                                 std::string_view status = "True") {
  const auto* const condition = find_condition(object, type);
  return condition != nullptr && condition->status == status;
}

}  // namespace k8s
