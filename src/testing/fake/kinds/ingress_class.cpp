// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-class-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& ingress_class) {
  json::value* const parameters = find(ensure_object(ingress_class, "spec"), "parameters");
  if (parameters != nullptr && parameters->is_object()) {
    set_default(parameters->get_object(), "scope", "Cluster");
  }
}

void validate_parameters(const Part& parameters) {
  if (parameters.has("apiGroup")) {
    const std::string_view group = parameters.text("apiGroup");
    parameters.errors().invalid(parameters.at("apiGroup"), group, check_dns_subdomain(group));
  }
  parameters.require_name("kind", &check_path_segment);
  parameters.require_name("name", &check_path_segment);
  parameters.choose("scope", {"Cluster", "Namespace"});
  const std::string_view scope = parameters.text("scope");
  if (scope == "Namespace") {
    if (parameters.require_member("namespace", "`parameters.scope` is set to 'Namespace'")) {
      const std::string_view name = parameters.text("namespace");
      parameters.errors().invalid(parameters.at("namespace"), name, check_namespace_name(name));
    }
  } else if (scope == "Cluster") {
    parameters.forbid("namespace", "`parameters.scope` is set to 'Cluster'");
  }
}

void validate(const json::object& ingress_class, FieldErrors& errors) {
  constexpr std::size_t longest = 250;
  const Part spec{object_at(ingress_class, "spec"), "spec", errors};
  if (spec.text("controller").size() > longest) errors.too_long(spec.at("controller"), longest);
  validate_prefixed_path(spec, "controller");
  if (spec.has("parameters")) validate_parameters(spec.child("parameters"));
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_immutable(object_at(fresh, "spec"), object_at(old, "spec"), "controller",
                     "spec.controller", errors);
}

}  // namespace

const KindRules ingress_class_rules{.unconditional_update = true,
                                    .set_defaults = &set_defaults,
                                    .validate = &validate,
                                    .validate_update = &validate_update};

}  // namespace k8s::testing::fake
