#pragma once

#include <string>
#include <vector>

#include "testing/fake/policy/attributes.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake::policy {

/// Where the policies of a kind and their bindings are stored.
struct PolicyKind {
  const char* policies;
  const char* bindings;
};

inline constexpr PolicyKind validating_kind{
    "admissionregistration.k8s.io/validatingadmissionpolicies",
    "admissionregistration.k8s.io/validatingadmissionpolicybindings"};
inline constexpr PolicyKind mutating_kind{
    "admissionregistration.k8s.io/mutatingadmissionpolicies",
    "admissionregistration.k8s.io/mutatingadmissionpolicybindings"};

/// A policy that a request is to be judged by, as one of its bindings has it, with one of the
/// parameters that this chooses.
struct Invocation {
  ObjectPtr policy{};
  ObjectPtr binding{};  // null if something is wrong with the policy itself
  /// The version of the kind that the policy means.
  const Resource* resource = nullptr;
  ObjectPtr params{};  // null if there are none
  /// Why the policy cannot be evaluated, if it cannot.
  std::string problem{};
};

/// All that a request is to be judged by, in the order of the policies' names.
[[nodiscard]] std::vector<Invocation> find_invocations(const PolicyKind& kind,
                                                       const Attributes& attributes,
                                                       const ResourceRegistry& resources,
                                                       const Storage& storage);

}  // namespace k8s::testing::fake::policy
