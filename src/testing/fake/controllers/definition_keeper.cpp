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
  if (object_at(definition, {"status", "acceptedNames"}) !=
      object_at(definition, {"spec", "names"})) {
    return accept_names(definition);
  }
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

void DefinitionKeeper::accept_names(json::object definition) {
  ensure_object(definition, "status")["acceptedNames"] = object_at(definition, {"spec", "names"});
  (void)desk_.update(std::move(definition), "status", "kube-apiserver");
}

void DefinitionKeeper::finish(json::object definition) {
  const json::array& names = array_at(std::as_const(definition), {"metadata", "finalizers"});
  if (std::ranges::find(names, json::value(finalizer)) == names.end()) return;
  const std::string collection = described_collection(definition);
  emptying_[collection] = std::string(name_of(definition));
  for (const ObjectPtr& object : desk_.list(collection)) {
    if (!is_terminating(*object)) (void)desk_.remove(*object);
  }
  const std::string now = desk_.clock().timestamp();
  // What finalizers hold is waited for.
  const bool is_empty = desk_.list(collection).empty();
  set_condition(definition, is_empty ? terminating_condition("InstanceDeletionCompleted",
                                                             "removed all instances", false, now)
                                     : terminating_condition(
                                           "InstanceDeletionInProgress",
                                           "CustomResource deletion is in progress", true, now));
  const ObjectPtr told = desk_.update(std::move(definition), "status", "kube-apiserver");
  if (!is_empty || told == nullptr) return;
  json::object freed = *told;
  json::array& left = member_of(metadata_of(freed), "finalizers").get_array();
  left.erase(std::ranges::find(left, json::value(finalizer)));
  (void)desk_.update(std::move(freed), {}, "kube-apiserver");
}

}  // namespace k8s::testing::fake
