#include "error_line.hpp"

#include <algorithm>
#include <array>

#include "http/target.hpp"
#include "one_line.hpp"

namespace k8s::detail {
namespace {

// The parts are bounded one by one, so that advice at the end is never what is cut off.
constexpr std::size_t max_target = 600;
constexpr std::size_t max_message = 800;
constexpr std::size_t max_causes = 400;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool has_cause(const Status& status, std::string_view reason) {
  return std::ranges::any_of(status.causes,
                             [&](const StatusCause& cause) { return cause.reason == reason; });
}

/// The words of RFC 9110, for answers without a reason of Kubernetes.
std::string_view http_words(int code) {
  switch (code) {
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 407:
      return "Proxy Authentication Required";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return {};
  }
}

bool is_denied_by_rbac(const Status& status) {
  return contains(status.message, "User \"") && contains(status.message, " cannot ");
}

/// Whether the server may have quoted the body it was sent. It does so in what it says about
/// decoding (400), validation (422), admission (403, 500) and apply.
bool may_quote_body(const Status& status) {
  constexpr std::array safe{401, 404, 405, 406, 409, 410, 413, 415, 429, 503, 504};
  if (status.code == 403)
    return !is_denied_by_rbac(status) && !has_cause(status, "NamespaceTerminating");
  return std::ranges::find(safe, status.code) == safe.end();
}

/// Whether the message of a cause is free of the field's value: so Kubernetes writes these three.
bool is_free_of_values(const StatusCause& cause) {
  return cause.reason == "FieldValueRequired" || cause.reason == "FieldValueForbidden" ||
         cause.reason == "FieldValueTooLong";
}

std::string cause_text(const StatusCause& cause, bool secret) {
  std::string text = cause.field;
  const std::string& said = secret && !is_free_of_values(cause) ? cause.reason : cause.message;
  if (!text.empty() && !said.empty()) text += ": ";
  return text + said;
}

/// The causes that the message does not tell already: " (spec.replicas: must be positive; ...)".
std::string untold_causes(const Status& status, std::string_view told, bool secret) {
  std::string text;
  for (const StatusCause& cause : status.causes) {
    const std::string said = cause_text(cause, secret);
    if (said.empty()) continue;
    if (contains(told, cause.field) && contains(told, cause.message)) continue;
    if (contains(text, said)) continue;
    if (!text.empty()) text += "; ";
    text += said;
  }
  return text.empty() ? text : " (" + one_line(text, max_causes) + ')';
}

std::string_view advice_on_403(const Status& status) {
  if (contains(status.message, "\"system:anonymous\"")) {
    return "no credentials were sent: set a token or a client certificate";
  }
  if (is_denied_by_rbac(status)) return "a Role and a RoleBinding for that user must allow it";
  if (has_cause(status, "NamespaceTerminating")) {
    return "the namespace is being deleted: wait until it is gone, or use another";
  }
  return {};
}

std::string_view advice_on_404(const Status& status) {
  if (contains(status.message, "could not find the requested resource") ||
      contains(status.message, "404 page not found")) {
    return "the server has no such API: check that it serves this version, that the "
           "CustomResourceDefinition is installed and that api_server is right";
  }
  return {};
}

std::string_view advice_on_409(const Status& status) {
  if (contains(status.message, "object is being deleted")) return "wait until it is gone";
  if (status.reason == "AlreadyExists") return "fetch it and change it, or use get_or_create()";
  if (has_cause(status, "FieldManagerConflict")) {
    return "leave these fields to their managers, or take them over by force";
  }
  if (contains(status.message, "UID in precondition")) {
    return "the object was deleted and another made under its name: fetch that one";
  }
  if (contains(status.message, "latest version and try again")) return {};
  return "fetch it again, repeat the change and save";
}

std::string advice_on_429(const Status& status) {
  if (has_cause(status, "DisruptionBudget")) return "wait until the budget allows it";
  if (!status.retryAfterSeconds) return "the server is busy: try again later";
  return "the server is busy: try again in " + std::to_string(*status.retryAfterSeconds) + " s";
}

std::string advice(const Status& status) {
  switch (status.code) {
    case 401:
      return "the server did not accept the credentials: log in again, or check the token or the "
             "client certificate and whether they have expired";
    case 403:
      return std::string(advice_on_403(status));
    case 404:
      return std::string(advice_on_404(status));
    case 409:
      return std::string(advice_on_409(status));
    case 410:
      return "the version asked for is too old: list again from the start";
    case 429:
      return advice_on_429(status);
    default:
      return {};
  }
}

}  // namespace

std::string refusal_line(const RequestTarget& target, Method method, std::string_view path,
                         const Status& status, int attempts) {
  std::string line = one_line(describe(target, method, path), max_target);
  line += ": " + std::to_string(status.code);
  const std::string_view reason =
      status.reason.empty() ? http_words(status.code) : std::string_view(status.reason);
  if (!reason.empty()) line += ' ' + one_line(reason, 100);

  const bool silent = target.secret && may_quote_body(status);
  const std::string message = silent ? std::string() : one_line(status.message, max_message);
  if (!message.empty() && message != reason) line += ": " + message;
  line += untold_causes(status, silent ? std::string_view() : status.message, target.secret);

  if (silent && !status.message.empty()) {
    line += "; the server's message is left out, since it may quote the secret";
  }
  if (const std::string hint = advice(status); !hint.empty()) line += "; " + hint;
  if (attempts > 1) line += " (tried " + std::to_string(attempts) + " times)";
  return line;
}

}  // namespace k8s::detail
