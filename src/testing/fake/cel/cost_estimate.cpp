#include "testing/fake/cel/cost_estimate.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "testing/fake/cel/call_cost.hpp"
#include "testing/fake/cel/cost_range.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Path = std::vector<std::string>;

constexpr CostRange name_cost = CostRange::exactly(1);
constexpr CostRange list_cost = CostRange::exactly(10);
constexpr CostRange map_cost = CostRange::exactly(30);
constexpr CostRange message_cost = CostRange::exactly(40);

/// The sizes of what is in a list or a map.
struct EntrySize {
  bool is_list = false;
  CostRange key{};
  CostRange value{};
};

/// A variable of a fold.
struct Local {
  Path path{};
  std::optional<CostRange> size{};
  std::optional<EntrySize> entries{};
};

Path below(Path path, std::string_view name) {
  path.emplace_back(name);
  return path;
}

std::optional<EntrySize> united(const std::optional<EntrySize>& a,
                                const std::optional<EntrySize>& b) {
  if (!a || !b) return std::nullopt;
  return EntrySize{a->is_list, a->key.with(b->key), a->value.with(b->value)};
}

class Estimator final : public SizeEstimator {
 public:
  Estimator(const SchemaType& root, std::string_view variable) : root_(root), variable_(variable) {}

  CostRange estimate(const Expression& expression) {
    return std::visit([&](const auto& node) { return estimate_node(expression, node); },
                      expression.node);
  }

  [[nodiscard]] CostRange size_of(const Expression& expression) override {
    return computed_size(expression).value_or(CostRange::unknown());
  }

  [[nodiscard]] std::optional<CostRange> element_size_of(const Expression& list) override {
    const Path path = path_of(list);
    if (is_of_accumulator(path) || path.empty()) return std::nullopt;
    return declared_size(below(path, "@items"));
  }

 private:
  // ---- sizes --------------------------------------------------------------------------------

  static bool is_of_accumulator(const Path& path) {
    return !path.empty() && path.front() == accumulator_name;
  }

  /// How many elements, members or characters the schema allows at a path.
  [[nodiscard]] std::optional<CostRange> declared_size(const Path& path) const {
    if (path.empty() || (!variable_.empty() && path.front() != variable_)) return std::nullopt;
    const SchemaType* at = &root_;
    for (std::size_t i = 1; i < path.size(); ++i) {
      const std::string& name = path[i];
      if (name == "@items" || name == "@values") {
        at = at->element.get();
      } else if (name == "@keys") {
        at = at->key.get();
      } else {
        const auto field = at->fields.find(name);
        const SchemaType* const other = at->names_elements ? at->element.get() : nullptr;
        at = field != at->fields.end() ? field->second.get() : other;
      }
      if (at == nullptr) return std::nullopt;
    }
    return CostRange{0, at->most_elements};
  }

  [[nodiscard]] Path path_of(const Expression& expression) const {
    if (const auto* const identifier = node_as<Identifier>(expression)) {
      if (const Local* const local = local_named(identifier->name)) return local->path;
    }
    const auto found = paths_.find(&expression);
    return found != paths_.end() ? found->second : Path();
  }

  [[nodiscard]] const Local* local_named(const std::string& name) const {
    const auto found = std::find_if(locals_.rbegin(), locals_.rend(),
                                    [&name](const auto& local) { return local.first == name; });
    return found != locals_.rend() ? &found->second : nullptr;
  }

  static std::optional<CostRange> literal_size(const Expression& expression) {
    if (const auto* const literal = node_as<Literal>(expression)) {
      return CostRange::exactly(cel::size_of(literal->value));
    }
    if (const auto* const list = node_as<ListLiteral>(expression)) {
      return CostRange::exactly(list->elements.size());
    }
    if (const auto* const map = node_as<MapLiteral>(expression)) {
      return CostRange::exactly(map->entries.size());
    }
    return std::nullopt;
  }

  static bool is_scalar(const Type& type) {
    if (is_optional(type)) return is_scalar(*type.parameters.front());
    switch (type.kind) {
      case Kind::boolean:
      case Kind::real:
      case Kind::duration:
      case Kind::integer:
      case Kind::timestamp:
      case Kind::natural:
        return true;
      default:
        return false;
    }
  }

  std::optional<CostRange> computed_size(const Expression& expression) {
    const auto found = sizes_.find(&expression);
    if (found != sizes_.end()) return found->second;
    if (const auto size = literal_size(expression)) return size;
    if (const auto size = declared_size(path_of(expression))) {
      sizes_[&expression] = *size;
      return size;
    }
    if (is_scalar(*expression.type)) return CostRange::exactly(1);
    if (const auto* const identifier = node_as<Identifier>(expression)) {
      if (const Local* const local = local_named(identifier->name)) return local->size;
    }
    return std::nullopt;
  }

  std::optional<EntrySize> entry_size(const Expression& expression) const {
    const auto found = entries_.find(&expression);
    if (found != entries_.end()) return found->second;
    if (const auto* const identifier = node_as<Identifier>(expression)) {
      if (const Local* const local = local_named(identifier->name)) return local->entries;
    }
    return std::nullopt;
  }

  void note_size(const Expression& expression, const std::optional<CostRange>& size) {
    if (size) sizes_[&expression] = *size;
  }

  void note_entries(const Expression& expression, const std::optional<EntrySize>& size) {
    if (size) entries_[&expression] = *size;
  }

  // ---- costs --------------------------------------------------------------------------------

  CostRange estimate_node(const Expression& /*expression*/, const Literal& /*literal*/) {
    return {};
  }

  CostRange estimate_node(const Expression& expression, const Identifier& identifier) {
    const Local* const local = local_named(identifier.name);
    paths_[&expression] = local != nullptr ? local->path : Path{identifier.name};
    return name_cost;
  }

  CostRange estimate_node(const Expression& expression, const Select& select) {
    const CostRange operand = estimate(*select.operand);
    if (select.is_test) return operand;
    const Kind kind = select.operand->type->kind;
    paths_[&expression] = below(path_of(*select.operand), select.field);
    const bool costs = kind == Kind::map || kind == Kind::object || kind == Kind::parameter;
    return costs ? operand + name_cost : operand;
  }

  CostRange estimate_node(const Expression& expression, const ListLiteral& list) {
    CostRange cost = list_cost;
    CostRange element{CostRange::unlimited, 0};
    if (list.elements.empty()) element.least = 0;
    for (const Element& each : list.elements) {
      cost = cost + estimate(*each.value);
      element = element.with(size_of(*each.value));
    }
    note_entries(expression, EntrySize{true, CostRange::exactly(1), element});
    return cost;
  }

  CostRange estimate_node(const Expression& expression, const MapLiteral& map) {
    CostRange cost = map_cost;
    CostRange key{CostRange::unlimited, 0};
    CostRange value = key;
    if (map.entries.empty()) key.least = value.least = 0;
    for (const MapElement& entry : map.entries) {
      cost = cost + estimate(*entry.key) + estimate(*entry.value);
      key = key.with(size_of(*entry.key));
      value = value.with(size_of(*entry.value));
    }
    note_entries(expression, EntrySize{false, key, value});
    return cost;
  }

  CostRange estimate_node(const Expression& /*expression*/, const MessageLiteral& message) {
    CostRange cost = message_cost;
    for (const MessageField& field : message.fields) cost = cost + estimate(*field.value);
    return cost;
  }

  // ---- calls --------------------------------------------------------------------------------

  CostRange estimate_node(const Expression& expression, const Call& call) {
    if (call.function == "dyn") return estimate_dyn(expression, *call.arguments.front());
    std::vector<CostRange> costs;
    for (const ExpressionPtr& argument : call.arguments) costs.push_back(estimate(*argument));
    if (expression.overloads.empty()) return {};
    CostRange target;
    if (call.target != nullptr) target = estimate(*call.target);
    CostRange cost{CostRange::unlimited, 0};
    std::optional<CostRange> result;
    for (const std::string_view overload : expression.overloads) {
      const CallCost estimated = overload_cost(expression, call, overload, costs);
      cost = cost.with(estimated.cost);
      if (estimated.result) result = result ? result->with(*estimated.result) : estimated.result;
      note_index(expression, call, overload, result);
      if (!result) result = computed_size(expression);
    }
    note_size(expression, result);
    return target + cost;
  }

  CostRange estimate_dyn(const Expression& expression, const Expression& argument) {
    const CostRange cost = estimate(argument);
    note_size(expression, computed_size(argument));
    note_entries(expression, entry_size(argument));
    return CostRange::exactly(1) + cost;
  }

  /// Of what an index leads to, the path and the size.
  void note_index(const Expression& expression, const Call& call, std::string_view overload,
                  std::optional<CostRange>& result) {
    if (overload != "index_list" && overload != "index_map") return;
    const Expression& container = *call.arguments.front();
    const auto entries = entry_size(container);
    result = entries ? std::optional(entries->value) : std::nullopt;
    paths_[&expression] =
        below(path_of(container), overload == "index_list" ? "@items" : "@values");
  }

  CallCost overload_cost(const Expression& expression, const Call& call, std::string_view overload,
                         const std::vector<CostRange>& costs) {
    CostRange arguments;
    for (const CostRange& cost : costs) arguments = arguments + cost;
    if (auto known = call_cost(call, overload, *this)) {
      return {known->cost + arguments, known->result};
    }
    if (overload == "logical_or" || overload == "logical_and") {
      return {.cost = {costs[0].least, (costs[0] + costs[1]).most}};
    }
    if (overload == "conditional") {
      const Expression& if_true = *call.arguments[1];
      const Expression& if_false = *call.arguments[2];
      note_entries(expression, united(entry_size(if_true), entry_size(if_false)));
      return {costs[0] + costs[1].with(costs[2]), size_of(if_true).with(size_of(if_false))};
    }
    if (overload == "add_string" || overload == "add_bytes" || overload == "add_list") {
      const CostRange size = size_of(*call.arguments[0]) + size_of(*call.arguments[1]);
      note_entries(expression,
                   united(entry_size(*call.arguments[0]), entry_size(*call.arguments[1])));
      const CostRange own =
          overload == "add_list" ? CostRange::exactly(1) : size.times(traversal_factor);
      return {own + arguments, size};
    }
    return {.cost = CostRange::exactly(1) + arguments};
  }

  // ---- folds --------------------------------------------------------------------------------

  static bool is_binding(const Comprehension& fold) {
    const auto* const list = node_as<ListLiteral>(*fold.range);
    const auto* const condition = node_as<Literal>(*fold.condition);
    const auto* const flag = condition != nullptr ? std::get_if<bool>(&condition->value) : nullptr;
    return list != nullptr && list->elements.empty() && flag != nullptr && !*flag;
  }

  void push(const std::string& name, Local local) { locals_.emplace_back(name, std::move(local)); }

  void push_value_of(const std::string& name, const Expression& expression) {
    push(name, {.path = path_of(expression),
                .size = computed_size(expression),
                .entries = entry_size(expression)});
  }

  /// The keys or the values of what is gone over.
  void push_part(const std::string& name, const Expression& range, bool is_key, bool is_alone) {
    const auto entries = entry_size(range);
    const bool is_list = entries ? entries->is_list : range.type->kind == Kind::list;
    std::string_view part = is_list ? "@items" : "@values";
    if (is_key && !(is_list && is_alone)) part = is_list ? "@indices" : "@keys";
    const bool takes_key = is_key && !(is_list && is_alone);
    push(name, {.path = below(path_of(range), part),
                .size = entries ? std::optional(takes_key ? entries->key : entries->value)
                                : std::nullopt});
  }

  CostRange estimate_node(const Expression& expression, const Comprehension& fold) {
    const CostRange begin = estimate(*fold.range) + estimate(*fold.initial);
    const std::size_t outside = locals_.size();
    push_value_of(fold.accumulator, *fold.initial);
    if (is_binding(fold)) {
      const CostRange result = estimate(*fold.result);
      note_size(expression, computed_size(*fold.result));
      note_entries(expression, entry_size(*fold.result));
      locals_.resize(outside);
      return begin + result;
    }
    const bool is_alone = fold.second_variable.empty();
    push_part(fold.variable, *fold.range, true, is_alone);
    if (!is_alone) push_part(fold.second_variable, *fold.range, false, false);
    const CostRange condition = estimate(*fold.condition);
    const CostRange turn = estimate(*fold.step) + condition;
    locals_.resize(outside + 1);
    const CostRange result = estimate(*fold.result);
    locals_.resize(outside);
    const CostRange count = size_of(*fold.range);
    note_fold_size(expression, fold, count);
    return begin + result + count * turn;
  }

  void note_fold_size(const Expression& expression, const Comprehension& fold,
                      const CostRange& count) {
    if (node_as<Literal>(*fold.initial) != nullptr) {
      note_size(expression, computed_size(*fold.initial));
    } else if (node_as<ListLiteral>(*fold.initial) || node_as<MapLiteral>(*fold.initial)) {
      note_size(expression, count);
      note_entries(expression, entry_size(*fold.step));
    }
  }

  const SchemaType& root_;
  std::string_view variable_;
  std::map<const Expression*, Path> paths_;
  std::map<const Expression*, CostRange> sizes_;
  std::map<const Expression*, EntrySize> entries_;
  std::vector<std::pair<std::string, Local>> locals_;
};

}  // namespace

std::uint64_t estimate_cost(const Expression& expression, const SchemaType& root,
                            std::string_view variable) {
  return Estimator(root, variable).estimate(expression).most;
}

}  // namespace k8s::testing::fake::cel
