// What the server does with a DELETE, once its options are read.

#include <algorithm>
#include <utility>

#include <boost/json/value_from.hpp>

#include "testing/fake/definitions.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* orphan_finalizer = "orphan";
constexpr const char* foreground_finalizer = "foregroundDeletion";

bool is_immortal(std::string_view namespace_) {
  return namespace_ == "default" || namespace_ == "kube-system" || namespace_ == "kube-public";
}

void check_preconditions(const Resource& resource, const json::object& object,
                         const DeleteOptions& options) {
  const std::string uid(uid_of(object));
  const std::string version(text_at(object, {"metadata", "resourceVersion"}));
  if (options.uid && *options.uid != uid) {
    refuse_conflict(resource.kind_name(), name_of(object),
                    "the UID in the precondition (" + *options.uid +
                        ") does not match the UID in record (" + uid +
                        "). The object might have been deleted and then recreated");
  }
  if (options.resource_version && *options.resource_version != version) {
    refuse_conflict(resource.kind_name(), name_of(object),
                    "the ResourceVersion in the precondition (" + *options.resource_version +
                        ") does not match the ResourceVersion in record (" + version +
                        "). The object might have been modified");
  }
}

/// As check_preconditions, in the words that the server has for namespaces.
void check_namespace_preconditions(const Resource& resource, const json::object& object,
                                   const DeleteOptions& options) {
  const auto check = [&](const std::optional<std::string>& wanted, const char* what,
                         std::string_view is) {
    if (!wanted || *wanted == is) return;
    refuse_conflict(resource.resource_name(), name_of(object),
                    std::string("Precondition failed: ") + what + " in precondition: " + *wanted +
                        ", " + what + " in object meta: " + std::string(is));
  };
  check(options.uid, "UID", uid_of(object));
  check(options.resource_version, "ResourceVersion",
        text_at(object, {"metadata", "resourceVersion"}));
}

/// Adds or removes the finalizers with which the garbage collector is told what to do.
void set_collector_finalizers(const Resource& resource, json::object& object,
                              const DeleteOptions& options) {
  std::vector<std::string> finalizers = texts_at(object, {"metadata", "finalizers"});
  const auto has = [&](const char* name) {
    return std::ranges::find(finalizers, name) != finalizers.end();
  };
  bool orphan = has(orphan_finalizer);
  bool foreground = !orphan && has(foreground_finalizer);
  if (!orphan && !foreground) orphan = resource.rules->orphans_dependents;
  if (options.orphan_dependents || options.propagation != Propagation::unset) {
    orphan = options.orphan_dependents ? *options.orphan_dependents
                                       : options.propagation == Propagation::orphan;
    foreground = options.propagation == Propagation::foreground;
  }
  std::erase_if(finalizers, [](const std::string& name) {
    return name == orphan_finalizer || name == foreground_finalizer;
  });
  if (orphan) finalizers.emplace_back(orphan_finalizer);
  if (foreground) finalizers.emplace_back(foreground_finalizer);
  if (finalizers.empty()) {
    metadata_of(object).erase("finalizers");
  } else {
    metadata_of(object)["finalizers"] = json::value_from(finalizers);
  }
}

/// Marks an object that is cleaned up before it goes: of a kind that has objects of its own.
void begin_cleanup(std::string_view finalizer, json::object& object, const std::string& now) {
  json::value& finalizers = member_of(metadata_of(object), "finalizers");
  json::array& names = finalizers.is_array() ? finalizers.get_array() : finalizers.emplace_array();
  if (std::ranges::find(names, json::value(finalizer)) == names.end()) {
    names.emplace_back(finalizer);
  }
  metadata_of(object)["deletionTimestamp"] = now;
  set_condition(object, terminating_condition(
                            "InstanceDeletionPending",
                            "CustomResourceDefinition marked for deletion; CustomResource deletion "
                            "will begin soon",
                            true, now));
}

void raise_generation(json::object& metadata) {
  if (const auto generation = number_at(metadata, "generation"); generation.value_or(0) > 0) {
    metadata["generation"] = *generation + 1;
  }
}

}  // namespace

Removed Objects::store_marked(const Target& target, json::object object, bool dry_run) {
  object = finished(*target.resource, object);
  const std::string collection = target.resource->collection();
  const ObjectPtr stored = storage_.get(collection, target.key());
  if (dry_run || object == *stored) {
    return {std::make_shared<const json::object>(std::move(object)), false};
  }
  return {storage_.put(collection, target.key(), std::move(object)), false};
}

/// Removes the object, or marks it as being deleted if a finalizer holds it.
Removed Objects::finish_remove(const Target& target, const ObjectPtr& object, json::object marked,
                               bool dry_run) {
  if (array_at(marked, {"metadata", "finalizers"}).empty()) {
    if (dry_run) return {object, true};
    return {storage_.remove(target.resource->collection(), target.key()), true};
  }
  json::object& metadata = metadata_of(marked);
  const bool is_cleaned_up = !target.resource->rules->deletion_finalizer.empty();
  if (find(metadata, "deletionTimestamp") == nullptr) {
    if (!is_cleaned_up) raise_generation(metadata);
    metadata["deletionTimestamp"] = clock_.timestamp();
  }
  if (!is_cleaned_up) metadata["deletionGracePeriodSeconds"] = 0;
  return store_marked(target, std::move(marked), dry_run);
}

Removed Objects::remove_namespace(const Target& target, const ObjectPtr& existing,
                                  const DeleteOptions& options,
                                  std::vector<std::string>& warnings) {
  const json::object& object = *existing;
  check_namespace_preconditions(*target.resource, object, options);
  if (is_immortal(target.name)) {
    refuse_forbidden(target.resource->resource_name(), target.name,
                     "this namespace may not be deleted");
  }
  json::object marked = object;
  if (is_terminating(object)) {
    if (!array_at(object, {"spec", "finalizers"}).empty()) {
      return {std::make_shared<const json::object>(std::move(marked)), false};
    }
    admit_removal(target, existing, options, warnings);
    return finish_remove(target, existing, std::move(marked), options.dry_run);
  }
  admit_removal(target, existing, options, warnings);
  set_collector_finalizers(*target.resource, marked, options);
  metadata_of(marked)["deletionTimestamp"] = clock_.timestamp();
  ensure_object(marked, "status")["phase"] = "Terminating";
  return store_marked(target, std::move(marked), options.dry_run);
}

Removed Objects::remove_gracefully(const Target& target, const ObjectPtr& object,
                                   const DeleteOptions& options,
                                   std::vector<std::string>& warnings) {
  json::object marked = *object;
  json::object& metadata = metadata_of(marked);
  const auto pending = number_at(metadata, "deletionGracePeriodSeconds");
  std::optional<std::int64_t> requested = options.grace_period;
  if (requested && *requested < 0) requested = 1;
  if (is_terminating(*object)) {
    if (pending.value_or(0) == 0) {
      admit_removal(target, object, options, warnings);
      return finish_remove(target, object, marked, options.dry_run);
    }
    // A grace period that runs can only be shortened.
    if (!requested || *requested >= *pending) return {object, false};
    metadata["deletionTimestamp"] = clock_.timestamp(std::chrono::seconds(*requested));
    metadata["deletionGracePeriodSeconds"] = *requested;
  } else {
    const std::int64_t period = target.resource->rules->grace_period(*object, requested);
    metadata["deletionTimestamp"] = clock_.timestamp(std::chrono::seconds(period));
    metadata["deletionGracePeriodSeconds"] = period;
    raise_generation(metadata);
    set_collector_finalizers(*target.resource, marked, options);
  }
  admit_removal(target, object, options, warnings);
  const bool held = !array_at(metadata, "finalizers").empty();
  const bool waits = number_at(metadata, "deletionGracePeriodSeconds").value_or(0) > 0;
  Removed removed = store_marked(target, std::move(marked), options.dry_run);
  if (held || waits) return removed;
  removed.gone = true;
  if (!options.dry_run) {
    removed.object = storage_.remove(target.resource->collection(), target.key());
  }
  return removed;
}

Removed Objects::remove(const Target& target, const DeleteOptions& options,
                        std::vector<std::string>& warnings) {
  const Resource& resource = *target.resource;
  const ObjectPtr object = in_version(storage_.get(resource.collection(), target.key()), resource);
  if (object == nullptr) refuse_not_found(resource.resource_name(), target.name);
  if (admission_) {
    std::vector<std::string> unheard;
    admission_(target, nullptr, object.get(), options.dry_run, unheard);
  }
  if (resource.rules->finalizers_in_spec) {
    return remove_namespace(target, object, options, warnings);
  }
  check_preconditions(resource, *object, options);
  if (resource.rules->grace_period != nullptr) {
    return remove_gracefully(target, object, options, warnings);
  }
  admit_removal(target, object, options, warnings);
  json::object marked = *object;
  set_collector_finalizers(resource, marked, options);
  const std::string_view finalizer = resource.rules->deletion_finalizer;
  if (!finalizer.empty() && !is_terminating(marked)) {
    begin_cleanup(finalizer, marked, clock_.timestamp());
    return store_marked(target, std::move(marked), options.dry_run);
  }
  return finish_remove(target, object, std::move(marked), options.dry_run);
}

Page Objects::remove_collection(const Target& target, const DeleteOptions& how,
                                const ListOptions& what, std::vector<std::string>& warnings) {
  ListOptions listed = what;
  // The server reads page by page, so that a resourceVersion is one to be met exactly.
  if (listed.match == Match::unset && listed.resource_version != "0") listed.match = Match::exact;
  Page page = list(target, listed);
  if (target.resource->namespaced && target.namespace_.empty() && !page.items.empty()) {
    refuse_bad_request("Namespace parameter required.");
  }
  DeleteOptions options = how;
  options.of_collection = true;
  for (const ObjectPtr& object : page.items) {
    const Target one{.resource = target.resource,
                     .namespace_ = std::string(namespace_of(*object)),
                     .name = std::string(name_of(*object))};
    (void)remove(one, options, warnings);
  }
  return page;
}

}  // namespace k8s::testing::fake
