#pragma once

#include <filesystem>
#include <istream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace modelgen {

/// What neither the document nor Go's types say: which definitions are types of the library's own,
/// which fields only the server sets, what constructors take. Read from kubernetes.rules, which
/// explains each rule.
struct Rules {
  struct Value {
    std::string type;    // "Time"
    std::string header;  // "k8s/time.hpp"
  };

  std::map<std::string, Value, std::less<>> values;  // by definition
  /// By definition and field: "read_only", "once" and "write_only".
  std::map<std::string, std::map<std::string, std::set<std::string>, std::less<>>, std::less<>>
      fields;
  std::map<std::string, std::vector<std::string>, std::less<>> constructors;  // by definition
  std::map<std::string, std::string, std::less<>> lifted;                     // type, definition
  std::set<std::string, std::less<>> reserved;

  /// \throws SchemaError naming file and line
  static Rules read(const std::filesystem::path& file);
  static Rules read(std::istream& text, std::string_view name);
};

}  // namespace modelgen
