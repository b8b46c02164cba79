#include "testing/fake/discovery.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace k8s::testing::fake {
namespace {

using k8s::detail::Verbs;

Document json_document(const json::object& object) {
  return {to_text(object) + "\n"};
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

json::array verbs_of(const Resource& resource) {
  static constexpr std::pair<Verbs, const char*> names[] = {
      {k8s::detail::verb_create, "create"},
      {k8s::detail::verb_delete, "delete"},
      {k8s::detail::verb_deletecollection, "deletecollection"},
      {k8s::detail::verb_get, "get"},
      {k8s::detail::verb_list, "list"},
      {k8s::detail::verb_patch, "patch"},
      {k8s::detail::verb_update, "update"},
      {k8s::detail::verb_watch, "watch"}};
  json::array verbs;
  for (const auto& [verb, name] : names) {
    if (resource.has(verb)) verbs.push_back(name);
  }
  return verbs;
}

Document resource_list(std::string_view group, std::string_view version,
                       const ResourceRegistry& resources) {
  json::array list;
  for (const Resource* const resource : resources.all()) {
    if (resource->group != group || resource->version != version) continue;
    list.push_back({{"name", resource->plural},
                    {"singularName", lower(resource->kind)},
                    {"namespaced", resource->namespaced},
                    {"kind", resource->kind},
                    {"verbs", verbs_of(*resource)}});
    if (!resource->has(k8s::detail::subresource_status)) continue;
    list.push_back({{"name", resource->plural + "/status"},
                    {"singularName", ""},
                    {"namespaced", resource->namespaced},
                    {"kind", resource->kind},
                    {"verbs", json::array{"get", "patch", "update"}}});
  }
  json::object document{{"kind", "APIResourceList"}};
  if (!group.empty()) document["apiVersion"] = "v1";
  document["groupVersion"] = (group.empty() ? "" : std::string(group) + "/") + std::string(version);
  document["resources"] = std::move(list);
  return json_document(document);
}

json::object api_group(const std::string& group, const ResourceRegistry& resources) {
  std::set<std::string, std::greater<>> versions;
  for (const Resource* const resource : resources.all()) {
    if (resource->group == group) versions.insert(resource->version);
  }
  json::array list;
  for (const std::string& version : versions) {
    list.push_back({{"groupVersion", group + "/" + version}, {"version", version}});
  }
  const json::value preferred = list.front();
  return {{"name", group}, {"versions", std::move(list)}, {"preferredVersion", preferred}};
}

Document group_list(const ResourceRegistry& resources) {
  std::set<std::string> groups;
  for (const Resource* const resource : resources.all()) {
    if (!resource->group.empty()) groups.insert(resource->group);
  }
  json::array list;
  for (const std::string& group : groups) list.push_back(api_group(group, resources));
  return json_document(
      {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(list)}});
}

Document version() {
  return {to_text(json::object{{"major", "1"},
                               {"minor", "36"},
                               {"emulationMajor", "1"},
                               {"emulationMinor", "36"},
                               {"minCompatibilityMajor", "1"},
                               {"minCompatibilityMinor", "35"},
                               {"gitVersion", "v1.36.3"},
                               {"gitCommit", ""},
                               {"gitTreeState", ""},
                               {"buildDate", "1970-01-01T00:00:00Z"},
                               {"goVersion", ""},
                               {"compiler", ""},
                               {"platform", ""}},
                  Layout::pretty)};
}

/// The segments behind "/apis".
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  return segments;
}

}  // namespace

std::optional<Document> find_document(std::string_view path, const ResourceRegistry& resources) {
  if (path == "/version" || path == "/version/") return version();
  if (path == "/readyz" || path == "/livez" || path == "/healthz") {
    return Document{"ok", "text/plain; charset=utf-8"};
  }
  const std::vector<std::string> segments = segments_of(path);
  if (segments.empty() || segments.size() > 3) return std::nullopt;
  if (segments[0] == "api") {
    if (segments.size() == 1) {
      return json_document({{"kind", "APIVersions"},
                            {"versions", json::array{"v1"}},
                            {"serverAddressByClientCIDRs", json::array()}});
    }
    if (segments.size() == 2 && segments[1] == "v1") return resource_list("", "v1", resources);
  }
  if (segments[0] != "apis") return std::nullopt;
  if (segments.size() == 1) return group_list(resources);
  if (!resources.has_group(segments[1])) return std::nullopt;
  if (segments.size() == 2) {
    json::object document{{"kind", "APIGroup"}, {"apiVersion", "v1"}};
    for (const auto& member : api_group(segments[1], resources)) {
      document[member.key()] = member.value();
    }
    return json_document(document);
  }
  if (!resources.has_version(segments[1], segments[2])) return std::nullopt;
  return resource_list(segments[1], segments[2], resources);
}

bool is_public(std::string_view path) {
  return path == "/version" || path == "/version/" || path == "/readyz" || path == "/livez" ||
         path == "/healthz";
}

}  // namespace k8s::testing::fake
