#pragma once

#include <filesystem>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"

namespace modelgen {

/// Names of kinds beside those that the OpenAPI document has. Discovery is where a server tells
/// them; the table in resources.tsv is what a server told.
class Resources {
 public:
  /// The table. \throws SchemaError naming file and line
  static Resources read(const std::filesystem::path& file);
  static Resources read(std::istream& text, std::string_view name);
  /// Aggregated discovery: what /api and /apis answer as APIGroupDiscoveryList.
  /// \throws SchemaError with the path
  static Resources discover(const std::vector<std::string>& documents);

  /// As the table, which read() takes.
  [[nodiscard]] std::string text() const;
  /// What is known of a kind; empty if nothing is.
  [[nodiscard]] Resource find(const GroupVersionKind& kind) const;

 private:
  std::map<GroupVersionKind, Resource> resources_;
};

}  // namespace modelgen
