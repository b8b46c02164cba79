// What becomes of an object that policies change.

#include <utility>

#include "testing/fake/body.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/policy/mutation.hpp"
#include "testing/fake/policy/policies.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake::policy {
namespace {

std::string name_in_words(const Invocation& invocation) {
  const std::string policy(name_of(*invocation.policy));
  if (invocation.binding == nullptr) return "policy " + go_quote(policy);
  return "policy '" + policy + "' with binding '" + std::string(name_of(*invocation.binding)) + "'";
}

/// Why policies have failed, as far as that counts.
class Failures {
 public:
  void add(const Invocation& invocation, const std::string& problem, const char* reason) {
    if (text_at(*invocation.policy, {"spec", "failurePolicy"}) == "Ignore") return;
    if (messages_.empty()) reason_ = reason;
    messages_.push_back(name_in_words(invocation) + " denied request: " + problem);
  }

  /// \throws Refusal if there are any
  void enforce(const Attributes& attributes) const {
    if (messages_.empty()) return;
    Failure failure = forbidden(attributes, "");
    for (const std::string& message : messages_) failure.causes.push_back({.message = message});
    failure.message = messages_.front();
    failure.reason = reason_;  // the code stays that of what is forbidden
    throw Refusal(std::move(failure));
  }

 private:
  std::vector<std::string> messages_;
  std::string reason_;
};

/// What a policy has made of an object, as one of its kind.
ObjectPtr decoded(const Resource& form, const ObjectPtr& object,
                  const ResourceRegistry& resources) {
  std::vector<std::string> warnings;
  try {
    return std::make_shared<const json::object>(
        read_object(form, to_text(*object), FieldValidation::strict, warnings, resources));
  } catch (const Refusal& refusal) {
    // The kind that messages about bodies begin with is not told here.
    const std::string& message = refusal.failure().message;
    const std::size_t strict = message.find("strict decoding error");
    refuse_internal_error(strict == message.npos ? message : message.substr(strict));
  }
}

}  // namespace

bool Policies::mutate(Attributes& attributes, const Resource& form, bool again) {
  Failures failures;
  bool changed = false;
  for (const Invocation& invocation : invocations(mutating_kind, attributes)) {
    if (!invocation.problem.empty()) {
      failures.add(invocation, invocation.problem, "Forbidden");
      continue;
    }
    const MutatingPolicy& policy = mutating_.of(invocation.policy);
    if (again && !policy.is_reinvoked()) continue;
    const ConditionResult conditions = policy.applies(inputs_of(invocation, attributes));
    if (!conditions.error.empty()) failures.add(invocation, conditions.error, "Invalid");
    if (!conditions.error.empty() || !conditions.matches) continue;
    const bool is_same_version = invocation.resource == attributes.resource;
    const Resource& kind = is_same_version ? form : *invocation.resource;
    for (std::size_t i = 0; i < policy.size(); ++i) {
      Attributes seen = attributes;
      if (!is_same_version) seen.object = in_version(seen.object, kind);
      try {
        const ObjectPtr result = policy.mutate(i, inputs_of(invocation, seen), kind);
        if (result == nullptr) continue;
        attributes.object = decoded(kind, result, resources_);
        if (!is_same_version) attributes.object = in_version(attributes.object, form);
        changed = true;
      } catch (const MutationError& error) {
        failures.add(invocation, error.what(), "Invalid");
      }
    }
  }
  failures.enforce(attributes);
  return changed;
}

}  // namespace k8s::testing::fake::policy
