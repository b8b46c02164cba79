#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/http.hpp>

namespace k8s::testing::fake {

/// One of the media types that a client takes: `application/json;as=Table;v=v1;g=meta.k8s.io`.
struct MediaType {
  std::string type{};  // "application/json"
  std::vector<std::pair<std::string, std::string>> parameters{};
  double quality = 1;  // `q=`, which is not among the parameters

  /// Empty if there is no such parameter.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
  /// Whether JSON will do.
  [[nodiscard]] bool takes_json() const;
};

/// What the header Accept says, what is wanted most first. Without one, anything goes.
[[nodiscard]] std::vector<MediaType> read_accept(const Headers& headers);

}  // namespace k8s::testing::fake
