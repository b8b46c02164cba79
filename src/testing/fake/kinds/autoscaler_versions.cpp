// What autoscaling/v1 has no fields for stands in annotations there.

#include <array>
#include <string>
#include <utility>

#include "testing/fake/kinds/versions.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* metrics_annotation = "autoscaling.alpha.kubernetes.io/metrics";
constexpr const char* current_metrics_annotation =
    "autoscaling.alpha.kubernetes.io/current-metrics";
constexpr const char* conditions_annotation = "autoscaling.alpha.kubernetes.io/conditions";
constexpr const char* behavior_annotation = "autoscaling.alpha.kubernetes.io/behavior";

/// A member of v2's MetricTarget or MetricValueStatus, and its name beside the metric's in v1.
using Names = std::array<std::pair<const char*, const char*>, 2>;
constexpr Names target_names{
    {{"averageUtilization", "targetAverageUtilization"}, {"averageValue", "targetAverageValue"}}};
constexpr Names current_names{
    {{"averageUtilization", "currentAverageUtilization"}, {"averageValue", "currentAverageValue"}}};

/// Whether it is that of the field for the CPU. \param value "target" or "current"
bool is_cpu(const json::object& metric, const char* value) {
  return text_at(metric, "type") == "Resource" && text_at(metric, {"resource", "name"}) == "cpu" &&
         find(metric, {"resource", value, "averageUtilization"}) != nullptr;
}

/// As the annotation has it: what is of a resource lies flat; the rest is as in v2.
json::object flat_metric(const json::object& metric, const char* value, const Names& names) {
  const json::object& resource = object_at(metric, "resource");
  if (resource.empty()) return metric;
  json::object flat{{"name", text_at(resource, "name")}};
  for (const auto& [name, flat_name] : names) {
    if (const json::value* const found = find(resource, {value, name})) flat[flat_name] = *found;
  }
  return {{"type", "Resource"}, {"resource", std::move(flat)}};
}

json::object deep_metric(const json::object& metric, const char* value, const Names& names) {
  const json::object& flat = object_at(metric, "resource");
  if (flat.empty() || find(flat, value) != nullptr) return metric;
  json::object of_value;
  for (const auto& [name, flat_name] : names) {
    const json::value* const found = find(flat, flat_name);
    if (found == nullptr) continue;
    if (value == std::string_view("target")) {
      const bool percentage = name == std::string_view("averageUtilization");
      of_value["type"] = percentage ? "Utilization" : "AverageValue";
    }
    of_value[name] = *found;
  }
  return {{"type", "Resource"},
          {"resource", {{"name", text_at(flat, "name")}, {value, std::move(of_value)}}}};
}

/// Takes a member out of an object; null if there is none.
json::value take(json::object& object, std::string_view name) {
  json::value* const found = find(object, name);
  if (found == nullptr) return nullptr;
  json::value taken = std::move(*found);
  object.erase(name);
  return taken;
}

void annotate(json::object& autoscaler, const char* name, const json::value& value) {
  ensure_object(metadata_of(autoscaler), "annotations")[name] = to_text(value);
}

/// What an annotation holds; null if there is none, or nobody can read it.
json::value take_annotation(json::object& autoscaler, const char* name) {
  json::value* const annotations = find(metadata_of(autoscaler), "annotations");
  if (annotations == nullptr || !annotations->is_object()) return nullptr;
  const json::value text = take(annotations->get_object(), name);
  if (annotations->get_object().empty()) metadata_of(autoscaler).erase("annotations");
  if (!text.is_string()) return nullptr;
  try {
    return parse_json(text.get_string()).value;
  } catch (const JsonError&) {
    return nullptr;
  }
}

void to_first(json::object& autoscaler) {
  json::object& spec = ensure_object(autoscaler, "spec");
  const json::value metrics = take(spec, "metrics");
  json::array others;
  for (const json::value& metric : metrics.is_array() ? metrics.get_array() : json::array()) {
    if (is_cpu(metric.get_object(), "target")) {
      spec["targetCPUUtilizationPercentage"] =
          number_at(metric.get_object(), {"resource", "target", "averageUtilization"}).value_or(0);
    } else {
      others.push_back(flat_metric(metric.get_object(), "target", target_names));
    }
  }
  if (!others.empty()) annotate(autoscaler, metrics_annotation, others);
  if (const json::value behavior = take(spec, "behavior"); behavior.is_object()) {
    annotate(autoscaler, behavior_annotation, behavior);
  }
  json::object& status = ensure_object(autoscaler, "status");
  const json::value current = take(status, "currentMetrics");
  json::array other_values;
  for (const json::value& metric : current.is_array() ? current.get_array() : json::array()) {
    if (!metric.is_object()) continue;
    if (is_cpu(metric.get_object(), "current")) {
      status["currentCPUUtilizationPercentage"] =
          number_at(metric.get_object(), {"resource", "current", "averageUtilization"}).value_or(0);
    }
    other_values.push_back(flat_metric(metric.get_object(), "current", current_names));
  }
  if (!other_values.empty()) annotate(autoscaler, current_metrics_annotation, other_values);
  if (const json::value conditions = take(status, "conditions"); conditions.is_array()) {
    annotate(autoscaler, conditions_annotation, conditions);
  }
  set_default(status, "currentReplicas", 0);
}

void add_metrics(const json::value& annotation, const char* value, const Names& names,
                 json::array& metrics) {
  if (!annotation.is_array()) return;
  for (const json::value& metric : annotation.get_array()) {
    if (metric.is_object()) metrics.push_back(deep_metric(metric.get_object(), value, names));
  }
}

void to_second(json::object& autoscaler) {
  json::object& spec = ensure_object(autoscaler, "spec");
  json::array metrics;
  add_metrics(take_annotation(autoscaler, metrics_annotation), "target", target_names, metrics);
  if (const json::value percentage = take(spec, "targetCPUUtilizationPercentage");
      percentage.is_int64()) {
    metrics.push_back(
        {{"type", "Resource"},
         {"resource",
          {{"name", "cpu"},
           {"target", {{"type", "Utilization"}, {"averageUtilization", percentage}}}}}});
  }
  if (!metrics.empty()) spec["metrics"] = std::move(metrics);
  if (json::value behavior = take_annotation(autoscaler, behavior_annotation);
      behavior.is_object()) {
    spec["behavior"] = std::move(behavior);
  }
  json::object& status = ensure_object(autoscaler, "status");
  json::array current;
  add_metrics(take_annotation(autoscaler, current_metrics_annotation), "current", current_names,
              current);
  status.erase("currentCPUUtilizationPercentage");  // one of the metrics
  if (!current.empty()) status["currentMetrics"] = std::move(current);
  if (json::value conditions = take_annotation(autoscaler, conditions_annotation);
      conditions.is_array()) {
    status["conditions"] = std::move(conditions);
  }
}

}  // namespace

void convert_autoscaler(json::object& autoscaler, std::string_view api_version) {
  if (api_version == "autoscaling/v1") {
    to_first(autoscaler);
  } else {
    to_second(autoscaler);
  }
}

}  // namespace k8s::testing::fake
