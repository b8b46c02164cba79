#include "testing/fake/pattern.hpp"

#include <re2/re2.h>

namespace k8s::testing::fake {
namespace {

/// Go knows two forms of a named group, `(?P<name>` and `(?<name>`; RE2 did not always.
std::string with_names(std::string_view pattern) {
  constexpr std::string_view opening = "(?<";
  std::string text(pattern);
  for (std::size_t at = text.find(opening); at != text.npos; at = text.find(opening, at + 1)) {
    const char next = at + opening.size() < text.size() ? text[at + opening.size()] : '=';
    const bool escaped = at > 0 && text[at - 1] == '\\';
    if (next != '=' && next != '!' && !escaped) text.insert(at + 2, 1, 'P');
  }
  return text;
}

re2::RE2 compile(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return re2::RE2(with_names(pattern), options);
}

}  // namespace

std::string pattern_problem(std::string_view pattern) {
  const re2::RE2 expression = compile(pattern);
  return expression.ok() ? "" : "error parsing regexp: " + expression.error();
}

bool matches_pattern(std::string_view text, std::string_view pattern) {
  const re2::RE2 expression = compile(pattern);
  return !expression.ok() || re2::RE2::PartialMatch({text.data(), text.size()}, expression);
}

}  // namespace k8s::testing::fake
