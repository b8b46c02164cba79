#include "testing/fake/accept.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

bool is_json(std::string_view type) {
  return type == "application/json" || type == "*/*";
}

}  // namespace

void check_accept(const Headers& headers) {
  const std::string* const header = headers.find("Accept");
  if (header == nullptr || trimmed(*header).empty()) return;
  bool other_form = false;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const std::string_view range = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), range.size() + 1));
    const std::string_view type = trimmed(range.substr(0, range.find(';')));
    if (!is_json(type)) continue;
    // Tables and metadata alone are forms that this server does not have.
    if (range.find("as=") == range.npos) return;
    other_form = true;
  }
  if (other_form) {
    refuse_not_acceptable(
        "only the following media types are accepted: application/json, application/yaml, "
        "application/vnd.kubernetes.protobuf",
        true);
  }
  refuse_not_acceptable(
      "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
      "application/vnd.kubernetes.protobuf",
      false);
}

}  // namespace k8s::testing::fake
