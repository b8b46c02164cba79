// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/persistent_volume_spec.hpp"
#include "testing/fake/kinds/volume_sources.hpp"
#include "testing/fake/kinds/volumes.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& attachment) {
  json::object& status = ensure_object(attachment, "status");
  set_default(status, "attached", false);
  json::object& source = ensure_object(ensure_object(attachment, "spec"), "source");
  if (json::value* const volume = find(source, "inlineVolumeSpec");
      volume != nullptr && volume->is_object()) {
    default_volume_source(volume->get_object());
  }
}

void prepare_create(json::object& attachment, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  attachment["status"] = {{"attached", false}};
}

void validate_source(const Part& source) {
  constexpr const char* one =
      "must specify exactly one of inlineVolumeSpec and "
      "persistentVolumeName";
  const bool has_inline = source.has("inlineVolumeSpec");
  const bool has_name = source.has("persistentVolumeName");
  if (!has_inline && !has_name) {
    source.errors().required(source.path(), one);
  } else if (has_inline && has_name) {
    source.errors().forbidden(source.path(), one);
  } else if (has_name) {
    source.require("persistentVolumeName", "must specify non empty persistentVolumeName");
  } else {
    validate_inline_volume_spec(source.child("inlineVolumeSpec"));
  }
}

void validate_error(const Part& status, std::string_view name) {
  constexpr std::size_t longest = 1024;
  constexpr std::size_t told = std::size_t{256} * 1024;
  const Part error = status.child(name);
  if (error.text("message").size() > longest) error.errors().too_long(error.at("message"), told);
  error.in_range("errorCode", 0, std::numeric_limits<std::int32_t>::max(),
                 "must be between 0 and 2147483647, inclusive");
}

void validate(const json::object& attachment, FieldErrors& errors) {
  const Part spec{object_at(attachment, "spec"), "spec", errors};
  validate_driver_name(spec.text("attacher"), spec.at("attacher"), errors);
  validate_source(spec.child("source"));
  errors.invalid(spec.at("nodeName"), spec.text("nodeName"),
                 check_dns_subdomain(spec.text("nodeName")));
  const Part status{object_at(attachment, "status"), "status", errors};
  validate_error(status, "attachError");
  validate_error(status, "detachError");
  if (spec.child("source").has("persistentVolumeName")) {
    const std::string_view name = spec.child("source").text("persistentVolumeName");
    errors.invalid("spec.source.persistentVolumeName", name, check_dns_subdomain(name));
  }
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_immutable(fresh, old, "spec", "spec", errors);
}

void validate_status_update(const json::object& fresh, const json::object& old,
                            FieldErrors& errors) {
  validate(fresh, errors);
  validate_update(fresh, old, errors);
}

}  // namespace

const KindRules volume_attachment_rules{.unconditional_update = false,
                                        .answers_deleted_object = true,
                                        .generation = Generation::none,
                                        .set_defaults = &set_defaults,
                                        .prepare_create = &prepare_create,
                                        .validate = &validate,
                                        .validate_update = &validate_update,
                                        .validate_status_update = &validate_status_update};

}  // namespace k8s::testing::fake
