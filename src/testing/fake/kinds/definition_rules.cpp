#include "testing/fake/kinds/definition_rules.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ascii.hpp"
#include "testing/fake/cel/cost_range.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/rule_path.hpp"
#include "testing/fake/structural_schema.hpp"
#include "testing/fake/validation_rule.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::uint64_t most_rule_cost = 10'000'000;
constexpr std::uint64_t most_total_cost = 100'000'000;
constexpr const char* rules_name = "x-kubernetes-validations";

bool has_line_break(std::string_view text) {
  return text.find_first_of("\r\n") != text.npos;
}

bool is_given(const json::object& rule, const char* name) {
  return !text_at(rule, name).empty();
}

// ---- texts ----------------------------------------------------------------------------------

void check_message(const json::object& rule, const FieldPath& path, FieldErrors& errors) {
  const std::string_view text = trimmed(text_at(rule, "rule"));
  const std::string_view message = trimmed(text_at(rule, "message"));
  const FieldPath at = path.child("message");
  if (text.empty()) {
    errors.required(path.child("rule"), "rule is not specified");
  } else if (is_given(rule, "message") && message.empty()) {
    errors.invalid(at, text_at(rule, "message"), "must be non-empty if specified");
  } else if (has_line_break(message)) {
    errors.invalid(at, text_at(rule, "message"), "must not contain line breaks");
  } else if (has_line_break(text) && message.empty()) {
    errors.required(at, "message must be specified if rule contains line breaks");
  }
}

void check_rule_path(const json::object& rule, const json::object& schema, const FieldPath& path,
                     FieldErrors& errors) {
  const std::string_view text = text_at(rule, "fieldPath");
  const FieldPath at = path.child("fieldPath");
  if (text.empty()) return;
  if (trimmed(text).empty()) errors.invalid(at, text, "must be non-empty if specified");
  if (has_line_break(text)) errors.invalid(at, text, "must not contain line breaks");
  if (!parse_rule_path(text, schema)) errors.invalid(at, text, "must be a valid path");
}

// ---- expressions ----------------------------------------------------------------------------

std::string cost_message(const std::string& what, std::uint64_t cost, std::uint64_t limit) {
  const double factor = static_cast<double>(cost) / static_cast<double>(limit);
  std::array<char, 64> buffer{};
  if (factor > 100) {
    std::snprintf(buffer.data(), buffer.size(), "more than 100x");
  } else {
    std::snprintf(buffer.data(), buffer.size(), factor < 1.5 ? "%fx" : "%.1fx", factor);
  }
  return what + " exceeds budget by factor of " + buffer.data() +
         " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where "
         "arrays, maps, and strings are declared)";
}

/// How the server shows a rule: with the names of its own struct.
json::object shown(const json::object& rule) {
  const auto or_null = [&rule](const char* name) {
    const json::value* const value = find(rule, name);
    return value != nullptr ? *value : json::value();
  };
  return {{"Rule", text_at(rule, "rule")},
          {"Message", text_at(rule, "message")},
          {"MessageExpression", text_at(rule, "messageExpression")},
          {"Reason", or_null("reason")},
          {"FieldPath", text_at(rule, "fieldPath")},
          {"OptionalOldSelf", or_null("optionalOldSelf")}};
}

/// Where a schema stands within the whole one.
struct Place {
  FieldPath path{};
  /// How often it may be there; nothing if no limit says so.
  std::optional<std::uint64_t> count = 1;
  /// The schema within which old values are not found, if there is one.
  std::optional<FieldPath> uncorrelated{};
};

class DefinitionRules {
 public:
  DefinitionRules(const std::function<bool(const json::object&)>& is_valid, FieldErrors& errors)
      : is_valid_(is_valid), errors_(errors) {}

  void check(const json::object& schema, bool is_whole, const Place& place) {
    for (const auto& property : object_at(schema, "properties")) {
      const json::object* const part = property.value().if_object();
      if (part == nullptr) continue;
      check(*part, is_resource(*part),
            inner(schema, place, place.path.child("properties").key(property.key())));
    }
    for (const char* const name : {"items", "additionalProperties"}) {
      const json::object* const part = schema_at(schema, name);
      if (part == nullptr) continue;
      Place at = inner(schema, place, place.path.child(name));
      const bool is_list = std::string_view(name) == "items";
      if (is_list && text_at(schema, "x-kubernetes-list-type") != "map" && !at.uncorrelated) {
        at.uncorrelated = place.path;
      }
      check(*part, is_resource(*part), at);
    }
    if (!array_at(schema, rules_name).empty() && is_valid_(schema)) {
      check_rules(schema, is_whole, place);
    }
  }

  void check_total(const FieldPath& path) {
    if (total_ <= most_total_cost) return;
    std::ranges::stable_sort(expensive_, std::greater(),
                             &std::pair<std::uint64_t, FieldPath>::first);
    constexpr std::size_t most_shown = 4;
    if (expensive_.size() > most_shown) expensive_.resize(most_shown);
    for (const auto& [cost, at] : expensive_) {
      errors_.forbidden(at,
                        "contributed to estimated rule cost total exceeding cost limit for entire "
                        "OpenAPIv3 schema");
    }
    errors_.forbidden(
        path, cost_message(
                  "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                  total_, most_total_cost));
  }

 private:
  static Place inner(const json::object& schema, const Place& place, FieldPath path) {
    Place result{.path = std::move(path), .count = place.count, .uncorrelated = place.uncorrelated};
    const std::string_view type = text_at(schema, "type");
    const bool is_map = type == "object" && find(schema, "additionalProperties") != nullptr;
    if (type != "array" && !is_map) return result;
    const auto most = number_at(schema, is_map ? "maxProperties" : "maxItems");
    if (!most) {
      result.count.reset();
    } else if (result.count) {
      const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(*most, 0));
      result.count = cel::CostRange::product(*result.count, factor);
    }
    return result;
  }

  void check_rules(const json::object& schema, bool is_whole, const Place& place) {
    const cel::SchemaTypePtr type = cel::schema_type(schema, is_whole, "selfType");
    if (type == nullptr) return;
    const json::array& rules = array_at(schema, rules_name);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const json::object& rule = element_at(rules, i);
      check_rule(rule, ValidationRule(rule, schema, *type), *type, place,
                 place.path.child(rules_name).index(i));
    }
  }

  void check_rule(const json::object& rule, const ValidationRule& compiled,
                  const cel::SchemaType& type, const Place& place, const FieldPath& path) {
    const auto fitting = static_cast<std::uint64_t>(cel::largest_request / (type.least_size + 1));
    observe("estimated rule cost",
            cel::CostRange::product(compiled.cost(), place.count.value_or(fitting)),
            path.child("rule"));
    const std::string& problem = compiled.program().problem();
    if (!problem.empty()) errors_.invalid(path.child("rule"), shown(rule), problem);
    check_message_expression(rule, compiled, path.child("messageExpression"));
    if (compiled.uses_old()) {
      if (place.uncorrelated) {
        errors_.invalid(
            path.child("rule"), text_at(rule, "rule"),
            "oldSelf cannot be used on the uncorrelatable portion of the schema within " +
                place.uncorrelated->text());
      }
    } else if (const json::value* const optional = find(rule, "optionalOldSelf")) {
      errors_.invalid(path.child("optionalOldSelf"), *optional,
                      "may not be set if oldSelf is not used in rule");
    }
  }

  void check_message_expression(const json::object& rule, const ValidationRule& compiled,
                                const FieldPath& path) {
    const auto& program = compiled.message_program();
    if (!program) return;
    if (program->problem().empty()) {
      return observe("estimated messageExpression cost", compiled.message_cost(), path);
    }
    const bool is_compilation = program->problem().starts_with("compilation failed");
    errors_.invalid(path, shown(rule),
                    (is_compilation ? "messageExpression " : "") + program->problem());
  }

  void observe(const std::string& what, std::uint64_t cost, const FieldPath& path) {
    if (cost > most_rule_cost) {
      errors_.forbidden(path, cost_message(what, cost, most_rule_cost));
    }
    total_ = cel::CostRange::sum(total_, cost);
    if (cost >= most_total_cost / 100) expensive_.emplace_back(cost, path);
  }

  const std::function<bool(const json::object&)>& is_valid_;
  FieldErrors& errors_;
  std::uint64_t total_ = 0;
  std::vector<std::pair<std::uint64_t, FieldPath>> expensive_;
};

}  // namespace

void validate_rule_texts(const json::object& schema, const FieldPath& path, FieldErrors& errors) {
  static constexpr std::array<std::string_view, 4> reasons{
      "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"};
  const json::array& rules = array_at(schema, rules_name);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const json::object& rule = element_at(rules, i);
    const FieldPath at = path.child(rules_name).index(i);
    check_message(rule, at, errors);
    if (is_given(rule, "messageExpression") &&
        trimmed(text_at(rule, "messageExpression")).empty()) {
      errors.required(at.child("messageExpression"),
                      "messageExpression must be non-empty if specified");
    }
    const json::value* const reason = find(rule, "reason");
    if (reason != nullptr && std::ranges::find(reasons, text_at(rule, "reason")) == reasons.end()) {
      errors.not_supported(at.child("reason"), *reason, reasons);
    }
    check_rule_path(rule, schema, at, errors);
  }
}

void validate_definition_rules(const json::object& schema, const FieldPath& path,
                               const std::function<bool(const json::object&)>& is_valid,
                               FieldErrors& errors) {
  DefinitionRules rules(is_valid, errors);
  rules.check(schema, true, {.path = path});
  rules.check_total(path);
}

}  // namespace k8s::testing::fake
