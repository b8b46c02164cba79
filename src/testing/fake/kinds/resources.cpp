#include "testing/fake/kinds/resources.hpp"

#include <string>

namespace k8s::testing::fake {
namespace {

constexpr const char* not_whole = "must be an integer";

bool is_counted(std::string_view name) {
  return is_one_of(name, {"pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
                          "configmaps", "persistentvolumeclaims", "services.nodeports",
                          "services.loadbalancers"});
}

}  // namespace

bool is_native_resource(std::string_view name) {
  return name.find('/') == name.npos || name.find("kubernetes.io/") != name.npos;
}

bool is_extended_resource(std::string_view name) {
  return !is_native_resource(name) && !name.starts_with("requests.") &&
         check_label_key("requests." + std::string(name)).empty();
}

bool is_overcommit_allowed(std::string_view name) {
  return is_native_resource(name) && !name.starts_with("hugepages-");
}

bool is_quota_resource(std::string_view name) {
  return is_counted(name) || name.starts_with("hugepages-") ||
         name.starts_with("requests.hugepages-") ||
         is_one_of(name, {"cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory",
                          "requests.storage", "requests.ephemeral-storage", "limits.cpu",
                          "limits.memory", "limits.ephemeral-storage"});
}

bool validate_resource_name(std::string_view name, const FieldPath& path, FieldErrors& errors) {
  if (const Complaints complaints = check_label_key(name); !complaints.empty()) {
    errors.invalid(path, name, complaints);
    return false;
  }
  if (name.find('/') != name.npos || is_quota_resource(name) || name == "storage") return true;
  errors.invalid(path, name, "must be a standard resource type or fully qualified");
  return false;
}

void validate_container_resource(std::string_view name, const FieldPath& path,
                                 FieldErrors& errors) {
  (void)validate_resource_name(name, path, errors);
  if (name.find('/') == name.npos) {
    if (!is_one_of(name, {"cpu", "memory", "ephemeral-storage"}) &&
        !name.starts_with("hugepages-")) {
      errors.invalid(path, name, "must be a standard resource for containers");
    }
  } else if (!is_native_resource(name) && !is_extended_resource(name)) {
    errors.invalid(path, name, "doesn't follow extended resource name standard");
  }
}

void validate_amount_of(std::string_view resource, const Quantity& amount, const FieldPath& path,
                        FieldErrors& errors) {
  if (amount < Quantity(0)) {
    errors.invalid(path, shown(amount), "must be greater than or equal to 0");
  }
  if ((is_counted(resource) || is_extended_resource(resource)) &&
      amount.milli_value() % 1000 != 0) {
    errors.invalid(path, shown(amount), not_whole);
  }
}

}  // namespace k8s::testing::fake
