#include "testing/server/wire.hpp"

#include <sstream>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/write.hpp>

namespace k8s::testing::detail {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

template <class Buffers>
void append(std::string& out, const Buffers& buffers) {
  for (const boost::asio::const_buffer buffer : beast::buffers_range_ref(buffers)) {
    out.append(static_cast<const char*>(buffer.data()), buffer.size());
  }
}

bool has_no_body(const ParsedRequest& request, int status) {
  return request.method() == http::verb::head || status == 204 || status == 304;
}

}  // namespace

ServerRequest take_request(ParsedRequest& request) {
  ServerRequest result;
  result.method = request.method_string();
  result.target = request.target();
  for (const auto& field : request) {
    result.headers.add(field.name_string(), field.value());
  }
  result.body = std::move(request.body());
  return result;
}

Framing framing_of(const ParsedRequest& request, const ServerResponse& response) {
  if (response.status == switching_protocols) return Framing::close;
  if (has_no_body(request, response.status)) return Framing::none;
  if (!response.source) return Framing::length;
  return request.version() < 11 ? Framing::close : Framing::chunks;
}

std::string head_of(const ServerResponse& response, Framing framing, bool keep_alive) {
  http::response_header<> head;
  head.version(11);
  head.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) head.insert(name, value);
  head.erase(http::field::content_length);
  head.erase(http::field::transfer_encoding);
  head.erase(http::field::connection);
  if (framing == Framing::length) {
    head.set(http::field::content_length, std::to_string(response.body.size()));
  }
  if (framing == Framing::chunks) head.set(http::field::transfer_encoding, "chunked");
  if (response.status == switching_protocols) {
    head.set(http::field::connection, "Upgrade");
  } else if (!keep_alive) {
    head.set(http::field::connection, "close");
  }
  std::ostringstream text;
  text << head;
  return std::move(text).str();
}

void append_chunk(std::string& out, std::string_view piece) {
  // An empty chunk would be the last one.
  if (piece.empty()) return;
  append(out, http::make_chunk(boost::asio::buffer(piece)));
}

void append_last_chunk(std::string& out) {
  append(out, http::make_chunk_last());
}

ServerResponse refusal_of(boost::system::error_code problem) {
  const bool header = problem == http::error::header_limit;
  return {.status = header ? 431 : 400,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = header ? "431 Request Header Fields Too Large" : "400 Bad Request"};
}

}  // namespace k8s::testing::detail
