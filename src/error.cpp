#include <k8s/error.hpp>

#include <utility>

#include "error_line.hpp"
#include "one_line.hpp"

namespace k8s {
namespace {

std::string with_place(std::string_view message, std::string_view file, std::size_t line) {
  std::string text(file);
  if (!text.empty() && line > 0) text += ':' + std::to_string(line);
  if (!text.empty()) text += ": ";
  return text + std::string(message);
}

std::string with_path(std::string_view doing, std::string_view path, std::size_t offset,
                      std::string_view problem) {
  std::string text(doing);
  if (!text.empty()) text += ": ";
  return text + std::string(path) + ": " + std::string(problem) + " (at byte " +
         std::to_string(offset) + ')';
}

struct Refusal {
  const RequestTarget& target;
  Method method;
  std::string path;
  Status status;
  int attempts;

  template <class Leaf>
  [[noreturn]] void raise() const {
    throw Leaf(target, method, path, status, attempts);
  }
};

}  // namespace

Error::Error(std::string_view message)
    : std::runtime_error(detail::one_line(message, detail::max_error_line)) {}

ApiError::ApiError(const RequestTarget& target, Method method, std::string path, Status status,
                   int attempts)
    : Error(detail::refusal_line(target, method, path, status, attempts)),
      status_(std::move(status)),
      method_(method),
      path_(std::move(path)) {}

void throw_api_error(const RequestTarget& target, Method method, std::string path, Status status,
                     int attempts) {
  const Refusal refusal{target, method, std::move(path), std::move(status), attempts};
  switch (refusal.status.code) {
    case 401:
      refusal.raise<Unauthorized>();
    case 403:
      refusal.raise<Forbidden>();
    case 404:
      refusal.raise<NotFound>();
    case 409:
      if (refusal.status.reason == "AlreadyExists") refusal.raise<AlreadyExists>();
      refusal.raise<Conflict>();
    case 410:
      refusal.raise<Gone>();
    case 422:
      refusal.raise<Invalid>();
    case 429:
      refusal.raise<TooManyRequests>();
    default:
      break;
  }
  if (refusal.status.code >= 500) refusal.raise<ServerError>();
  if (refusal.status.code >= 400) refusal.raise<ClientError>();
  refusal.raise<ApiError>();
}

TransportError::TransportError(std::string_view message, bool may_have_been_done)
    : Error(message), may_have_been_done_(may_have_been_done) {}

ConfigError::ConfigError(std::string_view message, std::string file, std::size_t line)
    : Error(with_place(message, file, line)), file_(std::move(file)), line_(line) {}

DecodeError::DecodeError(std::string path, std::size_t offset, std::string_view problem,
                         std::string_view doing)
    : Error(with_path(doing, path, offset, problem)),
      path_(std::move(path)),
      offset_(offset),
      problem_(problem) {}

DecodeError DecodeError::while_doing(std::string_view doing) const {
  return {path_, offset_, problem_, doing};
}

DecodeError DecodeError::inside(std::string_view path, std::size_t offset) const {
  const std::string_view below = path_.starts_with('$') ? std::string_view(path_).substr(1) : path_;
  return {std::string(path).append(below), offset_ + offset, problem_};
}

}  // namespace k8s
