// What a container asks for and may use.

#include <string>
#include <vector>

#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

/// Whether an amount of huge pages is a whole number of them.
bool is_divisible(std::string_view resource, const Quantity& amount) {
  const std::string size(resource.substr(resource.find('-') + 1));
  const json::value text(size);
  const auto page = quantity_of(&text);
  return page && *page > Quantity(0) && amount.value() % page->value() == 0;
}

void validate_one_amount(std::string_view name, const Quantity& amount, const FieldPath& path,
                         FieldErrors& errors, ResourceRule check_name) {
  check_name(name, path, errors);
  validate_amount_of(name, amount, path, errors);
  if (name.starts_with("hugepages-") && !is_divisible(name, amount)) {
    errors.invalid(
        path, amount.canonical(),
        amount.canonical() + " is not positive integer multiple of " + std::string(name));
  }
}

void validate_claims(const Part& resources, const Names& claims) {
  Names names;
  resources.each("claims", [&](const Part& claim) {
    const std::string name(claim.text("name"));
    FieldErrors& errors = claim.errors();
    if (name.empty()) return errors.required(claim.path());
    const std::string_view request = claim.text("request");
    claim.check("request", &check_dns_label);
    const std::string key = request.empty() ? name : name + "/" + std::string(request);
    const bool has_part = request.empty() && names.lower_bound(name + "/") != names.end() &&
                          names.lower_bound(name + "/")->starts_with(name + "/");
    if (names.contains(name) || names.contains(key) || has_part) {
      errors.duplicate(claim.path(), names.contains(name) ? name : key);
    }
    names.insert(key);
    if (!claims.contains(name)) {
      const std::vector<std::string> known(claims.begin(), claims.end());
      errors.not_found(claim.path(), name,
                       std::string("must be one of the names in pod.spec.resourceClaims") +
                           (known.empty() ? " which is empty" : ": " + joined(known, ", ")));
    }
  });
}

}  // namespace

void validate_resources(const Part& container, const Names& claims) {
  validate_requirements(container.child("resources"), claims, &validate_container_resource);
}

void validate_requirements(const Part& resources, const Names& claims, ResourceRule check_name) {
  const json::object& limits = object_at(resources.object(), "limits");
  FieldErrors& errors = resources.errors();
  bool huge = false;
  bool plain = false;
  const auto note = [&](std::string_view name) {
    huge = huge || name.starts_with("hugepages-");
    plain = plain || name == "cpu" || name == "memory";
  };
  for (const auto& member : limits) {
    note(member.key());
    if (const auto amount = quantity_of(&member.value())) {
      validate_one_amount(member.key(), *amount, resources.at("limits").key(member.key()), errors,
                          check_name);
    }
  }
  for (const auto& member : object_at(resources.object(), "requests")) {
    const std::string_view name = member.key();
    note(name);
    const auto amount = quantity_of(&member.value());
    if (!amount) continue;
    const FieldPath path = resources.at("requests");
    check_name(name, path.key(name), errors);
    validate_amount_of(name, *amount, path.key(name), errors);
    if (const auto limit = quantity_of(limits.if_contains(name))) {
      const std::string of = std::string(name) + " limit of " + limit->canonical();
      if (*amount != *limit && !is_overcommit_allowed(name)) {
        errors.invalid(path, amount->canonical(), "must be equal to " + of);
      } else if (*amount > *limit) {
        errors.invalid(path, amount->canonical(), "must be less than or equal to " + of);
      }
    } else if (!is_overcommit_allowed(name)) {
      errors.required(resources.at("limits"), "Limit must be set for non overcommitable resources");
    }
    if (name.starts_with("hugepages-") && !is_divisible(name, *amount)) {
      errors.invalid(
          path.key(name), amount->canonical(),
          amount->canonical() + " is not positive integer multiple of " + std::string(name));
    }
  }
  if (huge && !plain) errors.forbidden(resources.path(), "HugePages require cpu or memory");
  validate_claims(resources, claims);
}

void validate_resize_policy(const Part& container, const PodContext& pod) {
  const FieldPath path = container.at("resizePolicy");
  FieldErrors& errors = container.errors();
  Names resources;
  container.each("resizePolicy", [&](const Part& policy) {
    const std::string_view resource = policy.text("resourceName");
    const std::string_view restart = policy.text("restartPolicy");
    if (!resources.emplace(resource).second) errors.duplicate(policy.path(), resource);
    if (resource.empty()) {
      errors.required(path);
    } else if (!is_one_of(resource, {"cpu", "memory"})) {
      errors.not_supported(path, resource, {"cpu", "memory"});
    }
    if (restart.empty()) {
      errors.required(path);
    } else if (!is_one_of(restart, {"NotRequired", "RestartContainer"})) {
      errors.not_supported(path, restart, {"NotRequired", "RestartContainer"});
    }
    if (pod.spec.text("restartPolicy") == "Never" && restart != "NotRequired") {
      errors.invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  });
}

void validate_resource_amounts(const json::object& amounts, const FieldPath& path,
                               FieldErrors& errors) {
  for (const auto& member : amounts) {
    if (const auto amount = quantity_of(&member.value())) {
      validate_one_amount(member.key(), *amount, path.key(member.key()), errors,
                          &validate_container_resource);
    }
  }
}

}  // namespace k8s::testing::fake
