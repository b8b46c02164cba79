#include "mapping.hpp"

#include <regex>
#include <utility>
#include <vector>

namespace kubectl_tests {

std::string mapped(const std::string& output) {
  static const std::vector<std::pair<std::regex, const char*>> rules{
      {std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "UID"},
      {std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"), "TIME"},
      {std::regex("(resourceVersion\"?: \"?)\\d+"), "$1VERSION"},
      {std::regex("(https?://)?127\\.0\\.0\\.1:\\d+"), "SERVER"},
      {std::regex("\\b10\\.0(\\.\\d+){2}\\b"), "ADDRESS"},
      {std::regex("\\b3[0-2]\\d{3}\\b"), "NODEPORT"},
      {std::regex("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+"), "TOKEN"},
      {std::regex("/[^ \"]*/kubectl-edit-\\d+"), "EDITED"},
      // What kubectl logs of itself, with the time and its process.
      {std::regex("(^|\n)[EIW]\\d{4} \\d\\d:[^\n]*"), ""},
      // Ages, behind the spaces of a table.
      {std::regex(" (\\d+[smhdy]){1,2}(?=\\s|$)"), " AGE"},
      {std::regex(" +(?=\\n|$)"), ""},
      {std::regex("(\\S) {2,}"), "$1 "},
  };
  std::string text = output;
  for (const auto& [pattern, replacement] : rules) {
    text = std::regex_replace(text, pattern, replacement);
  }
  return text;
}

}  // namespace kubectl_tests
