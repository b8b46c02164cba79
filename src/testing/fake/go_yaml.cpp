#include "testing/fake/go_yaml.hpp"

#include "testing/fake/object.hpp"
#include "yaml/parse.hpp"

namespace k8s::testing::fake {
namespace {

/// Where Go says that a problem is: by a line counted from 1 if the scanner has found it and from 0
/// if the parser has, and not at all in the first line or before anything was read.
std::string place_of(const yaml::ParseError& error) {
  const std::string& problem = error.problem();
  const bool of_reader =
      problem.find("control characters") != problem.npos || problem.find("UTF-8") != problem.npos;
  if (of_reader || error.mark().line < 2) return {};
  const bool of_parser = problem.find(" while parsing") != problem.npos ||
                         problem.starts_with("did not find expected <") ||
                         problem == "found duplicate %YAML directive" ||
                         problem == "found incompatible YAML document";
  return "line " + std::to_string(error.mark().line - (of_parser ? 1 : 0)) + ": ";
}

}  // namespace

ParsedYaml parse_yaml(std::string_view text) {
  try {
    std::vector<yaml::RepeatedKey> repeated;
    ParsedYaml parsed{.value = yaml::parse_first(text, "", repeated)};
    for (const yaml::RepeatedKey& key : repeated) {
      parsed.complaints.push_back("line " + std::to_string(key.mark.line) + ": key " +
                                  go_quote(key.name) + " already set in map");
    }
    return parsed;
  } catch (const yaml::ParseError& error) {
    const std::string& problem = error.problem();
    throw YamlError("yaml: " + place_of(error) + problem.substr(0, problem.find(" while ")));
  }
}

std::string unmarshal_errors(const std::vector<std::string>& complaints) {
  std::string all = "yaml: unmarshal errors:";
  for (const std::string& complaint : complaints) all += "\n  " + complaint;
  return all;
}

}  // namespace k8s::testing::fake
