#include "testing/fake/pattern.hpp"

#include <iterator>
#include <map>
#include <memory>
#include <mutex>

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

/// Whether a byte goes on with a character of UTF-8.
bool is_continued(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Compiles a pattern, or takes it from those that were: the same few come again and again, and to
/// compile one costs a hundred times what it costs to match it.
std::shared_ptr<const re2::RE2> compile(std::string_view pattern) {
  constexpr std::size_t most = 256;
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const re2::RE2>, std::less<>> compiled;
  const std::scoped_lock lock(mutex);
  if (const auto found = compiled.find(pattern); found != compiled.end()) return found->second;
  re2::RE2::Options options;
  options.set_log_errors(false);
  if (compiled.size() >= most) compiled.clear();
  return compiled.emplace(pattern, std::make_shared<const re2::RE2>(with_names(pattern), options))
      .first->second;
}

}  // namespace

std::string pattern_problem(std::string_view pattern) {
  const auto expression = compile(pattern);
  return expression->ok() ? "" : "error parsing regexp: " + expression->error();
}

bool matches_pattern(std::string_view text, std::string_view pattern) {
  const auto expression = compile(pattern);
  return !expression->ok() || re2::RE2::PartialMatch({text.data(), text.size()}, *expression);
}

std::vector<std::string> all_matches(std::string_view text, std::string_view pattern,
                                     std::int64_t most) {
  const auto expression = compile(pattern);
  std::vector<std::string> matches;
  if (!expression->ok()) return matches;
  const re2::StringPiece whole(text.data(), text.size());
  std::size_t at = 0;
  std::size_t last_end = text.npos;
  while (at <= text.size() && (most < 0 || std::ssize(matches) < most)) {
    re2::StringPiece found;
    if (!expression->Match(whole, at, text.size(), re2::RE2::UNANCHORED, &found, 1)) break;
    const auto begin = static_cast<std::size_t>(found.data() - text.data());
    const std::size_t end = begin + found.size();
    // Nothing is found twice, and an empty match does not follow another one directly.
    if (!found.empty() || begin != last_end) matches.emplace_back(found.data(), found.size());
    last_end = end;
    at = end > at ? end : at + 1;
    while (found.empty() && at < text.size() && is_continued(text[at])) ++at;
  }
  return matches;
}

}  // namespace k8s::testing::fake
