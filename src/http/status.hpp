#pragma once

#include <string_view>

#include <boost/json/fwd.hpp>

#include <k8s/error.hpp>
#include <k8s/http.hpp>

namespace k8s::detail {

[[nodiscard]] constexpr bool is_success(int status) noexcept {
  return status >= 200 && status < 300;
}

/// What a failed answer says, whatever form it has: a Status of Kubernetes, plain text, a page of a
/// proxy, nothing. `code` is always the HTTP status.
[[nodiscard]] Status decode_status(const Response& response);

/// The Status of an ERROR event in a watch; whatever is not there is left at its default.
[[nodiscard]] Status decode_status(const boost::json::object& status);

/// Whether an answer that should be JSON is a page for people, of a proxy or a login server.
[[nodiscard]] bool is_html(const Response& response);
inline constexpr std::string_view html_problem =
    "the answer is HTML, probably from a proxy or a login page, not from a Kubernetes API server: "
    "check api_server and the proxy";

/// Throws the ApiError of an answer that is not 2xx.
[[noreturn]] void throw_for(const Request& request, const Response& response);

}  // namespace k8s::detail
