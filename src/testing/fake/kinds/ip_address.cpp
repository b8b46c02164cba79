// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/ip-address-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

Complaints check_name(std::string_view name) {
  if (is_ip_address(name)) return {};
  return {"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"};
}

void validate(const json::object& address, FieldErrors& errors) {
  const Part spec{object_at(address, "spec"), "spec", errors};
  if (!spec.require_member("parentRef")) return;
  const Part parent = spec.child("parentRef");
  parent.check("group", &check_dns_subdomain);
  parent.require_name("resource", &check_path_segment);
  parent.require_name("name", &check_path_segment);
  parent.check("namespace", &check_path_segment);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::value* const parent = find(fresh, {"spec", "parentRef"});
  if (same_meaning(parent, find(old, {"spec", "parentRef"}))) return;
  if (parent == nullptr)
    return errors.invalid("spec.parentRef", json::value(), "field is immutable");
  const json::object& reference = object_at(fresh, {"spec", "parentRef"});
  // The server shows its own form of the struct.
  errors.invalid("spec.parentRef",
                 json::object{{"Group", text_at(reference, "group")},
                              {"Resource", text_at(reference, "resource")},
                              {"Namespace", text_at(reference, "namespace")},
                              {"Name", text_at(reference, "name")}},
                 "field is immutable");
}

}  // namespace

const KindRules ip_address_rules{.check_name = &check_name,
                                 .generation = Generation::none,
                                 .validate = &validate,
                                 .validate_update = &validate_update};

}  // namespace k8s::testing::fake
