// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/runtime-class-v1/

#include <algorithm>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

void validate_scheduling(const Part& scheduling) {
  validate_labels(object_at(scheduling.object(), "nodeSelector"), scheduling.at("nodeSelector"),
                  scheduling.errors());
  validate_tolerations(scheduling);
  std::vector<json::object> seen;
  scheduling.each("tolerations", [&](const Part& toleration) {
    const json::object key{{"Key", toleration.text("key")},
                           {"Operator", toleration.text("operator")},
                           {"Value", toleration.text("value")},
                           {"Effect", toleration.text("effect")}};
    if (std::ranges::find(seen, key) != seen.end()) {
      // The server shows its own form of the struct.
      json::object shown_toleration = key;
      const json::value* const seconds = find(toleration.object(), "tolerationSeconds");
      shown_toleration["TolerationSeconds"] = seconds != nullptr ? *seconds : json::value();
      scheduling.errors().duplicate(toleration.path(), shown_toleration);
    }
    seen.push_back(key);
  });
}

void validate(const json::object& runtime_class, FieldErrors& errors) {
  const Part part{runtime_class, {}, errors};
  part.require_name("handler", &check_dns_label);
  if (part.has("overhead")) {
    const Part overhead = part.child("overhead");
    validate_resource_amounts(object_at(overhead.object(), "podFixed"), overhead.at("limits"),
                              errors);
  }
  validate_scheduling(part.child("scheduling"));
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_immutable(fresh, old, "handler", "handler", errors);
}

}  // namespace

const KindRules runtime_class_rules{.create_on_update = true,
                                    .unconditional_update = false,
                                    .generation = Generation::none,
                                    .validate = &validate,
                                    .validate_update = &validate_update};

}  // namespace k8s::testing::fake
