#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>
#include <k8s/export.hpp>

namespace k8s::yaml {

/// A place in a text.
struct Mark {
  std::size_t line = 0;       // from 1
  std::size_t column = 0;     // in characters, from 1
  std::size_t character = 0;  // from 0
};

struct Member;

/// A value that knows where it stood.
struct K8S_EXPORT Node {
  using Sequence = std::vector<Node>;
  using Mapping = std::vector<Member>;

  /// A scalar is a JSON value that is neither array nor object.
  std::variant<boost::json::value, Sequence, Mapping> value;
  Mark mark{};

  [[nodiscard]] bool is_null() const;
  /// Null unless this is a string.
  [[nodiscard]] const boost::json::string* if_string() const;
  /// Null unless this is a mapping with this key.
  [[nodiscard]] const Member* find(std::string_view key) const;
  /// "a string", "a mapping", ... for error messages.
  [[nodiscard]] std::string_view kind() const;
};

struct Member {
  std::string key;
  Mark mark{};  // of the key
  Node value;
};

/// The same without places.
[[nodiscard]] K8S_EXPORT boost::json::value to_json(Node node);

}  // namespace k8s::yaml
