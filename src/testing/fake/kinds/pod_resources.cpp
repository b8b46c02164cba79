#include "testing/fake/kinds/pod_resources.hpp"

#include <string>
#include <string_view>

#include "testing/fake/kinds/pod_amounts.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

bool is_huge_page(std::string_view resource) {
  return resource.starts_with("hugepages-");
}

/// Whether a pod as a whole may have it.
bool is_supported(std::string_view resource) {
  return resource == "cpu" || resource == "memory" || is_huge_page(resource);
}

void validate_name(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  if (!validate_resource_name(name, path, errors) || is_supported(name)) return;
  errors.not_supported(path, name, {"cpu", "hugepages-", "memory"});
}

/// What the containers take together has to fit in.
void validate_sum(const Part& spec, const char* list, bool (*counts)(std::string_view)) {
  const Part resources = spec.child("resources");
  const Amounts own = amounts_at(resources.object(), {list});
  for (const auto& [name, amount] : container_amounts(spec.object(), list)) {
    const auto found = own.find(name);
    if (!counts(name) || found == own.end() || found->second >= amount) continue;
    spec.errors().invalid(resources.at(list).key(name), found->second.canonical(),
                          "must be greater than or equal to aggregate container " +
                              std::string(list) + " of " + amount.canonical());
  }
}

void validate_container_limits(const Part& spec) {
  const Part resources = spec.child("resources");
  const Amounts own = amounts_at(resources.object(), {"limits"});
  const json::array& containers = array_at(spec.object(), "containers");
  for (std::size_t i = 0; i < containers.size(); ++i) {
    for (const auto& [name, amount] :
         amounts_at(element_at(containers, i), {"resources", "limits"})) {
      const auto found = own.find(name);
      if (found == own.end() || found->second >= amount) continue;
      spec.errors().invalid(
          resources.at("containers").index(i).key(name).child("limits"), amount.canonical(),
          "must be less than or equal to pod limits of " + found->second.canonical());
    }
  }
}

}  // namespace

void default_pod_requests(json::object& spec) {
  json::value* const resources = find(spec, "resources");
  if (resources == nullptr || !resources->is_object()) return;
  json::object requests = object_at(resources->get_object(), "requests");
  for (const auto& [name, amount] : container_amounts(spec, "requests")) {
    if (is_supported(name) && is_overcommit_allowed(name)) {
      set_default(requests, name, json::value(amount.canonical()));
    }
  }
  for (const auto& member : object_at(resources->get_object(), "limits")) {
    if (is_supported(member.key())) set_default(requests, member.key(), member.value());
  }
  if (!requests.empty()) resources->get_object()["requests"] = std::move(requests);
}

void validate_pod_resources(const Part& spec, const Names& claims) {
  if (!spec.has("resources")) return;
  const Part resources = spec.child("resources");
  if (resources.has("claims")) {
    resources.forbid("claims", "claims may not be set for Resources at pod-level");
  }
  validate_requirements(resources, claims, &validate_name);
  validate_sum(spec, "requests", [](std::string_view) { return true; });
  validate_sum(spec, "limits", &is_huge_page);
  validate_container_limits(spec);
}

}  // namespace k8s::testing::fake
