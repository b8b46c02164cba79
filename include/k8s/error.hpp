#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/export.hpp>
#include <k8s/http.hpp>

namespace k8s {

/// Every exception of the library. what() is one line that says what was tried, on what, and what
/// went wrong; it holds no control characters and no token, key or Secret's data, and is at most
/// 2,000 bytes long.
class K8S_EXPORT Error : public std::runtime_error {
 public:
  explicit Error(std::string_view message);
};

/// One reason of a refusal: StatusCause of the Kubernetes API.
struct StatusCause {
  std::string reason{};
  std::string message{};
  std::string field{};
  friend bool operator==(const StatusCause&, const StatusCause&) = default;
};

/// What the server says about a request that failed.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
struct Status {
  int code = 0;
  std::string reason{};
  std::string message{};
  // Of `details`:
  std::string name{};
  std::string group{};
  std::string kind{};
  std::string uid{};
  std::vector<StatusCause> causes{};
  std::optional<int> retryAfterSeconds{};
};

/// The server refused: it answered with a status that is not 2xx.
class K8S_EXPORT ApiError : public Error {
 public:
  /// \param attempts how often it was tried, for the message
  ApiError(const RequestTarget& target, Method method, std::string path, Status status,
           int attempts = 1);

  /// The HTTP status.
  [[nodiscard]] int code() const noexcept { return status_.code; }
  /// Kubernetes' own word, such as "AlreadyExists"; empty if there was none.
  [[nodiscard]] const std::string& reason() const noexcept { return status_.reason; }
  /// The server's own words, as it sent them: untrusted text.
  [[nodiscard]] const std::string& message() const noexcept { return status_.message; }
  /// The fields that were refused, and why.
  [[nodiscard]] const std::vector<StatusCause>& causes() const noexcept { return status_.causes; }
  /// All that the server said.
  [[nodiscard]] const Status& status() const noexcept { return status_; }
  [[nodiscard]] Method method() const noexcept { return method_; }
  /// The request's path and query.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  Status status_;
  Method method_;
  std::string path_;
};

/// Any 4xx.
class K8S_EXPORT ClientError : public ApiError {
 public:
  using ApiError::ApiError;
};
/// Any 5xx.
class K8S_EXPORT ServerError : public ApiError {
 public:
  using ApiError::ApiError;
};
/// 401: the credentials are missing or no longer good.
class K8S_EXPORT Unauthorized : public ClientError {
 public:
  using ClientError::ClientError;
};
/// 403: authenticated, but not allowed (or refused by admission).
class K8S_EXPORT Forbidden : public ClientError {
 public:
  using ClientError::ClientError;
};
/// 404
class K8S_EXPORT NotFound : public ClientError {
 public:
  using ClientError::ClientError;
};
/// 409 with the reason AlreadyExists.
class K8S_EXPORT AlreadyExists : public ClientError {
 public:
  using ClientError::ClientError;
};
/// Any other 409: somebody else changed the object first.
class K8S_EXPORT Conflict : public ClientError {
 public:
  using ClientError::ClientError;
};
/// 410: the resourceVersion or continue token is too old.
class K8S_EXPORT Gone : public ClientError {
 public:
  using ClientError::ClientError;
};
/// 422: the object is not valid; causes() names the fields.
class K8S_EXPORT Invalid : public ClientError {
 public:
  using ClientError::ClientError;
};
/// 429
class K8S_EXPORT TooManyRequests : public ClientError {
 public:
  using ClientError::ClientError;
};

/// Throws the leaf of ApiError that fits `status.code` and `status.reason`.
[[noreturn]] K8S_EXPORT void throw_api_error(const RequestTarget& target, Method method,
                                             std::string path, Status status, int attempts = 1);

/// There was no answer, or only a part of one.
class K8S_EXPORT TransportError : public Error {
 public:
  TransportError(std::string_view message, bool may_have_been_done);
  /// False if the request provably never reached the server.
  [[nodiscard]] bool may_have_been_done() const noexcept { return may_have_been_done_; }

 private:
  bool may_have_been_done_;
};
/// No answer in time.
class K8S_EXPORT Timeout : public TransportError {
 public:
  using TransportError::TransportError;
};
/// The server's certificate, ours, or the handshake was not acceptable.
class K8S_EXPORT TlsError : public TransportError {
 public:
  using TransportError::TransportError;
};

/// The call was ended by its std::stop_token.
class K8S_EXPORT Stopped : public Error {
 public:
  using Error::Error;
};

/// A configuration that cannot work; names the file, the line where there is one, and the remedy.
class K8S_EXPORT ConfigError : public Error {
 public:
  explicit ConfigError(std::string_view message, std::string file = {}, std::size_t line = 0);
  /// Empty if there is none.
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// From 1; 0 if there is none.
  [[nodiscard]] std::size_t line() const noexcept { return line_; }

 private:
  std::string file_;
  std::size_t line_;
};

/// JSON or YAML that is not what it should be; says where, never the value of a secret.
class K8S_EXPORT DecodeError : public Error {
 public:
  /// \param path such as `$.spec.containers[0].image`
  /// \param offset of the byte in the input, from 0
  /// \param doing what was being done: "get Pod default/nginx"
  DecodeError(std::string path, std::size_t offset, std::string_view problem,
              std::string_view doing = {});
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  /// The same error, with what was being done in front.
  [[nodiscard]] DecodeError while_doing(std::string_view doing) const;
  /// The same error, told of the text that the faulty one is a part of: at `path`, from `offset`.
  [[nodiscard]] DecodeError inside(std::string_view path, std::size_t offset) const;

 private:
  std::string path_;
  std::size_t offset_;
  std::string problem_;
};

/// Refused before anything was sent: an empty name, a name that is no path segment, a required
/// field without a value.
class K8S_EXPORT ValidationError : public Error {
 public:
  using Error::Error;
};

/// `*` or `->` on an absent Box.
class K8S_EXPORT BadAccess : public Error {
 public:
  using Error::Error;
};

}  // namespace k8s
