#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/controller.hpp"
#include "testing/fake/object.hpp"

// What the controllers of workloads have in common.

namespace k8s::testing::fake {

inline constexpr const char* pods_collection = "/pods";

/// The reference to the controller of an object; null if it has none.
[[nodiscard]] const json::object* controller_of(const json::object& object);
/// The reference that makes `owner` a controller.
[[nodiscard]] json::object controller_reference(const json::object& owner);

/// A pod as the template in the owner's spec says, with a generated name.
[[nodiscard]] json::object pod_of(const json::object& owner);

/// Neither ended nor on its way out.
[[nodiscard]] bool is_active(const json::object& pod);
[[nodiscard]] bool has_phase(const json::object& pod, std::string_view phase);
/// Since when it is ready; absent if it is not.
[[nodiscard]] std::optional<std::chrono::sys_seconds> ready_since(const json::object& pod);
[[nodiscard]] inline bool is_ready(const json::object& pod) {
  return ready_since(pod).has_value();
}
/// How long until a pod that is ready is available; 0 if it is, absent if it is not ready.
[[nodiscard]] std::optional<std::chrono::seconds> until_available(const json::object& pod,
                                                                  std::int64_t min_ready_seconds,
                                                                  const Clock& clock);

/// The condition of a type in a status; null if there is none.
[[nodiscard]] const json::object* condition_of(const json::object& status, std::string_view type);
/// Puts a condition in the place of the one of its type. The time of the transition is that of the
/// last change of its status.
void set_condition(json::object& status, json::object condition, const std::string& now);
/// A condition without its time.
[[nodiscard]] json::object condition(std::string_view type, std::string_view value,
                                     std::string_view reason = {}, std::string_view message = {});

/// Sets a number, or leaves it out if it is 0, as Go does.
void set_count(json::object& status, std::string_view name, std::int64_t count);
/// The time that a member shows.
[[nodiscard]] std::optional<std::chrono::sys_seconds> time_at(const json::object& object,
                                                              std::string_view name);

}  // namespace k8s::testing::fake
