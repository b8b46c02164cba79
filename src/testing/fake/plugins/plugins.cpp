#include "testing/fake/plugins/plugins.hpp"

#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {

bool AdmissionRequest::is_about(std::string_view group, std::string_view plural) const {
  return target.subresource.empty() && target.resource->group == group &&
         target.resource->plural == plural;
}

std::vector<ObjectPtr> AdmissionRequest::list(std::string_view collection,
                                              std::string_view namespace_) const {
  std::vector<ObjectPtr> objects = storage.list(collection, storage.revision());
  if (!namespace_.empty()) {
    std::erase_if(objects, [&](const auto& object) { return namespace_of(*object) != namespace_; });
  }
  return objects;
}

void AdmissionRequest::refuse(const json::object& object, std::string_view why) const {
  std::string_view name = name_of(object);
  if (name.empty()) name = text_at(object, {"metadata", "generateName"});
  if (name.empty()) name = "Unknown";
  refuse_forbidden(target.resource->resource_name(), name, why);
}

void run_changing_plugins(const AdmissionRequest& request, json::object& object) {
  set_limits(request, object);
  set_priority(request, object);
  set_default_class(request, object);
  set_protection(request, object);
  set_runtime(request, object);
}

void run_checking_plugins(const AdmissionRequest& request, const json::object& object) {
  check_limits(request, object);
  check_priority_class(request, object);
  check_runtime(request, object);
}

}  // namespace k8s::testing::fake
