#include "testing/fake/policy/invocations.hpp"

#include <map>
#include <utility>

#include "testing/fake/policy/match.hpp"
#include "testing/fake/policy/params.hpp"

namespace k8s::testing::fake::policy {
namespace {

/// Policies have no say in what becomes of policies, so that nobody locks himself out.
bool is_exempt(const Resource& resource) {
  return resource.group == "admissionregistration.k8s.io" &&
         (resource.plural.find("admissionpolicies") != std::string::npos ||
          resource.plural.find("admissionpolicybindings") != std::string::npos);
}

class Finder {
 public:
  Finder(const Attributes& attributes, const ResourceRegistry& resources, const Storage& storage)
      : attributes_(attributes), resources_(resources), storage_(storage) {}

  void look_at(const ObjectPtr& policy, const std::vector<ObjectPtr>& bindings) {
    const Match matched = matches(*policy, "matchConstraints");
    if (!matched.matches()) return;
    Invocation invocation{
        .policy = policy, .resource = matched.resource, .problem = matched.problem};
    const Resource* params = nullptr;
    if (invocation.problem.empty() && find(*policy, {"spec", "paramKind"}) != nullptr) {
      params =
          param_resource(object_at(*policy, {"spec", "paramKind"}), resources_, invocation.problem);
    }
    if (!invocation.problem.empty()) {
      invocation.problem.insert(0, "failed to configure policy: ");
      found_.push_back(std::move(invocation));
      return;
    }
    for (const ObjectPtr& binding : bindings) {
      invocation.binding = binding;
      look_at_binding(invocation, params);
    }
  }

  [[nodiscard]] std::vector<Invocation> take() { return std::move(found_); }

 private:
  [[nodiscard]] Match matches(const json::object& holder, const char* constraints) const {
    return match(object_at(holder, {"spec", constraints}), attributes_, resources_, storage_);
  }

  void look_at_binding(Invocation invocation, const Resource* param_kind) {
    const json::object& binding = *invocation.binding;
    if (find(binding, {"spec", "matchResources"}) != nullptr) {
      const Match matched = matches(binding, "matchResources");
      if (!matched.matches()) return;
      invocation.problem = matched.problem;
    }
    std::vector<ObjectPtr> params;
    if (invocation.problem.empty()) {
      params =
          collect_params(param_kind, binding, attributes_.namespace_, storage_, invocation.problem);
    }
    if (!invocation.problem.empty()) {
      invocation.problem.insert(0, "failed to configure binding: ");
      found_.push_back(std::move(invocation));
      return;
    }
    for (ObjectPtr& each : params) {
      invocation.params = std::move(each);
      found_.push_back(invocation);
    }
  }

  const Attributes& attributes_;
  const ResourceRegistry& resources_;
  const Storage& storage_;
  std::vector<Invocation> found_;
};

}  // namespace

std::vector<Invocation> find_invocations(const PolicyKind& kind, const Attributes& attributes,
                                         const ResourceRegistry& resources,
                                         const Storage& storage) {
  if (is_exempt(*attributes.resource)) return {};
  std::map<std::string, std::vector<ObjectPtr>> bound;
  for (const ObjectPtr& binding : storage.list(kind.bindings, storage.revision())) {
    bound[std::string(text_at(*binding, {"spec", "policyName"}))].push_back(binding);
  }
  Finder finder(attributes, resources, storage);
  for (const auto& [name, bindings] : bound) {
    const ObjectPtr policy = storage.get(kind.policies, {"", name});
    if (policy != nullptr) finder.look_at(policy, bindings);
  }
  return finder.take();
}

}  // namespace k8s::testing::fake::policy
