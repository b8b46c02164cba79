#include "testing/fake/controllers/workload.hpp"

#include <algorithm>
#include <utility>

#include <k8s/error.hpp>
#include <k8s/time.hpp>

namespace k8s::testing::fake {

const json::object* controller_of(const json::object& object) {
  const json::array& references = array_at(object, {"metadata", "ownerReferences"});
  for (std::size_t i = 0; i < references.size(); ++i) {
    const json::object& reference = element_at(references, i);
    if (flag_at(reference, "controller")) return &reference;
  }
  return nullptr;
}

json::object controller_reference(const json::object& owner) {
  return {{"apiVersion", text_at(owner, "apiVersion")},
          {"kind", text_at(owner, "kind")},
          {"name", name_of(owner)},
          {"uid", uid_of(owner)},
          {"controller", true},
          {"blockOwnerDeletion", true}};
}

json::object pod_of(const json::object& owner) {
  const json::object& pod_template = object_at(owner, {"spec", "template"});
  json::object metadata{{"generateName", std::string(name_of(owner)) + "-"},
                        {"namespace", namespace_of(owner)},
                        {"ownerReferences", json::array{controller_reference(owner)}}};
  for (const char* const name : {"labels", "annotations", "finalizers"}) {
    copy_member(metadata, metadata_of(pod_template), name);
  }
  return {{"apiVersion", "v1"},
          {"kind", "Pod"},
          {"metadata", std::move(metadata)},
          {"spec", object_at(pod_template, "spec")}};
}

bool has_phase(const json::object& pod, std::string_view phase) {
  return text_at(pod, {"status", "phase"}) == phase;
}

bool is_active(const json::object& pod) {
  return !is_terminating(pod) && !has_phase(pod, "Failed") && !has_phase(pod, "Succeeded");
}

std::optional<std::chrono::sys_seconds> ready_since(const json::object& pod) {
  const json::object* const ready = condition_of(object_at(pod, "status"), "Ready");
  if (ready == nullptr || text_at(*ready, "status") != "True") return std::nullopt;
  return time_at(*ready, "lastTransitionTime").value_or(std::chrono::sys_seconds());
}

std::optional<std::chrono::seconds> until_available(const json::object& pod,
                                                    std::int64_t min_ready_seconds,
                                                    const Clock& clock) {
  const auto since = ready_since(pod);
  if (!since) return std::nullopt;
  const auto left = *since + std::chrono::seconds(min_ready_seconds) - clock.wall_now();
  return std::max(left, std::chrono::seconds(0));
}

const json::object* condition_of(const json::object& status, std::string_view type) {
  const json::array& conditions = array_at(status, "conditions");
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const json::object& condition = element_at(conditions, i);
    if (text_at(condition, "type") == type) return &condition;
  }
  return nullptr;
}

void set_condition(json::object& status, json::object condition, const std::string& now) {
  json::value& value = member_of(status, "conditions");
  json::array& conditions = value.is_array() ? value.get_array() : value.emplace_array();
  condition["lastTransitionTime"] = now;
  for (json::value& present : conditions) {
    if (!present.is_object()) continue;
    const json::object& old = present.get_object();
    if (text_at(old, "type") != text_at(condition, "type")) continue;
    if (text_at(old, "status") == text_at(condition, "status")) {
      copy_member(condition, old, "lastTransitionTime");
    }
    present = std::move(condition);
    return;
  }
  conditions.push_back(std::move(condition));
}

json::object condition(std::string_view type, std::string_view value, std::string_view reason,
                       std::string_view message) {
  json::object condition{{"type", type}, {"status", value}};
  if (!reason.empty()) condition["reason"] = reason;
  if (!message.empty()) condition["message"] = message;
  return condition;
}

void set_count(json::object& status, std::string_view name, std::int64_t count) {
  if (count == 0) {
    status.erase(name);
  } else {
    member_of(status, name) = count;
  }
}

std::optional<std::chrono::sys_seconds> time_at(const json::object& object, std::string_view name) {
  const std::string_view text = text_at(object, name);
  if (text.empty()) return std::nullopt;
  try {
    return Time::parse(text).value();
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace k8s::testing::fake
