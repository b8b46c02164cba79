#include "testing/fake/cel/checker.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/cel/declarations.hpp"
#include "testing/fake/cel/unify.hpp"

namespace k8s::testing::fake::cel {
namespace {

bool is_dyn_or_error(const Type& type) {
  return is_dyn(type) || type.kind == Kind::error;
}

std::string listed(std::span<const TypePtr> types) {
  std::string text;
  for (const TypePtr& type : types) text += (text.empty() ? "" : ", ") + to_text(*type);
  return "(" + text + ")";
}

std::string without_dot(std::string_view name) {
  return std::string(name.starts_with('.') ? name.substr(1) : name);
}

class Checker {
 public:
  Checker(const Variables& variables, std::vector<Issue>& issues)
      : variables_(variables), issues_(issues) {}

  void check(Expression& expression) {
    std::visit([&](auto& node) { check_node(expression, node); }, expression.node);
  }

  /// Puts what parameters stand for into the types of all parts.
  void finish(Expression& expression) {
    expression.type = substitute(substitutions_, expression.type, true);
    for_each_part(expression, [this](Expression& part) {
      if (part.type != nullptr) finish(part);
    });
  }

 private:
  void complain(std::size_t offset, std::string message) {
    issues_.push_back({.message = std::move(message), .offset = offset});
  }

  void complain_mismatch(const Expression& where, const Type& expected, const Type& found) {
    complain(where.offset,
             "expected type '" + to_text(expected) + "' but found '" + to_text(found) + "'");
  }

  void complain_undeclared(const Expression& where, const std::string& name) {
    complain(where.offset, "undeclared reference to '" + name + "' (in container '')");
  }

  bool assign(const TypePtr& to, const TypePtr& from) {
    return is_assignable(substitutions_, to, from);
  }

  TypePtr new_parameter() { return parameter("_var" + std::to_string(parameters_++)); }

  TypePtr type_of_part(const ExpressionPtr& part) {
    check(*part);
    return part->type;
  }

  // ---- names ------------------------------------------------------------------------------

  [[nodiscard]] TypePtr lookup(std::string_view name) const {
    const std::string plain = without_dot(name);
    if (!name.starts_with('.')) {
      for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
        const auto found = scope->find(plain);
        if (found != scope->end()) return found->second;
      }
    }
    const auto found = variables_.find(plain);
    return found != variables_.end() ? found->second : type_named(plain);
  }

  void check_node(Expression& expression, const Literal& literal) {
    static constexpr std::array<Kind, 9> kinds{Kind::null,    Kind::boolean,  Kind::integer,
                                               Kind::natural, Kind::real,     Kind::text,
                                               Kind::bytes,   Kind::duration, Kind::timestamp};
    expression.type = plain_type(kinds.at(literal.value.index()));
  }

  void check_node(Expression& expression, Identifier& identifier) {
    if (const TypePtr type = lookup(identifier.name)) {
      expression.type = type;
      identifier.name = without_dot(identifier.name);
    } else {
      expression.type = plain_type(Kind::error);
      complain_undeclared(expression, identifier.name);
    }
  }

  void check_node(Expression& expression, const Select& select) {
    if (const std::string name = qualified_name(expression); !name.empty()) {
      if (const TypePtr type = lookup(name)) {
        expression.type = type;
        expression.node = Identifier{without_dot(name)};
        return;
      }
    }
    const TypePtr type = type_of_field(expression, select.operand, select.field, false);
    expression.type =
        select.is_test ? plain_type(Kind::boolean) : substitute(substitutions_, type, false);
  }

  TypePtr type_of_field(const Expression& where, const ExpressionPtr& operand,
                        const std::string& field, bool is_optional) {
    const TypePtr container = substitute(substitutions_, type_of_part(operand), false);
    const TypePtr target = without_optional(container);
    TypePtr result = plain_type(Kind::error);
    if (target->kind == Kind::map && target->parameters.size() == 2) {
      result = target->parameters[1];
    } else if (target->kind == Kind::object) {
      result = type_of_member(where, *target, field);
    } else {
      if (target->kind == Kind::parameter) {
        (void)assign(plain_type(Kind::dyn), target);
      } else if (!is_dyn_or_error(*target)) {
        complain(where.offset, "type '" + to_text(*target) + "' does not support field selection");
      }
      result = plain_type(Kind::dyn);
    }
    return is_optional || cel::is_optional(*container) ? optional_of(result) : result;
  }

  TypePtr type_of_member(const Expression& where, const Type& object, const std::string& field) {
    auto found = object.fields.find(field);
    // A reserved word may stand for itself behind a dot.
    if (found == object.fields.end()) found = object.fields.find("__" + field + "__");
    if (found != object.fields.end()) return found->second;
    if (object.is_open) return plain_type(Kind::dyn);
    complain(where.offset, object.is_described
                               ? "undefined field '" + field + "'"
                               : "unexpected failed resolution of '" + object.name + "'");
    return plain_type(Kind::error);
  }

  // ---- calls ------------------------------------------------------------------------------

  /// What a function may mean here; those about patches are there where patches are.
  [[nodiscard]] std::span<const Overload> functions_named(const std::string& name) const {
    if (name.starts_with("jsonpatch.") && !variables_.contains("JSONPatch")) return {};
    return overloads_of(name);
  }

  void check_node(Expression& expression, Call& call) {
    if (call.function == "_?._") return check_optional_select(expression, call);
    for (const ExpressionPtr& argument : call.arguments) check(*argument);
    if (call.target == nullptr) {
      call.function = without_dot(call.function);
    } else if (const std::string prefix = qualified_name(*call.target); !prefix.empty()) {
      const std::string name = without_dot(prefix + "." + call.function);
      if (!functions_named(name).empty()) {
        call.function = name;
        call.target = nullptr;
      }
    }
    if (call.target != nullptr) check(*call.target);
    if (functions_named(call.function).empty()) {
      expression.type = plain_type(Kind::error);
      return complain_undeclared(expression, call.function);
    }
    resolve(expression, call);
  }

  void check_optional_select(Expression& expression, const Call& call) {
    const auto* const literal = node_as<Literal>(*call.arguments[1]);
    const std::string& field = std::get<std::string>(literal->value);
    call.arguments[1]->type = plain_type(Kind::text);
    const TypePtr type = type_of_field(expression, call.arguments[0], field, true);
    expression.type = substitute(substitutions_, type, false);
    expression.overloads = {"select_optional_field"};
  }

  /// The types of an overload with new names for its parameters.
  Overload with_new_parameters(const Overload& overload) {
    if (overload.parameters.empty()) return overload;
    Substitutions names;
    for (const std::string& name : overload.parameters) names[name] = new_parameter();
    Overload result = overload;
    for (TypePtr& type : result.arguments) type = substitute(names, type, false);
    result.result = substitute(names, result.result, false);
    return result;
  }

  void resolve(Expression& expression, const Call& call) {
    if (call.function == "_&&_" || call.function == "_||_") {
      return resolve_logical(expression, call);
    }
    std::vector<TypePtr> types;
    if (call.target != nullptr) types.push_back(call.target->type);
    for (const ExpressionPtr& argument : call.arguments) types.push_back(argument->type);

    TypePtr result;
    for (const Overload& declared : overloads_of(call.function)) {
      if (declared.is_method != (call.target != nullptr)) continue;
      const Overload overload = with_new_parameters(declared);
      if (!are_assignable(substitutions_, types, overload.arguments)) continue;
      expression.overloads.push_back(declared.id);
      const TypePtr type = substitute(substitutions_, overload.result, false);
      if (result == nullptr) {
        result = type;
      } else if (!is_dyn(*result) && !same_type(*type, *result)) {
        result = plain_type(Kind::dyn);
      }
    }
    expression.type = result != nullptr ? result : plain_type(Kind::error);
    if (result == nullptr) complain_no_overload(expression, call, types);
  }

  void resolve_logical(Expression& expression, const Call& call) {
    bool fits = true;
    for (const ExpressionPtr& argument : call.arguments) {
      if (assign(argument->type, plain_type(Kind::boolean))) continue;
      complain_mismatch(*argument, *plain_type(Kind::boolean), *argument->type);
      fits = false;
    }
    expression.type = plain_type(fits ? Kind::boolean : Kind::error);
    expression.overloads = {call.function == "_&&_" ? "logical_and" : "logical_or"};
  }

  void complain_no_overload(const Expression& where, const Call& call,
                            std::vector<TypePtr>& types) {
    for (TypePtr& type : types) type = substitute(substitutions_, type, true);
    std::string signature;
    if (call.target != nullptr) {
      signature = to_text(*types.front()) + "." + listed(std::span(types).subspan(1));
    } else {
      signature = listed(types);
    }
    complain(where.offset, "found no matching overload for '" + call.function + "' applied to '" +
                               signature + "'");
  }

  // ---- literals ---------------------------------------------------------------------------

  /// The type of elements of two types; that they differ is told later, where it matters.
  TypePtr joined(const TypePtr& previous, const TypePtr& current) {
    if (previous == nullptr) return current;
    return assign(previous, current) ? most_general(previous, current) : plain_type(Kind::dyn);
  }

  /// The type of an element, which has to be an optional if it is marked as one.
  TypePtr type_of_element(const ExpressionPtr& value, bool is_optional) {
    const TypePtr type = type_of_part(value);
    if (!is_optional) return type;
    const TypePtr inner = without_optional(type);
    if (inner == type && !is_dyn(*type)) {
      complain_mismatch(*value, *optional_of(type), *type);
    }
    return inner;
  }

  void check_node(Expression& expression, const ListLiteral& list) {
    TypePtr element;
    for (const Element& each : list.elements) {
      element = joined(element, type_of_element(each.value, each.is_optional));
    }
    expression.type = list_of(element != nullptr ? element : new_parameter());
  }

  void check_node(Expression& expression, const MapLiteral& map) {
    TypePtr key;
    TypePtr value;
    for (const MapElement& entry : map.entries) {
      key = joined(key, type_of_part(entry.key));
      value = joined(value, type_of_element(entry.value, entry.is_optional));
    }
    if (key == nullptr) {
      key = new_parameter();
      value = new_parameter();
    }
    expression.type = map_of(key, value);
  }

  /// The type of that name; those below `Object` are there if that is.
  [[nodiscard]] TypePtr message_type(const std::string& name) const {
    const std::string plain = without_dot(name);
    if (plain.starts_with("Object.") && variables_.contains("Object")) {
      return type_of(open_object(plain));
    }
    return lookup(name);
  }

  void check_node(Expression& expression, const MessageLiteral& message) {
    const TypePtr type = message_type(message.type);
    TypePtr result = plain_type(Kind::error);
    if (type == nullptr) {
      complain_undeclared(expression, message.type);
    } else {
      const bool is_type = type->kind == Kind::type;
      const TypePtr named = is_type && !type->parameters.empty() ? type->parameters.front() : type;
      if (is_type && named->kind == Kind::object) {
        result = named;
      } else {
        complain(expression.offset,
                 "'" + to_text(*named) + (is_type ? "' is not a message type" : "' is not a type"));
      }
    }
    for (const MessageField& field : message.fields) check_field(field, *result);
    expression.type = result;
  }

  void check_field(const MessageField& field, const Type& message) {
    const TypePtr found = type_of_element(field.value, field.is_optional);
    if (message.kind != Kind::object) return;
    Expression place;
    place.offset = field.offset;
    const TypePtr declared = type_of_member(place, message, field.name);
    if (declared->kind == Kind::error || assign(declared, found)) return;
    complain(field.offset, "expected type of field '" + field.name + "' is '" + to_text(*declared) +
                               "' but provided type is '" + to_text(*found) + "'");
  }

  // ---- folds ------------------------------------------------------------------------------

  void check_node(Expression& expression, const Comprehension& fold) {
    check(*fold.range);
    check(*fold.initial);
    const TypePtr range = substitute(substitutions_, fold.range->type, false);
    const TypePtr accumulator = fold.initial->type;
    scopes_.push_back({{fold.accumulator, accumulator}});
    scopes_.push_back(variables_of(fold, range));
    check(*fold.condition);
    require(fold.condition, plain_type(Kind::boolean));
    check(*fold.step);
    require(fold.step, accumulator);
    scopes_.pop_back();
    check(*fold.result);
    scopes_.pop_back();
    expression.type = substitute(substitutions_, fold.result->type, false);
  }

  void require(const ExpressionPtr& expression, const TypePtr& type) {
    if (!assign(type, expression->type)) complain_mismatch(*expression, *type, *expression->type);
  }

  Variables variables_of(const Comprehension& fold, const TypePtr& range) {
    TypePtr first = plain_type(Kind::error);
    TypePtr second = first;
    if (range->kind == Kind::list) {
      second = range->parameters[0];
      first = fold.second_variable.empty() ? second : plain_type(Kind::integer);
    } else if (range->kind == Kind::map) {
      first = range->parameters[0];
      second = range->parameters[1];
    } else if (range->kind != Kind::any &&
               (is_dyn_or_error(*range) || range->kind == Kind::parameter)) {
      (void)assign(plain_type(Kind::dyn), range);
      first = second = plain_type(Kind::dyn);
    } else {
      complain(fold.range->offset, "expression of type '" + to_text(*range) +
                                       "' cannot be range of a comprehension (must be list, map, "
                                       "or dynamic)");
    }
    Variables variables{{fold.variable, first}};
    if (!fold.second_variable.empty()) variables[fold.second_variable] = second;
    return variables;
  }

  const Variables& variables_;
  std::vector<Issue>& issues_;
  std::vector<Variables> scopes_;
  Substitutions substitutions_;
  int parameters_ = 0;
};

}  // namespace

void check(Expression& expression, const Variables& variables, std::vector<Issue>& issues) {
  Checker checker(variables, issues);
  checker.check(expression);
  checker.finish(expression);
}

}  // namespace k8s::testing::fake::cel
