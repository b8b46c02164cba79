// What admission does with an object before it is stored or removed.

#include <memory>
#include <utility>

#include "testing/fake/objects.hpp"
#include "testing/fake/plugins/plugins.hpp"
#include "testing/fake/policy/policies.hpp"
#include "testing/fake/scale.hpp"

namespace k8s::testing::fake {
namespace {

policy::Attributes attributes_of(const Target& target, const Caller& caller) {
  policy::Attributes attributes{
      .resource = target.resource,
      .subresource = target.reached_by.empty() ? target.subresource : target.reached_by,
      .namespace_ = target.namespace_,
      .name = target.name,
      .caller = caller};
  if (policy::is_namespaces(*target.resource)) attributes.namespace_ = target.name;
  return attributes;
}

/// The object that the request is about: the Scale of what it changes, or that itself.
ObjectPtr as_asked_for(const Target& target, const ObjectPtr& object) {
  if (object == nullptr || target.reached_by != "scale") return object;
  return std::make_shared<const json::object>(scale_of(*target.resource, *object));
}

policy::Attributes attributes_of_write(const Target& target, const ObjectPtr& old,
                                       const WriteOptions& options) {
  policy::Attributes attributes = attributes_of(target, options.caller);
  attributes.operation = old == nullptr ? "CREATE" : "UPDATE";
  attributes.old_object = old;
  attributes.options = options.shown;
  if (old == nullptr) attributes.options["kind"] = "CreateOptions";  // of an update, too
  attributes.dry_run = options.dry_run;
  return attributes;
}

}  // namespace

void Objects::change(const AdmissionRequest& request, json::object& object, const ObjectPtr& old,
                     const WriteOptions& options) const {
  run_changing_plugins(request, object);
  // The Scale of an object was seen before the object.
  if (!request.target.reached_by.empty()) return;
  if (!change_by_policies(request.target, object, old, options, false)) return;
  run_changing_plugins(request, object);
  change_by_policies(request.target, object, old, options, true);
}

bool Objects::change_by_policies(const Target& target, json::object& object, const ObjectPtr& old,
                                 const WriteOptions& options, bool again) const {
  if (policies_ == nullptr || !policies_->has_mutating()) return false;
  const Resource& form = target.subresource == "scale" ? scale_resource() : *target.resource;
  Target named = target;
  if (old == nullptr) named.name = name_of(object);
  policy::Attributes attributes = attributes_of_write(named, old, options);
  attributes.object = std::make_shared<const json::object>(finished(form, object));
  const bool changed = policies_->mutate(attributes, form, again);
  if (changed) object = *attributes.object;
  return changed;
}

void Objects::admit_write(const Target& target, const json::object& fresh, const ObjectPtr& old,
                          const WriteOptions& options, std::vector<std::string>& warnings) const {
  if (policies_ == nullptr || !policies_->has_validating()) return;
  Target named = target;
  if (old == nullptr) named.name = name_of(fresh);
  policy::Attributes attributes = attributes_of_write(named, as_asked_for(target, old), options);
  attributes.object =
      as_asked_for(target, std::make_shared<const json::object>(finished(*target.resource, fresh)));
  policies_->validate(attributes, warnings);
}

void Objects::admit_removal(const Target& target, const ObjectPtr& old,
                            const DeleteOptions& options,
                            std::vector<std::string>& warnings) const {
  if (policies_ == nullptr || options.admitted || !policies_->has_validating()) return;
  policy::Attributes attributes = attributes_of(target, options.caller);
  if (options.of_collection) attributes.name.clear();
  attributes.operation = "DELETE";
  attributes.old_object = old;
  attributes.options = shown_options(options);
  attributes.dry_run = options.dry_run;
  policies_->validate(attributes, warnings);
}

}  // namespace k8s::testing::fake
