#pragma once

#include <filesystem>
#include <istream>
#include <map>
#include <string>
#include <string_view>

namespace modelgen {

/// How a Go type holds one field.
struct GoField {
  std::size_t ordinal = 0;  // in declaration order, from 1
  std::string kind{};       // "string", "int32", "struct:PodSpec", "list" ...
  bool pointer = false;
  bool always = false;  // written even when empty
};

/// How Kubernetes' own Go types hold their fields: the table that derive-go-types writes.
class GoTypes {
 public:
  using Fields = std::map<std::string, GoField, std::less<>>;

  GoTypes() = default;
  /// \throws SchemaError naming file and line
  static GoTypes read(const std::filesystem::path& file);
  static GoTypes read(std::istream& text, std::string_view name);

  [[nodiscard]] bool empty() const { return definitions_.empty(); }
  /// The fields of a definition; null if the table does not know it.
  [[nodiscard]] const Fields* find(std::string_view definition) const;

 private:
  std::map<std::string, Fields, std::less<>> definitions_;
};

}  // namespace modelgen
