#include "testing/fake/accept.hpp"

#include <algorithm>

#include "testing/fake/media_type.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {

namespace {

bool is_yaml(const MediaType& media) {
  return media.type == "application/yaml" && media.parameter("as").empty();
}

}  // namespace

bool prefers_yaml(const Headers& headers) {
  for (const MediaType& media : read_accept(headers)) {
    if (is_yaml(media)) return true;
    if (media.takes_json()) return false;
  }
  return false;
}

void check_accept(const Headers& headers) {
  bool other_form = false;
  for (const MediaType& media : read_accept(headers)) {
    if (is_yaml(media)) return;
    if (!media.takes_json()) continue;
    if (media.parameter("as").empty()) return;
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
