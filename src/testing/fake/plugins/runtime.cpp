// RuntimeClass: what a pod's RuntimeClass says.
// https://kubernetes.io/docs/concepts/containers/runtime-class/

#include "testing/fake/plugins/plugins.hpp"

namespace k8s::testing::fake {
namespace {

/// The class that the pod names; null if it names none.
ObjectPtr class_of(const AdmissionRequest& request, const json::object& pod) {
  const json::value* const named = find(pod, {"spec", "runtimeClassName"});
  if (named == nullptr) return nullptr;
  const std::string name(text_at(pod, {"spec", "runtimeClassName"}));
  ObjectPtr found = request.storage.get("node.k8s.io/runtimeclasses", {"", name});
  if (found == nullptr) {
    request.refuse(pod, "pod rejected: RuntimeClass " + go_quote(name) + " not found");
  }
  return found;
}

constexpr const char* mismatch =
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

bool same_overhead(const json::object& pod, const json::object& runtime_class) {
  return same_meaning(find(pod, {"spec", "overhead"}),
                      find(runtime_class, {"overhead", "podFixed"}));
}

void merge_selector(const AdmissionRequest& request, json::object& pod, const json::object& own) {
  if (own.empty()) return;
  json::object& selector = ensure_object(ensure_object(pod, "spec"), "nodeSelector");
  for (const auto& label : own) {
    const std::string key(label.key());
    const std::string value(text_at(own, key));
    if (find(selector, key) != nullptr && text_at(selector, key) != value) {
      const std::string given(text_at(selector, key));
      request.refuse(pod, "conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = " + value +
                              "; pod.spec.nodeSelector[" + key + "] = " + given);
    }
    selector[key] = value;
  }
}

/// Whether the one tolerates all that the other does.
bool covers(const json::object& one, const json::object& other) {
  const auto same = [&](const char* name) { return text_at(one, name) == text_at(other, name); };
  if (!same("key") && !text_at(one, "key").empty()) return false;
  if (!same("effect") && !text_at(one, "effect").empty()) return false;
  if (text_at(one, "effect") == "NoExecute") {
    const auto seconds = number_at(one, "tolerationSeconds");
    const auto others = number_at(other, "tolerationSeconds");
    if (seconds && (!others || *seconds < *others)) return false;
  }
  if (text_at(one, "operator") == "Exists") return true;
  return same("value") && text_at(other, "operator") != "Exists";
}

void merge_tolerations(json::object& pod, const json::array& own) {
  if (own.empty()) return;
  json::value& value = member_of(ensure_object(pod, "spec"), "tolerations");
  json::array& tolerations = value.is_array() ? value.get_array() : value.emplace_array();
  for (std::size_t i = 0; i < own.size(); ++i) {
    bool has = false;
    for (std::size_t j = 0; j < tolerations.size(); ++j) {
      has = has || covers(element_at(tolerations, j), element_at(own, i));
    }
    if (!has) tolerations.push_back(own[i]);
  }
}

}  // namespace

void set_runtime(const AdmissionRequest& request, json::object& object) {
  if (!request.is_about("", "pods") || !request.creates()) return;
  const ObjectPtr own = class_of(request, object);
  if (own == nullptr) return;
  if (find(*own, "overhead") != nullptr) {
    const json::object& given = object_at(object, {"spec", "overhead"});
    if (!given.empty() && !same_overhead(object, *own)) request.refuse(object, mismatch);
    ensure_object(object, "spec")["overhead"] = object_at(*own, {"overhead", "podFixed"});
  }
  merge_selector(request, object, object_at(*own, {"scheduling", "nodeSelector"}));
  merge_tolerations(object, array_at(*own, {"scheduling", "tolerations"}));
}

void check_runtime(const AdmissionRequest& request, const json::object& object) {
  if (!request.is_about("", "pods") || !request.creates()) return;
  const ObjectPtr own = class_of(request, object);
  if (own != nullptr && find(*own, "overhead") != nullptr) {
    if (!same_overhead(object, *own)) request.refuse(object, mismatch);
  } else if (find(object, {"spec", "overhead"}) != nullptr) {
    request.refuse(object,
                   "pod rejected: Pod Overhead set without corresponding RuntimeClass defined "
                   "Overhead");
  }
}

}  // namespace k8s::testing::fake
