// The logs of containers.

#include <tuple>

#include "testing/fake/api_server.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/call.hpp"

namespace k8s::testing::fake {

void ApiServer::serve_log(Call& call) {
  const Route& route = call.route;
  const LogOptions options = read_log_options(route.query, route.name, clock_.wall_now());
  ObjectPtr pod;
  {
    const std::scoped_lock lock(mutex_);
    pod = objects_.get(call.target(), "");
  }
  const PodLogs::Name log{route.namespace_, route.name, container_of(*pod, options)};
  if (options.previous) {
    refuse_bad_request("previous terminated container " + go_quote(std::get<2>(log)) + " in pod " +
                       go_quote(route.name) + " not found");
  }
  if (!logs_.has(log) && text_at(*pod, {"spec", "nodeName"}).empty()) {
    call.answer.status = 204;  // no node has it
    return;
  }
  call.answer.headers.set("Content-Type", "text/plain");
  const std::string_view phase = text_at(*pod, {"status", "phase"});
  const bool over = phase == "Succeeded" || phase == "Failed";
  if (options.follow && !over) {
    call.answer.source = logs_.follow(log, options);
  } else {
    call.answer.body = logs_.read(log, options);
  }
}

void ApiServer::append_log(const PodLogs::Name& name, std::string_view text) {
  logs_.append(name, text, clock_.timestamp());
}

}  // namespace k8s::testing::fake
