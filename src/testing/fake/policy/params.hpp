#pragma once

#include <string>
#include <vector>

#include "testing/fake/object.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake::policy {

/// The kind that a `paramKind` names. \param problem why there is none
/// \returns null if the server does not offer it
[[nodiscard]] const Resource* param_resource(const json::object& param_kind,
                                             const ResourceRegistry& resources,
                                             std::string& problem);

/// The objects that a binding's `paramRef` chooses, each of which the policy is evaluated with.
/// \param resource null if the policy has no `paramKind`
/// \param namespace_ of the request
/// \param problem why they cannot be told
/// \returns one null for a policy that is evaluated without any
[[nodiscard]] std::vector<ObjectPtr> collect_params(const Resource* resource,
                                                    const json::object& binding,
                                                    const std::string& namespace_,
                                                    const Storage& storage, std::string& problem);

}  // namespace k8s::testing::fake::policy
