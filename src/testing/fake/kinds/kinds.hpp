#pragma once

#include "testing/fake/kind_rules.hpp"
#include "testing/fake/metadata.hpp"

namespace k8s::testing::fake {

/// The rules of a kind with nothing of its own.
inline constexpr KindRules plain_rules{};

extern const KindRules api_service_rules;
extern const KindRules autoscaler_rules;
extern const KindRules certificate_signing_request_rules;
extern const KindRules cluster_role_binding_rules;
extern const KindRules cluster_role_rules;
extern const KindRules config_map_rules;
extern const KindRules controller_revision_rules;
extern const KindRules cron_job_rules;
extern const KindRules csi_driver_rules;
extern const KindRules csi_node_rules;
extern const KindRules csi_storage_capacity_rules;
extern const KindRules custom_resource_definition_rules;
extern const KindRules custom_resource_rules;
extern const KindRules daemon_set_rules;
extern const KindRules deployment_rules;
extern const KindRules device_class_rules;
extern const KindRules disruption_budget_rules;
extern const KindRules endpoint_slice_rules;
extern const KindRules endpoints_rules;
extern const KindRules event_rules;
extern const KindRules flow_schema_rules;
extern const KindRules ingress_class_rules;
extern const KindRules ingress_rules;
extern const KindRules ip_address_rules;
extern const KindRules job_rules;
extern const KindRules lease_rules;
extern const KindRules limit_range_rules;
extern const KindRules mutating_policy_binding_rules;
extern const KindRules mutating_policy_rules;
extern const KindRules mutating_webhook_rules;
extern const KindRules namespace_rules;
extern const KindRules network_policy_rules;
extern const KindRules new_event_rules;
extern const KindRules node_rules;
extern const KindRules persistent_volume_rules;
extern const KindRules pod_rules;
extern const KindRules pod_template_rules;
extern const KindRules service_account_rules;
extern const KindRules priority_class_rules;
extern const KindRules priority_level_rules;
extern const KindRules replica_set_rules;
extern const KindRules replication_controller_rules;
extern const KindRules resource_claim_rules;
extern const KindRules resource_claim_template_rules;
extern const KindRules resource_quota_rules;
extern const KindRules resource_slice_rules;
extern const KindRules role_binding_rules;
extern const KindRules role_rules;
extern const KindRules runtime_class_rules;
extern const KindRules secret_rules;
extern const KindRules service_cidr_rules;
extern const KindRules service_rules;
extern const KindRules stateful_set_rules;
extern const KindRules storage_class_rules;
extern const KindRules validating_policy_binding_rules;
extern const KindRules validating_policy_rules;
extern const KindRules validating_webhook_rules;
extern const KindRules volume_attachment_rules;
extern const KindRules volume_attributes_class_rules;
extern const KindRules volume_claim_rules;

}  // namespace k8s::testing::fake
