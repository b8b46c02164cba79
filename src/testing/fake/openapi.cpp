#include "testing/fake/openapi.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "testing/fake/document.hpp"
#include "testing/fake/openapi_protobuf.hpp"
#include "testing/fake/openapi_schema.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/server_version.hpp"

namespace k8s::testing::fake {
namespace {

json::object group_version_kind(const Resource& resource) {
  return {{"group", resource.group}, {"version", resource.version}, {"kind", resource.kind}};
}

/// A parameter in the query, in the words of the wanted version of OpenAPI.
json::object parameter(const char* name, const char* type, OpenapiVersion version) {
  json::object result{{"name", name}, {"in", "query"}};
  if (version == OpenapiVersion::v3) {
    result["schema"] = {{"type", type}, {"uniqueItems", true}};
  } else {
    result["type"] = type;
    result["uniqueItems"] = true;
  }
  return result;
}

json::object operation(const Resource& resource, const char* action, OpenapiVersion version) {
  using namespace std::string_view_literals;
  json::array parameters;
  const bool writes = action == "post"sv || action == "put"sv || action == "patch"sv;
  if (writes) {
    for (const char* const name : {"dryRun", "fieldManager", "fieldValidation"}) {
      parameters.push_back(parameter(name, "string", version));
    }
  }
  if (action == "patch"sv) parameters.push_back(parameter("force", "boolean", version));
  return {{"parameters", std::move(parameters)},
          {"responses", {{"200", {{"description", "OK"}}}}},
          {"x-kubernetes-action", action},
          {"x-kubernetes-group-version-kind", group_version_kind(resource)}};
}

void add_paths(const Resource& resource, json::object& paths, OpenapiVersion version) {
  using namespace k8s::detail;
  std::string collection =
      (resource.group.empty() ? "/api/" : "/apis/") + resource.api_version() + "/";
  if (resource.namespaced) collection += "namespaces/{namespace}/";
  collection += resource.plural;
  json::object many;
  if (resource.has(verb_list)) many["get"] = operation(resource, "list", version);
  if (resource.has(verb_create)) many["post"] = operation(resource, "post", version);
  json::object one;
  if (resource.has(verb_get)) one["get"] = operation(resource, "get", version);
  if (resource.has(verb_update)) one["put"] = operation(resource, "put", version);
  if (resource.has(verb_delete)) one["delete"] = operation(resource, "delete", version);
  if (resource.has(verb_patch)) one["patch"] = operation(resource, "patch", version);
  paths[collection] = std::move(many);
  if (!one.empty()) paths[collection + "/{name}"] = std::move(one);
}

constexpr const char* protobuf_v2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
/// Clients write the version behind a dot or, as they did before, behind an at sign.
constexpr const char* any_protobuf_v2 = "application/com.github.proto-openapi.spec.v2";

std::string text_v3(const ServedVersion& version) {
  json::object paths;
  SchemaCollection schemas(OpenapiVersion::v3);
  for (const Resource* const resource : version.resources) {
    add_paths(*resource, paths, OpenapiVersion::v3);
    schemas.add(*resource);
  }
  return to_text(json::object{{"openapi", "3.0.0"},
                              {"info", {{"title", "Kubernetes"}, {"version", server_release}}},
                              {"paths", std::move(paths)},
                              {"components", {{"schemas", std::move(schemas).take()}}}});
}

json::object document_v2(const std::vector<ApiGroup>& groups) {
  json::object paths;
  SchemaCollection schemas(OpenapiVersion::v2);
  for (const ApiGroup& group : groups) {
    for (const ServedVersion& version : group.versions) {
      for (const Resource* const resource : version.resources) {
        add_paths(*resource, paths, OpenapiVersion::v2);
        schemas.add(*resource);
      }
    }
  }
  return {{"swagger", "2.0"},
          {"info", {{"title", "Kubernetes"}, {"version", server_release}}},
          {"paths", std::move(paths)},
          {"definitions", std::move(schemas).take()}};
}

std::string path_of(const ApiGroup& group, const ServedVersion& version) {
  return (group.name.empty() ? "api/" : "apis/" + group.name + "/") + version.name;
}

/// The path with the hash of what stands there, so that clients may keep it for ever.
std::string hashed_path(const std::string& path, const std::string& text) {
  return "/openapi/v3/" + path + "?hash=" + fingerprint(text);
}

/// The paths beside those of versions that have a document of their own.
std::vector<std::string> other_paths(const std::vector<ApiGroup>& groups) {
  std::vector<std::string> paths{".well-known/openid-configuration", "api", "apis",
                                 "openid/v1/jwks", "version"};
  for (const ApiGroup& group : groups) {
    if (!group.name.empty()) paths.push_back("apis/" + group.name);
  }
  return paths;
}

std::string text_of_other(const std::string& path) {
  const json::object get{{"responses", {{"200", {{"description", "OK"}}}}}};
  return to_text(json::object{
      {"openapi", "3.0.0"},
      {"info", {{"title", "Kubernetes"}, {"version", "v" + std::string(server_version)}}},
      {"paths", {{"/" + path + "/", {{"get", get}}}}}});
}

detail::ServerResponse index(const std::vector<ApiGroup>& groups) {
  json::object paths;
  for (const std::string& path : other_paths(groups)) {
    paths[path] = {{"serverRelativeURL", hashed_path(path, text_of_other(path))}};
  }
  for (const ApiGroup& group : groups) {
    for (const ServedVersion& version : group.versions) {
      const std::string path = path_of(group, version);
      paths[path] = {{"serverRelativeURL", hashed_path(path, text_v3(version))}};
    }
  }
  const json::value all = json::object{{"paths", std::move(paths)}};
  return document(to_text(sorted(all)), "text/plain; charset=utf-8");
}

detail::ServerResponse document_v3(const std::string& path, std::string text,
                                   const DocumentRequest& request) {
  const std::optional<std::string> hash = request.query.find("hash");
  const std::string location = hashed_path(path, text);
  const bool current = hash && location.ends_with("=" + *hash);
  detail::ServerResponse answer =
      tagged(document(std::move(text), "application/json"), request.headers);
  if (current) answer.headers.set("Cache-Control", "public, immutable");
  if (hash && !hash->empty() && !current) {
    answer.status = 301;
    answer.headers.set("Location", location);
    answer.body.clear();
  }
  return answer;
}

}  // namespace

std::optional<detail::ServerResponse> openapi_document(const DocumentRequest& request,
                                                       const std::vector<ApiGroup>& groups) {
  if (request.path == "/openapi/v2") {
    const std::string* const accepted = request.headers.find("Accept");
    if (accepted != nullptr && accepted->find(any_protobuf_v2) != accepted->npos) {
      return tagged(document(openapi_protobuf(document_v2(groups)), protobuf_v2), request.headers);
    }
    return tagged(document(to_text(document_v2(groups)), "application/json"), request.headers);
  }
  if (request.path == "/openapi/v3") return index(groups);
  for (const ApiGroup& group : groups) {
    for (const ServedVersion& version : group.versions) {
      const std::string path = path_of(group, version);
      if (request.path == "/openapi/v3/" + path) {
        return document_v3(path, text_v3(version), request);
      }
    }
  }
  for (const std::string& path : other_paths(groups)) {
    if (request.path == "/openapi/v3/" + path) {
      return document_v3(path, text_of_other(path), request);
    }
  }
  if (!request.path.starts_with("/openapi/v3/")) return std::nullopt;
  detail::ServerResponse nothing;
  nothing.status = 404;
  return nothing;
}

}  // namespace k8s::testing::fake
