// StorageObjectInUseProtection: finalizers that keep what is in use.
// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection

#include <algorithm>

#include "testing/fake/plugins/plugins.hpp"
#include "testing/fake/plugins/protection.hpp"

namespace k8s::testing::fake {

void set_protection(const AdmissionRequest& request, json::object& object) {
  if (!request.creates() || !request.target.subresource.empty()) return;
  const std::string_view finalizer = protection_of(request.target.resource->collection());
  if (finalizer.empty()) return;
  json::value& value = member_of(metadata_of(object), "finalizers");
  json::array& finalizers = value.is_array() ? value.get_array() : value.emplace_array();
  if (std::ranges::find(finalizers, json::value(finalizer)) != finalizers.end()) return;
  finalizers.push_back(json::value(finalizer));
}

std::string_view protection_of(std::string_view collection) {
  if (collection == "/persistentvolumes") return "kubernetes.io/pv-protection";
  if (collection == "/persistentvolumeclaims") return "kubernetes.io/pvc-protection";
  if (collection == "storage.k8s.io/volumeattributesclasses") {
    return "kubernetes.io/vac-protection";
  }
  return {};
}

}  // namespace k8s::testing::fake
