#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/export.hpp>

namespace k8s {

enum class Method { get, head, post, put, patch, delete_ };

/// "GET", "POST" ...
[[nodiscard]] K8S_EXPORT std::string_view to_string(Method method) noexcept;

/// Header fields in their order; names compare without regard to case.
class K8S_EXPORT Headers {
 public:
  using Field = std::pair<std::string, std::string>;
  using value_type = Field;
  using const_iterator = std::vector<Field>::const_iterator;

  Headers() = default;
  Headers(std::initializer_list<Field> fields);

  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);
  void add(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// The first value of that name, or null.
  [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
  /// The values of that name.
  [[nodiscard]] std::vector<std::string> find_all(std::string_view name) const;

  [[nodiscard]] const_iterator begin() const noexcept { return fields_.begin(); }
  [[nodiscard]] const_iterator end() const noexcept { return fields_.end(); }
  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

/// May a request be sent again when nobody knows whether the server saw it?
enum class Idempotency {
  /// Doing it twice is doing it once: GET, a PUT with resourceVersion, a DELETE with a uid.
  safe,
  /// It may be sent again only if it provably never left, or the server asks for it.
  unsafe,
};

/// What a request is for, in the words of error messages and logs: "get Pod default/nginx".
struct RequestTarget {
  std::string verb{};
  std::string kind{};
  std::string namespace_{};
  std::string name{};
  /// The bodies hold secret data: no part of them may be logged or quoted.
  bool secret = false;
};

struct Response;

/// Takes the body of an answer as it arrives, so that it is never held whole.
class K8S_EXPORT BodySink {
 public:
  virtual ~BodySink() = default;
  /// A body begins, perhaps again: what was taken of an earlier one, which broke off, is void.
  /// \param head the status and headers; its body is empty
  virtual void begin(const Response& head) = 0;
  /// The bytes that come next, unpacked. Called by the thread that sends the request; what it
  /// throws ends the request and comes out of Transport::send.
  virtual void take(std::string_view bytes) = 0;
};

/// One HTTP request to the API server.
struct Request {
  Method method = Method::get;
  /// Percent-encoded, from the root: "/api/v1/namespaces/default/pods". May end in a query.
  std::string path{};
  /// Names and values as they are; the transport encodes them.
  std::vector<std::pair<std::string, std::string>> query{};
  Headers headers{};
  std::string body{};

  RequestTarget target{};
  Idempotency idempotency = Idempotency::unsafe;
  /// The answer's body is read through Response::stream as it arrives (if the status is 2xx).
  bool stream = false;
  /// A stream that may share its connection with others, if the server speaks HTTP/2 over TLS. It
  /// is then read ahead: good for many that are mostly silent, as watches are.
  bool multiplex = false;
  /// Takes the body of a 2xx answer, if this is no stream. Whoever answers may not know of it and
  /// give Response::body instead. It has to live until send() returns.
  BodySink* sink = nullptr;
  std::stop_token stop{};
  /// For one try; 0 means none. In a stream it ends with the response's headers.
  std::chrono::milliseconds timeout{0};
  /// In a stream, the longest silence, after which read() says the stream is idle; 0 means none.
  std::chrono::milliseconds idle_timeout{0};
  /// For the whole call, retries included.
  std::optional<std::chrono::steady_clock::time_point> deadline{};

  /// The path with the encoded query: what stands in the request line.
  [[nodiscard]] K8S_EXPORT std::string url() const;
};

/// A response body that arrives piece by piece. Used by one thread at a time. Destroying it ends
/// the exchange. A slow reader holds the sender back: between two calls of read() nothing is read
/// from the network, or only a bounded amount (Request::multiplex).
class K8S_EXPORT BodyStream {
 public:
  enum class End {
    none,   // there is more
    clean,  // the server ended the body as the protocol asks
    idle,   // silence for longer than Request::idle_timeout
  };
  virtual ~BodyStream() = default;
  /// Waits for bytes and appends them to `chunk`. Returns none if it appended any.
  /// \throws TransportError if the connection broke, Stopped after a stop request
  virtual End read(std::string& chunk) = 0;
};

/// What it took to carry a request and its answer.
struct Transfer {
  /// About: headers and body, without what TLS adds.
  std::uint64_t bytes_sent = 0;
  /// The same of the answer, as packed as it came; of a stream, what came with its headers.
  std::uint64_t bytes_received = 0;
  /// No kept connection could be used.
  bool new_connection = false;
  bool tls_handshake = false;
};

/// The answer to a request, whatever its status: a failed status is not an exception here.
struct Response {
  int status = 0;
  Headers headers{};
  /// Whole, unless the request asked for a stream or had a sink and the status is 2xx.
  std::string body{};
  std::unique_ptr<BodyStream> stream{};
  /// How often the request was sent, this answer's time included.
  int attempts = 1;
  /// An earlier attempt may have been carried out though nobody heard of it: a 404 to a DELETE may
  /// mean that it succeeded, a 409 to a PUT that the conflict is with our own change.
  bool replayed = false;
  /// Of the last attempt; all zero if the transport does not say.
  Transfer transfer{};
};

/// Percent-encodes one segment of a path or one part of a query: all but A-Z a-z 0-9 - . _ ~.
[[nodiscard]] K8S_EXPORT std::string percent_encode(std::string_view text);

}  // namespace k8s
