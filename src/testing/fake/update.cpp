// What the server does with a PUT, once its body is decoded.

#include <charconv>
#include <utility>

#include "testing/fake/custom_schema.hpp"
#include "testing/fake/kinds/pod_parts.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/metadata.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/plugins/plugins.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* modified =
    "the object has been modified; please apply your changes to the latest version and try again";

/// The resourceVersion of a body; 0 if it has none.
Revision revision_of(const json::object& object) {
  const std::string_view text = text_at(object, {"metadata", "resourceVersion"});
  if (text.empty()) return 0;
  Revision revision = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), revision);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    refuse_internal("strconv.ParseUint: parsing " + go_quote(text) + ": invalid syntax");
  }
  return revision;
}

/// Whether two objects are the same in what is neither metadata nor status.
/// \param to_the_letter as objects without types are compared: nothing is not the same as `{}`
bool same_content(const json::object& a, const json::object& b, bool to_the_letter) {
  const auto content = [](json::object object) -> json::value {
    for (const char* const name : {"kind", "apiVersion", "metadata", "status"}) object.erase(name);
    return object;
  };
  const json::value content_a = content(a);
  const json::value content_b = content(b);
  return to_the_letter ? content_a == content_b : same_meaning(&content_a, &content_b);
}

void raise_generation(const Resource& resource, json::object& fresh, const json::object& old) {
  const Generation rule = resource.rules->generation;
  if (rule == Generation::none) return;
  bool same = same_content(fresh, old, resource.is_custom());
  if (rule == Generation::spec_and_annotations) {
    same = same && same_meaning(metadata_of(fresh).if_contains("annotations"),
                                metadata_of(old).if_contains("annotations"));
  }
  if (same) return;
  metadata_of(fresh)["generation"] = number_at(old, {"metadata", "generation"}).value_or(0) + 1;
}

/// What no update changes.
void keep_system_fields(json::object& fresh, const json::object& old) {
  json::object& metadata = metadata_of(fresh);
  const json::object& old_metadata = metadata_of(old);
  metadata.erase("selfLink");
  if (text_at(metadata, "uid").empty()) copy_member(metadata, old_metadata, "uid");
  copy_member(metadata, old_metadata, "creationTimestamp");
  if (is_terminating(old)) {
    copy_member(metadata, old_metadata, "deletionTimestamp");
    if (find(metadata, "deletionGracePeriodSeconds") == nullptr) {
      copy_member(metadata, old_metadata, "deletionGracePeriodSeconds");
    }
  }
}

json::object without_manager_times(json::object object) {
  json::value* const managers = find(metadata_of(object), "managedFields");
  if (managers == nullptr || !managers->is_array()) return object;
  for (json::value& entry : managers->get_array()) {
    if (entry.is_object()) entry.get_object().erase("time");
  }
  return object;
}

/// A write that changes nothing but when somebody wrote is none.
void keep_manager_times(json::object& fresh, const json::object& old) {
  if (without_manager_times(fresh) == without_manager_times(old)) {
    copy_member(metadata_of(fresh), metadata_of(old), "managedFields");
  }
}

/// Whether nothing holds a terminating object any more.
bool is_released(const Resource& resource, const json::object& fresh, const json::object& old) {
  if (!is_terminating(old) || !array_at(fresh, {"metadata", "finalizers"}).empty()) return false;
  if (number_at(old, {"metadata", "deletionGracePeriodSeconds"}).value_or(0) > 0) return false;
  return !resource.rules->finalizers_in_spec || array_at(fresh, {"spec", "finalizers"}).empty();
}

}  // namespace

void Objects::check_precondition(const Target& target, const json::object& object,
                                 const json::object* existing) const {
  const std::string wanted(uid_of(object));
  const std::string uid(existing != nullptr ? uid_of(*existing) : std::string_view());
  if (wanted.empty() || wanted == uid) return;
  const Resource& resource = *target.resource;
  refuse_conflict(resource.resource_name(), target.name,
                  "StorageError: invalid object, Code: 4, Key: " +
                      resource.storage_key(target.namespace_, target.name) +
                      ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in "
                      "precondition: " +
                      wanted + ", UID in object meta: " + uid);
}

void Objects::prepare_update(const Target& target, json::object& fresh, const json::object& old,
                             bool dry_run) {
  const Resource& resource = *target.resource;
  const KindRules& rules = *resource.rules;
  if (rules.generation != Generation::none || find(old, {"metadata", "generation"}) != nullptr) {
    copy_member(metadata_of(fresh), metadata_of(old), "generation");
  } else {
    metadata_of(fresh).erase("generation");
  }
  if (is_pod_part(target.subresource)) {
    keep_pod_part(target.subresource, fresh, old);
    return raise_generation(resource, fresh, old);
  }
  const bool approves = target.subresource == "approval";
  if (target.subresource == "status" || approves) {
    // Of a status update only the status and some of the metadata count.
    const json::value status = fresh["status"];
    json::object metadata = metadata_of(fresh);
    if (resource.is_custom()) {
      const json::value* const managers = metadata.if_contains("managedFields");
      json::object kept = metadata_of(old);
      kept.erase("managedFields");
      if (managers != nullptr) kept["managedFields"] = *managers;
      metadata = std::move(kept);
    }
    fresh = old;
    fresh["metadata"] = std::move(metadata);
    fresh["status"] = status;
    if (!approves && rules.prepare_status_update != nullptr) {
      rules.prepare_status_update(fresh, old);
    }
    const auto date = approves ? rules.date_approval : rules.date_status;
    if (date != nullptr) date(fresh, old, clock_.timestamp());
  } else {
    if (resource.has(k8s::detail::subresource_status)) copy_member(fresh, old, "status");
    if (rules.prepare_update != nullptr && target.subresource.empty()) {
      FieldErrors errors;
      rules.prepare_update(fresh, old, *addresses_.for_request(dry_run), errors);
      if (!errors.empty()) refuse_invalid(resource.kind_name(), target.name, errors);
    }
  }
  keep_system_fields(fresh, old);
  if (target.subresource.empty()) raise_generation(resource, fresh, old);
}

void Objects::validate_update(const Target& target, const json::object& fresh,
                              const json::object& old, std::vector<std::string>& warnings) const {
  const Resource& resource = *target.resource;
  const KindRules& rules = *resource.rules;
  const FinalizerRules finalizers = finalizer_rules(resource);
  FieldErrors errors;
  // The server checks metadata twice, first for all kinds alike, then with the kind's own rules.
  validate_metadata(fresh, resource.namespaced, &check_path_segment, FinalizerRules::general,
                    errors);
  validate_metadata_update(fresh, old, FinalizerRules::general, errors);
  validate_metadata_update(fresh, old, finalizers, errors);
  if (resource.schema != nullptr && target.subresource == "status") {
    resource.schema->validate_status_update(fresh, old, errors, warnings);
  } else if (resource.schema != nullptr) {
    resource.schema->validate_update(fresh, old, errors, warnings);
  }
  if (target.subresource.empty()) {
    if (rules.checks_new_metadata_on_update) {
      validate_metadata(fresh, resource.namespaced, rules.check_name, finalizers, errors);
    }
    if (rules.validate != nullptr) rules.validate(fresh, errors);
    if (rules.validate_update != nullptr) rules.validate_update(fresh, old, errors);
  } else if (is_pod_part(target.subresource)) {
    validate_pod_part(target.subresource, fresh, old, errors);
  } else if (target.subresource == "status" && rules.validate_status_update != nullptr) {
    rules.validate_status_update(fresh, old, errors);
  } else if (target.subresource == "approval" && rules.validate_approval != nullptr) {
    rules.validate_approval(fresh, old, errors);
  }
  if (!errors.empty()) refuse_invalid(resource.kind_name(), target.name, errors);
}

Written Objects::update(const Target& target, json::object object, const WriteOptions& options,
                        std::vector<std::string>& warnings) {
  const Resource& resource = *target.resource;
  const ObjectPtr existing =
      in_version(storage_.get(resource.collection(), target.key()), resource);
  if (existing == nullptr) {
    if (!resource.rules->create_on_update || !target.subresource.empty()) {
      refuse_not_found(resource.resource_name(), target.name);
    }
    check_precondition(target, object, nullptr);
    metadata_of(object).erase("resourceVersion");
    complete_new(target, object);
    note_creation(target, object, options);
    return create_completed(target, std::move(object), options, warnings);
  }
  check_precondition(target, object, existing.get());
  return update_existing(target, std::move(object), existing, options, warnings);
}

void Objects::note_update(const Target& target, json::object& fresh, const json::object& old,
                          const WriteOptions& options) const {
  const Resource& resource = *target.resource;
  note_write(old, finished(resource, fresh), fresh, field_rules(resource, target.subresource),
             writer(target, options));
}

Written Objects::update_existing(const Target& target, json::object object,
                                 const ObjectPtr& existing, const WriteOptions& options,
                                 std::vector<std::string>& warnings) {
  note_update(target, object, *existing, options);
  return update_noted(target, std::move(object), existing, options, warnings);
}

void Objects::warn_of_update(const Target& target, const json::object& fresh,
                             const json::object& old, std::vector<std::string>& warnings) {
  const KindRules& rules = *target.resource->rules;
  if (target.subresource == "status" && rules.warn_of_status != nullptr) {
    rules.warn_of_status(fresh, warnings);
  }
  if (!target.subresource.empty()) return;
  if (rules.warn_update != nullptr) rules.warn_update(fresh, old, warnings);
  if (rules.warn_always != nullptr) rules.warn_always(fresh, warnings);
}

Written Objects::update_noted(const Target& target, json::object object, const ObjectPtr& existing,
                              const WriteOptions& options, std::vector<std::string>& warnings) {
  const Resource& resource = *target.resource;
  const std::string collection = resource.collection();
  if (const Revision revision = revision_of(object); revision == 0) {
    // A Scale may come without one, whatever the object needs.
    if (!resource.rules->unconditional_update && target.reached_by != "scale") {
      FieldErrors errors;
      errors.invalid("metadata.resourceVersion", 0, "must be specified for an update");
      refuse_invalid(resource.resource_name(), target.name, errors);
    }
  } else if (revision != revision_of(*existing)) {
    refuse_conflict(resource.resource_name(), target.name, modified);
  }
  if (resource.rules->admit != nullptr && target.subresource.empty()) {
    resource.rules->admit(object);
  }
  const AdmissionRequest request{
      .target = target, .old = existing.get(), .storage = storage_, .dry_run = options.dry_run};
  change(request, object, existing, options);
  if (admission_) admission_(target, &object, existing.get(), options.dry_run, warnings);
  prepare_update(target, object, *existing, options.dry_run);
  validate_update(target, object, *existing, warnings);
  run_checking_plugins(request, object);
  warn_of_update(target, object, *existing, warnings);
  if (resource.rules->canonicalize != nullptr) resource.rules->canonicalize(object);

  copy_member(metadata_of(object), metadata_of(*existing), "resourceVersion");
  object = stored(resource, object);
  keep_manager_times(object, *existing);
  admit_write(target, object, existing, options, warnings);
  check_quota(request, object);
  const bool released = is_released(resource, object, *existing);
  if (options.dry_run || (!released && object == *existing)) {
    return {std::make_shared<const json::object>(std::move(object))};
  }
  if (released) {
    (void)storage_.remove(collection, target.key());
    return {std::make_shared<const json::object>(std::move(object))};
  }
  return {storage_.put(collection, target.key(), std::move(object))};
}

Written Objects::patch(const Target& target, const Patch& patch, const WriteOptions& options,
                       std::vector<std::string>& warnings, const ResourceRegistry& resources) {
  const Resource& resource = *target.resource;
  if (patch.type == PatchType::apply) {
    return apply(target, patch.body, options, warnings, resources);
  }
  const ObjectPtr existing =
      in_version(storage_.get(resource.collection(), target.key()), resource);
  if (existing == nullptr) refuse_not_found(resource.resource_name(), target.name);
  json::object object =
      apply_patch(patch, resource, *existing, options.field_validation, warnings, resources);
  match_namespace(resource, target.namespace_, object);
  check_name(object, target.name);
  return update_existing(target, std::move(object), existing, options, warnings);
}

void check_name(const json::object& object, std::string_view name) {
  const std::string_view own = name_of(object);
  if (own.empty()) {
    refuse_bad_request("the name of the object (" + std::string(name) +
                       " based on URL) was undeterminable: name must be provided");
  }
  if (own != name) {
    refuse_bad_request("the name of the object (" + std::string(own) +
                       ") does not match the name on the URL (" + std::string(name) + ")");
  }
}

}  // namespace k8s::testing::fake
