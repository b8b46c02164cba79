// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/resource-quota-v1/

#include <algorithm>
#include <set>
#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

void prepare_create(json::object& quota, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  quota["status"] = json::object();
}

void validate_amounts(const json::object& amounts, const FieldPath& path, FieldErrors& errors) {
  for (const auto& member : amounts) {
    const std::string_view name = member.key();
    const FieldPath at = path.key(name);
    (void)validate_resource_name(name, at, errors);
    if (name.find('/') == name.npos && !is_quota_resource(name)) {
      errors.invalid(at, name, "must be a standard resource for quota");
    }
    if (const auto amount = quantity_of(&member.value())) {
      validate_amount_of(name, *amount, at, errors);
    }
  }
}

bool is_scope(std::string_view scope) {
  return is_one_of(scope, {"Terminating", "NotTerminating", "BestEffort", "NotBestEffort",
                           "PriorityClass", "VolumeAttributesClass", "CrossNamespacePodAffinity"});
}

/// Whether the scope tells apart what uses the resource.
bool is_scope_of(std::string_view scope, std::string_view resource) {
  if (!is_scope(scope)) return true;
  if (scope == "BestEffort") return resource == "pods";
  if (scope == "VolumeAttributesClass") {
    return resource == "persistentvolumeclaims" || resource == "requests.storage";
  }
  return is_one_of(resource, {"pods", "cpu", "memory", "limits.cpu", "limits.memory",
                              "requests.cpu", "requests.memory"});
}

/// How many resources the scope cannot limit.
std::size_t misfits(const Part& spec, std::string_view scope) {
  std::size_t count = 0;
  for (const auto& member : object_at(spec.object(), "hard")) {
    if (is_quota_resource(member.key()) && !is_scope_of(scope, member.key())) ++count;
  }
  return count;
}

constexpr const char* misfit = "unsupported scope applied to resource";

void validate_pairs(const Part& spec, const std::set<std::string>& scopes, const FieldPath& path) {
  const json::value* const shown_scopes = find(spec.object(), "scopes");
  for (const auto& [one, other] :
       {std::pair("BestEffort", "NotBestEffort"), std::pair("Terminating", "NotTerminating")}) {
    if (!scopes.contains(one) || !scopes.contains(other)) continue;
    spec.errors().invalid(path, shown_scopes != nullptr ? *shown_scopes : json::value(),
                          "conflicting scopes");
  }
}

void validate_scopes(const Part& spec) {
  const json::array& all = array_at(spec.object(), "scopes");
  const FieldPath path = spec.at("scopes");
  std::set<std::string> scopes;
  spec.each_text("scopes", [&](const std::string& scope, const FieldPath& /*at*/) {
    if (!is_scope(scope)) spec.errors().invalid(path, all, "unsupported scope");
    for (std::size_t i = misfits(spec, scope); i > 0; --i) spec.errors().invalid(path, all, misfit);
    scopes.insert(scope);
  });
  validate_pairs(spec, scopes, path);
}

/// The selector as the server shows its own form of it.
json::object shown_selector(const Part& selector) {
  json::array expressions;
  selector.each("matchExpressions", [&](const Part& expression) {
    const json::value* const values = find(expression.object(), "values");
    expressions.push_back(json::object{{"ScopeName", expression.text("scopeName")},
                                       {"Operator", expression.text("operator")},
                                       {"Values", values != nullptr ? *values : json::value()}});
  });
  return {{"MatchExpressions", std::move(expressions)}};
}

void validate_scope_selector(const Part& spec) {
  if (!spec.has("scopeSelector")) return;
  const Part selector = spec.child("scopeSelector");
  const FieldPath path = selector.at("matchExpressions");
  FieldErrors& errors = spec.errors();
  std::set<std::string> scopes;
  selector.each("matchExpressions", [&](const Part& expression) {
    const std::string_view scope = expression.text("scopeName");
    const std::string_view op = expression.text("operator");
    if (!is_scope(scope)) errors.invalid(path.child("scopeName"), scope, "unsupported scope");
    for (std::size_t i = misfits(spec, scope); i > 0; --i) {
      errors.invalid(path, shown_selector(selector), misfit);
    }
    if (is_one_of(scope, {"BestEffort", "NotBestEffort", "Terminating", "NotTerminating",
                          "CrossNamespacePodAffinity"}) &&
        op != "Exists") {
      errors.invalid(path.child("operator"), op,
                     "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                     "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
                     "ResourceQuotaScopeNotBestEffort or "
                     "ResourceQuotaScopeCrossNamespacePodAffinity");
    }
    const std::size_t values = expression.count("values");
    if (op == "In" || op == "NotIn") {
      if (values == 0) {
        errors.required(path.child("values"),
                        "must be at least one value when `operator` is 'In' or 'NotIn' for scope "
                        "selector");
      }
    } else if (op == "Exists" || op == "DoesNotExist") {
      if (values != 0) {
        errors.invalid(path.child("values"), array_at(expression.object(), "values"),
                       "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope "
                       "selector");
      }
    } else {
      errors.invalid(path.child("operator"), op, "not a valid selector operator");
    }
    scopes.emplace(scope);
  });
  validate_pairs(spec, scopes, path);
}

void validate(const json::object& quota, FieldErrors& errors) {
  const Part spec{object_at(quota, "spec"), "spec", errors};
  validate_amounts(object_at(spec.object(), "hard"), spec.at("hard"), errors);
  validate_scopes(spec);
  validate_scope_selector(spec);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const auto scopes_of = [](const json::object& quota) {
    const std::vector<std::string> scopes = texts_at(quota, {"spec", "scopes"});
    return std::set<std::string>(scopes.begin(), scopes.end());
  };
  if (scopes_of(fresh) == scopes_of(old)) return;
  const json::value* const scopes = find(fresh, {"spec", "scopes"});
  errors.invalid("spec.scopes", scopes != nullptr ? *scopes : json::value(), "field is immutable");
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  for (const char* const name : {"hard", "used"}) {
    validate_amounts(object_at(fresh, {"status", name}), FieldPath("status").child(name), errors);
  }
}

void warn(const json::object& quota, std::vector<std::string>& warnings) {
  const json::object& hard = object_at(quota, {"spec", "hard"});
  for (const std::string name : {"cpu", "memory"}) {
    for (const std::string& request : {name, "requests." + name}) {
      const auto requested = quantity_at(hard, request);
      const auto limit = quantity_at(hard, "limits." + name);
      if (!requested || !limit || *requested <= *limit) continue;
      warnings.push_back("ResourceQuota " + request + " (" + requested->canonical() +
                         ") should be less than limits." + name + " (" + limit->canonical() + ")");
    }
  }
}

}  // namespace

const KindRules resource_quota_rules{.answers_deleted_object = true,
                                     .generation = Generation::none,
                                     .prepare_create = &prepare_create,
                                     .validate = &validate,
                                     .validate_update = &validate_update,
                                     .validate_status_update = &validate_status_update,
                                     .warn_always = &warn};

}  // namespace k8s::testing::fake
