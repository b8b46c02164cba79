#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model.hpp"

// Where documents come from. This part of the generator uses the library: its YAML and its client.

namespace modelgen {

/// An API server, by one of both.
struct ServerOptions {
  std::string url{};
  std::string kubeconfig{};
  std::string context{};
};

/// Adds an OpenAPI document, or each *.json of a folder.
/// \throws SchemaError naming the file
void read_openapi(const std::string& path, Document& document);

/// Adds the CustomResourceDefinitions of a YAML or JSON file.
/// \throws SchemaError naming the file and the place; also if it has none
void read_manifests(const std::string& path, Document& document);

/// Adds what a running server tells: its OpenAPI document, its discovery and, unless the library's
/// own models are made, its CustomResourceDefinitions.
/// \throws k8s::Error if it does not answer
void read_server(const ServerOptions& server, Sources& sources);

/// The same in words, for a note in what is generated.
std::string origin(const std::vector<std::string>& openapi, const std::vector<std::string>& crds,
                   const ServerOptions& server);

/// \throws SchemaError if that is no namespace for models; empty is one
void check_namespace(std::string_view name);

}  // namespace modelgen
