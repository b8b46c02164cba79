#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

// JSON as the API server reads and writes it: with the words of Go's decoder for what is wrong, and
// with Go's escapes and numbers in what it writes.

namespace k8s::testing::fake {

namespace json = boost::json;

/// Text that is no JSON; what() is what Go says about it.
class JsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A document, with what a json::value cannot hold of its text.
struct ParsedJson {
  json::value value{};
  /// Paths of members that stood there twice, such as `data.a`.
  std::vector<std::string> duplicates{};
  /// Numbers that are not plain integers of 64 bits, as they were written.
  std::vector<std::pair<double, std::string>> literals{};

  /// How a number was written: `1.0`, not `1`.
  [[nodiscard]] std::string literal(const json::value& number) const;
};

/// What a member that stands there twice means.
enum class Duplicates {
  merged,  // objects are merged, of all else the last one wins
  last_wins,
};

/// Reads one document. Invalid UTF-8 and lone surrogates become U+FFFD; a number beyond the range
/// of a double becomes infinite.
/// \throws JsonError
[[nodiscard]] ParsedJson parse_json(std::string_view text,
                                    Duplicates duplicates = Duplicates::merged);

enum class Layout {
  compact,  // one line
  pretty,   // indented by two spaces
};

[[nodiscard]] std::string to_text(const json::value& value, Layout layout = Layout::compact);
[[nodiscard]] std::string to_text(const json::object& object, Layout layout = Layout::compact);
/// Appends compact JSON.
/// \param without_type leaves out `kind` and `apiVersion`, as the items of typed lists do
void write_text(const json::object& object, std::string& out, bool without_type = false);

/// A quoted string, as Go's %q writes it.
[[nodiscard]] std::string go_quote(std::string_view text);

/// A value as Go's %v prints it: `map[a:1 b:[2 3]]`.
[[nodiscard]] std::string go_print(const json::value& value);

}  // namespace k8s::testing::fake
