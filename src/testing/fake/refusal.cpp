#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

[[noreturn]] void refuse(Failure failure) {
  throw Refusal(std::move(failure));
}

Failure about(const GroupName& resource, std::string_view name) {
  return {.has_details = true,
          .name = std::string(name),
          .group = resource.group,
          .kind = resource.name};
}

std::string quoted(const GroupName& resource, std::string_view name) {
  return resource.text() + " " + go_quote(name);
}

json::object details_of(const Failure& failure) {
  json::object details;
  if (!failure.name.empty()) details["name"] = failure.name;
  if (!failure.group.empty()) details["group"] = failure.group;
  if (!failure.kind.empty()) details["kind"] = failure.kind;
  if (!failure.causes.empty()) {
    json::array causes;
    for (const FieldError& error : failure.causes) {
      json::object cause;
      if (!error.reason.empty()) cause["reason"] = error.reason;
      if (!error.message.empty()) cause["message"] = error.message;
      if (!error.field.empty()) cause["field"] = error.field;
      causes.push_back(std::move(cause));
    }
    details["causes"] = std::move(causes);
  }
  if (failure.retry_after_seconds != 0) details["retryAfterSeconds"] = failure.retry_after_seconds;
  return details;
}

}  // namespace

json::object Failure::status() const {
  json::object metadata;
  if (!continue_token.empty()) metadata["continue"] = continue_token;
  json::object status{{"kind", "Status"},
                      {"apiVersion", "v1"},
                      {"metadata", std::move(metadata)},
                      {"status", "Failure"}};
  if (!message.empty()) status["message"] = message;
  if (!reason.empty()) status["reason"] = reason;
  if (json::object details = details_of(*this); has_details || !details.empty()) {
    status["details"] = std::move(details);
  }
  status["code"] = code;
  return status;
}

void refuse_bad_request(std::string message) {
  refuse({.code = 400, .reason = "BadRequest", .message = std::move(message)});
}

void refuse_unauthorized() {
  refuse({.code = 401, .reason = "Unauthorized", .message = "Unauthorized"});
}

void refuse_forbidden(const GroupName& resource, std::string_view name, std::string_view why,
                      std::vector<FieldError> causes) {
  Failure failure = about(resource, name);
  failure.code = 403;
  failure.reason = "Forbidden";
  failure.causes = std::move(causes);
  if (resource.name.empty()) {
    failure.message = "forbidden: ";
  } else {
    failure.message = (name.empty() ? resource.text() : quoted(resource, name)) + " is forbidden: ";
  }
  failure.message += why;
  refuse(std::move(failure));
}

void refuse_not_found(const GroupName& resource, std::string_view name) {
  Failure failure = about(resource, name);
  failure.code = 404;
  failure.reason = "NotFound";
  failure.message = quoted(resource, name) + " not found";
  refuse(std::move(failure));
}

void refuse_unknown_resource() {
  refuse({.code = 404,
          .reason = "NotFound",
          .message = "the server could not find the requested resource",
          .has_details = true});
}

void refuse_method() {
  refuse({.code = 405,
          .reason = "MethodNotAllowed",
          .message = "the server does not allow this method on the requested resource",
          .has_details = true});
}

void refuse_not_acceptable(std::string message, bool routed) {
  refuse({.code = 406,
          .reason = "NotAcceptable",
          .message = std::move(message),
          .has_details = !routed});
}

void refuse_media_type(std::string message, bool routed) {
  refuse({.code = 415,
          .reason = "UnsupportedMediaType",
          .message = std::move(message),
          .has_details = !routed});
}

void refuse_too_large(std::string_view what) {
  refuse({.code = 413,
          .reason = "RequestEntityTooLarge",
          .message = "Request entity too large: " + std::string(what)});
}

void refuse_already_exists(const GroupName& resource, std::string_view name, bool terminating,
                           bool generated) {
  Failure failure = about(resource, name);
  failure.code = 409;
  failure.reason = "AlreadyExists";
  failure.message = quoted(resource, name) + " already exists";
  if (generated) {
    failure.message += ", the server was not able to generate a unique name for the object";
    failure.retry_after_seconds = 1;
  }
  if (terminating) failure.message.insert(0, "object is being deleted: ");
  refuse(std::move(failure));
}

void refuse_conflict(const GroupName& resource, std::string_view name, std::string_view why) {
  Failure failure = about(resource, name);
  failure.code = 409;
  failure.reason = "Conflict";
  failure.message = "Operation cannot be fulfilled on " + quoted(resource, name) + ": ";
  failure.message += why;
  refuse(std::move(failure));
}

void refuse_apply_conflict(std::string message, std::vector<FieldError> causes) {
  refuse({.code = 409,
          .reason = "Conflict",
          .message = std::move(message),
          .causes = std::move(causes)});
}

void refuse_invalid(const GroupName& kind, std::string_view name, const FieldErrors& errors) {
  Failure failure = about(kind, name);
  failure.code = 422;
  failure.reason = "Invalid";
  failure.message = quoted(kind, name) + " is invalid: " + errors.text();
  failure.causes = errors.all();
  refuse(std::move(failure));
}

void refuse_unprocessable() {
  refuse({.code = 422,
          .reason = "Invalid",
          .message = "the server rejected our request due to an error in our request",
          .has_details = true});
}

void refuse_expired(std::string message, std::string continue_token) {
  refuse({.code = 410,
          .reason = "Expired",
          .message = std::move(message),
          .continue_token = std::move(continue_token)});
}

void refuse_internal(std::string message) {
  refuse({.code = 500, .message = std::move(message)});
}

void refuse_internal_error(const std::string& why) {
  refuse({.code = 500,
          .reason = "InternalError",
          .message = "Internal error occurred: " + why,
          .causes = {{"", why, ""}}});
}

Failure too_large_resource_version(std::uint64_t wanted, std::uint64_t current) {
  return {.code = 504,
          .reason = "Timeout",
          .message = "Timeout: Too large resource version: " + std::to_string(wanted) +
                     ", current: " + std::to_string(current),
          .causes = {{"ResourceVersionTooLarge", "Too large resource version", ""}},
          .retry_after_seconds = 1};
}

}  // namespace k8s::testing::fake
