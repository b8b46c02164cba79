#include "testing/fake/aggregated_discovery.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/document.hpp"
#include "testing/fake/media_type.hpp"
#include "testing/fake/subresource.hpp"

namespace k8s::testing::fake {
namespace {

/// Whether the client would take the document, however much more it would like the old ones.
bool is_wanted(const Headers& headers) {
  return std::ranges::any_of(read_accept(headers), [](const MediaType& media) {
    return media.takes_json() && media.parameter("g") == "apidiscovery.k8s.io" &&
           media.parameter("v") == "v2" && media.parameter("as") == "APIGroupDiscoveryList";
  });
}

json::object kind_name(std::string_view group, std::string_view version, std::string_view kind) {
  return {{"group", group}, {"version", version}, {"kind", kind}};
}

/// Kubernetes' own kinds are told without their group.
json::object own_kind(const Resource& resource) {
  return resource.is_custom() ? kind_name(resource.group, resource.version, resource.kind)
                              : kind_name("", "", resource.kind);
}

template <class List>
json::array texts(const List& list) {
  json::array array;
  for (const auto& text : list) array.emplace_back(text);
  return array;
}

json::object describe(const Resource& resource) {
  json::object entry{{"resource", resource.plural},
                     {"responseKind", own_kind(resource)},
                     {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                     {"singularResource", singular_of(resource)},
                     {"verbs", texts(verbs_of(resource))}};
  if (!resource.short_names.empty()) entry["shortNames"] = texts(resource.short_names);
  if (!resource.categories.empty()) entry["categories"] = texts(resource.categories);
  json::array below;
  for (const Subresource& subresource : subresources_of(resource)) {
    below.push_back({{"subresource", subresource.name},
                     {"responseKind",
                      subresource.kind.empty()
                          ? own_kind(resource)
                          : kind_name(subresource.group, subresource.version, subresource.kind)},
                     {"verbs", texts(subresource.verbs)}});
  }
  if (!below.empty()) entry["subresources"] = std::move(below);
  return entry;
}

json::object describe(const ApiGroup& group) {
  json::array versions;
  for (const ServedVersion& version : group.versions) {
    json::array list;
    for (const Resource* const resource : version.resources) list.push_back(describe(*resource));
    versions.push_back(
        {{"version", version.name}, {"resources", std::move(list)}, {"freshness", "Current"}});
  }
  json::object metadata;
  if (!group.name.empty()) metadata["name"] = group.name;
  return {{"metadata", std::move(metadata)}, {"versions", std::move(versions)}};
}

}  // namespace

std::optional<detail::ServerResponse> aggregated_discovery(const std::vector<ApiGroup>& groups,
                                                           bool core, const Headers& headers) {
  if (!is_wanted(headers)) return std::nullopt;
  json::array items;
  for (const ApiGroup& group : groups) {
    if (group.name.empty() == core) items.push_back(describe(group));
  }
  const json::object list{{"kind", "APIGroupDiscoveryList"},
                          {"apiVersion", "apidiscovery.k8s.io/v2"},
                          {"metadata", json::object()},
                          {"items", std::move(items)}};
  detail::ServerResponse answer = document(
      to_text(list) + "\n", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
  answer.headers.set("Cache-Control", "public");
  return tagged(std::move(answer), headers);
}

}  // namespace k8s::testing::fake
