// What the server does with requests for the scale of an object.

#include <utility>

#include "testing/fake/apply.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/scale.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

ManagedFields managers_of(const Resource& resource, const json::object& object) {
  return ManagedFields::parse(array_at(object, {"metadata", "managedFields"}))
      .value_or(ManagedFields())
      .of_scale(replicas_path(resource));
}

Writer scale_writer(Writer writer) {
  writer.api_version = scale_resource().api_version();
  return writer;
}

FieldRules scale_rules() {
  return {.type = &merge_type_of(scale_resource())};
}

}  // namespace

json::object Objects::get_scale(const Target& target, std::string_view resource_version) const {
  const ObjectPtr object = get(target, resource_version);
  check_has_replicas(*target.resource, *object);
  return scale_of(*target.resource, *object);
}

Written Objects::store_scale(const Target& target, const ObjectPtr& existing,
                             const json::object& scale, const ManagedFields& managers,
                             const WriteOptions& options, std::vector<std::string>& warnings) {
  const Resource& resource = *target.resource;
  check_name(scale, target.name);
  if (!resource.is_custom()) validate_scale(scale, target.name);
  json::object asked = scale;
  const auto old = std::make_shared<const json::object>(scale_of(resource, *existing));
  change_by_policies(target, asked, old, options, false);
  json::object object = *existing;
  set_scale(resource, asked, object);
  ManagedFields all = ManagedFields::parse(array_at(object, {"metadata", "managedFields"}))
                          .value_or(ManagedFields());
  all.take_scale(managers, replicas_path(resource), resource.api_version());
  set_managers(object, all);
  const Target parent{.resource = target.resource,
                      .namespace_ = target.namespace_,
                      .name = target.name,
                      .reached_by = target.subresource};
  const Written written = update_noted(parent, std::move(object), existing, options, warnings);
  return {std::make_shared<const json::object>(scale_of(resource, *written.object))};
}

Written Objects::update_scale(const Target& target, json::object scale, const WriteOptions& options,
                              std::vector<std::string>& warnings) {
  const Resource& resource = *target.resource;
  const ObjectPtr existing =
      in_version(storage_.get(resource.collection(), target.key()), resource);
  if (existing == nullptr) refuse_not_found(resource.resource_name(), target.name);
  check_precondition(target, scale, existing.get());
  ManagedFields managers = managers_of(resource, *existing);
  scale = arrange(*scale_resource().table, scale);
  if (!managers.empty()) {
    managers.update(scale_of(resource, *existing), scale, scale_rules(),
                    scale_writer(writer(target, options)));
  }
  return store_scale(target, existing, scale, managers, options, warnings);
}

Written Objects::patch_scale(const Target& target, const Patch& patch, const WriteOptions& options,
                             std::vector<std::string>& warnings,
                             const ResourceRegistry& resources) {
  const Resource& resource = *target.resource;
  const ObjectPtr existing =
      in_version(storage_.get(resource.collection(), target.key()), resource);
  if (existing == nullptr) refuse_not_found(resource.resource_name(), target.name);
  const json::object live = scale_of(resource, *existing);
  ManagedFields managers = managers_of(resource, *existing);
  const Writer who = scale_writer(writer(target, options));
  if (patch.type == PatchType::apply) {
    const json::object scale =
        apply_configuration(scale_resource(), patch.body, live, managers, scale_rules(), who,
                            options, warnings, resources);
    return store_scale(target, existing, scale, managers, options, warnings);
  }
  json::object scale =
      apply_patch(patch, scale_resource(), live, options.field_validation, warnings, resources);
  match_namespace(resource, target.namespace_, scale);
  scale = arrange(*scale_resource().table, scale);
  if (!managers.empty()) managers.update(live, scale, scale_rules(), who);
  return store_scale(target, existing, scale, managers, options, warnings);
}

}  // namespace k8s::testing::fake
