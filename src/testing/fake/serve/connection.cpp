// Requests that are to reach what runs in containers, and at nodes, pods and services.

#include <boost/json/value_from.hpp>

#include "testing/fake/api_server.hpp"
#include "testing/fake/proxy.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/call.hpp"

namespace k8s::testing::fake {
namespace {

/// What a request to connect says, as an object: a PodExecOptions and its like.
json::object connection_options(const Route& route) {
  json::object options;
  for (const char* const name : {"stdin", "stdout", "stderr", "tty"}) {
    if (route.query.flag(name).value_or(false)) options[name] = true;
  }
  for (const char* const name : {"container", "path"}) {
    if (const std::string text = route.query.text(name); !text.empty()) options[name] = text;
  }
  if (const auto command = route.query.all("command"); !command.empty()) {
    options["command"] = json::value_from(command);
  }
  return options;
}

}  // namespace

void ApiServer::admit_connection(Call& call) {
  WriteOptions none;
  none.caller = call.caller;
  admit_action(call, "CONNECT", connection_options(call.route), none);
}

void ApiServer::serve_connection(Call& call) {
  const Route& route = call.route;
  ObjectPtr pod;
  {
    const std::scoped_lock lock(mutex_);
    admit_connection(call);
    pod = objects_.get(call.target(), "");
  }
  if (route.subresource != "portforward") {
    (void)container_of(*pod, {.container = route.query.text("container")});
  }
  if (text_at(*pod, {"spec", "nodeName"}).empty()) {
    refuse_bad_request("pod " + route.name + " does not have a host assigned");
  }
  refuse_internal("error dialing backend: nothing runs in the containers of a FakeCluster");
}

void ApiServer::serve_proxy(Call& call) {
  const std::scoped_lock lock(mutex_);
  admit_connection(call);
  call.answer.headers.set(
      "Location", proxy_location(call.request.method, call.request.target, call.route, storage_));
  call.answer.status = 301;
}

}  // namespace k8s::testing::fake
