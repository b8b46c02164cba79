#include "testing/fake/reviews.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "testing/fake/field_error.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* authentication = "authentication.k8s.io";
constexpr const char* authorization = "authorization.k8s.io";

Resource review(const char* group, const char* kind, const char* plural, bool namespaced = false) {
  return {.group = group,
          .version = "v1",
          .kind = kind,
          .plural = plural,
          .namespaced = namespaced,
          .verbs = k8s::detail::verb_create,
          .rules = &plain_rules};
}

/// A selector of a question is a text or a list.
void check_selector(const Part& selector) {
  const bool has_list = selector.count("requirements") > 0;
  if (has_list && !selector.text("rawSelector").empty()) {
    selector.errors().invalid(selector.at("rawSelector"), selector.text("rawSelector"),
                              "may not specified at the same time as requirements");
  } else if (!has_list && selector.text("rawSelector").empty()) {
    selector.errors().required(selector.at("requirements"),
                               "when " + selector.path().text() +
                                   " is specified, requirements or rawSelector is required");
  }
}

/// Refuses a review of access that does not say of what, or of whom. \throws Refusal
void check_access_question(const json::object& question, bool of_somebody) {
  FieldErrors errors;
  const Part spec{object_at(question, "spec"), "spec", errors};
  const bool of_resource = spec.has("resourceAttributes");
  const bool of_path = spec.has("nonResourceAttributes");
  const Part attributes = spec.child("resourceAttributes");
  if (of_resource && of_path) {
    const Part path = spec.child("nonResourceAttributes");
    errors.invalid(path.path(),
                   json::object{{"Path", path.text("path")}, {"Verb", path.text("verb")}},
                   "cannot be specified in combination with resourceAttributes");
  } else if (!of_resource && !of_path) {
    errors.invalid(attributes.path(), json::value(),
                   "exactly one of nonResourceAttributes or resourceAttributes must be specified");
  }
  for (const char* const selector : {"fieldSelector", "labelSelector"}) {
    if (attributes.has(selector)) check_selector(attributes.child(selector));
  }
  if (of_somebody && spec.text("user").empty() && spec.count("groups") == 0) {
    errors.invalid(spec.at("user"), "", "at least one of user or group must be specified");
  }
  if (of_resource && text_at(question, "kind") == "LocalSubjectAccessReview" &&
      attributes.text("namespace") != namespace_of(question)) {
    errors.invalid(attributes.at("namespace"), attributes.text("namespace"),
                   "must match metadata.namespace");
  }
  if (!errors.empty()) refuse_invalid({authorization, ""}, "", errors);
}

Verdict decide_path(const json::object& attributes, const Caller& caller, const Decider& decide) {
  Route route;
  route.path = text_at(attributes, "path");
  route.verb = text_at(attributes, "verb");
  return decide(caller, route);
}

Verdict decide_resource(const json::object& attributes, const Caller& caller,
                        const ResourceRegistry& resources, const Decider& decide) {
  const std::string group(text_at(attributes, "group"));
  const std::string plural(text_at(attributes, "resource"));
  // A right may be asked for of what is not there.
  Resource asked{.group = group, .version = "v1", .plural = plural, .rules = &plain_rules};
  for (const Resource* const known : resources.all()) {
    if (known->group == group && known->plural == plural) asked = *known;
  }
  Route route;
  route.resource = &asked;
  route.namespace_ = text_at(attributes, "namespace");
  route.name = text_at(attributes, "name");
  route.subresource = text_at(attributes, "subresource");
  route.verb = text_at(attributes, "verb");
  return decide(caller, route);
}

json::object access_status(const json::object& spec, const Caller& caller,
                           const ReviewContext& context) {
  const Verdict verdict = decide_access(spec, caller, context.resources, context.decide);
  json::object status{{"allowed", verdict.allowed}};
  if (!verdict.reason.empty()) status["reason"] = verdict.reason;
  return status;
}

Caller subject_of(const json::object& spec) {
  return {.user = std::string(text_at(spec, "user")), .groups = texts_at(spec, {"groups"})};
}

json::array to_array(const std::vector<std::string>& texts) {
  if (texts.empty()) return {"*"};
  return json::array(texts.begin(), texts.end());
}

json::object rule_of(const AccessRule& rule) {
  json::object shown{{"verbs", to_array(rule.verbs)},
                     {"apiGroups", {"*"}},
                     {"resources", to_array(rule.resources)}};
  if (!rule.names.empty()) shown["resourceNames"] = to_array(rule.names);
  return shown;
}

/// What every user may do, by roles that a server begins with.
void append_common_rules(json::array& rules, json::array& paths) {
  rules.push_back({{"verbs", {"create"}},
                   {"apiGroups", {authorization}},
                   {"resources", {"selfsubjectaccessreviews", "selfsubjectrulesreviews"}}});
  rules.push_back({{"verbs", {"create"}},
                   {"apiGroups", {authentication}},
                   {"resources", {"selfsubjectreviews"}}});
  paths.push_back({{"verbs", {"get"}},
                   {"nonResourceURLs",
                    {"/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi",
                     "/openapi/*", "/readyz", "/version", "/version/"}}});
  paths.push_back(
      {{"verbs", {"get"}},
       {"nonResourceURLs", {"/healthz", "/livez", "/readyz", "/version", "/version/"}}});
}

/// What a role says, as far as it is about resources or about paths.
void append_bound_rule(const json::object& rule, json::array& rules, json::array& paths) {
  const auto copy = [&](std::initializer_list<const char*> names) {
    json::object shown;
    for (const char* const name : names) {
      if (const json::array& texts = array_at(rule, name); !texts.empty()) shown[name] = texts;
    }
    return shown;
  };
  if (!array_at(rule, "resources").empty()) {
    rules.push_back(copy({"verbs", "apiGroups", "resources", "resourceNames"}));
  }
  if (!array_at(rule, "nonResourceURLs").empty()) {
    paths.push_back(copy({"verbs", "nonResourceURLs"}));
  }
}

json::object rules_status(const json::object& spec, const ReviewContext& context) {
  const std::string_view in = text_at(spec, "namespace");
  if (in.empty()) refuse_bad_request("no namespace on request");
  json::array rules;
  json::array paths;
  const bool everything = context.caller.may_do_everything();
  if (everything) {
    rules.push_back({{"verbs", {"*"}}, {"apiGroups", {"*"}}, {"resources", {"*"}}});
    paths.push_back({{"verbs", {"*"}}, {"nonResourceURLs", {"*"}}});
  }
  append_common_rules(rules, paths);
  const BoundRules bound = context.bound_rules(in);
  for (const json::object& rule : bound.rules) append_bound_rule(rule, rules, paths);
  for (const AccessRule& rule : context.rules) {
    const auto& where = rule.namespaces;
    const bool here = where.empty() || std::ranges::find(where, in) != where.end() ||
                      std::ranges::find(where, "*") != where.end();
    if (here) rules.push_back(rule_of(rule));
  }
  json::object status{{"resourceRules", std::move(rules)},
                      {"nonResourceRules", std::move(paths)},
                      // What an authorizer of the test's own allows, nobody can list.
                      {"incomplete", !everything && !context.rules_decide}};
  if (!bound.problem.empty()) status["evaluationError"] = bound.problem;
  return status;
}

json::object token_status(const json::object& spec, const ReviewContext& context) {
  const std::string token(text_at(spec, "token"));
  if (token.empty()) refuse_bad_request("token is required for TokenReview in authentication");
  std::vector<std::string> audiences = texts_at(spec, {"audiences"});
  if (audiences.empty()) audiences.emplace_back(server_audience);
  const std::optional<TokenOwner> owner = context.owner_of(token, audiences);
  if (!owner) return {{"user", json::object()}, {"error", "invalid bearer token"}};
  return {{"authenticated", true},
          {"user", user_info(owner->caller)},
          {"audiences", json::array(owner->audiences.begin(), owner->audiences.end())}};
}

json::object status_of(const Resource& resource, json::object& question,
                       const ReviewContext& context) {
  const json::object& spec = object_at(question, "spec");
  if (resource.plural == "selfsubjectaccessreviews") {
    check_access_question(question, false);
    return access_status(spec, context.caller, context);
  }
  if (resource.plural == "selfsubjectrulesreviews") {
    json::object status = rules_status(spec, context);
    question["spec"] = json::object();
    return status;
  }
  if (resource.plural == "tokenreviews") return token_status(spec, context);
  if (resource.plural == "selfsubjectreviews") {
    metadata_of(question)["creationTimestamp"] = context.clock.timestamp();
    return {{"userInfo", user_info(context.caller)}};
  }
  check_access_question(question, true);
  return access_status(spec, subject_of(spec), context);
}

}  // namespace

std::vector<Resource> review_resources() {
  return {review(authentication, "SelfSubjectReview", "selfsubjectreviews"),
          review(authentication, "TokenReview", "tokenreviews"),
          review(authorization, "LocalSubjectAccessReview", "localsubjectaccessreviews", true),
          review(authorization, "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
          review(authorization, "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
          review(authorization, "SubjectAccessReview", "subjectaccessreviews")};
}

bool is_review(const Resource& resource) {
  return (resource.group == authentication || resource.group == authorization) &&
         resource.verbs == k8s::detail::verb_create;
}

Verdict decide_access(const json::object& spec, const Caller& caller,
                      const ResourceRegistry& resources, const Decider& decide) {
  if (find(spec, "nonResourceAttributes") != nullptr) {
    return decide_path(object_at(spec, "nonResourceAttributes"), caller, decide);
  }
  return decide_resource(object_at(spec, "resourceAttributes"), caller, resources, decide);
}

json::object answer_review(const Resource& resource, json::object question,
                           const ReviewContext& context) {
  ensure_object(question, "metadata");
  json::object status = status_of(resource, question, context);
  question["status"] = std::move(status);
  return resource.is_custom() ? question : arrange(*resource.table, question);
}

}  // namespace k8s::testing::fake
