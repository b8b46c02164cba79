#include "testing/fake/api_version.hpp"

#include <cstddef>

namespace k8s::testing::fake {

ApiVersion split_api_version(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return {"", text};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

std::string kind_text(std::string_view api_version, std::string_view kind) {
  const auto [group, version] = split_api_version(api_version);
  return std::string(group) + "/" + std::string(version) + ", Kind=" + std::string(kind);
}

}  // namespace k8s::testing::fake
