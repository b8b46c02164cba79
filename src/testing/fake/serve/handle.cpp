// The way of every request: who asks, what for, whether that is allowed, and which verb answers.

#include <stdexcept>
#include <utility>

#include "testing/fake/accept.hpp"
#include "testing/fake/admission.hpp"
#include "testing/fake/api_server.hpp"
#include "testing/fake/go_time.hpp"
#include "testing/fake/rbac.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/reviews.hpp"
#include "testing/fake/serve/answer.hpp"
#include "testing/fake/subresource.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_body = std::size_t{3} * 1024 * 1024;

/// What a server of HTTP says to those who do not speak it well.
detail::ServerResponse not_understood() {
  return {.status = 400,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Connection", "close"}},
          .body = "400 Bad Request"};
}

/// The name of a request in the logs of a server; the client may choose it.
std::string audit_id(const Headers& headers, Random& random) {
  const std::string* const chosen = headers.find("Audit-ID");
  return chosen != nullptr && !chosen->empty() ? *chosen : random.uid();
}

/// Refuses a `timeout` that is none, of requests that end by themselves.
void check_timeout(const Route& route) {
  const std::string timeout = route.query.text("timeout");
  if (timeout.empty() || route.verb == "watch") return;
  if (const std::string problem = go_duration_problem(timeout); !problem.empty()) {
    refuse_bad_request("invalid timeout specified in the request URL - " + problem);
  }
}

void check_size(const detail::ServerRequest& request) {
  if (request.body_too_large || request.body.size() > max_body) {
    refuse_too_large("limit is " + std::to_string(max_body));
  }
}

void warn_of_deprecation(Call& call) {
  if (call.route.resource == nullptr) return;
  const std::string_view deprecation = call.route.resource->rules->deprecation;
  if (!deprecation.empty()) call.warnings.emplace_back(deprecation);
}

detail::ServerResponse to_answer(Response response) {
  detail::ServerResponse answer;
  answer.status = response.status;
  answer.headers = std::move(response.headers);
  answer.body = std::move(response.body);
  return answer;
}

}  // namespace

detail::ServerResponse ApiServer::handle(const detail::ServerRequest& request) {
  if (Admissions::is_running()) {
    // The hook has the store to itself; it would wait for itself.
    throw std::logic_error("an admission hook of the test called the FakeCluster that called it");
  }
  if (!is_target(request.target)) return not_understood();
  Call call{.request = request, .clock = clock_};
  {
    const std::scoped_lock lock(mutex_);
    call.answer.headers = {{"Audit-Id", audit_id(request.headers, audit_ids_)},
                           {"Cache-Control", "no-cache, private"}};
  }
  call.number = journal_.add(to_request(request));
  call.layout = layout_for({}, request.headers);
  try {
    if (!respond(call)) return std::move(call.answer);
  } catch (const Refusal& refusal) {
    write_failure(call, refusal.failure());
  }
  finish_answer(call);
  return std::move(call.answer);
}

bool ApiServer::respond(Call& call) {
  const detail::ServerRequest& request = call.request;
  call.caller = authenticate(request, tokens_, clock_.wall_now());
  {
    const std::scoped_lock lock(mutex_);
    call.route = read_route(request.method, request.target, resources_);
  }
  call.layout = layout_for(call.route.query, request.headers);
  check_timeout(call.route);
  authorize(call);
  if (call.route.refusal) throw Refusal(*call.route.refusal);
  const std::optional<Fault> fault = faults_.next_fault(call.route);
  if (fault && !apply_fault(*fault, call)) return false;
  if (auto response = faults_.ask_hooks(call.route, to_request(request))) {
    call.answer = to_answer(std::move(*response));
    return false;
  }
  warn_of_deprecation(call);
  serve(call);
  settle();
  if (fault) spoil(call.answer, *fault);
  return true;
}

void ApiServer::authorize(const Call& call) const {
  // The test's own authorizer may ask this server.
  const std::optional<bool> allowed = access_.decide(call.caller, call.route);
  if (allowed.value_or(false)) return;
  Verdict verdict;
  if (!allowed) {
    const std::scoped_lock lock(mutex_);
    verdict = rbac_decide(access_request(call.caller, call.route), storage_);
  }
  if (!verdict.allowed) refuse_access(call.caller, call.route, verdict.reason);
}

Verdict ApiServer::decide(const Caller& caller, const Route& route) const {
  if (const std::optional<bool> allowed = access_.decide(caller, route)) return {*allowed, ""};
  return rbac_decide(access_request(caller, route), storage_);
}

void ApiServer::serve(Call& call) {
  const Route& route = call.route;
  if (route.resource == nullptr) return serve_document(call);
  call.form = read_form(call.request.headers, route.query, *route.resource, route.verb,
                        has_table(*route.resource, route.subresource));
  check_size(call.request);
  if (is_review(*route.resource)) return serve_review(call);
  if (route.subresource == "log") return serve_log(call);
  if (is_connection(route.subresource)) return serve_connection(call);
  if (route.subresource == "proxy") return serve_proxy(call);
  if (call.is_of_core("componentstatuses")) return serve_components(call);
  if (call.is_of_core("bindings")) return serve_binding(call);
  if (route.verb == "create" && !route.subresource.empty()) return serve_action(call);
  serve_verb(call);
}

void ApiServer::serve_verb(Call& call) {
  const std::string& verb = call.route.verb;
  if (verb == "get") return serve_get(call);
  if (verb == "list") return serve_list(call);
  if (verb == "watch") return serve_watch(call);
  if (verb == "create") return serve_create(call);
  if (verb == "update") return serve_update(call);
  if (verb == "patch") return serve_patch(call);
  if (verb == "deletecollection") return serve_delete_collection(call);
  serve_delete(call);
}

}  // namespace k8s::testing::fake
