#include "testing/fake/policy/params.hpp"

#include "testing/fake/api_version.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/metadata.hpp"

namespace k8s::testing::fake::policy {
namespace {

std::vector<ObjectPtr> chosen(const Resource& resource, const json::object& reference,
                              std::string_view namespace_, const Storage& storage) {
  const std::string collection = resource.collection();
  std::vector<ObjectPtr> found;
  if (const std::string_view name = text_at(reference, "name"); !name.empty()) {
    if (const ObjectPtr one = storage.get(collection, {namespace_, name})) found.push_back(one);
    return found;
  }
  const json::object& selector = object_at(reference, "selector");
  for (const ObjectPtr& each : storage.list(collection, storage.revision())) {
    if (namespace_of(*each) == namespace_ &&
        selector_matches(selector, object_at(*each, {"metadata", "labels"}))) {
      found.push_back(each);
    }
  }
  return found;
}

}  // namespace

const Resource* param_resource(const json::object& param_kind, const ResourceRegistry& resources,
                               std::string& problem) {
  const std::string_view api_version = text_at(param_kind, "apiVersion");
  const std::string_view kind = text_at(param_kind, "kind");
  const auto [group, version] = split_api_version(api_version);
  const Resource* const found = resources.find_kind(group, version, kind);
  if (found == nullptr) {
    problem =
        "failed to find resource referenced by paramKind: '" + kind_text(api_version, kind) + "'";
  }
  return found;
}

std::vector<ObjectPtr> collect_params(const Resource* resource, const json::object& binding,
                                      const std::string& namespace_, const Storage& storage,
                                      std::string& problem) {
  const json::object& reference = object_at(binding, {"spec", "paramRef"});
  if (resource == nullptr || reference.empty()) return {nullptr};
  std::string where(text_at(reference, "namespace"));
  if (!resource->namespaced && !where.empty()) {
    problem = "paramRef.namespace must not be provided for a cluster-scoped `paramKind`";
    return {};
  }
  if (resource->namespaced && where.empty()) where = namespace_;
  if (resource->namespaced && where.empty()) {
    problem =
        "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources";
    return {};
  }
  std::vector<ObjectPtr> found = chosen(*resource, reference, where, storage);
  for (ObjectPtr& each : found) each = in_version(each, *resource);
  if (found.empty() && text_at(reference, "parameterNotFoundAction") == "Deny") {
    problem = "no params found for policy binding with `Deny` parameterNotFoundAction";
  }
  return found;
}

}  // namespace k8s::testing::fake::policy
