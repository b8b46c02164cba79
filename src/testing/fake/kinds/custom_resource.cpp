// What a CustomResourceDefinition or a model of a user's own describes.
// https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

void warn(const json::object& object, std::vector<std::string>& warnings) {
  for (const std::string& name : texts_at(object, {"metadata", "finalizers"})) {
    if (name.find('/') != name.npos || name == "orphan" || name == "foregroundDeletion") continue;
    warnings.push_back("metadata.finalizers: " + go_quote(name) +
                       ": prefer a domain-qualified finalizer name to avoid accidental conflicts "
                       "with other finalizer writers");
  }
}

/// Of a field that the definition lets selectors ask for: one text, number or flag.
std::string field_value(const json::object& object, std::string_view field) {
  const json::object* parent = &object;
  for (std::size_t dot = field.find('.'); dot != field.npos; dot = field.find('.')) {
    parent = &object_at(*parent, field.substr(0, dot));
    field.remove_prefix(dot + 1);
  }
  const json::value* const value = find(*parent, field);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->get_string()) : to_text(*value);
}

}  // namespace

const KindRules custom_resource_rules{
    .unconditional_update = false, .warn = &warn, .field_value = &field_value};

}  // namespace k8s::testing::fake
