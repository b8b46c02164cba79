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

}  // namespace

const KindRules custom_resource_rules{.unconditional_update = false, .warn = &warn};

}  // namespace k8s::testing::fake
