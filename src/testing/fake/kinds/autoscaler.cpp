// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "testing/fake/api_version.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/resources.hpp"

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
  const bool has_group = !split_api_version(version).group.empty();
  if (!has_group && text_at(reference, "kind") != "ReplicationController") {
    errors.invalid(path.child("apiVersion"), version, "apiVersion must specify API group");
  }
}

void validate_metric_target(const json::object& metric, const FieldPath& path,
                            FieldErrors& errors) {
  const json::object& target = object_at(metric, "target");
  const FieldPath at = path.child("target");
  const std::string_view type = text_at(target, "type");
  if (type.empty()) errors.required(at.child("type"), "must specify a metric target type");
  if (type != "Utilization" && type != "Value" && type != "AverageValue") {
    errors.invalid(at.child("type"), type, "must be either Utilization, Value, or AverageValue");
  }
  for (const char* const name : {"value", "averageValue"}) {
    const auto amount = quantity_of(find(target, name));
    if (amount && *amount <= Quantity(0)) {
      errors.invalid(at.child(name), amount->canonical(), "must be positive");
    }
  }
  const auto utilization = number_at(target, "averageUtilization");
  if (utilization && *utilization < 1) {
    errors.invalid(at.child("averageUtilization"), *utilization, "must be greater than 0");
  }
}

void validate_metric_name(const Part& source) {
  const Part metric = source.child("metric");
  if (metric.require("name", "must specify a metric name")) {
    metric.check("name", &check_path_segment);
  }
}

void validate_source(const Part& source, std::string_view type) {
  const Part target = source.child("target");
  FieldErrors& errors = source.errors();
  const bool has_value = target.has("value");
  const bool has_average = target.has("averageValue");
  const bool has_share = target.has("averageUtilization");
  if (type == "Object") {
    const Part object = source.child("describedObject");
    for (const char* const name : {"kind", "name"}) object.require_name(name, &check_path_segment);
  }
  if (type.ends_with("Resource")) {
    if (source.require("name", "must specify a resource name") && type != "Resource") {
      validate_container_resource(source.text("name"), source.at("name"), errors);
    }
    if (type != "Resource" && source.require("container", "must specify a container")) {
      source.check("container", &check_dns_label);
    }
  } else {
    validate_metric_name(source);
  }
  validate_metric_target(source.object(), source.path(), errors);
  if (type.ends_with("Resource")) {
    if (!has_share && !has_average) {
      errors.required(target.at("averageUtilization"),
                      "must set either a target raw value or a target utilization");
    }
    if (has_share && has_average) {
      errors.forbidden(target.at("averageValue"),
                       "may not set both a target raw value and a target utilization");
    }
  } else if (type == "Pods") {
    target.require_member("averageValue", "must specify a positive target averageValue");
  } else if (!has_value && !has_average) {
    errors.required(target.at("averageValue"),
                    type == "Object"
                        ? "must set either a target value or averageValue"
                        : "must set either a target value for metric or a per-pod target");
  } else if (type == "External" && has_value && has_average) {
    errors.forbidden(target.at("value"),
                     "may not set both a target value for metric and a per-pod target");
  }
}

void validate_metric(const Part& metric) {
  FieldErrors& errors = metric.errors();
  const std::string_view type = metric.text("type");
  const auto refuse_type = [&] {
    errors.not_supported(metric.at("type"), type,
                         {"ContainerResource", "External", "Object", "Pods", "Resource"});
  };
  const auto own = std::ranges::find(sources, type, [](const auto& each) { return each.first; });
  metric.require("type", "must specify a metric source type");
  if (own == sources.end()) refuse_type();
  // The first of these that is there is looked at.
  int present = 0;
  for (const std::string_view of :
       {"Object", "External", "Pods", "Resource", "ContainerResource"}) {
    const auto source = std::ranges::find(sources, of, [](const auto& each) { return each.first; });
    if (!metric.has(source->second)) continue;
    if (++present == 1) validate_source(metric.child(source->second), of);
  }
  if (own == sources.end()) {
    // The server says it twice.
    refuse_type();
  } else {
    metric.require_member(own->second, "must populate information for the given metric source");
  }
  if (present == 1) return;
  for (const auto& source : sources) {
    if (own != sources.end() && source.second == own->second) continue;
    if (metric.has(source.second)) {
      errors.forbidden(metric.at(source.second), "must populate the given metric source only");
    }
  }
}

void validate_metrics(const json::object& spec, FieldErrors& errors) {
  Part(spec, "spec", errors).each("metrics", &validate_metric);
}

void validate_scaling_rules(const json::object& rules, const FieldPath& path, FieldErrors& errors) {
  const auto window = number_at(rules, "stabilizationWindowSeconds");
  if (window && *window < 0) {
    errors.invalid(path.child("stabilizationWindowSeconds"), *window,
                   "must be greater than or equal to zero");
  }
  constexpr std::int64_t longest_window = 3600;
  constexpr std::int64_t longest_period = 1800;
  if (window && *window > longest_window) {
    errors.invalid(path.child("stabilizationWindowSeconds"), *window,
                   "must be less than or equal to 3600");
  }
  const std::string_view select = text_at(rules, "selectPolicy");
  if (find(rules, "selectPolicy") != nullptr && select != "Disabled" && select != "Max" &&
      select != "Min") {
    errors.not_supported(path.child("selectPolicy"), select, {"Disabled", "Max", "Min"});
  }
  const json::array& policies = array_at(rules, "policies");
  if (policies.empty()) errors.required(path.child("policies"), "must specify at least one Policy");
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
    if (const auto period = number_at(policy, "periodSeconds"); period > longest_period) {
      errors.invalid(at.child("periodSeconds"), *period, "must be less than or equal to 1800");
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
  validate_metrics(spec, errors);
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
    if (find(spec, {"behavior", name}) == nullptr) continue;
    validate_scaling_rules(object_at(spec, {"behavior", name}), path.child("behavior").child(name),
                           errors);
  }
}

void validate_status(const json::object& fresh, const json::object& /*old*/, FieldErrors& errors) {
  const Part status{object_at(fresh, "status"), "status", errors};
  for (const char* const name : {"currentReplicas", "desiredReplicas"}) status.not_negative(name);
}

}  // namespace

const KindRules autoscaler_rules{.generation = Generation::none,
                                 .set_defaults = &set_defaults,
                                 .validate = &validate,
                                 .validate_status_update = &validate_status};
}  // namespace k8s::testing::fake
