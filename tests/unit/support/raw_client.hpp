#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "testing/certificates.hpp"

namespace k8s::test {

/// A blocking client that sends any bytes and reads answers one by one: what a well-behaved client
/// library would not let a test do.
class RawClient {
 public:
  using Reply = boost::beast::http::response<boost::beast::http::string_body>;
  using Problem = boost::system::error_code;

  explicit RawClient(std::uint16_t port) : socket_(io_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  RawClient(std::uint16_t port, const std::string& ca_pem,
            const std::optional<testing::detail::KeyPair>& certificate = {})
      : RawClient(port) {
    context_.add_certificate_authority(boost::asio::buffer(ca_pem));
    context_.set_verify_mode(boost::asio::ssl::verify_peer);
    if (certificate) {
      context_.use_certificate(boost::asio::buffer(certificate->certificate_pem),
                               boost::asio::ssl::context::pem);
      context_.use_private_key(boost::asio::buffer(certificate->key_pem),
                               boost::asio::ssl::context::pem);
    }
    tls_.emplace(socket_, context_);
    tls_->handshake(boost::asio::ssl::stream_base::client);
  }

  void send(std::string_view bytes) {
    if (tls_) {
      boost::asio::write(*tls_, boost::asio::buffer(bytes));
    } else {
      boost::asio::write(socket_, boost::asio::buffer(bytes));
    }
  }

  /// Reads one answer; `problem` says how it broke off.
  Reply read(Problem& problem) {
    boost::beast::http::response_parser<boost::beast::http::string_body> parser;
    parser.body_limit(boost::none);
    if (tls_) {
      boost::beast::http::read(*tls_, buffer_, parser, problem);
    } else {
      boost::beast::http::read(socket_, buffer_, parser, problem);
    }
    return parser.release();
  }
  Reply read() {
    Problem problem;
    Reply reply = read(problem);
    if (problem) throw boost::system::system_error(problem);
    return reply;
  }
  Reply get(std::string_view target) {
    send("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    return read();
  }

  /// Reads until `text` has come, and returns everything before it and itself.
  std::string read_until(std::string_view text) {
    std::string seen;
    char byte = 0;
    while (!seen.ends_with(text)) {
      const auto one = boost::asio::buffer(&byte, 1);
      if (tls_) {
        boost::asio::read(*tls_, one);
      } else {
        boost::asio::read(socket_, one);
      }
      seen += byte;
    }
    return seen;
  }

  /// Reads and drops everything; how the connection ended: eof, connection_reset ...
  Problem read_to_end() {
    Problem problem;
    char bytes[4096];
    while (!problem) {
      if (tls_) {
        tls_->read_some(boost::asio::buffer(bytes), problem);
      } else {
        socket_.read_some(boost::asio::buffer(bytes), problem);
      }
    }
    return problem;
  }

  boost::asio::ip::tcp::socket& socket() { return socket_; }

 private:
  boost::asio::io_context io_;
  boost::asio::ssl::context context_{boost::asio::ssl::context::tls_client};
  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace k8s::test
