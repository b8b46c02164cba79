// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/api-service-v1/

#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& api) {
  json::value* const service = find(ensure_object(api, "spec"), "service");
  if (service != nullptr && service->is_object()) set_default(service->get_object(), "port", 443);
}

void validate_priority(const Part& spec, std::string_view name, std::int64_t most) {
  const std::int64_t priority = spec.number(name);
  if (priority > 0 && priority <= most) return;
  spec.errors().invalid(spec.at(name), priority,
                        "must be positive and less than " + std::to_string(most));
}

void validate(const json::object& api, FieldErrors& errors) {
  constexpr std::int64_t most_for_group = 20'000;
  constexpr std::int64_t most_for_version = 1'000;
  const Part spec{object_at(api, "spec"), "spec", errors};
  const std::string_view group = spec.text("group");
  const std::string_view version = spec.text("version");
  const std::string name = std::string(version) + "." + std::string(group);
  if (check_path_segment(name_of(api)).empty() && name_of(api) != name && !name_of(api).empty()) {
    errors.invalid("metadata.name", name_of(api),
                   "must be `spec.version+\".\"+spec.group`: " + go_quote(name));
  }
  if (version != "v1") {
    spec.require("group", "only v1 may have an empty group and it better be legacy kube");
  }
  spec.check("group", &check_dns_subdomain);
  errors.invalid(spec.at("version"), version, check_dns_1035_label(version));
  validate_priority(spec, "groupPriorityMinimum", most_for_group);
  validate_priority(spec, "versionPriority", most_for_version);
  const bool insecure = spec.flag("insecureSkipTLSVerify");
  const bool has_authority = !spec.text("caBundle").empty();
  if (!spec.has("service")) {
    if (insecure) {
      errors.invalid(spec.at("insecureSkipTLSVerify"), json::value(true),
                     "local APIServices may not have insecureSkipTLSVerify");
    }
    return;
  }
  const Part service = spec.child("service");
  service.require("namespace");
  service.require("name");
  if (const Complaints complaints = check_port_number(service.number("port"));
      !complaints.empty()) {
    errors.invalid(service.at("port"), service.number("port"),
                   "port is not valid: " + joined(complaints, ", "));
  }
  if (insecure && has_authority) {
    errors.invalid(spec.at("insecureSkipTLSVerify"), json::value(true),
                   "may not be true if caBundle is present");
  }
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  const Part status{object_at(fresh, "status"), "status", errors};
  status.each("conditions", [&](const Part& condition) {
    if (is_one_of(condition.text("status"), {"True", "False", "Unknown"})) return;
    errors.not_supported(condition.at("status"), condition.text("status"),
                         {"True", "False", "Unknown"});
  });
}

}  // namespace

const KindRules api_service_rules{.check_name = &check_path_segment,
                                  .unconditional_update = false,
                                  .generation = Generation::none,
                                  .set_defaults = &set_defaults,
                                  .validate = &validate,
                                  .validate_status_update = &validate_status_update};

}  // namespace k8s::testing::fake
