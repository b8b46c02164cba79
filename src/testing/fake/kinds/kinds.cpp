#include "testing/fake/kinds/kinds.hpp"

#include <map>
#include <utility>

namespace k8s::testing::fake {
namespace {

using GroupAndPlural = std::pair<std::string_view, std::string_view>;

constexpr KindRules without_generation{.generation = Generation::none};
constexpr KindRules created_by_put{.create_on_update = true, .generation = Generation::none};
constexpr KindRules answering_deleted{.answers_deleted_object = true,
                                      .generation = Generation::none};
constexpr KindRules needs_resource_version{.unconditional_update = false,
                                           .generation = Generation::none};
constexpr KindRules needs_resource_version_with_spec{.unconditional_update = false};

// The names of RBAC's objects and of some others are any path segment.
constexpr KindRules rbac_rules{
    .check_name = &check_path_segment, .create_on_update = true, .generation = Generation::none};
constexpr KindRules lease_rules{
    .create_on_update = true, .unconditional_update = false, .generation = Generation::none};
constexpr KindRules runtime_class_rules = lease_rules;
constexpr KindRules replication_controller_rules{.orphans_dependents = true,
                                                 .storage_path = "controllers"};
constexpr KindRules pod_template_rules{.answers_deleted_object = true};
constexpr KindRules node_rules{.generation = Generation::none, .storage_path = "minions"};
constexpr KindRules endpoints_rules{
    .create_on_update = true, .generation = Generation::none, .storage_path = "services/endpoints"};

const std::map<GroupAndPlural, const KindRules*>& rules_by_kind() {
  static const std::map<GroupAndPlural, const KindRules*> rules{
      {{"", "configmaps"}, &config_map_rules},
      {{"", "endpoints"}, &endpoints_rules},
      {{"", "events"}, &created_by_put},
      {{"", "limitranges"}, &created_by_put},
      {{"", "namespaces"}, &namespace_rules},
      {{"", "nodes"}, &node_rules},
      {{"", "persistentvolumeclaims"}, &answering_deleted},
      {{"", "persistentvolumes"}, &answering_deleted},
      {{"", "pods"}, &pod_rules},
      {{"", "podtemplates"}, &pod_template_rules},
      {{"", "replicationcontrollers"}, &replication_controller_rules},
      {{"", "resourcequotas"}, &answering_deleted},
      {{"", "secrets"}, &secret_rules},
      {{"", "serviceaccounts"}, &answering_deleted},
      {{"", "services"}, &service_rules},
      {{"admissionregistration.k8s.io", "mutatingwebhookconfigurations"},
       &needs_resource_version_with_spec},
      {{"admissionregistration.k8s.io", "validatingadmissionpolicies"},
       &needs_resource_version_with_spec},
      {{"admissionregistration.k8s.io", "validatingadmissionpolicybindings"},
       &needs_resource_version_with_spec},
      {{"admissionregistration.k8s.io", "validatingwebhookconfigurations"},
       &needs_resource_version_with_spec},
      {{"apiextensions.k8s.io", "customresourcedefinitions"}, &custom_resource_definition_rules},
      {{"apiregistration.k8s.io", "apiservices"}, &needs_resource_version},
      {{"apps", "controllerrevisions"}, &without_generation},
      {{"apps", "deployments"}, &deployment_rules},
      {{"autoscaling", "horizontalpodautoscalers"}, &without_generation},
      {{"batch", "jobs"}, &job_rules},
      {{"certificates.k8s.io", "certificatesigningrequests"}, &without_generation},
      {{"coordination.k8s.io", "leases"}, &lease_rules},
      {{"events.k8s.io", "events"}, &created_by_put},
      {{"networking.k8s.io", "ingresses"}, &ingress_rules},
      {{"networking.k8s.io", "ipaddresses"}, &without_generation},
      {{"networking.k8s.io", "servicecidrs"}, &without_generation},
      {{"node.k8s.io", "runtimeclasses"}, &runtime_class_rules},
      {{"policy", "poddisruptionbudgets"}, &needs_resource_version_with_spec},
      {{"rbac.authorization.k8s.io", "clusterrolebindings"}, &rbac_rules},
      {{"rbac.authorization.k8s.io", "clusterroles"}, &rbac_rules},
      {{"rbac.authorization.k8s.io", "rolebindings"}, &rbac_rules},
      {{"rbac.authorization.k8s.io", "roles"}, &rbac_rules},
      {{"storage.k8s.io", "csidrivers"}, &needs_resource_version},
      {{"storage.k8s.io", "csinodes"}, &answering_deleted},
      {{"storage.k8s.io", "csistoragecapacities"}, &needs_resource_version},
      {{"storage.k8s.io", "storageclasses"}, &answering_deleted},
      {{"storage.k8s.io", "volumeattachments"}, &needs_resource_version},
  };
  return rules;
}

}  // namespace

const KindRules& builtin_rules(std::string_view group, std::string_view plural) {
  const auto found = rules_by_kind().find({group, plural});
  return found == rules_by_kind().end() ? plain_rules : *found->second;
}

const KindRules& custom_rules() {
  return custom_resource_rules;
}

}  // namespace k8s::testing::fake
