#include "testing/fake/policy/policies.hpp"

namespace k8s::testing::fake::policy {
namespace {

/// Whom a question is about.
Caller subject_of(const json::object& question, const Caller& caller) {
  const std::string_view user = text_at(question, "user");
  if (user.empty()) return caller;
  return {.user = std::string(user), .groups = texts_at(question, {"groups"})};
}

/// The namespace that a request is about; null if it is about what has none.
ObjectPtr namespace_of_request(const Attributes& attributes, const Storage& storage) {
  if (attributes.namespace_.empty() || is_namespaces(*attributes.resource)) return nullptr;
  return storage.get("/namespaces", {"", attributes.namespace_});
}

}  // namespace

bool Policies::has_any(const PolicyKind& kind) const {
  return !storage_.list(kind.bindings, storage_.revision()).empty();
}

Inputs Policies::inputs_of(const Invocation& invocation, const Attributes& attributes) const {
  return {.attributes = attributes,
          .resource = *invocation.resource,
          .params = invocation.params,
          .namespace_object = namespace_of_request(attributes, storage_),
          .authorize = [this, &attributes](const json::object& question) {
            return decide_(subject_of(question, attributes.caller), question);
          }};
}

}  // namespace k8s::testing::fake::policy
