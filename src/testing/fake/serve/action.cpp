// What is asked of an object by creating something below it, which is stored nowhere: an Eviction,
// a Binding, a TokenRequest.

#include <memory>
#include <utility>

#include "testing/fake/action_kinds.hpp"
#include "testing/fake/api_server.hpp"
#include "testing/fake/body.hpp"
#include "testing/fake/pod_actions.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/answer.hpp"
#include "testing/fake/token_request.hpp"

namespace k8s::testing::fake {

void ApiServer::serve_action(Call& call) {
  const Route& route = call.route;
  const Body sent = read_body(*route.resource, call.request.headers, call.request.body);
  const WriteOptions options = write_options(call);
  change_store(call, [&] {
    const Resource kind = action_resource(route.subresource, sent.text);
    json::object body =
        read_object(kind, sent, options.field_validation, call.warnings, resources_);
    match_namespace(*route.resource, route.namespace_, body);
    if (route.subresource == "token") return create_token(call, kind, body, options);
    admit_action(call, "CREATE", body, options);
    if (route.subresource == "binding") {
      bind_pod(call.target(), body, options.dry_run, storage_, clock_);
    } else {
      evict(call, body, options);
    }
    write_success(call, 201, "code", 201);
  });
}

void ApiServer::serve_binding(Call& call) {
  const Route& route = call.route;
  const Resource& kind = *route.resource;
  const Body sent = read_body(kind, call.request.headers, call.request.body);
  const WriteOptions options = write_options(call);
  change_store(call, [&] {
    json::object binding =
        read_object(kind, sent, options.field_validation, call.warnings, resources_);
    match_namespace(kind, route.namespace_, binding);
    if (name_of(binding).empty()) refuse_bad_request("Name parameter required.");
    metadata_of(binding).erase("uid");  // as of all that is created
    const Target pod{.resource = resources_.find("", "v1", "pods"),
                     .namespace_ = route.namespace_,
                     .name = route.name.empty() ? std::string(name_of(binding)) : route.name};
    admit_action(call, "CREATE", binding, options);
    bind_pod(pod, binding, options.dry_run, storage_, clock_);
  });
  write_success(call, 201, "code", 201);
}

void ApiServer::evict(Call& call, const json::object& eviction, const WriteOptions& options) {
  const Target pod{.resource = call.route.resource,
                   .namespace_ = call.route.namespace_,
                   .name = call.route.name};
  DeleteOptions how = read_delete_options({}, to_text(object_at(eviction, "deleteOptions")));
  how.dry_run = how.dry_run || options.dry_run;
  how.admitted = true;
  check_eviction(pod, eviction, how, storage_, desk_);
  (void)objects_.remove(pod, how, call.warnings);
}

void ApiServer::create_token(Call& call, const Resource& kind, json::object request,
                             const WriteOptions& options) {
  const Target account{.resource = call.route.resource,
                       .namespace_ = call.route.namespace_,
                       .name = call.route.name};
  const ObjectPtr stored = objects_.get(account, "");
  complete_token_request(request);
  admit_action(call, "CREATE", request, options);
  check_bound_object(request, account, objects_, resources_);
  const TokenClaims claims = claims_of(request, *stored, random_.uid(), clock_);
  json::object answer = answer_token_request(request, claims, tokens_.issue(claims), clock_);
  note_token_request(kind, request, answer, options.manager, clock_);
  write_object(call, 201, std::make_shared<const json::object>(std::move(answer)));
}

}  // namespace k8s::testing::fake
