#include "testing/fake/kinds/image_name.hpp"

#include <string>

#include <re2/re2.h>

namespace k8s::testing::fake {
namespace {

constexpr std::size_t longest_name = 255;

/// With the name, the tag and the digest as groups.
const RE2& reference() {
  static const std::string label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
  static const std::string domain =
      "(?:" + label + "(?:\\." + label + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
  static const std::string part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  static const RE2 pattern("((?:" + domain + "/)?" + part + "(?:/" + part + ")*)" +
                           "(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?" +
                           "(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:"
                           "[0-9a-fA-F]{32,}))?");
  return pattern;
}

}  // namespace

bool is_latest_image(std::string_view image) {
  std::string name;
  std::string tag;
  std::string digest;
  if (!RE2::FullMatch({image.data(), image.size()}, reference(), &name, &tag, &digest)) {
    return false;
  }
  if (name.size() > longest_name) return false;
  return tag.empty() ? digest.empty() : tag == "latest";
}

}  // namespace k8s::testing::fake
