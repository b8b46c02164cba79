#include "testing/fake/policy/attributes.hpp"

#include <algorithm>
#include <array>

namespace k8s::testing::fake::policy {
namespace {

struct SubresourceKind {
  std::string_view plural;
  std::string_view subresource;
  std::string_view group;
  std::string_view kind;
};

/// Those that bring an object of another kind, by their plurals; `scale` is the same everywhere.
constexpr std::array<SubresourceKind, 9> subresource_kinds{
    {{"pods", "attach", "", "PodAttachOptions"},
     {"pods", "binding", "", "Binding"},
     {"pods", "eviction", "policy", "Eviction"},
     {"pods", "exec", "", "PodExecOptions"},
     {"pods", "portforward", "", "PodPortForwardOptions"},
     {"pods", "proxy", "", "PodProxyOptions"},
     {"nodes", "proxy", "", "NodeProxyOptions"},
     {"services", "proxy", "", "ServiceProxyOptions"},
     {"serviceaccounts", "token", "authentication.k8s.io", "TokenRequest"}}};

/// How a refusal of the request calls the object.
std::string name_in_refusals(const Attributes& attributes) {
  if (!attributes.name.empty()) return attributes.name;
  if (attributes.object == nullptr) return "Unknown";
  std::string_view name = text_at(*attributes.object, {"metadata", "name"});
  if (name.empty()) name = text_at(*attributes.object, {"metadata", "generateName"});
  return std::string(name.empty() ? "Unknown" : name);
}

}  // namespace

Failure forbidden(const Attributes& attributes, std::string_view why) {
  const GroupName resource = attributes.resource->resource_name();
  const std::string name = name_in_refusals(attributes);
  Failure failure{.code = 403, .reason = "Forbidden"};
  failure.name = name;
  failure.group = resource.group;
  failure.kind = resource.name;
  failure.message = resource.text() + " " + go_quote(name) + " is forbidden: " + std::string(why);
  return failure;
}

bool is_namespaces(const Resource& resource) {
  return resource.group.empty() && resource.plural == "namespaces";
}

KindName kind_of(const Resource& resource, std::string_view subresource) {
  if (subresource == "scale") return {"autoscaling", "v1", "Scale"};
  const auto* const found = std::ranges::find_if(subresource_kinds, [&](const auto& each) {
    return resource.group.empty() && each.plural == resource.plural &&
           each.subresource == subresource;
  });
  if (found == subresource_kinds.end()) return {resource.group, resource.version, resource.kind};
  return {std::string(found->group), "v1", std::string(found->kind)};
}

}  // namespace k8s::testing::fake::policy
