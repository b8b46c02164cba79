#include "testing/fake/rule_path.hpp"

#include <string>

#include "testing/fake/object.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

class PathReader {
 public:
  PathReader(std::string_view text, const json::object& schema) : rest_(text), schema_(&schema) {}

  std::optional<FieldPath> read() {
    FieldPath path;
    while (!rest_.empty()) {
      const bool is_quoted = rest_.front() == '[';
      const auto name = is_quoted ? take_quoted() : take_plain();
      if (!name || !enter(path, *name)) return std::nullopt;
    }
    return path;
  }

 private:
  std::optional<std::string> take_plain() {
    if (rest_.front() != '.') return std::nullopt;
    rest_.remove_prefix(1);
    const std::size_t size = std::min(rest_.find_first_of(".[]"), rest_.size());
    if (size == 0) return std::nullopt;
    std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return name;
  }

  /// `['name']`, with Go's escapes.
  std::optional<std::string> take_quoted() {
    constexpr std::string_view names = "abfnrtv'\\";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v'\\";
    if (!rest_.starts_with("['")) return std::nullopt;
    rest_.remove_prefix(2);
    std::string name;
    while (!rest_.empty() && rest_.front() != '\'') {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\') {
        const std::size_t found = rest_.empty() ? names.npos : names.find(rest_.front());
        if (found == names.npos) return std::nullopt;
        c = meanings[found];
        rest_.remove_prefix(1);
      }
      name += c;
    }
    if (!rest_.starts_with("']")) return std::nullopt;
    rest_.remove_prefix(2);
    return name;
  }

  bool enter(FieldPath& path, const std::string& name) {
    const json::object& properties = object_at(*schema_, "properties");
    const bool is_member = !properties.empty();
    path = is_member ? path.child(name) : path.key(name);
    schema_ = schema_at(is_member ? properties : *schema_,
                        is_member ? std::string_view(name) : "additionalProperties");
    return schema_ != nullptr;
  }

  std::string_view rest_;
  const json::object* schema_;
};

}  // namespace

std::optional<FieldPath> parse_rule_path(std::string_view path, const json::object& schema) {
  return PathReader(path, schema).read();
}

}  // namespace k8s::testing::fake
