#include "testing/fake/cel/evaluator.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/fake/cel/compare.hpp"
#include "testing/fake/cel/convert.hpp"
#include "testing/fake/cel/declarations.hpp"
#include "testing/fake/cel/functions/functions.hpp"
#include "testing/fake/cel/runtime_cost.hpp"

namespace k8s::testing::fake::cel {
namespace {

constexpr std::uint64_t most_cost = 1'000'000;
constexpr std::uint64_t list_cost = 10;
constexpr std::uint64_t map_cost = 30;
constexpr std::uint64_t message_cost = 40;

/// Ends an evaluation that costs too much.
struct CostExceeded {};

/// A variable of a fold.
struct Local {
  std::string_view name{};
  Value value{};
  /// The same list, as long as the fold alone has it and may add to it.
  std::shared_ptr<List> growing{};
};

bool is_true(const Value& value) {
  const auto* const flag = std::get_if<bool>(&value);
  return flag != nullptr && *flag;
}

bool is_false(const Value& value) {
  const auto* const flag = std::get_if<bool>(&value);
  return flag != nullptr && !*flag;
}

Value error_or_no_overload(const Value& value) {
  return is_error(value) ? value : no_such_overload();
}

/// How the reference implementation calls the type of a value in Go.
std::string go_type(const Value& value) {
  if (std::holds_alternative<Null>(value)) return "types.Null";
  if (std::holds_alternative<TypeName>(value)) return "*types.Type";
  if (as_optional(value) != nullptr) return "*types.Optional";
  std::string name(type_name(value));
  name.erase(0, name.rfind('.') + 1);
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return "types." + name;
}

Value zero_of(const Type& type) {
  switch (type.kind) {
    case Kind::natural:
      return std::uint64_t{0};
    case Kind::real:
      return 0.0;
    case Kind::duration:
      return Duration{};
    default:
      return std::int64_t{0};
  }
}

class Evaluator {
 public:
  explicit Evaluator(const Bindings& bindings) : bindings_(bindings) {}

  Value evaluate(const Expression& expression) {
    return std::visit([&](const auto& node) { return evaluate_node(expression, node); },
                      expression.node);
  }

  [[nodiscard]] std::uint64_t cost() const noexcept { return cost_; }

 private:
  void spend(std::uint64_t cost) {
    cost_ = cost > most_cost ? most_cost + 1 : cost_ + cost;
    if (cost_ > most_cost) throw CostExceeded();
  }

  // ---- names and members --------------------------------------------------------------------

  Value evaluate_node(const Expression& /*expression*/, const Literal& literal) {
    return literal.value;
  }

  Local* local_named(std::string_view name) {
    const auto found = std::find_if(locals_.rbegin(), locals_.rend(),
                                    [name](const Local& local) { return local.name == name; });
    return found != locals_.rend() ? &*found : nullptr;
  }

  Value evaluate_node(const Expression& /*expression*/, const Identifier& identifier) {
    spend(1);
    if (const Local* const local = local_named(identifier.name)) return local->value;
    const auto bound = bindings_.find(identifier.name);
    if (bound != bindings_.end()) return bound->second;
    if (type_named(identifier.name) != nullptr) return TypeName{identifier.name};
    return Error{"no such attribute(s): " + identifier.name};
  }

  /// What is at a key of a map or at an index of a list; nothing if there is none.
  static std::optional<Value> find(const Value& container, const Value& key) {
    if (is_error(container)) return container;
    if (is_error(key)) return key;
    if (const auto* const map = as_map(container)) {
      const bool is_text = std::holds_alternative<std::string>(key);
      if (map->is_object && !is_text) return no_such_overload();
      const Value* found = map->find(key);
      // A reserved word may stand for itself.
      if (found == nullptr && map->is_object) {
        found = map->find(Value("__" + std::get<std::string>(key) + "__"));
      }
      return found != nullptr ? std::optional(*found) : std::nullopt;
    }
    if (const auto* const list = as_list(container)) {
      const auto index = to_index(key);
      if (const auto* const error = std::get_if<Error>(&index)) return Value(*error);
      const std::int64_t position = std::get<std::int64_t>(index);
      if (position < 0 || position >= std::ssize(list->elements)) return std::nullopt;
      return list->elements[static_cast<std::size_t>(position)];
    }
    return std::nullopt;
  }

  static Value get(const Value& container, const Value& key) {
    if (auto found = find(container, key)) return *std::move(found);
    const bool is_list = as_list(container) != nullptr;
    return Error{(is_list ? "index out of bounds: " : "no such key: ") + print(key)};
  }

  /// The same, where what is missing is an optional without a value.
  static Value get_optional(const Value& container, const Value& key) {
    auto found = find(container, key);
    return found ? make_optional(*std::move(found)) : no_optional();
  }

  static Value get_from(const Value& container, const Value& key, bool is_optional) {
    if (const auto* const optional = as_optional(container)) {
      if (optional->value == nullptr) return container;
      return get_optional(*optional->value, key);
    }
    return is_optional ? get_optional(container, key) : get(container, key);
  }

  Value evaluate_node(const Expression& /*expression*/, const Select& select) {
    const Value container = evaluate(*select.operand);
    if (is_error(container)) return container;
    if (select.is_test) return test(container, select.field);
    spend(1);
    return get_from(container, Value(select.field), false);
  }

  static Value test(const Value& container, const std::string& field) {
    const auto* const optional = as_optional(container);
    if (optional != nullptr && optional->value == nullptr) return false;
    const auto found = find(optional != nullptr ? *optional->value : container, Value(field));
    if (found && is_error(*found)) return *found;
    return found.has_value();
  }

  // ---- calls --------------------------------------------------------------------------------

  Value evaluate_node(const Expression& expression, const Call& call) {
    const std::string_view name = call.function;
    const auto argument = [&](std::size_t index) { return evaluate(*call.arguments[index]); };
    if (name == "_&&_") return evaluate_and(call);
    if (name == "_||_") return evaluate_or(call);
    if (name == "_?_:_") {
      const Value condition = argument(0);
      if (is_true(condition)) return argument(1);
      if (is_false(condition)) return argument(2);
      return error_or_no_overload(condition);
    }
    if (name == "@not_strictly_false") {
      spend(1);
      return !is_false(argument(0));
    }
    if (name == "or" || name == "orValue") return evaluate_or_else(call, name == "orValue");
    if (name == "_[_]" || name == "_[?_]" || name == "_?._") {
      const Value container = argument(0);
      if (is_error(container)) return container;
      const Value key = argument(1);
      spend(1);
      return get_from(container, key, name != "_[_]");
    }
    if (name == "@in" && is_empty_list(*call.arguments[1])) return false;
    if (name == "_+_" && is_accumulation(call)) return accumulate(expression, call);
    return evaluate_function(expression, call);
  }

  static bool is_empty_list(const Expression& expression) {
    const auto* const list = node_as<ListLiteral>(expression);
    return list != nullptr && list->elements.empty();
  }

  Value evaluate_and(const Call& call) {
    std::optional<Value> error;
    for (const ExpressionPtr& term : call.arguments) {
      const Value value = evaluate(*term);
      if (is_false(value)) return false;
      if (!is_true(value) && !error) error = error_or_no_overload(value);
    }
    return error.value_or(true);
  }

  Value evaluate_or(const Call& call) {
    std::optional<Value> error;
    for (const ExpressionPtr& term : call.arguments) {
      const Value value = evaluate(*term);
      if (is_true(value)) return true;
      if (!is_false(value) && !error) error = error_or_no_overload(value);
    }
    return error.value_or(false);
  }

  Value evaluate_or_else(const Call& call, bool wants_value) {
    Value target = evaluate(*call.target);
    const auto* const optional = as_optional(target);
    if (optional == nullptr) return error_or_no_overload(target);
    if (optional->value == nullptr) return evaluate(*call.arguments.front());
    return wants_value ? *optional->value : target;
  }

  Value evaluate_function(const Expression& expression, const Call& call) {
    std::vector<Value> arguments;
    if (call.target != nullptr) arguments.push_back(evaluate(*call.target));
    for (const ExpressionPtr& each : call.arguments) arguments.push_back(evaluate(*each));
    const auto error = std::ranges::find_if(arguments, &is_error);
    if (error != arguments.end()) {
      spend(1);
      return *error;
    }
    Value result = apply(expression, call.function, arguments);
    const std::string_view overload =
        expression.overloads.size() == 1 ? expression.overloads.front() : std::string_view();
    spend(runtime_cost(call.function, overload, arguments, result));
    return result;
  }

  static Value apply(const Expression& expression, const std::string& name,
                     const std::vector<Value>& arguments) {
    if (name == "_==_") return equal(arguments[0], arguments[1]);
    if (name == "_!=_") return !is_equal(arguments[0], arguments[1]);
    if (name == "sum" && size_of(arguments[0]) == 0) return zero_of(*expression.type);
    return call_function(name, arguments);
  }

  // ---- literals -----------------------------------------------------------------------------

  /// Whether all of it is known beforehand, so that it costs nothing.
  static bool is_constant(const Expression& expression) {
    if (node_as<Literal>(expression) != nullptr) return true;
    if (!node_as<ListLiteral>(expression) && !node_as<MapLiteral>(expression)) return false;
    bool constant = true;
    for_each_part(expression, [&constant](const Expression& part) {
      constant = constant && is_constant(part);
    });
    return constant;
  }

  Value evaluate_node(const Expression& expression, const ListLiteral& list) {
    if (!is_constant(expression)) spend(list_cost);
    std::vector<Value> elements;
    for (const Element& element : list.elements) {
      Value value = evaluate(*element.value);
      if (is_error(value)) return value;
      if (element.is_optional) {
        const auto* const optional = as_optional(value);
        if (optional == nullptr) {
          return Error{"cannot initialize optional list element from non-optional value " +
                       print(value)};
        }
        if (optional->value == nullptr) continue;
        value = Value(*optional->value);
      }
      elements.push_back(std::move(value));
    }
    return make_list(std::move(elements));
  }

  Value evaluate_node(const Expression& expression, const MapLiteral& map) {
    if (!is_constant(expression)) spend(map_cost);
    std::vector<Entry> entries;
    for (const MapElement& entry : map.entries) {
      Value key = evaluate(*entry.key);
      if (is_error(key)) return key;
      Value value = evaluate(*entry.value);
      if (is_error(value)) return value;
      if (entry.is_optional) {
        const auto* const optional = as_optional(value);
        if (optional == nullptr) {
          return Error{"cannot initialize optional entry '" + print(key) +
                       "' from non-optional value " + print(value)};
        }
        if (optional->value == nullptr) continue;
        value = Value(*optional->value);
      }
      entries.push_back({std::move(key), std::move(value)});
    }
    return make_map(std::move(entries));
  }

  Value evaluate_node(const Expression& expression, const MessageLiteral& message) {
    std::vector<Entry> members;
    for (const MessageField& field : message.fields) {
      Value value = evaluate(*field.value);
      if (is_error(value)) return value;
      if (field.is_optional) {
        const auto* const optional = as_optional(value);
        if (optional == nullptr) {
          return Error{"cannot initialize optional entry '" + field.name +
                       "' from non-optional value " + print(value)};
        }
        if (optional->value == nullptr) continue;
        value = Value(*optional->value);
      }
      members.push_back({field.name, std::move(value)});
    }
    spend(message_cost);
    auto made = std::make_shared<Map>(std::move(members));
    made->is_object = true;
    made->message = expression.type->name;
    return MapPtr(std::move(made));
  }

  // ---- folds --------------------------------------------------------------------------------

  /// `@result + [x]`: what macros add to the list that they build.
  static bool is_accumulation(const Call& call) {
    const auto* const identifier = node_as<Identifier>(*call.arguments[0]);
    return identifier != nullptr && identifier->name == accumulator_name &&
           node_as<ListLiteral>(*call.arguments[1]) != nullptr;
  }

  Value accumulate(const Expression& expression, const Call& call) {
    const Value added = evaluate(*call.arguments[1]);
    Local* const local = local_named(accumulator_name);
    const auto* const list = local != nullptr ? as_list(local->value) : nullptr;
    if (list == nullptr) return evaluate_function(expression, call);
    if (is_error(added)) return added;
    spend(2);
    constexpr long own = 2;  // the local's value and what may be added to
    if (local->growing.get() != list || local->growing.use_count() > own) {
      local->growing = std::make_shared<List>(List{.elements = list->elements});
      local->value = ListPtr(local->growing);
    }
    const auto& elements = as_list(added)->elements;
    local->growing->elements.insert(local->growing->elements.end(), elements.begin(),
                                    elements.end());
    return local->value;
  }

  Value evaluate_node(const Expression& /*expression*/, const Comprehension& fold) {
    const Value range = evaluate(*fold.range);
    if (is_error(range)) return range;
    const auto* const list = as_list(range);
    const auto* const map = as_map(range);
    const bool is_pair = !fold.second_variable.empty();
    if (list == nullptr && map == nullptr) {
      if (is_pair) return Error{"unsupported comprehension range type: " + go_type(range)};
      return Error{"got '" + go_type(range) + "', expected iterable type"};
    }
    Value initial = evaluate(*fold.initial);
    const std::size_t outside = locals_.size();
    locals_.push_back({.name = fold.accumulator, .value = std::move(initial)});
    const std::size_t count = list != nullptr ? list->elements.size() : map->entries.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Value position =
          map != nullptr ? map->entries[i].key : Value(static_cast<std::int64_t>(i));
      const Value& element = map != nullptr ? map->entries[i].value : list->elements[i];
      if (!fold_one(fold, outside, map != nullptr || is_pair ? position : element, element)) break;
    }
    Value result = evaluate(*fold.result);
    locals_.resize(outside);
    return result;
  }

  /// \param accumulator where it is among the locals
  /// \returns whether the fold goes on
  bool fold_one(const Comprehension& fold, std::size_t accumulator, const Value& first,
                const Value& second) {
    locals_.push_back({.name = fold.variable, .value = first});
    if (!fold.second_variable.empty()) {
      locals_.push_back({.name = fold.second_variable, .value = second});
    }
    const bool goes_on = !is_false(evaluate(*fold.condition));
    if (goes_on) locals_[accumulator].value = evaluate(*fold.step);
    locals_.resize(accumulator + 1);
    return goes_on;
  }

  const Bindings& bindings_;
  std::vector<Local> locals_;
  std::uint64_t cost_ = 0;
};

}  // namespace

Evaluation evaluate(const Expression& expression, const Bindings& bindings) {
  Evaluator evaluator(bindings);
  try {
    Value value = evaluator.evaluate(expression);
    return {std::move(value), evaluator.cost()};
  } catch (const CostExceeded&) {
    return {Error{cost_exceeded}, evaluator.cost()};
  }
}

}  // namespace k8s::testing::fake::cel
