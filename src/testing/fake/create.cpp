// What the server does with a POST, once its body is decoded.

#include <utility>

#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/apply.hpp"
#include "testing/fake/custom_schema.hpp"
#include "testing/fake/metadata.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/plugins/plugins.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

/// How often a generated name may be taken before the server gives up.
constexpr int max_name_tries = 8;

/// Forgets what only the server sets.
void wipe_system_fields(json::object& metadata) {
  for (const char* const name : {"creationTimestamp", "uid", "deletionTimestamp",
                                 "deletionGracePeriodSeconds", "selfLink"}) {
    metadata.erase(name);
  }
}

bool is_resource_version(std::string_view version) {
  return !version.empty() && version != "0" &&
         version.find_first_not_of("0123456789") == version.npos;
}

}  // namespace

void match_namespace(const Resource& resource, std::string_view namespace_, json::object& object) {
  json::object& metadata = metadata_of(object);
  const std::string_view own = text_at(metadata, "namespace");
  if (!resource.namespaced) {
    metadata.erase("namespace");
  } else if (own.empty()) {
    metadata["namespace"] = namespace_;
  } else if (own != namespace_) {
    refuse_bad_request(
        "the namespace of the provided object does not match the namespace sent on the request");
  }
}

json::object Objects::finished(const Resource& resource, const json::object& object) {
  if (!resource.is_custom()) return arrange(*resource.table, object);
  // The metadata has types, whatever the rest has.
  json::object typed = object;
  const meta::v1::ObjectMeta* const metadata = nullptr;
  typed["metadata"] = arrange(k8s_describe(metadata), metadata_of(object));
  return sorted(typed).get_object();
}

json::object Objects::stored(const Resource& resource, const json::object& object) {
  json::object stored = finished(resource, object);
  if (!resource.is_custom()) forget_empty_lists(*resource.table, stored);
  return stored;
}

void Objects::check_namespace(const Target& target, std::string_view name) const {
  if (!target.resource->namespaced) return;
  const ObjectPtr found = storage_.get("/namespaces", {"", target.namespace_});
  if (found == nullptr) refuse_not_found({"", "namespaces"}, target.namespace_);
  if (!is_terminating(*found)) return;
  refuse_forbidden(
      target.resource->resource_name(), name,
      "unable to create new content in namespace " + target.namespace_ +
          " because it is being terminated",
      {{"NamespaceTerminating", "namespace " + target.namespace_ + " is being terminated",
        "metadata.namespace"}});
}

void Objects::complete_new(const Target& target, json::object& object) {
  json::object& metadata = metadata_of(object);
  wipe_system_fields(metadata);
  match_namespace(*target.resource, target.namespace_, object);
  check_namespace(target, name_of(object));
  metadata_of(object)["creationTimestamp"] = clock_.timestamp();
  metadata_of(object)["uid"] = random_.uid();
}

Writer Objects::writer(const Target& target, const WriteOptions& options) const {
  return {.name = options.manager,
          .api_version = target.resource->api_version(),
          .subresource = target.subresource,
          .now = clock_.timestamp()};
}

void Objects::note_creation(const Target& target, json::object& object,
                            const WriteOptions& options) const {
  const Resource& resource = *target.resource;
  note_write(empty_object(resource), finished(resource, object), object,
             field_rules(resource, target.subresource), writer(target, options));
}

void Objects::prepare_new(const Target& target, json::object& object, bool dry_run) {
  const Resource& resource = *target.resource;
  if (resource.has(k8s::detail::subresource_status) && !resource.rules->keeps_status) {
    object.erase("status");
  }
  if (resource.rules->generation != Generation::none) metadata_of(object)["generation"] = 1;
  if (resource.rules->prepare_create == nullptr) return;
  FieldErrors errors;
  resource.rules->prepare_create(object, *addresses_.for_request(dry_run), errors);
  if (!errors.empty()) refuse_invalid(resource.kind_name(), name_of(object), errors);
}

void Objects::validate_new(const Target& target, const json::object& object) {
  const Resource& resource = *target.resource;
  FieldErrors errors;
  const KindRules& rules = *resource.rules;
  if (rules.checks_metadata) {
    validate_metadata(object, resource.namespaced, rules.check_name, finalizer_rules(resource),
                      errors);
  }
  if (rules.validate != nullptr) rules.validate(object, errors);
  if (rules.validate_new != nullptr) rules.validate_new(object, errors);
  if (!rules.checks_metadata && errors.empty()) {
    validate_metadata(object, resource.namespaced, &check_path_segment, FinalizerRules::general,
                      errors);
  }
  if (resource.schema != nullptr) resource.schema->validate(object, errors);
  if (!errors.empty()) refuse_invalid(resource.kind_name(), name_of(object), errors);
}

Written Objects::store_new(const Target& target, json::object object, const WriteOptions& options,
                           bool generated) {
  const Resource& resource = *target.resource;
  const std::string name(name_of(object));
  const Key key{target.namespace_, name};
  if (const ObjectPtr found = storage_.get(resource.collection(), key)) {
    refuse_already_exists(resource.resource_name(), name, is_terminating(*found), generated);
  }
  // A placeholder keeps its place among the members until the store knows the revision.
  const std::string version(text_at(object, {"metadata", "resourceVersion"}));
  metadata_of(object)["resourceVersion"] = version.empty() ? "0" : version;
  object = stored(resource, object);
  if (options.dry_run) {
    // A store that is not written to leaves what the creator said.
    if (version.empty()) metadata_of(object).stable_erase("resourceVersion");
    return {std::make_shared<const json::object>(std::move(object)), true};
  }
  return {storage_.put(resource.collection(), key, std::move(object)), true};
}

Written Objects::create(const Target& target, json::object object, const WriteOptions& options,
                        std::vector<std::string>& warnings) {
  complete_new(target, object);
  note_creation(target, object, options);
  return create_completed(target, std::move(object), options, warnings);
}

Written Objects::create_completed(const Target& target, json::object object,
                                  const WriteOptions& options, std::vector<std::string>& warnings) {
  const Resource& resource = *target.resource;
  if (resource.rules->admit != nullptr) resource.rules->admit(object);
  if (resource.rules->admit_new != nullptr) resource.rules->admit_new(object);
  const AdmissionRequest request{.target = target, .storage = storage_, .dry_run = options.dry_run};
  change(request, object, nullptr, options);
  if (admission_) admission_(target, &object, nullptr, options.dry_run, warnings);
  const std::string prefix(text_at(object, {"metadata", "generateName"}));
  const bool generated = name_of(object).empty() && !prefix.empty();
  for (int tries = 1;; ++tries) {
    json::object attempt = object;
    if (generated) metadata_of(attempt)["name"] = random_.name(prefix);
    prepare_new(target, attempt, options.dry_run);
    if (resource.rules->note_author != nullptr) {
      resource.rules->note_author(attempt, options.caller);
    }
    validate_new(target, attempt);
    if (resource.rules->warn != nullptr) resource.rules->warn(attempt, warnings);
    if (resource.rules->warn_always != nullptr) resource.rules->warn_always(attempt, warnings);
    if (resource.rules->canonicalize != nullptr) resource.rules->canonicalize(attempt);
    if (!options.dry_run &&
        is_resource_version(text_at(attempt, {"metadata", "resourceVersion"}))) {
      refuse_internal("resourceVersion should not be set on objects to be created");
    }
    const Key key{target.namespace_, name_of(attempt)};
    const bool taken = storage_.get(resource.collection(), key) != nullptr;
    if (generated && taken && tries < max_name_tries) continue;
    run_checking_plugins(request, attempt);
    admit_write(target, attempt, nullptr, options, warnings);
    check_quota({.target = target, .storage = storage_, .dry_run = options.dry_run || taken},
                attempt);
    return store_new(target, std::move(attempt), options, generated);
  }
}

}  // namespace k8s::testing::fake
