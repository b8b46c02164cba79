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

void refuse_accept(const Headers& headers, std::string_view verb) {
  constexpr const char* whole =
      "application/json, application/yaml, application/vnd.kubernetes.protobuf";
  constexpr const char* streams =
      "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
  const std::vector<MediaType> accepted = read_accept(headers);
  const auto has_type = [](const MediaType& media) {
    return is_yaml(media) || media.type == "application/json" || media.type == "*/*";
  };
  if (std::ranges::any_of(accepted, has_type)) {
    refuse_not_acceptable("only the following media types are accepted: " +
                              std::string(verb == "watch" ? streams : whole),
                          true);
  }
  // Which a real server would write.
  constexpr const char* protobuf = "application/vnd.kubernetes.protobuf";
  if (std::ranges::find(accepted, protobuf, &MediaType::type) != accepted.end()) {
    refuse_not_acceptable(
        "a FakeCluster writes no " + std::string(protobuf) + ": accept application/json too",
        false);
  }
  const bool may_watch = verb == "list" || verb == "watch";
  refuse_not_acceptable("406: Not Acceptable\n\nAvailable representations: " + std::string(whole) +
                            (may_watch ? ", " + std::string(streams) : ""),
                        false);
}

bool takes_whole_objects(const Headers& headers) {
  return std::ranges::any_of(read_accept(headers), [](const MediaType& media) {
    return is_yaml(media) || (media.takes_json() && media.parameter("as").empty());
  });
}

void check_accept(const Headers& headers) {
  if (!takes_whole_objects(headers)) refuse_accept(headers, "");
}

}  // namespace k8s::testing::fake
