#include <k8s/selector.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include <k8s/error.hpp>

#include "label_syntax.hpp"

namespace k8s {
namespace {

using Operator = Condition::Operator;

std::vector<std::string> without_repeats(std::vector<std::string> values) {
  std::vector<std::string> unique;
  unique.reserve(values.size());
  for (std::string& value : values) {
    if (std::ranges::find(unique, value) == unique.end()) unique.push_back(std::move(value));
  }
  return unique;
}

/// How many values a condition of that kind must have; none for any number.
std::optional<std::size_t> values_of(Operator op) {
  switch (op) {
    case Operator::in:
    case Operator::not_in:
      return std::nullopt;
    case Operator::exists:
    case Operator::not_exists:
      return 0;
    default:
      return 1;
  }
}

std::string_view symbol(Operator op) {
  switch (op) {
    case Operator::inequality:
      return "!=";
    case Operator::in:
      return " in ";
    case Operator::not_in:
      return " notin ";
    case Operator::greater_than:
      return ">";
    case Operator::less_than:
      return "<";
    default:
      return "=";
  }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Whether `value` stands in that relation to the condition's number; what is no number never does.
template <class Relation>
bool compare(const std::string& value, const Condition& condition, Relation holds) {
  const auto left = whole_number(value);
  const auto right = whole_number(condition.values().front());
  return left && right && holds(*left, *right);
}

bool holds(const Condition& condition, const std::string* value) {
  const auto& values = condition.values();
  const auto listed = [&] { return std::ranges::find(values, *value) != values.end(); };
  switch (condition.op()) {
    case Operator::equality:
    case Operator::in:
      return value != nullptr && listed();
    case Operator::inequality:
    case Operator::not_in:
      return value == nullptr || !listed();
    case Operator::exists:
      return value != nullptr;
    case Operator::not_exists:
      return value == nullptr;
    case Operator::greater_than:
      return value != nullptr && compare(*value, condition, std::greater<>());
    case Operator::less_than:
      return value != nullptr && compare(*value, condition, std::less<>());
  }
  return false;
}

// ---- the label selector's wire form -----------------------------------------------------------

void check_label_term(const Selector::Term& term) {
  if (const auto problem = detail::label_key_problem(term.key); !problem.empty()) {
    throw ValidationError("label selector: no label can have the key \"" + term.key +
                          "\": " + problem);
  }
  const auto& condition = term.condition;
  if (condition.values().empty() && !values_of(condition.op())) {
    throw ValidationError("label selector: In and NotIn need at least one value, \"" + term.key +
                          "\" has none");
  }
  for (const auto& value : condition.values()) {
    if (const auto problem = detail::label_value_problem(value); !problem.empty()) {
      throw ValidationError("label selector: no label can have the value \"" + value + "\" (of \"" +
                            term.key + "\"): " + problem);
    }
  }
}

std::string label_term(const Selector::Term& term) {
  check_label_term(term);
  const auto op = term.condition.op();
  const auto& values = term.condition.values();
  if (op == Operator::exists) return term.key;
  if (op == Operator::not_exists) return "!" + term.key;
  std::string text = term.key;
  text += symbol(op);
  if (op != Operator::in && op != Operator::not_in) return text += values.front();
  char separator = '(';
  for (const auto& value : values) {
    text += separator;
    text += value;
    separator = ',';
  }
  return text += ')';
}

// ---- the field selector's wire form -----------------------------------------------------------

void check_field_key(const std::string& key) {
  const auto bad = [](char c) { return c <= ' ' || c == '\x7f' || c == '!' || c == '\\'; };
  if (key.empty() || key.find_first_of("=,") != std::string::npos ||
      std::ranges::any_of(key, bad)) {
    throw ValidationError("field selector: \"" + key +
                          "\" is no field; name one by its path, such as \"status.phase\"");
  }
}

std::string escaped(std::string_view value) {
  std::string text;
  text.reserve(value.size());
  for (const char c : value) {
    if (c == ',' || c == '=' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string field_term(const Selector::Term& term) {
  check_field_key(term.key);
  const auto op = term.condition.op();
  const auto& values = term.condition.values();
  const bool equality = op == Operator::equality || (op == Operator::in && values.size() == 1);
  const bool inequality = op == Operator::inequality || (op == Operator::not_in && !values.empty());
  if (!equality && !inequality) {
    throw ValidationError("field selector: of the field \"" + term.key +
                          "\" the server can be asked only whether it is equal or unequal to a "
                          "value; filter the result for anything else");
  }
  std::string text;
  for (const auto& value : values) {
    if (!text.empty()) text += ',';
    text += term.key;
    text += equality ? "=" : "!=";
    text += escaped(value);
  }
  return text;
}

std::string join(const std::vector<Selector::Term>& terms,
                 std::string (*write)(const Selector::Term&)) {
  std::string text;
  for (const auto& term : terms) {
    if (!text.empty()) text += ',';
    text += write(term);
  }
  return text;
}

}  // namespace

Condition::Condition(std::string value) : op_(Operator::equality), values_{std::move(value)} {}
Condition::Condition(std::string_view value) : Condition(std::string(value)) {}
Condition::Condition(const char* value) : Condition(std::string(value)) {}
Condition::Condition(Operator op, std::vector<std::string> values)
    : op_(op), values_(without_repeats(std::move(values))) {
  const auto wanted = values_of(op);
  if (wanted && values_.size() != *wanted) {
    throw ValidationError("selector: this condition takes " + std::to_string(*wanted) +
                          " values, not " + std::to_string(values_.size()));
  }
}
Condition::Condition(const Condition& other) = default;
Condition::Condition(Condition&& other) noexcept = default;
Condition::~Condition() = default;
Condition& Condition::operator=(const Condition& other) = default;
Condition& Condition::operator=(Condition&& other) noexcept = default;

Equality::Equality(std::string value) : Condition(std::move(value)) {}
Inequality::Inequality(std::string value) : Condition(Operator::inequality, {std::move(value)}) {}
In::In(std::initializer_list<std::string> values) : Condition(Operator::in, values) {}
In::In(std::vector<std::string> values) : Condition(Operator::in, std::move(values)) {}
NotIn::NotIn(std::initializer_list<std::string> values) : Condition(Operator::not_in, values) {}
NotIn::NotIn(std::vector<std::string> values) : Condition(Operator::not_in, std::move(values)) {}
Exists::Exists() : Condition(Operator::exists, {}) {}
NotExists::NotExists() : Condition(Operator::not_exists, {}) {}
GreaterThan::GreaterThan(std::int64_t number)
    : Condition(Operator::greater_than, {std::to_string(number)}) {}
LessThan::LessThan(std::int64_t number)
    : Condition(Operator::less_than, {std::to_string(number)}) {}

// Options hold selectors, so the files of users would compile all of this again.
Selector::Selector() = default;
Selector::Selector(const Selector& other) = default;
Selector::Selector(Selector&& other) noexcept = default;
Selector::~Selector() = default;
Selector& Selector::operator=(const Selector& other) = default;
Selector& Selector::operator=(Selector&& other) noexcept = default;

Selector::Selector(std::initializer_list<Term> terms) : terms_(terms) {}
Selector::Selector(std::vector<Term> terms) : terms_(std::move(terms)) {}
Selector::Selector(const Map<std::string>& labels) {
  for (const auto& [key, value] : labels) terms_.push_back({key, value});
}

std::string Selector::to_string() const {
  return join(terms_, label_term);
}

std::string Selector::to_field_string() const {
  return join(terms_, field_term);
}

bool Selector::matches(const Map<std::string>& labels) const {
  return std::ranges::all_of(terms_, [&](const Term& term) {
    const auto found = labels.find(term.key);
    return holds(term.condition, found == labels.end() ? nullptr : &found->second);
  });
}

}  // namespace k8s
