#include "testing/fake/controllers/definition_keeper.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/approval.hpp"
#include "testing/fake/definitions.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* finalizer = "customresourcecleanup.apiextensions.k8s.io";

json::object condition(const char* type, const char* reason, const std::string& message,
                       const std::string& now, bool holds = true) {
  return {{"type", type},
          {"status", holds ? "True" : "False"},
          {"lastTransitionTime", now},
          {"reason", reason},
          {"message", message}};
}

}  // namespace

void DefinitionKeeper::on_change(const Change& change) {
  if (change.collection != definitions_collection) {
    const auto found = emptying_.find(change.collection);
    if (found != emptying_.end() && change.after == nullptr) due_.insert(found->second);
    return;
  }
  if (change.after != nullptr) {
    due_.insert(change.key.name);
    return;
  }
  resources_.remove_definition(change.key.name);
  emptying_.erase(described_collection(*change.before));
}

bool DefinitionKeeper::work() {
  if (due_.empty()) return false;
  const std::string name = due_.extract(due_.begin()).value();
  if (const ObjectPtr object = desk_.get(definitions_collection, {"", name})) examine(*object);
  return true;
}

void DefinitionKeeper::examine(const json::object& definition) {
  if (is_terminating(definition)) return finish(definition);
  if (!is_established(definition)) return establish(definition);
  resources_.set_definition(std::string(name_of(definition)), resources_of(definition));
}

void DefinitionKeeper::establish(json::object definition) {
  json::object& status = ensure_object(definition, "status");
  const std::string now = desk_.clock().timestamp();
  json::array conditions{condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                         condition("Established", "InitialNamesAccepted",
                                   "the initial names have been accepted", now)};
  const Approval approval = approval_of(definition);
  if (approval.state == Approval::State::approved) {
    conditions.push_back(condition("KubernetesAPIApprovalPolicyConformant", "ApprovedAnnotation",
                                   "approved in " + approval.text, now));
  } else if (approval.state == Approval::State::unapproved) {
    conditions.push_back(condition("KubernetesAPIApprovalPolicyConformant", "UnapprovedAnnotation",
                                   "not approved: " + go_quote(approval.text), now, false));
  }
  status["conditions"] = std::move(conditions);
  status["acceptedNames"] = object_at(definition, {"spec", "names"});
  (void)desk_.update(std::move(definition), "status", "kube-apiserver");
}

void DefinitionKeeper::finish(json::object definition) {
  const std::string collection = described_collection(definition);
  emptying_[collection] = std::string(name_of(definition));
  for (const ObjectPtr& object : desk_.list(collection)) {
    if (!is_terminating(*object)) (void)desk_.remove(*object);
  }
  // What finalizers hold is waited for.
  if (!desk_.list(collection).empty()) return;
  json::value* const finalizers = find(metadata_of(definition), "finalizers");
  if (finalizers == nullptr || !finalizers->is_array()) return;
  json::array& names = finalizers->get_array();
  const auto mine = std::ranges::find(names, json::value(finalizer));
  if (mine == names.end()) return;
  names.erase(mine);
  (void)desk_.update(std::move(definition), {}, "kube-apiserver");
}

}  // namespace k8s::testing::fake
