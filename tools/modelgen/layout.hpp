#pragma once

#include <map>
#include <string>
#include <vector>

#include "model.hpp"

namespace modelgen {

/// One generated header and the sources behind it.
///
/// Each kind has a header of its own. A struct that only the types of one header use, of the same
/// namespace, stands in that header; every other struct has its own.
struct Unit {
  std::string scope;                                // "core::v1"
  std::string path;                                 // "core/v1/pod_spec"
  std::vector<std::string> definitions{};           // in an order in which they can be declared
  std::vector<std::string> forward_declared{};      // definitions
  std::vector<std::string> includes{};              // paths of the units that it needs
  std::vector<std::vector<std::string>> sources{};  // definitions, split into compile units
};

/// Units by path. \throws SchemaError if a struct contains itself by value
std::map<std::string, Unit> lay_out(const Model& model);

}  // namespace modelgen
