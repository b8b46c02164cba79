#include "testing/fake/controllers/namespace_emptier.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace k8s::testing::fake {
namespace {

constexpr const char* namespaces = "/namespaces";
constexpr const char* finalizer = "kubernetes";

bool is_held(const json::object& object) {
  const json::array& finalizers = array_at(object, {"spec", "finalizers"});
  return is_terminating(object) &&
         std::ranges::find(finalizers, json::value(finalizer)) != finalizers.end();
}

/// "configmaps. has 1 resource instances, pods. has 2 resource instances"
std::string enumerate(const std::map<std::string, std::size_t>& counts, const char* verb) {
  std::string text;
  for (const auto& [name, count] : counts) {
    if (!text.empty()) text += ", ";
    text += name + verb + std::to_string(count) + " resource instances";
  }
  return text;
}

json::object condition(const char* type, bool status, const char* reason, std::string message,
                       const std::string& now) {
  return {{"type", type},
          {"status", status ? "True" : "False"},
          {"lastTransitionTime", now},
          {"reason", reason},
          {"message", std::move(message)}};
}

/// Puts a condition in the place of the one of its type. The time is that of the last change of
/// its status.
void set_condition(json::array& conditions, json::object condition) {
  for (json::value& present : conditions) {
    if (text_at(present.get_object(), "type") != text_at(condition, "type")) continue;
    if (text_at(present.get_object(), "status") == text_at(condition, "status")) {
      condition["lastTransitionTime"] = present.get_object()["lastTransitionTime"];
    }
    present = std::move(condition);
    return;
  }
  conditions.push_back(std::move(condition));
}

}  // namespace

/// What could not be deleted yet.
struct NamespaceEmptier::Rest {
  std::map<std::string, std::size_t> resources{};   // by resource and group
  std::map<std::string, std::size_t> finalizers{};  // by name
};

void NamespaceEmptier::on_change(const Change& change) {
  if (change.collection != namespaces) {
    const bool is_on_its_way = change.after == nullptr || is_terminating(*change.after);
    if (is_on_its_way && terminating_.contains(change.key.namespace_)) {
      due_.insert(change.key.namespace_);
    }
    return;
  }
  if (change.after == nullptr || !is_held(*change.after)) {
    terminating_.erase(change.key.name);
    return;
  }
  if (terminating_.insert(change.key.name).second) due_.insert(change.key.name);
}

bool NamespaceEmptier::work() {
  if (due_.empty()) return false;
  empty(due_.extract(due_.begin()).value());
  return true;
}

void NamespaceEmptier::empty(const std::string& name) {
  const Key key{"", name};
  const ObjectPtr object = desk_.get(namespaces, key);
  if (object == nullptr || !is_held(*object)) return;
  const Rest rest = delete_content(name);
  write_conditions(*object, rest);
  if (!rest.resources.empty()) return;
  json::object finalized = *desk_.get(namespaces, key);
  json::array& finalizers = finalized["spec"].get_object()["finalizers"].get_array();
  finalizers.erase(std::ranges::find(finalizers, json::value(finalizer)));
  (void)desk_.update(std::move(finalized), "finalize");
}

NamespaceEmptier::Rest NamespaceEmptier::delete_content(const std::string& name) {
  Rest rest;
  std::set<std::string> seen;
  for (const Resource* const resource : desk_.resources().all()) {
    const std::string collection = resource->collection();
    if (!resource->namespaced || !seen.insert(collection).second) continue;
    for (const ObjectPtr& object : desk_.list(collection, name)) {
      if (!is_terminating(*object)) {
        (void)desk_.remove(*object, {.propagation = Propagation::background});
      }
    }
    for (const ObjectPtr& object : desk_.list(collection, name)) {
      ++rest.resources[resource->plural + "." + resource->group];
      for (const std::string& held : texts_at(*object, {"metadata", "finalizers"})) {
        ++rest.finalizers[held];
      }
    }
  }
  // This pass has seen to what these deletions made due.
  due_.erase(name);
  return rest;
}

void NamespaceEmptier::write_conditions(const json::object& object, const Rest& rest) {
  json::object changed = object;
  json::value& value = ensure_object(changed, "status")["conditions"];
  json::array& conditions = value.is_array() ? value.get_array() : value.emplace_array();
  const std::string now = desk_.clock().timestamp();
  const auto set = [&](const char* type, bool status, const char* reason, std::string message) {
    set_condition(conditions, condition(type, status, reason, std::move(message), now));
  };
  set("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
      "All resources successfully discovered");
  set("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
      "All legacy kube types successfully parsed");
  set("NamespaceDeletionContentFailure", false, "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization");
  if (rest.resources.empty()) {
    set("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed");
  } else {
    set("NamespaceContentRemaining", true, "SomeResourcesRemain",
        "Some resources are remaining: " + enumerate(rest.resources, " has "));
  }
  if (rest.finalizers.empty()) {
    set("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers",
        "All content-preserving finalizers finished");
  } else {
    set("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: " +
            enumerate(rest.finalizers, " in "));
  }
  (void)desk_.update_status(std::move(changed));
}

}  // namespace k8s::testing::fake
