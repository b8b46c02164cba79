#include "verbs/call.hpp"

#include "after.hpp"
#include "client_core.hpp"
#include "codec/codec.hpp"
#include "http/status.hpp"

namespace k8s::detail {

Call::Call(const Client& client, std::stop_token stop,
           std::optional<std::chrono::milliseconds> timeout)
    : core_(client.core()),
      stop_(std::move(stop)),
      timeout_(timeout.value_or(core_->config().timeout)) {
  if (timeout) deadline_ = detail::after(core_->clock()->now(), *timeout);
}

const Config& Call::config() const {
  return core_->config();
}

std::string_view Call::namespace_for(const Kind& kind, std::string_view words,
                                     const std::optional<std::string>& named,
                                     std::string_view of_object) const {
  refuse_namespace(kind, words, named);
  if (!kind.namespaced) return {};
  if (named && !of_object.empty() && *named != of_object) {
    throw ValidationError(std::string(words) + " " + std::string(kind.name) +
                          ": the object's namespace is \"" + std::string(of_object) +
                          "\", the options name \"" + *named + "\"");
  }
  if (named) return *named;
  return of_object.empty() ? config().namespace_ : of_object;
}

std::optional<std::string_view> Call::scope_for(const Kind& kind, std::string_view words,
                                                const NamespaceScope& scope) const {
  if (scope.all()) return std::nullopt;
  return namespace_for(kind, words, scope.name());
}

Request Call::request(Method method, Address&& address, Idempotency idempotency) const {
  return {.method = method,
          .path = std::move(address.path),
          .target = std::move(address.target),
          .idempotency = idempotency,
          .stop = stop_,
          .timeout = timeout_,
          .deadline = deadline_};
}

Response Call::try_send(Request& request) const {
  return core_->send(request);
}

Response Call::send(Request& request) const {
  Response response = try_send(request);
  if (!is_success(response.status)) throw_for(request, response);
  return response;
}

bool Call::wait(std::chrono::milliseconds pause) const {
  const auto until = core_->clock()->now() + pause;
  if (deadline_ && until >= *deadline_) return false;
  if (!core_->clock()->sleep_until(until, stop_)) throw Stopped("stopped while waiting");
  return true;
}

void require_json(const Request& request, const Response& response) {
  if (is_html(response)) throw DecodeError("$", 0, html_problem, describe(request));
}

void decode_object(const Kind& kind, const Request& request, const Response& response,
                   void* object) {
  try {
    codec::decode(kind, response.body, object);
  } catch (const DecodeError& error) {
    require_json(request, response);
    throw error.while_doing(describe(request));
  }
}

}  // namespace k8s::detail
