#pragma once

#include <string>
#include <string_view>

namespace k8s::detail {

// The API server's own rules:
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set

/// Why `key` cannot be the key of a label; empty if it can.
[[nodiscard]] std::string label_key_problem(std::string_view key);

/// Why `value` cannot be the value of a label; empty if it can.
[[nodiscard]] std::string label_value_problem(std::string_view value);

}  // namespace k8s::detail
