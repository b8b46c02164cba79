#include "verbs/fetch.hpp"

#include <string_view>
#include <utility>

#include "codec/codec.hpp"
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

Request get_request(const Call& call, Address address,
                    const std::optional<std::string>& resourceVersion) {
  Request request = call.request(Method::get, std::move(address), Idempotency::safe);
  if (resourceVersion) request.query.emplace_back("resourceVersion", *resourceVersion);
  return request;
}

void read(const Kind& kind, const Request& request, const Response& response, void* object) {
  decode_answer(request, response,
                [&](std::string_view body) { codec::decode(kind, body, object); });
}

}  // namespace

void fetch(const Call& call, const Kind& kind, Address address, void* object,
           const std::optional<std::string>& resourceVersion) {
  Request request = get_request(call, std::move(address), resourceVersion);
  read(kind, request, call.send(request), object);
}

bool try_fetch(const Call& call, const Kind& kind, Address address, void* object,
               const std::optional<std::string>& resourceVersion) {
  Request request = get_request(call, std::move(address), resourceVersion);
  const Response response = call.try_send(request);
  if (says_no_such_object(response, request.target.name)) return false;
  if (!is_success(response.status)) throw_for(request, response);
  read(kind, request, response, object);
  return true;
}

}  // namespace k8s::detail
