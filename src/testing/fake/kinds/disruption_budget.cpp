// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/

#include "testing/fake/kinds/workload.hpp"

namespace k8s::testing::fake {
namespace {

void validate(const json::object& budget, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(budget, "spec");
  const json::value* const least = find(spec, "minAvailable");
  const json::value* const most = find(spec, "maxUnavailable");
  const std::string_view policy = text_at(spec, "unhealthyPodEvictionPolicy");
  if (least != nullptr && most != nullptr) {
    const json::value* const selector = find(spec, "selector");
    // The server shows its own form of the struct here.
    errors.invalid(
        path,
        json::object{
            {"MinAvailable", *least},
            {"Selector", selector != nullptr ? json::value(shown_selector(selector->as_object()))
                                             : json::value()},
            {"MaxUnavailable", *most},
            {"UnhealthyPodEvictionPolicy", policy.empty() ? json::value() : json::value(policy)}},
        "minAvailable and maxUnavailable cannot be both set");
  }
  for (const char* const name : {"minAvailable", "maxUnavailable"}) {
    const json::value* const amount = find(spec, name);
    if (amount == nullptr) continue;
    validate_amount(*amount, path.child(name), errors);
    validate_at_most_all(*amount, path.child(name), errors);
  }
  (void)validate_label_selector(object_at(spec, "selector"), path.child("selector"), errors);
  if (find(spec, "unhealthyPodEvictionPolicy") != nullptr && policy != "AlwaysAllow" &&
      policy != "IfHealthyBudget") {
    errors.not_supported(path.child("unhealthyPodEvictionPolicy"), policy,
                         {"AlwaysAllow", "IfHealthyBudget"});
  }
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  for (const char* const name :
       {"disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"}) {
    validate_not_negative(object_at(fresh, "status"), name, "status", errors);
  }
}

}  // namespace

const KindRules disruption_budget_rules{.check_name = &check_path_segment,
                                        .unconditional_update = false,
                                        .validate = &validate,
                                        .validate_status_update = &validate_status_update};

}  // namespace k8s::testing::fake
