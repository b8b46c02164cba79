#include "testing/fake/cel/source.hpp"

#include <algorithm>

#include "testing/fake/cel/code_points.hpp"

namespace k8s::testing::fake::cel {
namespace {

struct Location {
  std::size_t line = 0;    // from 0
  std::size_t column = 0;  // in characters
  std::string_view text{};
};

Location locate(std::string_view source, std::size_t offset) {
  const std::string_view before = source.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t begin = newline == before.npos ? 0 : newline + 1;
  const std::string_view rest = source.substr(begin);
  return {.line = static_cast<std::size_t>(std::ranges::count(before, '\n')),
          .column = to_characters(before.substr(begin)).size(),
          .text = rest.substr(0, rest.find('\n'))};
}

/// The line, and below it a mark at the column; what is wide is marked widely.
std::string snippet(const Location& location) {
  std::string line(location.text);
  std::ranges::replace(line, '\t', ' ');
  std::string mark;
  const std::u32string characters = to_characters(line);
  for (std::size_t i = 0; i < std::min(location.column, characters.size()); ++i) {
    mark += characters[i] < 0x80 ? "." : "\uff0e";
  }
  const bool is_wide = location.column < characters.size() && characters[location.column] >= 0x80;
  return "\n | " + line + "\n | " + mark + (is_wide ? "\uff3e" : "^");
}

std::string to_text(const Issue& issue, std::string_view source) {
  const std::string begin = "ERROR: <input>:";
  if (!issue.offset) return begin + "-1:0: " + issue.message;
  const Location location = locate(source, *issue.offset);
  return begin + std::to_string(location.line + 1) + ":" + std::to_string(location.column + 1) +
         ": " + issue.message + snippet(location);
}

}  // namespace

std::string to_text(const std::vector<Issue>& issues, std::string_view source) {
  std::vector<Issue> sorted = issues;
  std::ranges::stable_sort(sorted, {}, [](const Issue& issue) {
    return issue.offset ? static_cast<std::ptrdiff_t>(*issue.offset) : -1;
  });
  std::string text;
  for (const Issue& issue : sorted) text += (text.empty() ? "" : "\n") + to_text(issue, source);
  return text;
}

}  // namespace k8s::testing::fake::cel
