#include "testing/fake/kinds/job_policies.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

namespace k8s::testing::fake {
namespace {

/// `["a" "b"]`, as the server lists what it takes.
void require_one_of(const Part& part, std::string_view name, const char* valid) {
  part.require(name, std::string("valid values: ") + valid);
}

/// A rule as a whole, which the server does not show.
void refuse_rule(const Part& rule, const char* why) {
  rule.errors().invalid_without_value(rule.path(), why);
}

void validate_exit_codes(const Part& codes, const std::set<std::string, std::less<>>& containers) {
  constexpr std::size_t most = 255;
  FieldErrors& errors = codes.errors();
  const std::string_view op = codes.text("operator");
  require_one_of(codes, "operator", "[\"In\" \"NotIn\"]");
  codes.choose_if_set("operator", {"In", "NotIn"});
  if (codes.has("containerName") && !containers.contains(codes.text("containerName"))) {
    errors.invalid(codes.at("containerName"), codes.text("containerName"),
                   "must be one of the container or initContainer names in the pod template");
  }
  const json::array& values = array_at(codes.object(), "values");
  const FieldPath path = codes.at("values");
  if (values.empty()) {
    errors.invalid(path, codes.has("values") ? json::value(values) : json::value(),
                   "at least one value is required");
  } else if (values.size() > most) {
    errors.too_many(path, values.size(), most);
  }
  std::set<std::int64_t> seen;
  bool ordered = true;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t code = values[i].is_int64() ? values[i].get_int64() : 0;
    if (op == "In" && code == 0) {
      errors.invalid(path.index(i), code, "must not be 0 for the In operator");
    }
    if (!seen.insert(code).second) errors.duplicate(path.index(i), code);
    ordered = ordered && (i == 0 || before <= code);
    before = code;
  }
  if (!ordered) errors.invalid(path, values, "must be ordered");
}

void validate_failure_rule(const Part& spec, const Part& rule,
                           const std::set<std::string, std::less<>>& containers) {
  constexpr std::size_t most = 20;
  FieldErrors& errors = rule.errors();
  const std::string_view action = rule.text("action");
  if (action == "FailIndex") {
    if (!spec.has("backoffLimitPerIndex")) {
      errors.invalid(rule.at("action"), action, "requires the backoffLimitPerIndex to be set");
    }
  } else {
    require_one_of(rule, "action", "[\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
    rule.choose_if_set("action", {"Count", "FailIndex", "FailJob", "Ignore"});
  }
  const bool has_codes = rule.has("onExitCodes");
  const std::size_t conditions = rule.count("onPodConditions");
  if (has_codes) validate_exit_codes(rule.child("onExitCodes"), containers);
  if (conditions > most) errors.too_many(rule.at("onPodConditions"), conditions, most);
  rule.each("onPodConditions", [&](const Part& pattern) {
    const std::string_view type = pattern.text("type");
    errors.invalid(pattern.at("type"), type, check_label_key(type));
    require_one_of(pattern, "status", "[\"False\" \"True\" \"Unknown\"]");
    pattern.choose_if_set("status", {"False", "True", "Unknown"});
  });
  if (has_codes && conditions > 0) {
    refuse_rule(rule, "specifying both OnExitCodes and OnPodConditions is not supported");
  }
  if (!has_codes && conditions == 0) {
    refuse_rule(rule, "specifying one of OnExitCodes and OnPodConditions is required");
  }
}

void validate_failure_policy(const Part& spec) {
  constexpr std::size_t most = 20;
  if (!spec.has("podFailurePolicy")) return;
  const Part policy = spec.child("podFailurePolicy");
  if (policy.count("rules") > most) {
    spec.errors().too_many(policy.at("rules"), policy.count("rules"), most);
  }
  std::set<std::string, std::less<>> containers;
  const Part pod_spec = spec.child("template").child("spec");
  for (const char* const list : {"containers", "initContainers"}) {
    pod_spec.each(list, [&](const Part& container) { containers.emplace(container.text("name")); });
  }
  policy.each("rules", [&](const Part& rule) { validate_failure_rule(spec, rule, containers); });
}

/// How many indexes a text like `0,2-4` names, or what is wrong with it.
struct Indexes {
  std::int64_t count = 0;
  std::string problem{};
};

Indexes read_indexes(std::string_view text, std::int64_t completions) {
  Indexes indexes;
  if (text.empty()) return indexes;
  std::int64_t last = -1;
  const auto read = [&](std::string_view part, std::int64_t& number) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size()) {
      indexes.problem = "cannot convert string to integer for index: " + go_quote(part);
    } else if (number >= completions) {
      indexes.problem = "too large index: " + go_quote(part);
    }
    return indexes.problem.empty();
  };
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view interval = text.substr(0, comma);
    const std::size_t dash = interval.find('-');
    if (std::ranges::count(interval, '-') > 1) {
      indexes.problem = "the fragment " + go_quote(interval) +
                        " violates the requirement that an index interval can have at most two "
                        "parts separated by '-'";
      return indexes;
    }
    std::int64_t first = 0;
    if (!read(interval.substr(0, dash), first)) return indexes;
    if (last >= first) {
      indexes.problem = "non-increasing order, previous: " + std::to_string(last) +
                        ", current: " + std::to_string(first);
      return indexes;
    }
    std::int64_t end = first;
    if (dash != interval.npos) {
      if (!read(interval.substr(dash + 1), end)) return indexes;
      if (first >= end) {
        indexes.problem = "non-increasing order, previous: " + std::to_string(first) +
                          ", current: " + std::to_string(end);
        return indexes;
      }
    }
    indexes.count += end - first + 1;
    last = end;
    if (comma == text.size()) return indexes;
    text.remove_prefix(comma + 1);
  }
}

void validate_success_rule(const Part& rule, std::int64_t completions) {
  FieldErrors& errors = rule.errors();
  const bool has_count = rule.has("succeededCount");
  const bool has_indexes = rule.has("succeededIndexes");
  if (!has_count && !has_indexes) {
    errors.required(rule.path(),
                    "at least one of succeededCount or succeededIndexes must be specified");
  }
  Indexes indexes;
  if (has_indexes) {
    indexes = read_indexes(rule.text("succeededIndexes"), completions);
    if (!indexes.problem.empty()) {
      errors.invalid(rule.at("succeededIndexes"), rule.text("succeededIndexes"),
                     "error parsing succeededIndexes: " + indexes.problem);
    }
  }
  if (!has_count) return;
  rule.not_negative("succeededCount");
  const std::int64_t count = rule.number("succeededCount");
  const auto refuse = [&](std::int64_t most, const char* what) {
    if (count <= most) return;
    errors.invalid(
        rule.at("succeededCount"), count,
        "must be less than or equal to " + std::to_string(most) + " (the number of " + what + ")");
  };
  refuse(completions, "specified completions");
  if (has_indexes) refuse(indexes.count, "indexes in the specified succeededIndexes field");
}

/// The server's own form of the struct.
json::object shown_success_policy(const json::object& policy) {
  const json::value* const rules = find(policy, "rules");
  if (rules == nullptr || !rules->is_array()) return {{"Rules", nullptr}};
  json::array shown;
  for (const json::value& rule : rules->get_array()) {
    const auto given = [&rule](const char* name) {
      const json::value* const value = rule.is_object() ? find(rule.get_object(), name) : nullptr;
      return value == nullptr ? json::value() : *value;
    };
    shown.push_back({{"SucceededIndexes", given("succeededIndexes")},
                     {"SucceededCount", given("succeededCount")}});
  }
  return {{"Rules", std::move(shown)}};
}

void validate_success_policy(const Part& spec) {
  constexpr std::size_t most = 20;
  if (!spec.has("successPolicy")) return;
  const Part policy = spec.child("successPolicy");
  if (spec.text("completionMode") != "Indexed") {
    return spec.errors().invalid(policy.path(), shown_success_policy(policy.object()),
                                 "requires indexed completion mode");
  }
  policy.require("rules",
                 "at least one rules must be specified when the successPolicy is specified");
  if (policy.count("rules") > most) {
    spec.errors().too_many(policy.at("rules"), policy.count("rules"), most);
  }
  policy.each("rules",
              [&](const Part& rule) { validate_success_rule(rule, spec.number("completions")); });
}

}  // namespace

void validate_job_policies(const Part& spec) {
  validate_failure_policy(spec);
  // Without completions, which are required then, there is nothing to compare with.
  if (spec.has("completions") || spec.text("completionMode") != "Indexed") {
    validate_success_policy(spec);
  }
  if (spec.has("podFailurePolicy")) {
    spec.choose("podReplacementPolicy", {"Failed"});
  } else {
    spec.choose("podReplacementPolicy", {"Failed", "TerminatingOrFailed"});
  }
}

}  // namespace k8s::testing::fake
