// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library

#include <array>

#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/url.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;
using UrlPtr = std::shared_ptr<const Url>;

Result url(Arguments arguments) {
  return with<std::string>(arguments, [](const std::string& text) -> Value {
    UrlResult result = parse_url(text);
    if (!result.problem.empty()) {
      return Error{"URL parse error during conversion from string: " + result.problem};
    }
    return std::make_shared<const Url>(std::move(result.url));
  });
}

Result is_url(Arguments arguments) {
  return with<std::string>(arguments,
                           [](const auto& text) { return parse_url(text).problem.empty(); });
}

Result scheme(Arguments arguments) {
  return with<UrlPtr>(arguments, [](const auto& url) { return url->scheme; });
}

Result host(Arguments arguments) {
  return with<UrlPtr>(arguments, [](const auto& url) { return url->host; });
}

Result hostname(Arguments arguments) {
  return with<UrlPtr>(arguments, [](const auto& url) { return std::string(host_name(*url)); });
}

Result port_text(Arguments arguments) {
  return with<UrlPtr>(arguments, [](const auto& url) { return std::string(port(*url)); });
}

Result path(Arguments arguments) {
  return with<UrlPtr>(arguments, [](const auto& url) { return url->escaped_path; });
}

Result query(Arguments arguments) {
  return with<UrlPtr>(arguments, [](const auto& url) { return query_of(*url); });
}

constexpr std::array<Function, 8> functions{{{"url", &url},
                                             {"isURL", &is_url},
                                             {"getScheme", &scheme},
                                             {"getHost", &host},
                                             {"getHostname", &hostname},
                                             {"getPort", &port_text},
                                             {"getEscapedPath", &path},
                                             {"getQuery", &query}}};

}  // namespace

std::span<const Function> url_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
