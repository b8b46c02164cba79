#include "auth/text.hpp"

#include <algorithm>

namespace k8s::auth {

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace k8s::auth
