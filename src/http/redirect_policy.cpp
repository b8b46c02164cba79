#include "http/redirect_policy.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>

#include "http/server_url.hpp"

namespace k8s::detail {
namespace {

constexpr int most_redirects = 5;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Whether it fits into a request line as it is.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '#'; });
}

}  // namespace

RedirectPolicy::RedirectPolicy(const Config& config) : api_server_(config.api_server) {}

Response RedirectPolicy::send(Request& request, const Next& next) const {
  Response response = next.send(request);
  if (!is_redirect(response.status)) return response;
  if (request.method != Method::get && request.method != Method::head) return response;
  Request onward = request;
  for (int i = 0; i < most_redirects && is_redirect(response.status); ++i) {
    auto path = path_of_next(onward, response);
    if (!path) break;
    onward.path = std::move(*path);
    onward.query.clear();
    response = next.send(onward);
  }
  return response;
}

/// The path and query, if it leads to the same server.
std::optional<std::string> RedirectPolicy::path_of_next(const Request& request,
                                                        const Response& response) const {
  const std::string* const location = response.headers.find("Location");
  if (location == nullptr) return std::nullopt;
  // A fragment is never sent, and libcurl takes one that stands alone for a path.
  const std::string where = location->substr(0, location->find('#'));
  if (where.empty()) return std::nullopt;
  try {
    const ServerUrl server = parse_server_url(api_server_);
    const auto target = resolve(server.text() + request.url(), where);
    if (!target || target->scheme != server.scheme || target->host != server.host ||
        target->port != server.port || !target->path.starts_with(server.prefix + '/') ||
        !is_plain(target->path)) {
      return std::nullopt;
    }
    return target->path.substr(server.prefix.size());
  } catch (const ConfigError&) {
    return std::nullopt;  // a test double, behind an address that is none
  }
}

}  // namespace k8s::detail
