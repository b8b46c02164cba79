#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace k8s::codec {

/// A JSON value taken apart, whose scalars stay as they are written, whatever their size.
struct JsonTree {
  enum class Kind { scalar, list, object };

  Kind kind = Kind::scalar;
  std::string_view text{};  // where it was read, which has to outlive the tree
  std::vector<JsonTree> values{};
  std::vector<std::string> names{};  // of an object's values, each once: the last of several counts

  /// The value of that name; null if there is none.
  [[nodiscard]] const JsonTree* find(std::string_view name) const noexcept;
};

/// Takes an object apart. \throws DecodeError
[[nodiscard]] JsonTree parse_json_tree(std::string_view object);

/// Whether both stand for the same value: spaces, escapes and the order of members do not count.
[[nodiscard]] bool is_same(const JsonTree& a, const JsonTree& b);

}  // namespace k8s::codec
