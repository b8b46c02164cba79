#include "http/header_value.hpp"

#include <algorithm>
#include <string>

#include <k8s/error.hpp>

namespace k8s::detail {

void check_header_value(std::string_view field, std::string_view value) {
  if (value.empty()) throw ConfigError(std::string(field) + " holds an empty text; remove it");
  const bool printable = std::ranges::none_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == 0x7F;
  });
  const bool trimmed = value.front() != ' ' && value.back() != ' ';
  if (printable && trimmed) return;
  throw ConfigError(
      std::string(field) +
      " holds a line break, a control character or a space at an end, which no header can carry");
}

}  // namespace k8s::detail
