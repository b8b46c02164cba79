#pragma once

#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "testing/https_server.hpp"

namespace k8s::testing::detail {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using ParsedRequest = RequestParser::value_type;

/// The request without what only the connection knows. Its body is moved out of `request`.
[[nodiscard]] ServerRequest take_request(ParsedRequest& request);

/// The status of an answer after which the connection speaks another protocol.
inline constexpr int switching_protocols = 101;

/// How the client learns where a body ends.
enum class Framing {
  none,    // there is no body
  length,  // Content-Length
  chunks,  // Transfer-Encoding: chunked
  close,   // by the end of the connection: HTTP/1.0 knows no chunks
};
[[nodiscard]] Framing framing_of(const ParsedRequest& request, const ServerResponse& response);

/// The status line and the headers, with the empty line.
[[nodiscard]] std::string head_of(const ServerResponse& response, Framing framing, bool keep_alive);

void append_chunk(std::string& out, std::string_view piece);
void append_last_chunk(std::string& out);

/// What a request that is none is answered with.
[[nodiscard]] ServerResponse refusal_of(boost::system::error_code problem);

}  // namespace k8s::testing::detail
