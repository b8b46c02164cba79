#include "http/sendable.hpp"

#include <algorithm>
#include <string_view>

#include <k8s/error.hpp>

#include "http/target.hpp"

namespace k8s::detail {
namespace {

bool is_printable(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7F';
}

bool is_path(std::string_view text) {
  return text.starts_with('/') &&
         std::ranges::all_of(text, [](char c) { return is_printable(c) && c != '#'; });
}

bool is_header_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return is_printable(c) && c != ':'; });
}

bool fits_header(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

void check_sendable(const Request& request) {
  if (!is_path(request.path)) {
    throw ValidationError(describe(request) +
                          ": the path of a request begins with a slash and is percent-encoded");
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_header_name(name) || !fits_header(value)) {
      throw ValidationError(describe(request) + ": the header \"" + name +
                            "\" holds a line break or another character that no header may have");
    }
  }
}

}  // namespace k8s::detail
