// Kinds that are questions.

#include <memory>
#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/body.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/rbac.hpp"
#include "testing/fake/reviews.hpp"
#include "testing/fake/serve/answer.hpp"

namespace k8s::testing::fake {

void ApiServer::serve_review(Call& call) {
  const Resource& resource = *call.route.resource;
  const Body body = read_body(resource, call.request.headers, call.request.body);
  const WriteOptions options = write_options(call);
  const std::scoped_lock lock(mutex_);
  json::object question =
      read_object(resource, body, options.field_validation, call.warnings, resources_);
  ensure_object(question, "metadata");
  match_namespace(resource, call.route.namespace_, question);
  question.erase("status");  // which is the server's to say
  const json::object asked = question;
  note_write(
      {{"spec", json::object()}}, asked, question, field_rules(resource, ""),
      {.name = options.manager, .api_version = resource.api_version(), .now = clock_.timestamp()});
  const ReviewContext context{
      .caller = call.caller,
      .resources = resources_,
      .clock = clock_,
      .decide = [this](const Caller& caller, const Route& route) { return decide(caller, route); },
      .owner_of =
          [this](const std::string& token, const std::vector<std::string>& audiences) {
            return tokens_.owner_of(token, clock_.wall_now(), audiences);
          },
      .rules = access_.rules_of(call.caller),
      .rules_decide = access_.has_rules_alone(),
      .bound_rules =
          [&](std::string_view namespace_) {
            return rbac_rules({.user = call.caller.user,
                               .groups = call.caller.groups,
                               .namespace_ = std::string(namespace_)},
                              storage_);
          }};
  const auto answer =
      std::make_shared<const json::object>(answer_review(resource, std::move(question), context));
  write_object(call, 201, answer);
}

}  // namespace k8s::testing::fake
