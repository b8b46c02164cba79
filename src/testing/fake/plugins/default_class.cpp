// DefaultStorageClass and DefaultIngressClass: the class of those that name none.

#include "testing/fake/plugins/plugins.hpp"

namespace k8s::testing::fake {
namespace {

/// The newest class that is marked as the default; null if there is none.
ObjectPtr default_class(const AdmissionRequest& request, std::string_view collection,
                        std::initializer_list<std::string_view> marks) {
  ObjectPtr found;
  for (const ObjectPtr& one : request.list(collection)) {
    const json::object& annotations = object_at(*one, {"metadata", "annotations"});
    bool marked = false;
    for (const std::string_view mark : marks) {
      marked = marked || text_at(annotations, mark) == "true";
    }
    if (!marked) continue;
    // They come in the order of their names.
    if (found == nullptr || text_at(*one, {"metadata", "creationTimestamp"}) >
                                text_at(*found, {"metadata", "creationTimestamp"})) {
      found = one;
    }
  }
  return found;
}

bool is_annotated(const json::object& object, std::string_view name) {
  return find(object_at(object, {"metadata", "annotations"}), name) != nullptr;
}

void set_class(json::object& object, const char* name, const ObjectPtr& chosen) {
  if (chosen != nullptr) ensure_object(object, "spec")[name] = name_of(*chosen);
}

}  // namespace

void set_default_class(const AdmissionRequest& request, json::object& object) {
  if (!request.creates()) return;
  if (request.is_about("", "persistentvolumeclaims")) {
    if (find(object_at(object, "spec"), "storageClassName") != nullptr ||
        is_annotated(object, "volume.beta.kubernetes.io/storage-class")) {
      return;
    }
    set_class(object, "storageClassName",
              default_class(request, "storage.k8s.io/storageclasses",
                            {"storageclass.kubernetes.io/is-default-class",
                             "storageclass.beta.kubernetes.io/is-default-class"}));
  } else if (request.is_about("networking.k8s.io", "ingresses")) {
    if (find(object_at(object, "spec"), "ingressClassName") != nullptr ||
        is_annotated(object, "kubernetes.io/ingress.class")) {
      return;
    }
    set_class(object, "ingressClassName",
              default_class(request, "networking.k8s.io/ingressclasses",
                            {"ingressclass.kubernetes.io/is-default-class"}));
  }
}

}  // namespace k8s::testing::fake
