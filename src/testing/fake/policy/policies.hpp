#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "testing/fake/policy/invocations.hpp"
#include "testing/fake/policy/mutating_policy.hpp"
#include "testing/fake/policy/validating_policy.hpp"

namespace k8s::testing::fake::policy {

/// Whether somebody may do something: the `spec` of a SubjectAccessReview about him.
using Decide = std::function<bool(const Caller& caller, const json::object& question)>;

/// Policies of a kind, compiled when they are needed first.
template <class Policy>
class CompiledPolicies {
 public:
  [[nodiscard]] const Policy& of(const ObjectPtr& object) {
    Entry& entry = entries_[std::string(name_of(*object))];
    if (entry.source != object) entry = {object, std::make_unique<const Policy>(*object)};
    return *entry.policy;
  }

 private:
  struct Entry {
    ObjectPtr source{};
    std::unique_ptr<const Policy> policy{};
  };
  std::map<std::string, Entry> entries_;  // by the names of the policies
};

/// The admission policies that are stored, with their bindings. They count from the moment on when
/// they are written.
/// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
///
/// Thread safety: none; ApiServer guards it.
class Policies {
 public:
  Policies(const Storage& storage, const ResourceRegistry& resources, Decide decide)
      : storage_(storage), resources_(resources), decide_(std::move(decide)) {}

  /// Whether any policy that validates is bound, so that it is worth while to ask.
  [[nodiscard]] bool has_validating() const { return has_any(validating_kind); }

  /// Whether any policy that changes objects is bound.
  [[nodiscard]] bool has_mutating() const { return has_any(mutating_kind); }

  /// Lets all MutatingAdmissionPolicies change the object of a request.
  /// \param form the kind that the object is of
  /// \param again whether only those have their say that had it before and look again
  /// \returns whether any has changed it
  /// \throws Refusal if one of them fails
  bool mutate(Attributes& attributes, const Resource& form, bool again);

  /// Asks all ValidatingAdmissionPolicies about a request.
  /// \param warnings what those say that warn is appended
  /// \throws Refusal if one of them denies it
  void validate(const Attributes& attributes, std::vector<std::string>& warnings);

 private:
  [[nodiscard]] bool has_any(const PolicyKind& kind) const;
  [[nodiscard]] std::vector<Invocation> invocations(const PolicyKind& kind,
                                                    const Attributes& attributes) const {
    return find_invocations(kind, attributes, resources_, storage_);
  }
  [[nodiscard]] Inputs inputs_of(const Invocation& invocation, const Attributes& attributes) const;

  const Storage& storage_;
  const ResourceRegistry& resources_;
  Decide decide_;
  CompiledPolicies<ValidatingPolicy> validating_;
  CompiledPolicies<MutatingPolicy> mutating_;
};

}  // namespace k8s::testing::fake::policy
