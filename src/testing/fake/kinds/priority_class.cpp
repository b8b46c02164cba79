// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/priority-class-v1/

#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::int64_t highest = 1'000'000'000;

void set_defaults(json::object& priority_class) {
  set_default(priority_class, "preemptionPolicy", "PreemptLowerPriority");
}

/// A class has a generation, which nothing raises.
void prepare_create(json::object& priority_class, AddressPool& /*addresses*/,
                    FieldErrors& /*errors*/) {
  metadata_of(priority_class)["generation"] = 1;
}

/// Why the server does not know a class as one of its own; nothing if it does.
std::string system_problem(std::string_view name, std::int64_t value, bool is_default) {
  const bool of_nodes = name == "system-node-critical";
  if (!of_nodes && name != "system-cluster-critical") {
    return std::string(name) + " is not a known system priority class";
  }
  const std::int64_t own = 2 * highest + (of_nodes ? 1000 : 0);
  if (value != own) {
    return "value of " + std::string(name) + " PriorityClass must be " + std::to_string(own);
  }
  if (is_default) {
    return "globalDefault of " + std::string(name) + " PriorityClass must be false";
  }
  return {};
}

void validate(const json::object& priority_class, FieldErrors& errors) {
  const Part part{priority_class, {}, errors};
  const std::string_view name = name_of(priority_class);
  if (name.starts_with("system-")) {
    const std::string problem =
        system_problem(name, part.number("value"), part.flag("globalDefault"));
    if (!problem.empty()) {
      errors.forbidden("metadata.name",
                       "priority class names with 'system-' prefix are reserved for system use "
                       "only. error: " +
                           problem);
    }
  } else if (part.number("value") > highest) {
    part.forbid("value", "maximum allowed value of a user defined priority is 1000000000");
  }
  if (!part.has("preemptionPolicy")) return;
  part.require_choice("preemptionPolicy", {"PreemptLowerPriority", "Never"});
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  if (!same_meaning(find(fresh, "value"), find(old, "value"))) {
    errors.forbidden("value", "may not be changed in an update.");
  }
  validate_immutable(fresh, old, "preemptionPolicy", "preemptionPolicy", errors);
}

}  // namespace

const KindRules priority_class_rules{.generation = Generation::none,
                                     .set_defaults = &set_defaults,
                                     .prepare_create = &prepare_create,
                                     .validate = &validate,
                                     .validate_update = &validate_update};

}  // namespace k8s::testing::fake
