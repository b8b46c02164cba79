#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// A text that is no YAML; what() is what Go's parser says: `yaml: line 3: ...`.
class YamlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ParsedYaml {
  json::value value{};
  /// Of keys that stood there already: `line 7: key "a" already set in map`.
  std::vector<std::string> complaints{};
};

/// Reads YAML as the server does: of several documents the first, of a key that stands in a mapping
/// twice the last value.
/// \throws YamlError
[[nodiscard]] ParsedYaml parse_yaml(std::string_view text);

/// All complaints as the one error that they are to Go.
[[nodiscard]] std::string unmarshal_errors(const std::vector<std::string>& complaints);

}  // namespace k8s::testing::fake
