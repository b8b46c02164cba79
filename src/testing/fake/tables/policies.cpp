// Who may do what, and how much: RBAC, quotas, budgets, admission, priorities.

#include <map>

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

using Now = std::chrono::sys_seconds;

json::array quota_cells(const json::object& quota, Now now) {
  const json::object& used = object_at(quota, {"status", "used"});
  const json::object& hard = object_at(quota, {"status", "hard"});
  std::map<std::string, std::string> limits;
  for (const auto& limit : hard) limits.emplace(limit.key(), text_at(hard, limit.key()));
  std::vector<std::string> requested;
  std::vector<std::string> limited;
  for (const auto& [name, most] : limits) {
    const std::string_view taken = text_at(used, name);
    const std::string text = name + ": " + (taken.empty() ? "0" : std::string(taken)) + "/" + most;
    (name.starts_with("limits.") ? limited : requested).push_back(text);
  }
  const auto list = [](const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
  };
  return {cell(name_of(quota)), cell(list(requested)), cell(list(limited)),
          cell(age_of(quota, now))};
}

std::string amount_text(const json::object& spec, std::string_view name) {
  const json::value* const amount = find(spec, name);
  if (amount == nullptr) return "N/A";
  return amount->is_string() ? std::string(text_at(spec, name))
                             : std::to_string(number_at(spec, name).value_or(0));
}

json::array budget_cells(const json::object& budget, Now now) {
  const json::object& spec = object_at(budget, "spec");
  return {cell(name_of(budget)), cell(amount_text(spec, "minAvailable")),
          cell(amount_text(spec, "maxUnavailable")),
          count_at(budget, {"status", "disruptionsAllowed"}), cell(age_of(budget, now))};
}

json::array binding_cells(const json::object& binding, Now now) {
  std::string users;
  std::string groups;
  std::string accounts;
  const json::array& subjects = array_at(binding, "subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const json::object& subject = element_at(subjects, i);
    const std::string_view kind = text_at(subject, "kind");
    std::string name(text_at(subject, "name"));
    std::string& list = kind == "Group" ? groups : kind == "User" ? users : accounts;
    if (kind == "ServiceAccount") name = std::string(text_at(subject, "namespace")) + "/" + name;
    list += (list.empty() ? "" : ", ") + name;
  }
  const json::object& role = object_at(binding, "roleRef");
  return {cell(name_of(binding)),
          cell(std::string(text_at(role, "kind")) + "/" + std::string(text_at(role, "name"))),
          cell(age_of(binding, now)),
          cell(users),
          cell(groups),
          cell(accounts)};
}

json::array webhooks_cells(const json::object& object, Now now) {
  return {cell(name_of(object)), static_cast<std::int64_t>(array_at(object, "webhooks").size()),
          cell(age_of(object, now))};
}

json::array policy_cells(const json::object& policy, const char* list, Now now) {
  const json::object& kind = object_at(policy, {"spec", "paramKind"});
  std::string text = unset;
  if (!kind.empty()) {
    text = std::string(text_at(kind, "apiVersion")) + "/" + std::string(text_at(kind, "kind"));
  }
  return {cell(name_of(policy)), static_cast<std::int64_t>(array_at(policy, {"spec", list}).size()),
          cell(text), cell(age_of(policy, now))};
}

json::array validating_cells(const json::object& policy, Now now) {
  return policy_cells(policy, "validations", now);
}

json::array mutating_cells(const json::object& policy, Now now) {
  return policy_cells(policy, "mutations", now);
}

json::array policy_binding_cells(const json::object& binding, Now now) {
  const json::object& reference = object_at(binding, {"spec", "paramRef"});
  std::string text = unset;
  if (const std::string_view name = text_at(reference, "name"); !name.empty()) {
    const std::string_view of = text_at(reference, "namespace");
    text = (of.empty() ? "*" : std::string(of)) + "/" + std::string(name);
  }
  return {cell(name_of(binding)), cell(text_at(binding, {"spec", "policyName"})), cell(text),
          cell(age_of(binding, now))};
}

json::array priority_cells(const json::object& object, Now now) {
  return {cell(name_of(object)), number_at(object, "value").value_or(0),
          flag_at(object, "globalDefault"), cell(age_of(object, now)),
          cell(text_at(object, "preemptionPolicy"))};
}

json::array flow_cells(const json::object& schema, Now now) {
  std::string dangling = "?";
  const json::array& conditions = array_at(schema, {"status", "conditions"});
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (text_at(element_at(conditions, i), "type") != "Dangling") continue;
    dangling = text_at(element_at(conditions, i), "status");
    break;
  }
  return {cell(name_of(schema)),
          cell(text_at(schema, {"spec", "priorityLevelConfiguration", "name"})),
          count_at(schema, {"spec", "matchingPrecedence"}),
          cell_or_none(text_at(schema, {"spec", "distinguisherMethod", "type"})),
          cell(age_of(schema, now)),
          cell(dangling)};
}

json::array level_cells(const json::object& level, Now now) {
  const json::object& limited = object_at(level, {"spec", "limited"});
  const json::object& queuing = object_at(limited, {"limitResponse", "queuing"});
  const auto number = [](const json::object& object, const char* name) -> json::value {
    const auto found = number_at(object, name);
    if (found) return *found;
    return cell(none);
  };
  return {cell(name_of(level)),
          cell(text_at(level, {"spec", "type"})),
          number(limited, "nominalConcurrencyShares"),
          number(queuing, "queues"),
          number(queuing, "handSize"),
          number(queuing, "queueLengthLimit"),
          cell(age_of(level, now))};
}

}  // namespace

const TableColumns* policy_columns(std::string_view group, std::string_view plural) {
  constexpr std::string_view admission = "admissionregistration.k8s.io";
  constexpr std::string_view flow = "flowcontrol.apiserver.k8s.io";
  constexpr std::string_view rbac = "rbac.authorization.k8s.io";
  static const std::map<std::pair<std::string_view, std::string_view>, BuiltinColumns> columns{
      {{"", "resourcequotas"}, BuiltinColumns(&quota_cells)},
      {{admission, "mutatingadmissionpolicies"}, BuiltinColumns(&mutating_cells)},
      {{admission, "mutatingadmissionpolicybindings"}, BuiltinColumns(&policy_binding_cells)},
      {{admission, "mutatingwebhookconfigurations"}, BuiltinColumns(&webhooks_cells)},
      {{admission, "validatingadmissionpolicies"}, BuiltinColumns(&validating_cells)},
      {{admission, "validatingadmissionpolicybindings"}, BuiltinColumns(&policy_binding_cells)},
      {{admission, "validatingwebhookconfigurations"}, BuiltinColumns(&webhooks_cells)},
      {{flow, "flowschemas"}, BuiltinColumns(&flow_cells)},
      {{flow, "prioritylevelconfigurations"}, BuiltinColumns(&level_cells)},
      {{"policy", "poddisruptionbudgets"}, BuiltinColumns(&budget_cells)},
      {{rbac, "clusterrolebindings"}, BuiltinColumns(&binding_cells)},
      {{rbac, "rolebindings"}, BuiltinColumns(&binding_cells)},
      {{"scheduling.k8s.io", "priorityclasses"}, BuiltinColumns(&priority_cells)},
  };
  const auto found = columns.find({group, plural});
  return found == columns.end() ? nullptr : &found->second;
}

}  // namespace k8s::testing::fake
