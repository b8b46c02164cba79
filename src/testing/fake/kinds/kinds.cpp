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

constexpr KindRules runtime_class_rules{
    .create_on_update = true, .unconditional_update = false, .generation = Generation::none};
constexpr KindRules node_rules{.generation = Generation::none, .storage_path = "minions"};

const std::map<GroupAndPlural, const KindRules*>& rules_by_kind() {
  static const std::map<GroupAndPlural, const KindRules*> rules{
      {{"", "configmaps"}, &config_map_rules},
      {{"", "endpoints"}, &endpoints_rules},
      {{"", "events"}, &event_rules},
      {{"", "limitranges"}, &created_by_put},
      {{"", "namespaces"}, &namespace_rules},
      {{"", "nodes"}, &node_rules},
      {{"", "persistentvolumeclaims"}, &volume_claim_rules},
      {{"", "persistentvolumes"}, &answering_deleted},
      {{"", "pods"}, &pod_rules},
      {{"", "podtemplates"}, &pod_template_rules},
      {{"", "replicationcontrollers"}, &replication_controller_rules},
      {{"", "resourcequotas"}, &answering_deleted},
      {{"", "secrets"}, &secret_rules},
      {{"", "serviceaccounts"}, &answering_deleted},
      {{"", "services"}, &service_rules},
      {{"admissionregistration.k8s.io", "mutatingwebhookconfigurations"}, &mutating_webhook_rules},
      {{"admissionregistration.k8s.io", "validatingadmissionpolicies"},
       &needs_resource_version_with_spec},
      {{"admissionregistration.k8s.io", "validatingadmissionpolicybindings"},
       &needs_resource_version_with_spec},
      {{"admissionregistration.k8s.io", "validatingwebhookconfigurations"},
       &validating_webhook_rules},
      {{"apiextensions.k8s.io", "customresourcedefinitions"}, &custom_resource_definition_rules},
      {{"apiregistration.k8s.io", "apiservices"}, &needs_resource_version},
      {{"apps", "controllerrevisions"}, &controller_revision_rules},
      {{"apps", "daemonsets"}, &daemon_set_rules},
      {{"apps", "deployments"}, &deployment_rules},
      {{"apps", "replicasets"}, &replica_set_rules},
      {{"apps", "statefulsets"}, &stateful_set_rules},
      {{"autoscaling", "horizontalpodautoscalers"}, &autoscaler_rules},
      {{"batch", "cronjobs"}, &cron_job_rules},
      {{"batch", "jobs"}, &job_rules},
      {{"certificates.k8s.io", "certificatesigningrequests"}, &without_generation},
      {{"coordination.k8s.io", "leases"}, &lease_rules},
      {{"discovery.k8s.io", "endpointslices"}, &endpoint_slice_rules},
      {{"events.k8s.io", "events"}, &event_rules},
      {{"networking.k8s.io", "ingresses"}, &ingress_rules},
      {{"networking.k8s.io", "ipaddresses"}, &without_generation},
      {{"networking.k8s.io", "networkpolicies"}, &network_policy_rules},
      {{"networking.k8s.io", "servicecidrs"}, &without_generation},
      {{"node.k8s.io", "runtimeclasses"}, &runtime_class_rules},
      {{"policy", "poddisruptionbudgets"}, &disruption_budget_rules},
      {{"rbac.authorization.k8s.io", "clusterrolebindings"}, &cluster_role_binding_rules},
      {{"rbac.authorization.k8s.io", "clusterroles"}, &cluster_role_rules},
      {{"rbac.authorization.k8s.io", "rolebindings"}, &role_binding_rules},
      {{"rbac.authorization.k8s.io", "roles"}, &role_rules},
      {{"scheduling.k8s.io", "priorityclasses"}, &priority_class_rules},
      {{"storage.k8s.io", "csidrivers"}, &needs_resource_version},
      {{"storage.k8s.io", "csinodes"}, &answering_deleted},
      {{"storage.k8s.io", "csistoragecapacities"}, &needs_resource_version},
      {{"storage.k8s.io", "storageclasses"}, &storage_class_rules},
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
