#pragma once

#include <string>
#include <string_view>

#include "testing/fake/cel/value.hpp"

// URLs as Go's net/url takes them for a request: with a scheme, or a path that begins with a slash.

namespace k8s::testing::fake::cel {

struct UrlResult {
  Url url{};
  std::string problem{};  // empty if there is none
};

[[nodiscard]] UrlResult parse_url(std::string_view text);

/// Without the port and the brackets around an IPv6 address.
[[nodiscard]] std::string_view host_name(const Url& url);
[[nodiscard]] std::string_view port(const Url& url);
/// The texts of each key, in a map of lists.
[[nodiscard]] Value query_of(const Url& url);

}  // namespace k8s::testing::fake::cel
