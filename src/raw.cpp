#include "raw.hpp"

#include <string>
#include <utility>

#include <k8s/error.hpp>

#include "after.hpp"
#include "http/sendable.hpp"
#include "http/status.hpp"
#include "http/target.hpp"

namespace k8s::detail {
namespace {

bool only_reads(Method method) {
  return method == Method::get || method == Method::head;
}

/// Whether the bodies may hold what no log may show: of Secrets, and of requests for tokens.
bool is_about_secrets(std::string_view path) {
  path = path.substr(0, path.find('?'));
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    const std::string_view segment = path.substr(0, end);
    if (segment == "secrets" || segment == "token" || segment == "tokenreviews") return true;
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  return false;
}

void check(const Request& request) {
  check_sendable(request);
  if (request.method == Method::patch && request.headers.find("Content-Type") == nullptr) {
    throw ValidationError(describe(request) +
                          ": a PATCH has to say of what kind it is: set the header Content-Type, "
                          "for example to application/merge-patch+json");
  }
}

}  // namespace

Response send_raw(const ClientCore& core, Method method, std::string_view path,
                  RawOptions options) {
  Request request;
  request.method = method;
  request.path = path;
  request.query = std::move(options.query);
  request.headers = std::move(options.headers);
  // What is no API of objects, such as /metrics, answers in a type of its own.
  if (request.headers.find("Accept") == nullptr) {
    request.headers.add("Accept", "application/json, */*");
  }
  request.body = std::move(options.body);
  request.target.secret = is_about_secrets(path);
  request.idempotency =
      options.idempotency.value_or(only_reads(method) ? Idempotency::safe : Idempotency::unsafe);
  request.stream = options.stream;
  request.stop = std::move(options.stop);
  request.timeout = options.timeout.value_or(core.config().timeout);
  if (options.timeout) request.deadline = after(core.clock()->now(), *options.timeout);
  check(request);

  Response response = core.send(request);
  if (!options.any_status && !is_success(response.status)) throw_for(request, response);
  return response;
}

}  // namespace k8s::detail
