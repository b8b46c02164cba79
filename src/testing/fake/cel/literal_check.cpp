#include "testing/fake/cel/literal_check.hpp"

#include <algorithm>
#include <array>

#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/string_format.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake::cel {
namespace {

constexpr std::array<std::string_view, 9> conversions{
    "bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "uint"};

template <class Use>
void for_each_expression(const Expression& expression, Use use) {
  use(expression);
  for_each_part(expression, [&](const Expression& part) { for_each_expression(part, use); });
}

/// The literal that is the argument of a call of that function; null if there is none.
const Expression* literal_argument(const Expression& expression, std::string_view function) {
  const auto* const call = node_as<Call>(expression);
  if (call == nullptr || call->function != function || call->arguments.empty()) return nullptr;
  const Expression& argument = *call->arguments.front();
  return node_as<Literal>(argument) != nullptr ? &argument : nullptr;
}

void check_conversions(const Expression& expression, std::string_view function,
                       std::vector<Issue>& issues) {
  for_each_expression(expression, [&](const Expression& part) {
    const Expression* const literal = literal_argument(part, function);
    if (literal == nullptr) return;
    const Value& value = node_as<Literal>(*literal)->value;
    if (!is_error(call_function(function, std::span(&value, 1)))) return;
    issues.push_back({"invalid " + std::string(function) + " argument", literal->offset});
  });
}

void check_patterns(const Expression& expression, std::vector<Issue>& issues) {
  for_each_expression(expression, [&](const Expression& part) {
    const Expression* const literal = literal_argument(part, "matches");
    if (literal == nullptr) return;
    const auto* const pattern = std::get_if<std::string>(&node_as<Literal>(*literal)->value);
    if (pattern == nullptr || pattern_problem(*pattern).empty()) return;
    issues.push_back({"invalid matches argument", literal->offset});
  });
}

/// Tells elements whose type is not the first one's.
class Homogeneity {
 public:
  explicit Homogeneity(std::vector<Issue>& issues) : issues_(issues) {}

  void check(const Expression& expression) {
    if (const auto* const call = node_as<Call>(expression); call && call->function == "format") {
      return;
    }
    if (const auto* const list = node_as<ListLiteral>(expression)) {
      TypePtr first;
      for (const Element& element : list->elements) {
        if (!compare(first, *element.value, element.is_optional)) break;
      }
    }
    if (const auto* const map = node_as<MapLiteral>(expression)) {
      TypePtr key;
      TypePtr value;
      for (const MapElement& entry : map->entries) {
        compare(key, *entry.key, false);
        compare(value, *entry.value, entry.is_optional);
      }
    }
    for_each_part(expression, [this](const Expression& part) { check(part); });
  }

 private:
  bool compare(TypePtr& first, const Expression& element, bool is_optional) {
    const TypePtr type = is_optional ? without_optional(element.type) : element.type;
    if (first == nullptr) first = type;
    if (same_type(*first, *type)) return true;
    issues_.push_back({"expected type '" + to_text(*first) + "' but found '" + to_text(*type) + "'",
                       element.offset});
    return false;
  }

  std::vector<Issue>& issues_;
};

bool is_format_call(const Expression& expression) {
  const auto* const call = node_as<Call>(expression);
  return call != nullptr && call->function == "format" && call->target != nullptr &&
         call->arguments.size() == 1;
}

/// The index of the pattern among the arguments of a function; nothing if it has none.
const Expression* pattern_of(const Call& call) {
  if (call.function != "find" && call.function != "findAll" && call.function != "matches") {
    return nullptr;
  }
  const std::size_t index = call.target != nullptr ? 0 : 1;
  return index < call.arguments.size() ? call.arguments[index].get() : nullptr;
}

std::string call_problem(const Expression& expression) {
  const auto* const call = node_as<Call>(expression);
  if (call == nullptr) return "";
  const bool converts = std::ranges::find(conversions, call->function) != conversions.end();
  if (const Expression* const literal = literal_argument(expression, call->function);
      literal != nullptr && converts && call->arguments.size() == 1) {
    const Value& value = node_as<Literal>(*literal)->value;
    const Value result = call_function(call->function, std::span(&value, 1));
    if (is_error(result)) return print(result);
  }
  const Expression* const pattern = pattern_of(*call);
  const auto* const literal = pattern != nullptr ? node_as<Literal>(*pattern) : nullptr;
  const auto* const text = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
  return text != nullptr ? pattern_problem(*text) : "";
}

}  // namespace

void check_literals(const Expression& expression, std::vector<Issue>& issues) {
  check_conversions(expression, "duration", issues);
  check_conversions(expression, "timestamp", issues);
  check_patterns(expression, issues);
  Homogeneity(issues).check(expression);
  for_each_expression(expression, [&issues](const Expression& part) {
    if (is_format_call(part)) check_format(part, issues);
  });
}

std::string constant_problem(const Expression& expression) {
  std::string problem;
  for_each_expression(expression, [&problem](const Expression& part) {
    if (problem.empty()) problem = call_problem(part);
  });
  return problem;
}

}  // namespace k8s::testing::fake::cel
