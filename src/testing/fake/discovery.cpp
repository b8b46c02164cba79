#include "testing/fake/discovery.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include <openssl/evp.h>

#include "base64.hpp"
#include "testing/fake/accept.hpp"
#include "testing/fake/aggregated_discovery.hpp"
#include "testing/fake/api_groups.hpp"
#include "testing/fake/document.hpp"
#include "testing/fake/health.hpp"
#include "testing/fake/openapi.hpp"
#include "testing/fake/openid.hpp"
#include "testing/fake/server_version.hpp"
#include "testing/fake/subresource.hpp"
#include "testing/fake/zpages.hpp"

namespace k8s::testing::fake {
namespace {

using detail::ServerResponse;

ServerResponse json_document(const json::object& object) {
  return document(to_text(object) + "\n", "application/json");
}

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

/// Names the version in which objects are stored.
std::string storage_version_hash(const Resource& resource) {
  const bool is_autoscaler = resource.group == "autoscaling";  // which has two versions
  const std::string version = is_autoscaler ? "v2" : resource.version;
  const std::string name = resource.group + "/" + version + "/" + resource.kind;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(name.data(), name.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), 8});
}

json::object api_resource(const Resource& resource) {
  json::object entry{{"name", resource.plural},
                     {"singularName", singular_of(resource)},
                     {"namespaced", resource.namespaced},
                     {"kind", resource.kind},
                     {"verbs", texts(verbs_of(resource))}};
  if (!resource.short_names.empty()) entry["shortNames"] = texts(resource.short_names);
  if (!resource.categories.empty()) entry["categories"] = texts(resource.categories);
  if (resource.has(k8s::detail::verb_get) && resource.has(k8s::detail::verb_create)) {
    entry["storageVersionHash"] = storage_version_hash(resource);
  }
  return entry;
}

json::object api_subresource(const Resource& resource, const Subresource& subresource) {
  json::object entry{{"name", resource.plural + "/" + std::string(subresource.name)},
                     {"singularName", ""},
                     {"namespaced", resource.namespaced}};
  if (!subresource.group.empty()) entry["group"] = subresource.group;
  if (!subresource.version.empty()) entry["version"] = subresource.version;
  entry["kind"] = subresource.kind.empty() ? resource.kind : subresource.kind;
  entry["verbs"] = json::array(subresource.verbs.begin(), subresource.verbs.end());
  return entry;
}

ServerResponse resource_list(const ApiGroup& group, const ServedVersion& version) {
  json::array list;
  for (const Resource* const resource : version.resources) {
    list.push_back(api_resource(*resource));
    for (const Subresource& subresource : subresources_of(*resource)) {
      list.push_back(api_subresource(*resource, subresource));
    }
  }
  json::object document{{"kind", "APIResourceList"}};
  if (!group.name.empty()) document["apiVersion"] = "v1";
  document["groupVersion"] = (group.name.empty() ? "" : group.name + "/") + version.name;
  document["resources"] = std::move(list);
  return json_document(document);
}

/// Appended to `document`.
json::object api_group(const ApiGroup& group, json::object document = {}) {
  json::array versions;
  for (const ServedVersion& version : group.versions) {
    versions.push_back(
        {{"groupVersion", group.name + "/" + version.name}, {"version", version.name}});
  }
  const json::value preferred = versions.front();
  document["name"] = group.name;
  document["versions"] = std::move(versions);
  document["preferredVersion"] = preferred;
  return document;
}

ServerResponse group_list(const std::vector<ApiGroup>& groups) {
  json::array list;
  for (const ApiGroup& group : groups) {
    if (!group.name.empty()) list.push_back(api_group(group));
  }
  return json_document(
      {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(list)}});
}

ServerResponse core_versions(const Headers& headers) {
  const std::string* const host = headers.find("Host");
  return json_document(
      {{"kind", "APIVersions"},
       {"versions", json::array{"v1"}},
       {"serverAddressByClientCIDRs",
        json::array{json::object{{"clientCIDR", "0.0.0.0/0"},
                                 {"serverAddress", host != nullptr ? *host : "fake-cluster"}}}}});
}

ServerResponse version() {
  return document(to_text(json::object{{"major", server_major},
                                       {"minor", server_minor},
                                       {"emulationMajor", server_major},
                                       {"emulationMinor", server_minor},
                                       {"minCompatibilityMajor", server_major},
                                       {"minCompatibilityMinor", "35"},
                                       {"gitVersion", "v" + std::string(server_version)},
                                       {"gitCommit", ""},
                                       {"gitTreeState", ""},
                                       {"buildDate", "1970-01-01T00:00:00Z"},
                                       {"goVersion", "go1.26.8"},
                                       {"compiler", "gc"},
                                       {"platform", "linux/amd64"}},
                          Layout::pretty),
                  "application/json");
}

ServerResponse all_paths(const std::vector<ApiGroup>& groups) {
  std::vector<std::string> paths{"/.well-known/openid-configuration",
                                 "/api",
                                 "/apis",
                                 "/apis/",
                                 "/flagz",
                                 "/metrics",
                                 "/metrics/slis",
                                 "/openapi/v2",
                                 "/openapi/v3",
                                 "/openapi/v3/",
                                 "/openid/v1/jwks",
                                 "/statusz",
                                 "/version"};
  std::ranges::move(health_paths(), std::back_inserter(paths));
  for (const ApiGroup& group : groups) {
    const std::string path = group.name.empty() ? "/api" : "/apis/" + group.name;
    if (!group.name.empty()) paths.push_back(path);
    for (const ServedVersion& version : group.versions) paths.push_back(path + "/" + version.name);
  }
  std::ranges::sort(paths);
  return document(to_text(json::object{{"paths", texts(paths)}}, Layout::pretty),
                  "application/json");
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

/// The documents below /api and /apis.
std::optional<ServerResponse> api_document(const DocumentRequest& request,
                                           const std::vector<ApiGroup>& groups) {
  std::vector<std::string> segments = segments_of(request.path);
  const bool core = segments.front() == "api";
  if (segments.size() == 1) {
    if (auto answer = aggregated_discovery(groups, core, request.headers)) return answer;
    check_accept(request.headers);
    return core ? core_versions(request.headers) : group_list(groups);
  }
  if (core) segments.insert(segments.begin() + 1, "");
  const auto group = std::ranges::find(groups, segments[1], &ApiGroup::name);
  if (group == groups.end()) return std::nullopt;
  if (segments.size() == 2) {
    check_accept(request.headers);
    return json_document(api_group(*group, {{"kind", "APIGroup"}, {"apiVersion", "v1"}}));
  }
  const auto version = std::ranges::find(group->versions, segments[2], &ServedVersion::name);
  if (segments.size() > 3 || version == group->versions.end()) return std::nullopt;
  check_accept(request.headers);
  return resource_list(*group, *version);
}

}  // namespace

std::optional<ServerResponse> find_document(const DocumentRequest& request,
                                            const ResourceRegistry& resources) {
  const std::string_view path = request.path;
  if (path == "/version" || path == "/version/") return version();
  if (auto answer = health_document(path, request.query)) return answer;
  if (path == "/metrics/slis") {
    return document(health_metrics(),
                    "text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
  }
  if (auto answer = zpage(path, request.headers, request.began, request.now)) return answer;
  if (auto answer = issuer_document(path, request.headers)) return answer;
  const std::vector<ApiGroup> groups = api_groups(resources);
  if (path == "/" || path == "/index.html") return all_paths(groups);
  if (path == "/api" || path == "/apis" || path.starts_with("/api/") ||
      path.starts_with("/apis/")) {
    return api_document(request, groups);
  }
  return openapi_document(request, groups);
}

bool is_public(std::string_view path) {
  return path == "/version" || path == "/version/" || path == "/readyz" || path == "/livez" ||
         path == "/healthz";
}

bool takes_method(std::string_view path, std::string_view method) {
  if (method == "GET") return true;
  while (path.ends_with('/')) path.remove_suffix(1);
  // Nobody looks at the method where groups are listed and health is told.
  if (path.empty() || path == "/index.html") return true;
  const bool is_group = path.starts_with("/apis") && std::ranges::count(path, '/') <= 2;
  return is_group || path == "/metrics" || path == "/metrics/slis" || path == "/flagz" ||
         path == "/statusz" || path == "/openapi/v3" || path.starts_with("/healthz") ||
         path.starts_with("/livez") || path.starts_with("/readyz");
}

bool names_version(std::string_view path, const ResourceRegistry& resources) {
  static constexpr std::string_view core = "/api/";
  static constexpr std::string_view groups = "/apis/";
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path.starts_with(core)) return path.find('/', core.size()) == path.npos;
  if (!path.starts_with(groups)) return false;
  path.remove_prefix(groups.size());
  const std::size_t slash = path.find('/');
  return slash != path.npos && path.find('/', slash + 1) == path.npos &&
         resources.has_builtin_group(path.substr(0, slash));
}

}  // namespace k8s::testing::fake
