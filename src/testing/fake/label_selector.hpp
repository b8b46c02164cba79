#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

/// A selector that cannot be read; what() is what the server says about it.
class SelectorError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The query parameter `labelSelector`, by the server's own grammar:
/// `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
class LabelSelector {
 public:
  LabelSelector() = default;
  /// \throws SelectorError
  [[nodiscard]] static LabelSelector parse(std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return requirements_.empty(); }
  /// Whether it selects an object with these labels.
  [[nodiscard]] bool matches(const json::object& labels) const;

  enum class Operator { in, not_in, exists, not_exists, greater, less };
  struct Requirement {
    std::string key{};
    Operator op = Operator::in;
    std::vector<std::string> values{};
  };

 private:
  std::vector<Requirement> requirements_;
};

}  // namespace k8s::testing::fake
