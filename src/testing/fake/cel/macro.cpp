#include "testing/fake/cel/macro.hpp"

#include <array>
#include <utility>

namespace k8s::testing::fake::cel {
namespace {

/// Names that no text can have.
constexpr std::string_view unused_name = "#unused";
constexpr std::string_view sorted_name = "@__sortBy_input__";

/// Ends the writing out of a macro whose arguments are not such.
struct BadMacro {
  Issue issue;
};

class Expander {
 public:
  Expander(const Call& call, std::size_t offset) : call_(call), offset_(offset) {}

  using Method = ExpressionPtr (Expander::*)();

  ExpressionPtr has() {
    const ExpressionPtr& argument = call_.arguments[0];
    const auto* const select = node_as<Select>(*argument);
    if (select == nullptr) fail(argument, "invalid argument to has() macro");
    return make(Select{select->operand, select->field, true});
  }

  ExpressionPtr all() { return fold_all(one_variable("argument must be a simple name"), 1); }
  ExpressionPtr all_pairs() { return fold_all(two_variables(), 2); }
  ExpressionPtr exists() { return fold_any(one_variable("argument must be a simple name"), 1); }
  ExpressionPtr exists_pair() { return fold_any(two_variables(), 2); }
  ExpressionPtr exists_one() {
    return fold_count(one_variable("argument must be a simple name"), 1);
  }
  ExpressionPtr exists_one_pair() { return fold_count(two_variables(), 2); }

  ExpressionPtr map() {
    Comprehension fold = one_variable("argument is not an identifier");
    return fold_list(std::move(fold), 1);
  }

  ExpressionPtr filter() {
    Comprehension fold = one_variable("argument is not an identifier");
    fold.initial = list({});
    fold.condition = literal(true);
    fold.step =
        call("_?_:_", {call_.arguments[1], call("_+_", {accumulated(), list({call_.arguments[0]})}),
                       accumulated()});
    return make(std::move(fold));
  }

  ExpressionPtr transform_list() { return fold_list(two_variables(), 2); }

  ExpressionPtr transform_map() {
    Comprehension fold = two_variables();
    fold.initial = make(MapLiteral{});
    const ExpressionPtr key = make(Identifier{fold.variable});
    return fold_with_filter(std::move(fold), 2, [&](const ExpressionPtr& value) {
      return call("cel.@mapInsert", {accumulated(), key, value});
    });
  }

  ExpressionPtr transform_map_entry() {
    Comprehension fold = two_variables();
    fold.initial = make(MapLiteral{});
    return fold_with_filter(std::move(fold), 2, [&](const ExpressionPtr& entry) {
      return call("cel.@mapInsert", {accumulated(), entry});
    });
  }

  ExpressionPtr opt_map() {
    return if_present(
        "optMap", [this](ExpressionPtr value) { return call("optional.of", {std::move(value)}); });
  }

  ExpressionPtr opt_flat_map() {
    return if_present("optFlatMap", [](ExpressionPtr value) { return value; });
  }

  ExpressionPtr cel_bind() {
    const auto* const identifier = node_as<Identifier>(*call_.arguments[0]);
    if (identifier == nullptr) {
      fail(call_.arguments[0], "cel.bind() variable names must be simple identifiers");
    }
    return bind(identifier->name, call_.arguments[1], call_.arguments[2]);
  }

  ExpressionPtr sort_by() {
    const std::string name(sorted_name);
    if (node_as<Literal>(*call_.target) != nullptr ||
        node_as<MapLiteral>(*call_.target) != nullptr) {
      fail(call_.target,
           "sortBy can only be applied to a list, identifier, comprehension, call or select "
           "expression");
    }
    Call mapping{"map", make(Identifier{name}), call_.arguments};
    const ExpressionPtr keys = Expander(mapping, offset_).map();
    return bind(name, call_.target,
                make(Call{"@sortByAssociatedKeys", make(Identifier{name}), {keys}}));
  }

 private:
  [[noreturn]] static void fail(const ExpressionPtr& where, std::string why) {
    throw BadMacro{{.message = std::move(why), .offset = where->offset}};
  }

  template <class Node>
  ExpressionPtr make(Node node) const {
    return std::make_shared<Expression>(Expression{.node = std::move(node), .offset = offset_});
  }
  ExpressionPtr literal(Value value) const { return make(Literal{std::move(value)}); }
  ExpressionPtr call(std::string function, std::vector<ExpressionPtr> arguments) const {
    return make(Call{std::move(function), nullptr, std::move(arguments)});
  }
  ExpressionPtr accumulated() const { return make(Identifier{std::string(accumulator_name)}); }
  ExpressionPtr list(std::vector<ExpressionPtr> values) const {
    ListLiteral list;
    for (ExpressionPtr& value : values) list.elements.push_back({.value = std::move(value)});
    return make(std::move(list));
  }

  std::string variable(std::size_t index, const char* why) const {
    const auto* const identifier = node_as<Identifier>(*call_.arguments[index]);
    if (identifier == nullptr) fail(call_.arguments[index], why);
    if (identifier->name == "__result__") {
      fail(call_.arguments[index], "iteration variable overwrites accumulator variable");
    }
    return identifier->name;
  }

  Comprehension over_target() const {
    Comprehension fold;
    fold.range = call_.target;
    fold.accumulator = accumulator_name;
    fold.result = accumulated();
    return fold;
  }

  Comprehension one_variable(const char* why) const {
    Comprehension fold = over_target();
    fold.variable = variable(0, why);
    return fold;
  }

  Comprehension two_variables() const {
    Comprehension fold = over_target();
    fold.variable = variable(0, "argument must be a simple name");
    fold.second_variable = variable(1, "argument must be a simple name");
    if (fold.variable == fold.second_variable) {
      fail(call_.arguments[1], "duplicate variable name: " + fold.variable);
    }
    return fold;
  }

  ExpressionPtr fold_all(Comprehension fold, std::size_t index) const {
    fold.initial = literal(true);
    fold.condition = call("@not_strictly_false", {accumulated()});
    fold.step = call("_&&_", {accumulated(), call_.arguments[index]});
    return make(std::move(fold));
  }

  ExpressionPtr fold_any(Comprehension fold, std::size_t index) const {
    fold.initial = literal(false);
    fold.condition = call("@not_strictly_false", {call("!_", {accumulated()})});
    fold.step = call("_||_", {accumulated(), call_.arguments[index]});
    return make(std::move(fold));
  }

  ExpressionPtr fold_count(Comprehension fold, std::size_t index) const {
    fold.initial = literal(std::int64_t{0});
    fold.condition = literal(true);
    fold.step =
        call("_?_:_", {call_.arguments[index],
                       call("_+_", {accumulated(), literal(std::int64_t{1})}), accumulated()});
    fold.result = call("_==_", {accumulated(), literal(std::int64_t{1})});
    return make(std::move(fold));
  }

  ExpressionPtr fold_list(Comprehension fold, std::size_t index) const {
    fold.initial = list({});
    return fold_with_filter(std::move(fold), index, [&](const ExpressionPtr& value) {
      return call("_+_", {accumulated(), list({value})});
    });
  }

  /// The arguments from `index` on are a filter, which may be missing, and what is added.
  template <class Add>
  ExpressionPtr fold_with_filter(Comprehension fold, std::size_t index, Add add) const {
    const bool has_filter = call_.arguments.size() == index + 2;
    fold.condition = literal(true);
    fold.step = add(call_.arguments.back());
    if (has_filter) {
      fold.step = call("_?_:_", {call_.arguments[index], fold.step, accumulated()});
    }
    return make(std::move(fold));
  }

  /// A fold over nothing, which gives a name to a value.
  ExpressionPtr bind(std::string name, ExpressionPtr value, ExpressionPtr result) const {
    Comprehension fold;
    fold.range = list({});
    fold.variable = unused_name;
    fold.accumulator = name;
    fold.initial = std::move(value);
    fold.condition = literal(false);
    fold.step = make(Identifier{std::move(name)});
    fold.result = std::move(result);
    return make(std::move(fold));
  }

  template <class Wrap>
  ExpressionPtr if_present(const std::string& name, Wrap wrap) const {
    const auto* const identifier = node_as<Identifier>(*call_.arguments[0]);
    if (identifier == nullptr) {
      fail(call_.arguments[0], name + "() variable name must be a simple identifier");
    }
    const ExpressionPtr value = make(Call{"value", copy(*call_.target), {}});
    return call("_?_:_", {make(Call{"hasValue", call_.target, {}}),
                          wrap(bind(identifier->name, value, call_.arguments[1])),
                          call("optional.none", {})});
  }

  const Call& call_;
  std::size_t offset_;
};

struct Macro {
  std::string_view name;
  std::size_t arguments;
  bool is_method;
  Expander::Method expand;
};

constexpr std::array<Macro, 20> macros{
    {{"has", 1, false, &Expander::has},
     {"all", 2, true, &Expander::all},
     {"exists", 2, true, &Expander::exists},
     {"exists_one", 2, true, &Expander::exists_one},
     {"map", 2, true, &Expander::map},
     {"map", 3, true, &Expander::map},
     {"filter", 2, true, &Expander::filter},
     {"optMap", 2, true, &Expander::opt_map},
     {"optFlatMap", 2, true, &Expander::opt_flat_map},
     {"all", 3, true, &Expander::all_pairs},
     {"exists", 3, true, &Expander::exists_pair},
     {"existsOne", 3, true, &Expander::exists_one_pair},
     {"exists_one", 3, true, &Expander::exists_one_pair},
     {"transformList", 3, true, &Expander::transform_list},
     {"transformList", 4, true, &Expander::transform_list},
     {"transformMap", 3, true, &Expander::transform_map},
     {"transformMap", 4, true, &Expander::transform_map},
     {"transformMapEntry", 3, true, &Expander::transform_map_entry},
     {"transformMapEntry", 4, true, &Expander::transform_map_entry},
     {"sortBy", 2, true, &Expander::sort_by}}};

bool is_cel_bind(const Call& call) {
  if (call.function != "bind" || call.arguments.size() != 3 || call.target == nullptr) return false;
  const auto* const target = node_as<Identifier>(*call.target);
  return target != nullptr && target->name == "cel";
}

/// How a macro is written out; null if the call is none.
Expander::Method find_macro(const Call& call, const Extensions& extensions) {
  if (extensions.bindings && is_cel_bind(call)) return &Expander::cel_bind;
  for (const Macro& macro : macros) {
    if (macro.name == call.function && macro.arguments == call.arguments.size() &&
        macro.is_method == (call.target != nullptr)) {
      return macro.expand;
    }
  }
  return nullptr;
}

}  // namespace

ExpressionPtr expand_macro(const Call& call, std::size_t offset, const Extensions& extensions,
                           std::vector<Issue>& issues) {
  const Expander::Method expand = find_macro(call, extensions);
  if (expand == nullptr) return nullptr;
  try {
    return (Expander(call, offset).*expand)();
  } catch (const BadMacro& bad) {
    issues.push_back(bad.issue);
    return std::make_shared<Expression>(Expression{.node = Literal{}, .offset = offset});
  }
}

}  // namespace k8s::testing::fake::cel
