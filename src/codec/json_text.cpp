#include "codec/json_text.hpp"

#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "codec/lexer.hpp"

namespace k8s::codec {
namespace {

/// Nothing for numbers beyond what Boost.JSON holds, which are kept as text all the same.
std::optional<boost::json::value> parse(std::string_view text) {
  boost::system::error_code error;
  auto value = boost::json::parse({text.data(), text.size()}, error, {}, {.max_depth = max_depth});
  if (error) return std::nullopt;
  return value;
}

}  // namespace

void check_json(const std::string& text) {
  const std::string_view trimmed = trim_end(text);
  // Behind the text stands the string's NUL or a space, which end a number or word as well.
  const Lexer lexer(trimmed);
  if (trimmed.empty()) lexer.fail(lexer.begin(), "expected a value, found an empty text");
  const char* const behind = lexer.skip_value(Lexer::skip_space(lexer.begin()), 0);
  if (behind != lexer.end()) lexer.fail(behind, "more text behind the value");
}

bool same_json(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.empty() || b.empty()) return false;
  const auto first = parse(a);
  const auto second = parse(b);
  return first && second && *first == *second;
}

}  // namespace k8s::codec
