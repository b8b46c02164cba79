// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

/// What a metric may be of, and the member that holds it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> sources{
    {{"ContainerResource", "containerResource"},
     {"External", "external"},
     {"Object", "object"},
     {"Pods", "pods"},
     {"Resource", "resource"}}};

json::object scaling_policy(const char* type, int value) {
  return {{"type", type}, {"value", value}, {"periodSeconds", 15}};
}

void default_rules(json::object& rules, json::array policies) {
  set_default(rules, "policies", std::move(policies));
  set_default(rules, "selectPolicy", "Max");
}

void default_behavior(json::object& behavior) {
  json::object& up = ensure_object(behavior, "scaleUp");
  set_default(up, "stabilizationWindowSeconds", 0);
  default_rules(up, {scaling_policy("Pods", 4), scaling_policy("Percent", 100)});
  default_rules(ensure_object(behavior, "scaleDown"),
                json::array(1, scaling_policy("Percent", 100)));
}

void set_defaults(json::object& autoscaler) {
  json::object& spec = ensure_object(autoscaler, "spec");
  set_default(spec, "minReplicas", 1);
  if (text_at(autoscaler, "apiVersion") == "autoscaling/v1") return;
  if (array_at(spec, "metrics").empty()) {
    const json::object target{{"type", "Utilization"}, {"averageUtilization", 80}};
    const json::object cpu{{"name", "cpu"}, {"target", target}};
    spec["metrics"] = json::array{json::object{{"type", "Resource"}, {"resource", cpu}}};
  }
  json::value* const behavior = find(spec, "behavior");
  if (behavior != nullptr && behavior->is_object()) default_behavior(behavior->get_object());
}

void validate_target_reference(const json::object& reference, FieldErrors& errors) {
  const FieldPath path = "spec.scaleTargetRef";
  for (const char* const name : {"kind", "name"}) {
    const std::string_view text = text_at(reference, name);
    if (text.empty()) {
      errors.required(path.child(name));
    } else {
      errors.invalid(path.child(name), text, check_path_segment(text));
    }
  }
  const std::string_view version = text_at(reference, "apiVersion");
  if (version.find('/') == version.npos && text_at(reference, "kind") != "ReplicationController") {
    errors.invalid(path.child("apiVersion"), version, "apiVersion must specify API group");
  }
}

void validate_metric_target(const json::object& metric, const FieldPath& path,
                            FieldErrors& errors) {
  const json::object& target = object_at(metric, "target");
  const FieldPath at = path.child("target");
  const std::string_view type = text_at(target, "type");
  if (type.empty()) {
    errors.required(at.child("type"), "must specify a metric target type");
  } else if (type != "Utilization" && type != "Value" && type != "AverageValue") {
    errors.invalid(at.child("type"), type, "must be either Utilization, Value, or AverageValue");
  }
  const auto utilization = number_at(target, "averageUtilization");
  if (utilization && *utilization < 1) {
    errors.invalid(at.child("averageUtilization"), *utilization, "must be greater than 0");
  }
}

void validate_metrics(const json::array& metrics, FieldErrors& errors) {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const json::object& metric = element_at(metrics, i);
    const FieldPath path = FieldPath("spec.metrics").index(i);
    const std::string_view type = text_at(metric, "type");
    const auto source =
        std::ranges::find(sources, type, [](const auto& each) { return each.first; });
    if (type.empty()) {
      errors.required(path.child("type"), "must specify a metric source type");
      continue;
    }
    if (source == sources.end()) {
      // The server says it twice.
      for (int times = 0; times < 2; ++times) {
        errors.not_supported(path.child("type"), type,
                             {"ContainerResource", "External", "Object", "Pods", "Resource"});
      }
      continue;
    }
    const FieldPath at = path.child(source->second);
    const json::object& of_source = object_at(metric, source->second);
    if (find(metric, source->second) == nullptr) {
      errors.required(at, "must populate information for the given metric source");
      continue;
    }
    if (type.ends_with("Resource") && text_at(of_source, "name").empty()) {
      errors.required(at.child("name"), "must specify a resource name");
    }
    validate_metric_target(of_source, at, errors);
    const json::object& target = object_at(of_source, "target");
    if (type.ends_with("Resource") && find(target, "averageUtilization") == nullptr &&
        find(target, "averageValue") == nullptr) {
      errors.required(at.child("target").child("averageUtilization"),
                      "must set either a target raw value or a target utilization");
    }
  }
}

void validate_scaling_rules(const json::object& rules, const FieldPath& path, FieldErrors& errors) {
  const auto window = number_at(rules, "stabilizationWindowSeconds");
  if (window && *window < 0) {
    errors.invalid(path.child("stabilizationWindowSeconds"), *window,
                   "must be greater than or equal to zero");
  }
  const std::string_view select = text_at(rules, "selectPolicy");
  if (!select.empty() && select != "Disabled" && select != "Max" && select != "Min") {
    errors.not_supported(path.child("selectPolicy"), select, {"Disabled", "Max", "Min"});
  }
  const json::array& policies = array_at(rules, "policies");
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const json::object& policy = element_at(policies, i);
    const FieldPath at = path.child("policies").index(i);
    const std::string_view type = text_at(policy, "type");
    if (type != "Pods" && type != "Percent") {
      errors.not_supported(at.child("type"), type, {"Percent", "Pods"});
    }
    for (const char* const name : {"value", "periodSeconds"}) {
      const std::int64_t number = number_at(policy, name).value_or(0);
      if (number <= 0) errors.invalid(at.child(name), number, "must be greater than zero");
    }
  }
}

void validate(const json::object& autoscaler, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(autoscaler, "spec");
  const std::int64_t least = number_at(spec, "minReplicas").value_or(1);
  const std::int64_t most = number_at(spec, "maxReplicas").value_or(0);
  if (least < 1) {
    errors.invalid(path.child("minReplicas"), least, "must be greater than or equal to 1");
  }
  if (most == 0) {
    errors.required(path.child("maxReplicas"), "must be set and greater than 0");
  } else if (most < 1) {
    errors.invalid(path.child("maxReplicas"), most, "must be greater than or equal to 1");
  }
  if (most < least) {
    errors.invalid(path.child("maxReplicas"), most,
                   "must be greater than or equal to `minReplicas`");
  }
  validate_target_reference(object_at(spec, "scaleTargetRef"), errors);
  const json::array& metrics = array_at(spec, "metrics");
  validate_metrics(metrics, errors);
  if (least == 0 && std::ranges::none_of(metrics, [](const json::value& metric) {
        const std::string_view type =
            metric.is_object() ? text_at(metric.get_object(), "type") : "";
        return type == "Object" || type == "External";
      })) {
    errors.forbidden(path.child("metrics"),
                     "must specify at least one Object or External metric to support scaling to "
                     "zero replicas");
  }
  for (const char* const name : {"scaleUp", "scaleDown"}) {
    validate_scaling_rules(object_at(spec, {"behavior", name}), path.child("behavior").child(name),
                           errors);
  }
}

}  // namespace

const KindRules autoscaler_rules{
    .generation = Generation::none, .set_defaults = &set_defaults, .validate = &validate};
}  // namespace k8s::testing::fake
