#pragma once

#include <map>
#include <string>
#include <vector>

#include "model.hpp"

namespace modelgen {

/// One generated header.
///
/// Each kind has a header of its own. A struct that only the types of one header use, of the same
/// namespace, stands in that header; every other struct has its own.
struct Unit {
  std::string scope;                            // "k8s::core::v1"
  std::string path;                             // "core/v1/pod_spec"
  std::vector<std::string> definitions{};       // in an order in which they can be declared
  std::vector<std::string> forward_declared{};  // definitions
  std::vector<std::string> includes{};          // paths of the units that it needs
};

/// One generated source: descriptions of structs of several headers. Each takes its compiler a
/// second before it comes to the first struct, so there are few.
struct Source {
  struct Part {
    std::string scope;
    std::vector<std::string> definitions{};
  };

  std::string path;                    // "models/core/v1_3"
  std::vector<Part> parts{};           // at most 25 structs
  std::vector<std::string> headers{};  // paths of the units that declare them
};

struct Layout {
  std::map<std::string, Unit> units;  // by path
  std::vector<Source> sources;
};

/// A namespace as folders: "apps/v1" for "k8s::apps::v1", "shop" for "shop".
std::string folder(std::string_view scope);

/// \throws SchemaError if a struct contains itself by value
Layout lay_out(const Model& model, const Selection& selection);

}  // namespace modelgen
