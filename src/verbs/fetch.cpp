#include "verbs/fetch.hpp"

#include <string_view>
#include <utility>

#include "http/status.hpp"

namespace k8s::detail {
namespace {

/// Whether an answer says that there is no object of that name, and not that the server does not
/// know the kind, or that this is no API server.
bool says_no_such_object(const Response& response, std::string_view name) {
  if (response.status != 404) return false;
  const Status status = decode_status(response);
  if (status.reason != "NotFound") return false;
  if (!status.name.empty()) return status.name == name;
  return status.message.find("could not find the requested resource") == std::string::npos;
}

Request get_request(const Call& call, Address&& address,
                    const std::optional<std::string>& resourceVersion) {
  Request request = call.request(Method::get, std::move(address), Idempotency::safe);
  if (resourceVersion) request.query.emplace_back("resourceVersion", *resourceVersion);
  return request;
}

}  // namespace

void fetch(const Call& call, const Kind& kind, Address&& address, void* object,
           const std::optional<std::string>& resourceVersion) {
  Request request = get_request(call, std::move(address), resourceVersion);
  decode_object(kind, request, call.send(request), object);
}

bool try_fetch(const Call& call, const Kind& kind, Address&& address, void* object,
               const std::optional<std::string>& resourceVersion) {
  Request request = get_request(call, std::move(address), resourceVersion);
  const Response response = call.try_send(request);
  if (says_no_such_object(response, request.target.name)) return false;
  if (!is_success(response.status)) throw_for(request, response);
  decode_object(kind, request, response, object);
  return true;
}

}  // namespace k8s::detail
