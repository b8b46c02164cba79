#include "inputs.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <boost/json.hpp>
#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/http.hpp>

#include "client_core.hpp"
#include "names.hpp"
#include "schema_error.hpp"
#include "text.hpp"
#include "yaml/parse.hpp"

namespace modelgen {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* aggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

void add_openapi_file(const fs::path& file, Document& document) {
  try {
    document.add_openapi(read_file(file));
  } catch (const SchemaError& error) {
    throw SchemaError(file.string(), error.what());
  }
}

k8s::Client connect(const ServerOptions& server) {
  k8s::Config config;
  if (!server.kubeconfig.empty()) {
    config = k8s::read_kube_config({.path = server.kubeconfig, .context = server.context});
  } else {
    config.api_server = server.url;
  }
  return k8s::Client(std::move(config));
}

std::string fetch(const k8s::Client& client, const std::string& path,
                  const std::string& accept = "application/json") {
  k8s::Request request{.path = path, .headers = {{"Accept", accept}}};
  request.target = {.verb = "get", .kind = path};
  request.idempotency = k8s::Idempotency::safe;
  k8s::Response response = client.core()->send(std::move(request));
  if (response.status != 200) {
    throw SchemaError(client.config().api_server + path,
                      "the server answered " + std::to_string(response.status));
  }
  return std::move(response.body);
}

void add_manifests(const std::string& text, const std::string& file, Document& document,
                   std::size_t& count) {
  for (k8s::yaml::Node& node : k8s::yaml::parse_nodes(text, file)) {
    count += document.add_manifest(k8s::yaml::to_json(std::move(node)));
  }
}

}  // namespace

void read_openapi(const std::string& path, Document& document) {
  if (!fs::is_directory(path)) {
    add_openapi_file(path, document);
    return;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (files.empty()) throw SchemaError(path, "this folder has no *.json");
  std::ranges::sort(files);
  for (const fs::path& file : files) add_openapi_file(file, document);
}

void read_manifests(const std::string& path, Document& document) {
  std::size_t count = 0;
  try {
    add_manifests(read_file(path), path, document, count);
  } catch (const SchemaError& error) {
    throw SchemaError(path, error.what());
  } catch (const k8s::yaml::ParseError& error) {
    throw SchemaError(path + ":" + std::to_string(error.mark().line), error.problem());
  }
  if (count == 0) throw SchemaError(path, "has no CustomResourceDefinition that is served");
}

void read_server(const ServerOptions& server, Sources& sources) {
  const k8s::Client client = connect(server);
  if (sources.go_types.empty()) {
    const std::string list =
        fetch(client, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
    json::value parsed = json::parse(list, {}, {.max_depth = 512});
    // Items of a list do not say what they are.
    for (json::value& item : parsed.at("items").as_array()) {
      item.as_object()["apiVersion"] = "apiextensions.k8s.io/v1";
      item.as_object()["kind"] = "CustomResourceDefinition";
    }
    parsed.as_object()["kind"] = "List";
    sources.document.add_manifest(parsed);
  }
  sources.document.add_openapi(fetch(client, "/openapi/v2"));
  sources.resources =
      Resources::discover({fetch(client, "/api", aggregated), fetch(client, "/apis", aggregated)});
}

std::string origin(const std::vector<std::string>& openapi, const std::vector<std::string>& crds,
                   const ServerOptions& server) {
  std::vector<std::string> names;
  for (const auto* paths : {&openapi, &crds}) {
    for (const std::string& path : *paths) {
      const fs::path clean = fs::path(path).lexically_normal();
      names.push_back((clean.has_filename() ? clean : clean.parent_path()).filename().string());
    }
  }
  if (!server.url.empty() || !server.kubeconfig.empty()) names.emplace_back("a running server");
  return join(names, ", ");
}

void check_namespace(std::string_view name) {
  if (name.empty()) return;
  std::string_view rest = name;
  for (;;) {
    const std::size_t end = rest.find("::");
    const std::string part(rest.substr(0, end));
    const bool digit = !part.empty() && part.front() >= '0' && part.front() <= '9';
    if (part.empty() || digit || namespace_name(part) != part) {
      throw SchemaError("--namespace", "\"" + std::string(name) + "\" is no C++ namespace");
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 2);
  }
  if (name == "k8s" || name.starts_with("k8s::")) {
    throw SchemaError("--namespace", "k8s is the library's own namespace");
  }
}

}  // namespace modelgen
