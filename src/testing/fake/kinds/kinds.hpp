#pragma once

#include "testing/fake/kind_rules.hpp"
#include "testing/fake/metadata.hpp"

namespace k8s::testing::fake {

/// The rules of a kind with nothing of its own.
inline constexpr KindRules plain_rules{};

extern const KindRules config_map_rules;
extern const KindRules custom_resource_definition_rules;
extern const KindRules custom_resource_rules;
extern const KindRules deployment_rules;
extern const KindRules ingress_rules;
extern const KindRules job_rules;
extern const KindRules namespace_rules;
extern const KindRules pod_rules;
extern const KindRules secret_rules;
extern const KindRules service_rules;

}  // namespace k8s::testing::fake
