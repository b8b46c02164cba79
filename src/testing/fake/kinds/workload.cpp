#include "testing/fake/kinds/workload.hpp"

#include <charconv>
#include <optional>

#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

std::optional<std::int64_t> percent_of(const json::value& value) {
  if (!value.is_string() || !check_percent(value.get_string()).empty()) return std::nullopt;
  std::int64_t percent = 0;
  const json::string& text = value.get_string();
  std::from_chars(text.data(), text.data() + text.size() - 1, percent);
  return percent;
}

bool selects_all(const json::object& spec) {
  const json::object& selector = object_at(spec, "selector");
  return find(spec, "selector") != nullptr && object_at(selector, "matchLabels").empty() &&
         array_at(selector, "matchExpressions").empty();
}

}  // namespace

bool validate_pod_selector(const json::object& spec, std::string_view kind, FieldErrors& errors) {
  const FieldPath path = "spec.selector";
  if (find(spec, "selector") == nullptr) {
    errors.required(path);
    return true;
  }
  const bool usable = validate_label_selector(object_at(spec, "selector"), path, errors);
  if (selects_all(spec)) {
    errors.invalid(path, json::object(), "empty selector is invalid for " + std::string(kind));
  }
  return usable;
}

void validate_template_labels(const json::object& spec, FieldErrors& errors) {
  const json::object& labels = object_at(spec, {"template", "metadata", "labels"});
  const bool selects_nothing = find(spec, "selector") == nullptr;
  if (selects_all(spec)) return;
  if (!selects_nothing && selector_matches(object_at(spec, "selector"), labels)) return;
  const json::value* const given = find(spec, {"template", "metadata", "labels"});
  errors.invalid("spec.template.metadata.labels", given == nullptr ? json::value() : sorted(*given),
                 "`selector` does not match template `labels`");
}

void validate_lasting_template(const json::object& spec, std::string_view kind,
                               FieldErrors& errors) {
  validate_pod_template(object_at(spec, "template"), "spec.template", errors);
  validate_lasting(spec, kind, errors);
}

void validate_lasting(const json::object& spec, std::string_view kind, FieldErrors& errors) {
  const FieldPath path = "spec.template";
  const json::object& pod_template = object_at(spec, "template");
  const std::string_view restart = text_at(pod_template, {"spec", "restartPolicy"});
  if (restart != "Always") {
    errors.not_supported(path.child("spec").child("restartPolicy"), restart, {"Always"});
  }
  if (find(pod_template, {"spec", "activeDeadlineSeconds"}) != nullptr) {
    errors.forbidden(path.child("spec").child("activeDeadlineSeconds"),
                     "activeDeadlineSeconds in " + std::string(kind) + " is not Supported");
  }
}

json::object shown_strategy(const json::object& strategy) {
  json::value rolling;
  if (find(strategy, "rollingUpdate") != nullptr) {
    const json::object& given = object_at(strategy, "rollingUpdate");
    const auto amount = [&given](const char* name) {
      const json::value* const value = find(given, name);
      return value == nullptr ? json::value(0) : *value;
    };
    rolling = {{"MaxUnavailable", amount("maxUnavailable")}, {"MaxSurge", amount("maxSurge")}};
  }
  return {{"Type", text_at(strategy, "type")}, {"RollingUpdate", std::move(rolling)}};
}

void validate_amount(const json::value& value, const FieldPath& path, FieldErrors& errors) {
  if (value.is_string()) {
    errors.invalid(path, value, check_percent(value.get_string()));
  } else if (value.is_int64() && value.get_int64() < 0) {
    errors.invalid(path, value, "must be greater than or equal to 0");
  }
}

bool is_zero_amount(const json::value& value) {
  return value.is_int64() ? value.get_int64() == 0 : percent_of(value).value_or(0) == 0;
}

void validate_at_most_all(const json::value& value, const FieldPath& path, FieldErrors& errors) {
  if (percent_of(value).value_or(0) > 100) {
    errors.invalid(path, value, "must not be greater than 100%");
  }
}

void validate_replica_counts(const json::object& status,
                             std::initializer_list<const char*> at_most_replicas,
                             FieldErrors& errors) {
  const FieldPath path = "status";
  const auto count = [&](const char* name) { return number_at(status, name).value_or(0); };
  for (const char* const name : at_most_replicas) {
    if (count(name) > count("replicas")) {
      errors.invalid(path.child(name), count(name), "cannot be greater than status.replicas");
    }
  }
  if (count("availableReplicas") > count("readyReplicas")) {
    errors.invalid(path.child("availableReplicas"), count("availableReplicas"),
                   "cannot be greater than readyReplicas");
  }
}

}  // namespace k8s::testing::fake
