// What `authorizer` can be asked.

#include <array>
#include <string>
#include <utility>

#include "testing/fake/caller.hpp"
#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;
using Step = AccessCheck::Step;

constexpr const char* of_resource = "resourceAttributes";
constexpr const char* of_path = "nonResourceAttributes";

Value as_value(AccessCheck check) {
  return std::make_shared<const AccessCheck>(std::move(check));
}

/// The check at a certain step; null if the value is none.
const AccessCheck* check_at(Step step, const Value& value) {
  const auto* const check = std::get_if<std::shared_ptr<const AccessCheck>>(&value);
  return check != nullptr && (*check)->step == step ? check->get() : nullptr;
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\n\r\v\f") == text.npos;
}

/// Goes on from one step to another with a text that the question is about.
Result go_on(Arguments arguments, Step from, Step to, const char* attributes, const char* name) {
  if (arguments.size() != 2) return std::nullopt;
  const AccessCheck* const check = check_at(from, arguments[0]);
  const auto* const text = std::get_if<std::string>(&arguments[1]);
  if (check == nullptr || text == nullptr) return std::nullopt;
  AccessCheck next = *check;
  next.step = to;
  ensure_object(next.question, attributes)[name] = *text;
  return as_value(std::move(next));
}

Result path(Arguments arguments) {
  const auto* const text =
      arguments.size() == 2 ? std::get_if<std::string>(&arguments[1]) : nullptr;
  if (text != nullptr && is_blank(*text)) return Error{"path must not be empty"};
  return go_on(arguments, Step::authorizer, Step::path, of_path, "path");
}

Result group(Arguments arguments) {
  return go_on(arguments, Step::authorizer, Step::group, of_resource, "group");
}

Result resource(Arguments arguments) {
  const auto* const text =
      arguments.size() == 2 ? std::get_if<std::string>(&arguments[1]) : nullptr;
  if (text != nullptr && is_blank(*text)) return Error{"resource must not be empty"};
  return go_on(arguments, Step::group, Step::resource, of_resource, "resource");
}

Result subresource(Arguments arguments) {
  return go_on(arguments, Step::resource, Step::resource, of_resource, "subresource");
}

Result namespace_(Arguments arguments) {
  return go_on(arguments, Step::resource, Step::resource, of_resource, "namespace");
}

Result name(Arguments arguments) {
  return go_on(arguments, Step::resource, Step::resource, of_resource, "name");
}

/// Neither roles nor the test's own rules look at selectors.
Result selector(Arguments arguments) {
  return go_on(arguments, Step::resource, Step::resource, of_resource, "selector");
}

Result service_account(Arguments arguments) {
  if (arguments.size() != 3) return std::nullopt;
  const AccessCheck* const check = check_at(Step::authorizer, arguments[0]);
  const auto* const in = std::get_if<std::string>(&arguments[1]);
  const auto* const account = std::get_if<std::string>(&arguments[2]);
  if (check == nullptr || in == nullptr || account == nullptr) return std::nullopt;
  if (!check_dns_subdomain(*account).empty()) return Error{"Invalid service account name"};
  if (!check_dns_label(*in).empty()) return Error{"Invalid service account namespace"};
  AccessCheck other = *check;
  const std::string user = "system:serviceaccount:" + *in + ":" + *account;
  json::array groups;
  for (const std::string& each : groups_of_account(user)) groups.emplace_back(each);
  other.question["user"] = user;
  other.question["groups"] = std::move(groups);
  return as_value(std::move(other));
}

Result check(Arguments arguments) {
  Result asked = go_on(arguments, Step::resource, Step::decision, of_resource, "verb");
  if (!asked) asked = go_on(arguments, Step::path, Step::decision, of_path, "verb");
  if (!asked) return std::nullopt;
  AccessCheck decided = *check_at(Step::decision, *asked);
  decided.allowed = (*decided.authorize)(decided.question);
  return as_value(std::move(decided));
}

template <class Use>
Result of_decision(Arguments arguments, Use use) {
  const AccessCheck* const decision =
      arguments.size() == 1 ? check_at(Step::decision, arguments[0]) : nullptr;
  return decision != nullptr ? Result(use(*decision)) : std::nullopt;
}

Result allowed(Arguments arguments) {
  return of_decision(arguments, [](const AccessCheck& decision) { return decision.allowed; });
}

/// Neither roles nor the test's own rules fail, nor do they say why.
Result errored(Arguments arguments) {
  return of_decision(arguments, [](const AccessCheck& /*decision*/) { return false; });
}

Result nothing(Arguments arguments) {
  return of_decision(arguments, [](const AccessCheck& /*decision*/) { return std::string(); });
}

constexpr std::array<Function, 14> functions{{{"path", &path},
                                              {"group", &group},
                                              {"resource", &resource},
                                              {"subresource", &subresource},
                                              {"namespace", &namespace_},
                                              {"name", &name},
                                              {"fieldSelector", &selector},
                                              {"labelSelector", &selector},
                                              {"serviceAccount", &service_account},
                                              {"check", &check},
                                              {"allowed", &allowed},
                                              {"errored", &errored},
                                              {"error", &nothing},
                                              {"reason", &nothing}}};

}  // namespace

std::span<const Function> authorizer_functions() {
  return functions;
}

std::string_view AccessCheck::type_name() const {
  switch (step) {
    case Step::authorizer:
      return "kubernetes.authorization.Authorizer";
    case Step::path:
      return "kubernetes.authorization.PathCheck";
    case Step::group:
      return "kubernetes.authorization.GroupCheck";
    case Step::resource:
      return "kubernetes.authorization.ResourceCheck";
    case Step::decision:
      break;
  }
  return "kubernetes.authorization.Decision";
}

}  // namespace k8s::testing::fake::cel
