#include "layout.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "names.hpp"
#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

// More descriptions in one source take more memory than a small machine has.
constexpr std::size_t most_structs_per_source = 25;

using Names = std::vector<std::string>;
using Graph = std::map<std::string, Names, std::less<>>;

/// The structs that each struct names in its members, in their order.
Graph uses_of(const Model& model, bool by_value_only = false) {
  Graph uses;
  for (const auto& [name, each] : model) {
    Names& used = uses[name];
    for (const Member& member : each.members) {
      const std::string& inner = member.type.innermost();
      if (inner.empty() || (by_value_only && !member.type.by_value())) continue;
      if (std::ranges::find(used, inner) == used.end()) used.push_back(inner);
    }
  }
  return uses;
}

/// The strongly connected components of a graph, each after those that it reaches (Tarjan).
std::vector<Names> components(const Graph& graph) {
  struct State {
    std::size_t index = 0;
    std::size_t low = 0;
    bool on_stack = false;
  };
  std::map<std::string, State> states;
  Names stack;
  std::vector<Names> result;
  const std::function<void(const std::string&)> visit = [&](const std::string& node) {
    const std::size_t index = states.size() + 1;
    states[node] = {.index = index, .low = index, .on_stack = true};
    stack.push_back(node);
    for (const std::string& next : graph.at(node)) {
      if (!states.contains(next)) visit(next);
      if (states[next].on_stack) {
        states[node].low = std::min(states[node].low, states[next].low);
      }
    }
    if (states[node].low != index) return;
    Names component;
    do {
      component.push_back(stack.back());
      states[stack.back()].on_stack = false;
      stack.pop_back();
    } while (component.back() != node);
    std::ranges::reverse(component);
    result.push_back(std::move(component));
  };
  for (const auto& [node, next] : graph) {
    if (!states.contains(node)) visit(node);
  }
  return result;
}

/// The immediate dominators of all nodes that are reached from `roots`, of which a virtual node,
/// the empty name, is the predecessor (Cooper, Harvey, Kennedy: A Simple, Fast Dominance
/// Algorithm).
std::map<std::string, std::string> dominators(const Graph& graph, const Names& roots) {
  Names order;  // postorder, the virtual node last
  std::set<std::string> seen;
  const std::function<void(const std::string&, const Names&)> visit = [&](const std::string& node,
                                                                          const Names& next) {
    seen.insert(node);
    for (const std::string& each : next) {
      if (!seen.contains(each)) visit(each, graph.at(each));
    }
    order.push_back(node);
  };
  visit("", roots);

  std::map<std::string, std::size_t> number;
  for (std::size_t i = 0; i < order.size(); ++i) number[order[i]] = i;
  Graph users;
  for (const std::string& root : roots) users[root].emplace_back();
  for (const auto& [node, next] : graph) {
    for (const std::string& each : next) users[each].push_back(node);
  }

  std::map<std::string, std::string> result{{"", ""}};
  const auto meet = [&](std::string a, std::string b) {
    while (a != b)
      (number.at(a) < number.at(b) ? a : b) = result.at(number.at(a) < number.at(b) ? a : b);
    return a;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (auto node = order.rbegin() + 1; node != order.rend(); ++node) {
      const std::string* dominator = nullptr;
      std::string met;
      for (const std::string& user : users[*node]) {
        if (!result.contains(user)) continue;
        met = dominator == nullptr ? user : meet(met, user);
        dominator = &met;
      }
      if (const auto [place, added] = result.try_emplace(*node, met); added) {
        changed = true;
      } else if (place->second != met) {
        place->second = met;
        changed = true;
      }
    }
  }
  return result;
}

/// Which struct gives each struct's header its name.
std::map<std::string, std::string> heads(const Model& model, const Graph& uses) {
  Names roots;
  for (const auto& [name, each] : model) {
    if (each.kind) roots.push_back(name);
  }
  // A struct that was selected by itself, with no kind that contains it.
  std::set<std::string> reached;
  const std::function<void(const std::string&)> reach = [&](const std::string& name) {
    if (!reached.insert(name).second) return;
    for (const std::string& next : uses.at(name)) reach(next);
  };
  for (const std::string& root : roots) reach(root);
  std::set<std::string> used;
  for (const auto& [name, next] : uses) {
    for (const std::string& each : next) {
      if (each != name) used.insert(each);
    }
  }
  for (const bool unused_only : {true, false}) {
    for (const auto& [name, each] : model) {
      if (reached.contains(name) || (unused_only && used.contains(name))) continue;
      roots.push_back(name);
      reach(name);
    }
  }

  const auto dominator = dominators(uses, roots);
  std::map<std::string, std::string> result;
  const std::function<std::string(const std::string&)> head = [&](const std::string& name) {
    const std::string& above = dominator.at(name);
    if (above.empty() || model.at(above).scope != model.at(name).scope) return name;
    return head(above);
  };
  for (const auto& [name, each] : model) result[name] = head(name);
  return result;
}

/// Joins headers that would include each other.
void join_cycles(const Model& model, const Graph& uses, std::map<std::string, std::string>& head) {
  Graph headers;
  for (const auto& [name, next] : uses) {
    Names& needed = headers[head.at(name)];
    for (const std::string& each : next) {
      if (head.at(each) != head.at(name)) needed.push_back(head.at(each));
    }
  }
  for (const Names& component : components(headers)) {
    // A kind gives the name before others do, then the first name.
    const std::string& chosen = *std::ranges::min_element(component, {}, [&](const auto& name) {
      return std::pair(!model.at(name).kind.has_value(), name);
    });
    for (const std::string& name : component) {
      if (model.at(name).scope != model.at(chosen).scope) {
        throw SchemaError("definitions." + name,
                          "it and " + chosen + ", of another version, contain each other");
      }
    }
    for (auto& [name, its_head] : head) {
      if (std::ranges::find(component, its_head) != component.end()) its_head = chosen;
    }
  }
}

/// Shares structs out, so that each source has about as many as the others.
std::vector<Source> share_out(const std::vector<const Unit*>& units, std::size_t count) {
  std::size_t structs = 0;
  for (const Unit* unit : units) structs += unit->definitions.size();
  const std::size_t size = (structs + count - 1) / count;
  std::vector<Source> sources(count);
  std::size_t taken = 0;
  for (const Unit* unit : units) {
    for (const std::string& name : unit->definitions) {
      Source& source = sources[taken++ / size];
      if (source.parts.empty() || source.parts.back().scope != unit->scope) {
        source.parts.push_back({unit->scope});
      }
      source.parts.back().definitions.push_back(name);
      if (source.headers.empty() || source.headers.back() != unit->path) {
        source.headers.push_back(unit->path);
      }
    }
  }
  return sources;
}

/// Names sources after `stem`, with a number if there are several.
void add_sources(const std::string& stem, std::vector<Source> sources, std::vector<Source>& all) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i].path = sources.size() == 1 ? stem : stem + "_" + std::to_string(i + 1);
    all.push_back(std::move(sources[i]));
  }
}

/// The library's own sources follow its namespaces. Those of a user have fixed names, which a build
/// must know before they are made.
std::vector<Source> lay_out_sources(const std::map<std::string, Unit>& units,
                                    const Selection& selection) {
  std::vector<Source> sources;
  if (selection.sources != 0) {
    std::vector<const Unit*> all;
    for (const auto& [path, unit] : units) all.push_back(&unit);
    add_sources(folder(selection.root) + "/models", share_out(all, selection.sources), sources);
    return sources;
  }
  std::map<std::string, std::vector<const Unit*>> by_scope;
  for (const auto& [path, unit] : units) by_scope[unit.scope].push_back(&unit);
  for (const auto& [scope, its_units] : by_scope) {
    std::size_t structs = 0;
    for (const Unit* unit : its_units) structs += unit->definitions.size();
    const std::size_t count = (structs + most_structs_per_source - 1) / most_structs_per_source;
    const std::string stem = selection.root == "k8s" ? "models/" + folder(scope) : folder(scope);
    add_sources(stem, share_out(its_units, count), sources);
  }
  return sources;
}

/// Structs in an order in which they can be defined: what a struct has by value before it, and if
/// it can be, what it holds otherwise too.
Names definition_order(const Model& model) {
  const Graph uses = uses_of(model);
  const Graph values = uses_of(model, true);
  Names order;
  for (const Names& component : components(uses)) {
    Graph inside;
    for (const std::string& name : component) {
      for (const std::string& each : values.at(name)) {
        if (each == name) {
          throw SchemaError("definitions." + name, "it contains itself and can never be empty");
        }
        if (std::ranges::find(component, each) != component.end()) inside[name].push_back(each);
      }
      inside[name];
    }
    for (const Names& each : components(inside)) {
      if (each.size() > 1) {
        throw SchemaError("definitions." + each[0],
                          "it contains itself through " + each[1] + " and can never be empty");
      }
      order.push_back(each.front());
    }
  }
  return order;
}

}  // namespace

std::string folder(std::string_view scope) {
  constexpr std::string_view own = "k8s::";
  std::string path(scope.starts_with(own) ? scope.substr(own.size()) : scope);
  for (std::size_t at = 0; (at = path.find("::", at)) != std::string::npos;) {
    path.replace(at, 2, "/");
  }
  return path;
}

Layout lay_out(const Model& model, const Selection& selection) {
  const Graph uses = uses_of(model);
  auto head = heads(model, uses);
  join_cycles(model, uses, head);
  const auto path_of = [&](const std::string& name) {
    const Struct& top = model.at(head.at(name));
    // Headers stand below the folder of the root namespace.
    std::string_view scope = top.scope;
    scope.remove_prefix(std::min(scope.size(), selection.root.size() + 2));
    return (scope.empty() ? "" : folder(scope) + "/") + snake_case(top.name);
  };

  Layout layout;
  auto& units = layout.units;
  std::map<std::string, std::string> owner;
  for (const std::string& name : definition_order(model)) {
    const std::string path = path_of(name);
    if (const auto [place, added] = owner.try_emplace(path, head.at(name));
        !added && place->second != head.at(name)) {
      throw SchemaError("definitions." + head.at(name),
                        "its header has the same name as that of " + place->second);
    }
    Unit& unit = units[path];
    unit.scope = model.at(name).scope;
    unit.path = path;
    for (const std::string& each : uses.at(name)) {
      if (path_of(each) != path) {
        unit.includes.push_back(path_of(each));
      } else if (each != name &&
                 std::ranges::find(unit.definitions, each) == unit.definitions.end()) {
        unit.forward_declared.push_back(each);
      }
    }
    unit.definitions.push_back(name);
  }
  for (auto& [path, unit] : units) {
    for (Names* names : {&unit.includes, &unit.forward_declared}) {
      std::ranges::sort(*names);
      names->erase(std::ranges::unique(*names).begin(), names->end());
    }
  }
  layout.sources = lay_out_sources(units, selection);
  return layout;
}

}  // namespace modelgen
