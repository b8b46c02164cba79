#include "testing/fake/policy/match.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "testing/fake/metadata.hpp"

namespace k8s::testing::fake::policy {
namespace {

bool names(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::any_of(list,
                             [&](const std::string& each) { return each == "*" || each == text; });
}

bool fits_scope(std::string_view scope, const Resource& resource, const Attributes& attributes) {
  if (scope.empty() || scope == "*") return true;
  const bool of_cluster = is_namespaces(resource) || attributes.namespace_.empty();
  return scope == (of_cluster ? "Cluster" : "Namespaced");
}

/// Whether one of `pods`, `pods/status`, `*/scale`, `*` names the resource.
bool names_resource(const std::vector<std::string>& list, const Resource& resource,
                    std::string_view subresource) {
  return std::ranges::any_of(list, [&](std::string_view each) {
    const std::size_t slash = each.find('/');
    const std::string_view plural = each.substr(0, slash);
    const std::string_view below = slash == each.npos ? "" : each.substr(slash + 1);
    return (plural == "*" || plural == resource.plural) && (below == "*" || below == subresource);
  });
}

bool rule_matches(const json::object& rule, const Resource& resource,
                  const Attributes& attributes) {
  const std::vector<std::string> wanted = texts_at(rule, {"resourceNames"});
  return fits_scope(text_at(rule, "scope"), resource, attributes) &&
         names(texts_at(rule, {"operations"}), attributes.operation) &&
         names(texts_at(rule, {"apiGroups"}), resource.group) &&
         names(texts_at(rule, {"apiVersions"}), resource.version) &&
         names_resource(texts_at(rule, {"resources"}), resource, attributes.subresource) &&
         (wanted.empty() || std::ranges::find(wanted, attributes.name) != wanted.end());
}

/// The resource itself and, unless only that counts, its kind in other versions and groups.
std::vector<const Resource*> equivalents(const Resource& resource, std::string_view policy,
                                         const ResourceRegistry& registry) {
  std::vector<const Resource*> found{&resource};
  if (policy != "Equivalent") return found;
  const std::string collection = resource.collection();
  for (const Resource* const other : registry.all()) {
    if (other != &resource && other->plural == resource.plural &&
        other->collection() == collection) {
      found.push_back(other);
    }
  }
  return found;
}

/// The resource that the first of the rules means; null if none means any.
const Resource* find_match(const json::array& rules, std::string_view policy,
                           const Attributes& attributes, const ResourceRegistry& registry) {
  if (rules.empty()) return nullptr;
  for (const Resource* const resource : equivalents(*attributes.resource, policy, registry)) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (rule_matches(element_at(rules, i), *resource, attributes)) return resource;
    }
  }
  return nullptr;
}

const json::object& labels_of(const json::object& object) {
  return object_at(object, {"metadata", "labels"});
}

bool is_empty(const json::object& selector) {
  return object_at(selector, "matchLabels").empty() &&
         array_at(selector, "matchExpressions").empty();
}

/// The labels of the namespace that a request is about; nothing if there is no such namespace.
std::optional<json::object> namespace_labels(const Attributes& attributes, const Storage& storage) {
  if (is_namespaces(*attributes.resource) && attributes.subresource.empty() &&
      attributes.object != nullptr) {
    return labels_of(*attributes.object);
  }
  const ObjectPtr found = storage.get("/namespaces", {"", attributes.namespace_});
  return found != nullptr ? std::optional(labels_of(*found)) : std::nullopt;
}

/// Whether the namespace is selected; what no namespace has is never left out.
bool selects_namespace(const json::object& selector, const Attributes& attributes,
                       const Storage& storage, std::string& problem) {
  if (attributes.namespace_.empty() && attributes.resource->plural != "namespaces") return true;
  if (is_empty(selector)) return true;
  const std::optional<json::object> labels = namespace_labels(attributes, storage);
  if (labels) return selector_matches(selector, *labels);
  problem = "namespaces \"" + attributes.namespace_ + "\" not found";
  return true;
}

bool selects_object(const json::object& selector, const Attributes& attributes) {
  if (is_empty(selector)) return true;
  const auto selects = [&](const ObjectPtr& object) {
    return object != nullptr && selector_matches(selector, labels_of(*object));
  };
  return selects(attributes.object) || selects(attributes.old_object);
}

}  // namespace

Match match(const json::object& constraints, const Attributes& attributes,
            const ResourceRegistry& resources, const Storage& storage) {
  std::string problem;
  if (!selects_namespace(object_at(constraints, "namespaceSelector"), attributes, storage,
                         problem) ||
      !selects_object(object_at(constraints, "objectSelector"), attributes)) {
    return {};
  }
  const std::string_view policy = text_at(constraints, "matchPolicy");
  const auto find = [&](const char* rules) {
    return find_match(array_at(constraints, rules), policy, attributes, resources);
  };
  if (find("excludeResourceRules") != nullptr) return {};
  const bool all = array_at(constraints, "resourceRules").empty();
  return {all ? attributes.resource : find("resourceRules"), problem};
}

}  // namespace k8s::testing::fake::policy
