#include <algorithm>
#include <charconv>
#include <set>
#include <string>

#include "testing/fake/kinds/pod_spec.hpp"

namespace k8s::testing::fake {
namespace {

void validate_keys(const Part& holder, std::string_view name) {
  if (holder.count(name) == 0) return;
  if (!holder.has("labelSelector")) {
    return holder.errors().forbidden(holder.at(name),
                                     "must not be specified when labelSelector is not set");
  }
  holder.each_text(name, [&](const std::string& key, const FieldPath& path) {
    holder.errors().invalid(path, key, check_label_key(key));
  });
}

/// `matchLabelKeys` and `mismatchLabelKeys`.
void validate_label_keys(const Part& holder) {
  FieldErrors& errors = holder.errors();
  validate_keys(holder, "matchLabelKeys");
  validate_keys(holder, "mismatchLabelKeys");
  const std::vector<std::string> keys = texts_at(holder.object(), {"matchLabelKeys"});
  std::set<std::string, std::less<>> selected;
  for (const auto& label : object_at(holder.object(), {"labelSelector", "matchLabels"})) {
    selected.emplace(label.key());
  }
  holder.child("labelSelector").each("matchExpressions", [&](const Part& expression) {
    const std::string_view key = expression.text("key");
    const auto found = std::ranges::find(keys, key);
    if (found != keys.end() && selected.contains(key)) {
      // The server's path leaves the list out.
      errors.invalid(holder.path().index(static_cast<std::size_t>(found - keys.begin())), key,
                     "exists in both matchLabelKeys and labelSelector");
    }
    selected.emplace(key);
  });
  const std::vector<std::string> others = texts_at(holder.object(), {"mismatchLabelKeys"});
  holder.each_text("matchLabelKeys", [&](const std::string& key, const FieldPath& path) {
    if (std::ranges::find(others, key) == others.end()) return;
    errors.invalid(path, key, "exists in both matchLabelKeys and mismatchLabelKeys");
  });
}

void validate_pod_term(const Part& term) {
  FieldErrors& errors = term.errors();
  for (const char* const name : {"labelSelector", "namespaceSelector"}) {
    (void)validate_label_selector(object_at(term.object(), name), term.at(name), errors);
  }
  term.each_text("namespaces", [&](const std::string& name, const FieldPath& /*at*/) {
    errors.invalid(term.at("namespace"), name, check_namespace_name(name));
  });
  validate_label_keys(term);
  const std::string_view key = term.text("topologyKey");
  term.require("topologyKey", "can not be empty");
  errors.invalid(term.at("topologyKey"), key, check_label_key(key));
}

void validate_weight(const Part& term) {
  constexpr std::int64_t most = 100;
  const std::int64_t weight = term.number("weight");
  if (weight > 0 && weight <= most) return;
  term.errors().invalid(term.at("weight"), weight, "must be in the range 1-100");
}

void validate_node_affinity(const Part& affinity) {
  constexpr const char* required = "requiredDuringSchedulingIgnoredDuringExecution";
  if (affinity.has(required)) validate_node_selector(affinity.child(required));
  affinity.each("preferredDuringSchedulingIgnoredDuringExecution", [](const Part& term) {
    validate_weight(term);
    validate_node_preference(term.child("preference"));
  });
}

void validate_pod_affinity(const Part& affinity) {
  affinity.each("requiredDuringSchedulingIgnoredDuringExecution", &validate_pod_term);
  affinity.each("preferredDuringSchedulingIgnoredDuringExecution", [](const Part& term) {
    validate_weight(term);
    validate_pod_term(term.child("podAffinityTerm"));
  });
}

void validate_positive(const Part& part, std::string_view name) {
  if (part.number(name) > 0) return;
  part.errors().invalid(part.at(name), part.number(name), "must be greater than zero");
}

void validate_comparison(const Part& toleration) {
  const std::string_view value = toleration.text("value");
  const FieldPath path = toleration.at("value");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool well = error == std::errc() && end == value.data() + value.size();
  if (well && std::to_string(number) == value) return;
  toleration.errors().invalid(
      path, value,
      "a valid integer must be in base 10 format with no leading zeros (e.g. '1',  or '-5',  or "
      "'1000', regex used for validation is '0|-?[1-9][0-9]*')");
  if (well) return;
  const char* const why =
      error == std::errc::result_out_of_range ? "value out of range" : "invalid syntax";
  toleration.errors().invalid(path, value,
                              "strconv.ParseInt: parsing " + go_quote(value) + ": " + why);
}

void validate_toleration(const Part& toleration) {
  FieldErrors& errors = toleration.errors();
  const std::string_view op = toleration.text("operator");
  const std::string_view value = toleration.text("value");
  const FieldPath at = toleration.at("operator");
  toleration.check("key", &check_label_key);
  if (toleration.text("key").empty() && op != "Exists") {
    errors.invalid(at, op,
                   "operator must be Exists when `key` is empty, which means \"match all values "
                   "and all keys\"");
  }
  if (toleration.has("tolerationSeconds") && toleration.text("effect") != "NoExecute") {
    errors.invalid(toleration.at("effect"), toleration.text("effect"),
                   "effect must be 'NoExecute' when `tolerationSeconds` is set");
  }
  if (op.empty() || op == "Equal") {
    if (const Complaints complaints = check_label_value(value); !complaints.empty()) {
      errors.invalid(at, value, joined(complaints, ";"));
    }
  } else if (op == "Exists") {
    if (!value.empty()) {
      errors.invalid(at, value, "value must be empty when `operator` is 'Exists'");
    }
  } else if (op == "Lt" || op == "Gt") {
    validate_comparison(toleration);
  } else {
    errors.not_supported(at, op, {"Equal", "Exists"});
  }
  toleration.choose_if_set("effect", {"NoSchedule", "PreferNoSchedule", "NoExecute"});
}

}  // namespace

void validate_affinity(const Part& affinity) {
  validate_node_affinity(affinity.child("nodeAffinity"));
  validate_pod_affinity(affinity.child("podAffinity"));
  validate_pod_affinity(affinity.child("podAntiAffinity"));
}

void validate_spread_constraints(const Part& spec) {
  const json::array& all = array_at(spec.object(), "topologySpreadConstraints");
  FieldErrors& errors = spec.errors();
  std::size_t next = 0;
  spec.each("topologySpreadConstraints", [&](const Part& constraint) {
    ++next;
    const std::string_view key = constraint.text("topologyKey");
    const std::string_view action = constraint.text("whenUnsatisfiable");
    validate_positive(constraint, "maxSkew");
    constraint.require("topologyKey", "can not be empty");
    if (!is_one_of(action, {"DoNotSchedule", "ScheduleAnyway"})) {
      errors.not_supported(constraint.at("whenUnsatisfiable"), action,
                           {"DoNotSchedule", "ScheduleAnyway"});
    }
    for (std::size_t i = next; i < all.size(); ++i) {
      if (text_at(element_at(all, i), "topologyKey") != key ||
          text_at(element_at(all, i), "whenUnsatisfiable") != action) {
        continue;
      }
      errors.duplicate(constraint.at("{topologyKey, whenUnsatisfiable}"),
                       "{" + std::string(key) + ", " + std::string(action) + "}");
      break;
    }
    if (constraint.has("minDomains")) {
      validate_positive(constraint, "minDomains");
      if (action != "DoNotSchedule") {
        errors.invalid(constraint.at("minDomains"), constraint.number("minDomains"),
                       "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " +
                           std::string(action));
      }
    }
    constraint.choose("nodeAffinityPolicy", {"Honor", "Ignore"});
    constraint.choose("nodeTaintsPolicy", {"Honor", "Ignore"});
    validate_label_keys(constraint);
    (void)validate_label_selector(object_at(constraint.object(), "labelSelector"),
                                  constraint.at("labelSelector"), errors);
  });
}

void validate_tolerations(const Part& spec) {
  spec.each("tolerations", &validate_toleration);
}

}  // namespace k8s::testing::fake
