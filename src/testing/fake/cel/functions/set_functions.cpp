// Lists as sets, and the maps that macros build.

#include <algorithm>
#include <array>

#include "testing/fake/cel/compare.hpp"
#include "testing/fake/cel/functions/functions.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

bool includes(const List& list, const List& part) {
  return std::ranges::all_of(part.elements,
                             [&list](const Value& each) { return has_element(list, each); });
}

Result contains_all(Arguments arguments) {
  return with<ListPtr, ListPtr>(
      arguments, [](const auto& list, const auto& part) { return includes(*list, *part); });
}

Result equivalent(Arguments arguments) {
  return with<ListPtr, ListPtr>(
      arguments, [](const auto& a, const auto& b) { return includes(*a, *b) && includes(*b, *a); });
}

Result intersects(Arguments arguments) {
  return with<ListPtr, ListPtr>(arguments, [](const auto& a, const auto& b) {
    return std::ranges::any_of(a->elements,
                               [&b](const Value& each) { return has_element(*b, each); });
  });
}

Value insert(const Map& map, const std::vector<Entry>& added) {
  std::vector<Entry> entries = map.entries;
  for (const Entry& entry : added) {
    if (map.find(entry.key) != nullptr) {
      return Error{"insert failed: key " + print(entry.key) + " already exists"};
    }
    entries.push_back(entry);
  }
  return make_map(std::move(entries));
}

Result map_insert(Arguments arguments) {
  const auto* const map = as_map(arguments[0]);
  if (map == nullptr) return std::nullopt;
  if (arguments.size() == 3) return insert(*map, {{arguments[1], arguments[2]}});
  const auto* const added = as_map(arguments[1]);
  return added != nullptr ? insert(*map, added->entries) : no_such_overload();
}

constexpr std::array<Function, 4> functions{{{"sets.contains", &contains_all},
                                             {"sets.equivalent", &equivalent},
                                             {"sets.intersects", &intersects},
                                             {"cel.@mapInsert", &map_insert}}};

}  // namespace

std::span<const Function> set_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
