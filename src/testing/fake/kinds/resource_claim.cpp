// ResourceClaim and ResourceClaimTemplate.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-claim-v1/

#include "testing/fake/kinds/devices.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

void set_claim_defaults(json::object& claim) {
  default_device_claim(ensure_object(claim, "spec"));
}

void set_template_defaults(json::object& claim_template) {
  default_device_claim(ensure_object(ensure_object(claim_template, "spec"), "spec"));
}

void validate_claim(const json::object& claim, FieldErrors& errors) {
  validate_device_claim(Part{object_at(claim, "spec"), "spec", errors}.child("devices"));
}

void validate_template(const json::object& claim_template, FieldErrors& errors) {
  const Part spec{object_at(claim_template, "spec"), "spec", errors};
  validate_labels(object_at(spec.object(), {"metadata", "labels"}),
                  spec.at("metadata").child("labels"), errors);
  validate_device_claim(spec.child("spec").child("devices"));
}

void validate_claim_update(const json::object& fresh, const json::object& old,
                           FieldErrors& errors) {
  validate_immutable(fresh, old, "spec", "spec", errors);
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  const Part status{object_at(fresh, "status"), "status", errors};
  status.each("reservedFor", [&](const Part& consumer) {
    for (const char* const name : {"resource", "name", "uid"}) consumer.require(name);
  });
  if (status.count("reservedFor") > 0 && !status.has("allocation")) {
    status.forbid("reservedFor", "may not be specified when `allocated` is not set");
  }
}

}  // namespace

const KindRules resource_claim_rules{.answers_deleted_object = true,
                                     .generation = Generation::none,
                                     .set_defaults = &set_claim_defaults,
                                     .validate_new = &validate_claim,
                                     .validate_update = &validate_claim_update,
                                     .validate_status_update = &validate_status_update};
const KindRules resource_claim_template_rules{.answers_deleted_object = true,
                                              .generation = Generation::none,
                                              .set_defaults = &set_template_defaults,
                                              .validate_new = &validate_template,
                                              .validate_update = &validate_claim_update};

}  // namespace k8s::testing::fake
