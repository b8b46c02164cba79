// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/

#include <algorithm>
#include <array>

#include <k8s/quantity.hpp>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 4> access_modes{"ReadOnlyMany", "ReadWriteMany",
                                                       "ReadWriteOnce", "ReadWriteOncePod"};

void set_defaults(json::object& claim) {
  json::object& spec = ensure_object(claim, "spec");
  set_default(spec, "volumeMode", "Filesystem");
  json::object& status = ensure_object(claim, "status");
  if (text_at(status, "phase").empty()) status["phase"] = "Pending";
}

void prepare_create(json::object& claim, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  claim["status"] = {{"phase", "Pending"}};
}

void validate_access_modes(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec.accessModes";
  const std::vector<std::string> modes = texts_at(spec, {"accessModes"});
  if (modes.empty()) errors.required(path, "at least 1 access mode is required");
  for (const std::string& mode : modes) {
    if (std::ranges::find(access_modes, mode) == access_modes.end()) {
      errors.not_supported(path, mode, access_modes);
    }
  }
  if (modes.size() > 1 && std::ranges::find(modes, "ReadWriteOncePod") != modes.end()) {
    errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
  }
}

void validate_size(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = FieldPath("spec.resources").key("storage");
  const std::string_view size = text_at(spec, {"resources", "requests", "storage"});
  if (size.empty()) return errors.required(path);
  if (Quantity(size) <= Quantity("0")) errors.invalid(path, size, "must be greater than zero");
}

void validate(const json::object& claim, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(claim, "spec");
  (void)validate_label_selector(object_at(spec, "selector"), path.child("selector"), errors);
  validate_access_modes(spec, errors);
  validate_size(spec, errors);
  if (const std::string_view name = text_at(spec, "storageClassName"); !name.empty()) {
    errors.invalid(path.child("storageClassName"), name, check_dns_subdomain(name));
  }
  const std::string_view mode = text_at(spec, "volumeMode");
  if (mode != "Block" && mode != "Filesystem") {
    errors.not_supported(path.child("volumeMode"), mode, {"Block", "Filesystem"});
  }
}

/// The spec without what may change of a claim that has its volume, or gets it.
json::value fixed_part(const json::object& claim, const json::object& old) {
  json::object spec = object_at(claim, "spec");
  if (text_at(old, {"status", "phase"}) == "Bound") {
    ensure_object(spec, "resources").erase("requests");
    spec.erase("volumeAttributesClassName");
  }
  if (text_at(old, {"spec", "volumeName"}).empty()) spec.erase("volumeName");
  if (find(old, {"spec", "storageClassName"}) == nullptr) spec.erase("storageClassName");
  return spec;
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::value now = fixed_part(fresh, old);
  const json::value before = fixed_part(old, old);
  if (same_meaning(&now, &before)) return;
  errors.forbidden("spec",
                   "spec is immutable after creation except resources.requests and "
                   "volumeAttributesClassName for bound claims");
}

}  // namespace

const KindRules volume_claim_rules{.answers_deleted_object = true,
                                   .generation = Generation::none,
                                   .set_defaults = &set_defaults,
                                   .prepare_create = &prepare_create,
                                   .validate = &validate,
                                   .validate_update = &validate_update};

}  // namespace k8s::testing::fake
