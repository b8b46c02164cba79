#include "testing/fake/kinds/kinds.hpp"

#include <map>
#include <utility>

namespace k8s::testing::fake {
namespace {

using GroupAndPlural = std::pair<std::string_view, std::string_view>;

constexpr KindRules component_status_rules{.deprecation =
                                               "v1 ComponentStatus is deprecated in v1.19+"};

const std::map<GroupAndPlural, const KindRules*>& rules_by_kind() {
  static const std::map<GroupAndPlural, const KindRules*> rules{
      {{"", "componentstatuses"}, &component_status_rules},
      {{"", "configmaps"}, &config_map_rules},
      {{"", "endpoints"}, &endpoints_rules},
      {{"", "events"}, &event_rules},
      {{"", "limitranges"}, &limit_range_rules},
      {{"", "namespaces"}, &namespace_rules},
      {{"", "nodes"}, &node_rules},
      {{"", "persistentvolumeclaims"}, &volume_claim_rules},
      {{"", "persistentvolumes"}, &persistent_volume_rules},
      {{"", "pods"}, &pod_rules},
      {{"", "podtemplates"}, &pod_template_rules},
      {{"", "replicationcontrollers"}, &replication_controller_rules},
      {{"", "resourcequotas"}, &resource_quota_rules},
      {{"", "secrets"}, &secret_rules},
      {{"", "serviceaccounts"}, &service_account_rules},
      {{"", "services"}, &service_rules},
      {{"admissionregistration.k8s.io", "mutatingadmissionpolicies"}, &mutating_policy_rules},
      {{"admissionregistration.k8s.io", "mutatingadmissionpolicybindings"},
       &mutating_policy_binding_rules},
      {{"admissionregistration.k8s.io", "mutatingwebhookconfigurations"}, &mutating_webhook_rules},
      {{"admissionregistration.k8s.io", "validatingadmissionpolicies"}, &validating_policy_rules},
      {{"admissionregistration.k8s.io", "validatingadmissionpolicybindings"},
       &validating_policy_binding_rules},
      {{"admissionregistration.k8s.io", "validatingwebhookconfigurations"},
       &validating_webhook_rules},
      {{"apiextensions.k8s.io", "customresourcedefinitions"}, &custom_resource_definition_rules},
      {{"apiregistration.k8s.io", "apiservices"}, &api_service_rules},
      {{"apps", "controllerrevisions"}, &controller_revision_rules},
      {{"apps", "daemonsets"}, &daemon_set_rules},
      {{"apps", "deployments"}, &deployment_rules},
      {{"apps", "replicasets"}, &replica_set_rules},
      {{"apps", "statefulsets"}, &stateful_set_rules},
      {{"autoscaling", "horizontalpodautoscalers"}, &autoscaler_rules},
      {{"batch", "cronjobs"}, &cron_job_rules},
      {{"batch", "jobs"}, &job_rules},
      {{"certificates.k8s.io", "certificatesigningrequests"}, &certificate_signing_request_rules},
      {{"coordination.k8s.io", "leases"}, &lease_rules},
      {{"discovery.k8s.io", "endpointslices"}, &endpoint_slice_rules},
      {{"events.k8s.io", "events"}, &new_event_rules},
      {{"networking.k8s.io", "ingressclasses"}, &ingress_class_rules},
      {{"networking.k8s.io", "ingresses"}, &ingress_rules},
      {{"flowcontrol.apiserver.k8s.io", "flowschemas"}, &flow_schema_rules},
      {{"flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"}, &priority_level_rules},
      {{"networking.k8s.io", "ipaddresses"}, &ip_address_rules},
      {{"networking.k8s.io", "networkpolicies"}, &network_policy_rules},
      {{"networking.k8s.io", "servicecidrs"}, &service_cidr_rules},
      {{"node.k8s.io", "runtimeclasses"}, &runtime_class_rules},
      {{"policy", "poddisruptionbudgets"}, &disruption_budget_rules},
      {{"rbac.authorization.k8s.io", "clusterrolebindings"}, &cluster_role_binding_rules},
      {{"rbac.authorization.k8s.io", "clusterroles"}, &cluster_role_rules},
      {{"rbac.authorization.k8s.io", "rolebindings"}, &role_binding_rules},
      {{"rbac.authorization.k8s.io", "roles"}, &role_rules},
      {{"resource.k8s.io", "deviceclasses"}, &device_class_rules},
      {{"resource.k8s.io", "resourceclaims"}, &resource_claim_rules},
      {{"resource.k8s.io", "resourceclaimtemplates"}, &resource_claim_template_rules},
      {{"resource.k8s.io", "resourceslices"}, &resource_slice_rules},
      {{"scheduling.k8s.io", "priorityclasses"}, &priority_class_rules},
      {{"storage.k8s.io", "csidrivers"}, &csi_driver_rules},
      {{"storage.k8s.io", "csinodes"}, &csi_node_rules},
      {{"storage.k8s.io", "csistoragecapacities"}, &csi_storage_capacity_rules},
      {{"storage.k8s.io", "storageclasses"}, &storage_class_rules},
      {{"storage.k8s.io", "volumeattachments"}, &volume_attachment_rules},
      {{"storage.k8s.io", "volumeattributesclasses"}, &volume_attributes_class_rules},
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
