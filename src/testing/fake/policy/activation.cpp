#include "testing/fake/policy/activation.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "testing/fake/cel/json_value.hpp"
#include "testing/fake/kinds/versions.hpp"

namespace k8s::testing::fake::policy {
namespace {

cel::Value value_of(const ObjectPtr& object) {
  return object != nullptr ? cel::json_value(*object) : cel::Value(cel::Null{});
}

/// An object of the request in the version that the policy means.
ObjectPtr versioned(const ObjectPtr& object, const Inputs& inputs) {
  return &inputs.resource == inputs.attributes.resource ? object
                                                        : in_version(object, inputs.resource);
}

json::object named(const KindName& kind) {
  return {{"group", kind.group}, {"version", kind.version}, {"kind", kind.kind}};
}

json::object named(const Resource& resource) {
  return {{"group", resource.group}, {"version", resource.version}, {"resource", resource.plural}};
}

/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request
json::object request_of(const Inputs& inputs) {
  const Attributes& attributes = inputs.attributes;
  const std::string& subresource = attributes.subresource;
  json::object request{
      {"uid", ""},
      {"kind", named(kind_of(inputs.resource, subresource))},
      {"resource", named(inputs.resource)},
      {"requestKind", named(kind_of(*attributes.resource, subresource))},
      {"requestResource", named(*attributes.resource)},
      {"operation", attributes.operation},
      {"userInfo", user_info(attributes.caller)},
      {"dryRun", attributes.dry_run},
      {"options", attributes.options.empty() ? json::value() : json::value(attributes.options)}};
  const auto set = [&request](const char* name, const std::string& text) {
    if (!text.empty()) request[name] = text;
  };
  set("subResource", subresource);
  set("requestSubResource", subresource);
  set("name", attributes.name);
  set("namespace", attributes.namespace_);
  return request;
}

/// A namespace as policies see it.
cel::Value namespace_value(const ObjectPtr& object) {
  if (object == nullptr) return cel::Null{};
  json::object metadata = metadata_of(*object);
  for (const char* const name : {"managedFields", "ownerReferences", "selfLink"}) {
    metadata.erase(name);
  }
  return cel::json_value(json::object{{"metadata", std::move(metadata)},
                                      {"spec", object_at(*object, "spec")},
                                      {"status", object_at(*object, "status")}});
}

/// `authorizer.requestResource`: the question about what the request is about.
json::object resource_question(const Attributes& attributes) {
  return {{"resourceAttributes",
           {{"group", attributes.resource->group},
            {"resource", attributes.resource->plural},
            {"subresource", attributes.subresource},
            {"namespace", attributes.namespace_},
            {"name", attributes.name}}}};
}

void bind_authorizer(const Inputs& inputs, cel::Bindings& bindings) {
  using Step = cel::AccessCheck::Step;
  const auto authorize = std::make_shared<const cel::Authorize>(inputs.authorize);
  bindings["authorizer"] = std::make_shared<const cel::AccessCheck>(
      cel::AccessCheck{.step = Step::authorizer, .authorize = authorize});
  bindings["authorizer.requestResource"] = std::make_shared<const cel::AccessCheck>(
      cel::AccessCheck{.step = Step::resource,
                       .authorize = authorize,
                       .question = resource_question(inputs.attributes)});
}

}  // namespace

Activation::Activation(const Inputs& inputs, const std::vector<Variable>& variables,
                       std::int64_t budget)
    : variables_(variables), budget_(budget) {
  bindings_["object"] = value_of(versioned(inputs.attributes.object, inputs));
  bindings_["oldObject"] = value_of(versioned(inputs.attributes.old_object, inputs));
  bindings_["request"] = cel::json_value(request_of(inputs));
  bindings_["params"] = value_of(inputs.params);
  bindings_["namespaceObject"] = namespace_value(inputs.namespace_object);
  if (inputs.authorize) bind_authorizer(inputs, bindings_);
  std::vector<cel::Entry> names;
  for (const Variable& each : variables_) names.push_back({each.name, cel::Null{}});
  auto members = std::make_shared<cel::Map>(std::move(names));
  members->compute = [this](const std::string& name) { return variable(name); };
  bindings_["variables"] = cel::MapPtr(std::move(members));
}

const cel::Value* Activation::variable(const std::string& name) {
  if (const auto known = computed_.find(name); known != computed_.end()) return &known->second;
  // The last one of a name counts, as in the server.
  const auto found = std::find_if(variables_.rbegin(), variables_.rend(),
                                  [&](const Variable& each) { return each.name == name; });
  if (found == variables_.rend()) return nullptr;
  const cel::Program& program = *found->expression.program;
  const std::string subject = "composited variable " + go_quote(name) + " fails to ";
  // Seen by a variable that makes use of itself.
  cel::Value& value = computed_[name] = cel::Error{subject + "evaluate: it needs itself"};
  if (!program.problem().empty()) {
    value = cel::Error{subject + "compile: " + program.problem()};
  } else {
    cel::Evaluation evaluation = program.run(bindings_);
    cost_of_variables_ += evaluation.cost;
    value = std::move(evaluation.value);
    if (const auto* const error = std::get_if<cel::Error>(&value)) {
      value = cel::Error{subject + "evaluate: " + error->message};
    }
  }
  return &value;
}

void Activation::spend(std::uint64_t cost) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (cost > most || static_cast<std::int64_t>(cost) > budget_) throw OutOfBudget();
  budget_ -= static_cast<std::int64_t>(cost);
}

Evaluated Activation::evaluate(const Expression& expression) {
  const cel::Program& program = *expression.program;
  if (!program.problem().empty()) return {.error = "compilation error: " + program.problem()};
  cel::Evaluation evaluation = program.run(bindings_);
  spend(std::exchange(cost_of_variables_, 0));
  spend(evaluation.cost);
  if (const auto* const error = std::get_if<cel::Error>(&evaluation.value)) {
    return {.error = "expression '" + expression.source + "' resulted in error: " + error->message};
  }
  return {.value = std::move(evaluation.value)};
}

}  // namespace k8s::testing::fake::policy
