#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emit.hpp"

/// A document in the making: what a test gives of it, with ObjectMeta and a path for each kind.
class Input {
 public:
  /// Adds a definition; `schema` is JSON. Names without a dot stand in io.k8s.api.test.v1.
  Input& define(std::string_view name, std::string_view schema);
  /// Adds a kind of group test.k8s.io with these properties beside its metadata, and its paths.
  Input& kind(std::string_view name, std::string_view properties);
  /// Adds an operation to the document's paths.
  Input& path(std::string_view path, std::string_view method, std::string_view action,
              std::string_view kind);
  /// Adds a row to the table of Go's types.
  Input& row(std::string_view definition, int ordinal, std::string_view field,
             std::string_view kind, std::string_view held = "value",
             std::string_view written = "omitempty");
  /// Adds a row to the table of resources.
  Input& resource(std::string_view kind, std::string_view singular, std::string_view short_names,
                  std::string_view categories);
  Input& rule(std::string_view line);
  Input& select(std::string_view kind);

  [[nodiscard]] modelgen::Document document() const;
  [[nodiscard]] modelgen::Files files() const;
  /// The text of a generated header, by its path below include/k8s/models.
  [[nodiscard]] std::string header(std::string_view path) const;
  /// The text of a generated source, by its path below src/models or that of a header of which it
  /// describes structs.
  [[nodiscard]] std::string source(std::string_view path) const;
  /// What the generator says when it refuses; empty if it does not.
  [[nodiscard]] std::string problem() const;

 private:
  std::vector<std::string> definitions_;
  std::vector<std::string> paths_;
  std::string rows_;
  std::string rules_;
  std::string resources_;
  modelgen::Selection selection_;
};
