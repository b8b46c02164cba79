// What becomes of a request that policies validate.

#include <optional>
#include <utility>

#include "testing/fake/policy/policies.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake::policy {
namespace {

int code_of(std::string_view reason) {
  if (reason == "Forbidden") return 403;
  if (reason == "Unauthorized") return 401;
  if (reason == "RequestEntityTooLarge") return 413;
  return 422;
}

std::string name_in_words(const Invocation& invocation) {
  std::string text = "ValidatingAdmissionPolicy '" + std::string(name_of(*invocation.policy)) + "'";
  if (invocation.binding != nullptr) {
    text += " with binding '" + std::string(name_of(*invocation.binding)) + "'";
  }
  return text;
}

/// What all policies together say about a request.
class Verdict {
 public:
  explicit Verdict(std::vector<std::string>& warnings) : warnings_(warnings) {}

  /// Does what the binding says with a denial.
  void add(const Invocation& invocation, const Denial& denial) {
    if (denial.always || invocation.binding == nullptr) return deny(invocation, denial);
    for (const std::string& action : texts_at(*invocation.binding, {"spec", "validationActions"})) {
      if (action == "Deny") deny(invocation, denial);
      if (action == "Warn") warn(invocation, denial);
    }
  }

  /// The policy cannot be evaluated.
  void fail(const Invocation& invocation) {
    if (text_at(*invocation.policy, {"spec", "failurePolicy"}) == "Ignore") return;
    deny(invocation, {.message = invocation.problem});
  }

  /// \throws Refusal if one of them has denied it
  void enforce(const Attributes& attributes) const {
    if (!denial_) return;
    Failure failure = forbidden(attributes, denial_->message);
    failure.causes.push_back({.message = denial_->message});
    failure.reason = denial_->reason.empty() ? "Invalid" : denial_->reason;
    failure.code = code_of(failure.reason);
    throw Refusal(std::move(failure));
  }

 private:
  void warn(const Invocation& invocation, const Denial& denial) {
    warnings_.push_back("Validation failed for " + name_in_words(invocation) + ": " +
                        denial.message);
  }

  /// The first denial is told.
  void deny(const Invocation& invocation, Denial denial) {
    if (denial_) return;
    denial.message = name_in_words(invocation) + " denied request: " + denial.message;
    denial_ = std::move(denial);
  }

  std::vector<std::string>& warnings_;
  std::optional<Denial> denial_;
};

}  // namespace

void Policies::validate(const Attributes& attributes, std::vector<std::string>& warnings) {
  Verdict verdict(warnings);
  for (const Invocation& invocation : invocations(validating_kind, attributes)) {
    if (!invocation.problem.empty()) {
      verdict.fail(invocation);
      continue;
    }
    const ValidatingPolicy& policy = validating_.of(invocation.policy);
    for (const Denial& denial : policy.validate(inputs_of(invocation, attributes))) {
      verdict.add(invocation, denial);
    }
  }
  verdict.enforce(attributes);
}

}  // namespace k8s::testing::fake::policy
