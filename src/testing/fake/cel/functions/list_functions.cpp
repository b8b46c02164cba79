// Functions of lists: https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library
// and https://pkg.go.dev/github.com/google/cel-go/ext#Lists

#include <algorithm>
#include <array>
#include <numeric>

#include "testing/fake/cel/arithmetic.hpp"
#include "testing/fake/cel/compare.hpp"
#include "testing/fake/cel/functions/functions.hpp"

namespace k8s::testing::fake::cel {
namespace {

using Result = std::optional<Value>;

/// More elements than any list of a request has.
constexpr std::int64_t longest_range = 1'000'000;

bool is_order(const Value& order, std::int64_t wanted) {
  const auto* const number = std::get_if<std::int64_t>(&order);
  return number != nullptr && *number == wanted;
}

Result is_sorted(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) -> Value {
    for (std::size_t i = 1; i < list->elements.size(); ++i) {
      Value order = compare(list->elements[i - 1], list->elements[i]);
      if (is_error(order)) return order;
      if (is_order(order, 1)) return false;
    }
    return true;
  });
}

Result sum(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) -> Value {
    if (list->elements.empty()) return std::int64_t{0};
    Value total = list->elements.front();
    for (std::size_t i = 1; i < list->elements.size() && !is_error(total); ++i) {
      total = add(total, list->elements[i]);
    }
    return total;
  });
}

/// The element that all others are on one side of.
Value extreme(const List& list, std::int64_t other_side, const char* name) {
  if (list.elements.empty()) return Error{std::string(name) + " called on empty list"};
  Value result = list.elements.front();
  for (const Value& each : list.elements) {
    Value order = compare(result, each);
    if (is_error(order)) return order;
    if (is_order(order, other_side)) result = each;
  }
  return result;
}

Result minimum(Arguments arguments) {
  return with<ListPtr>(arguments, [](const auto& list) { return extreme(*list, 1, "min"); });
}

Result maximum(Arguments arguments) {
  return with<ListPtr>(arguments, [](const auto& list) { return extreme(*list, -1, "max"); });
}

Result index_of(Arguments arguments) {
  const auto* const list = as_list(arguments[0]);
  if (list == nullptr || arguments.size() != 2) return std::nullopt;
  const auto found = std::ranges::find_if(
      list->elements, [&](const Value& each) { return is_equal(each, arguments[1]); });
  if (found == list->elements.end()) return Value(std::int64_t{-1});
  return Value(static_cast<std::int64_t>(found - list->elements.begin()));
}

Result last_index_of(Arguments arguments) {
  const auto* const list = as_list(arguments[0]);
  if (list == nullptr || arguments.size() != 2) return std::nullopt;
  for (std::size_t i = list->elements.size(); i > 0; --i) {
    if (is_equal(list->elements[i - 1], arguments[1])) {
      return Value(static_cast<std::int64_t>(i - 1));
    }
  }
  return Value(std::int64_t{-1});
}

Result slice(Arguments arguments) {
  return with<ListPtr, std::int64_t, std::int64_t>(
      arguments, [](const ListPtr& list, std::int64_t begin, std::int64_t end) -> Value {
        const std::string what =
            "cannot slice(" + std::to_string(begin) + ", " + std::to_string(end) + "), ";
        const auto size = static_cast<std::int64_t>(list->elements.size());
        if (begin < 0 || end < 0) return Error{what + "negative indexes not supported"};
        if (begin > end) {
          return Error{what + "start index must be less than or equal to end index"};
        }
        if (size < end) return Error{what + "list is length " + std::to_string(size)};
        return make_list({list->elements.begin() + begin, list->elements.begin() + end});
      });
}

void flatten_into(const List& list, std::int64_t depth, std::vector<Value>& out) {
  for (const Value& each : list.elements) {
    const auto* const inner = as_list(each);
    if (inner == nullptr || depth == 0) {
      out.push_back(each);
    } else {
      flatten_into(*inner, depth - 1, out);
    }
  }
}

Value flattened(const List& list, std::int64_t depth) {
  if (depth < 0) return Error{"level must be non-negative"};
  std::vector<Value> elements;
  flatten_into(list, depth, elements);
  return make_list(std::move(elements));
}

Result flatten(Arguments arguments) {
  if (auto result =
          with<ListPtr>(arguments, [](const auto& list) { return flattened(*list, 1); })) {
    return result;
  }
  return with<ListPtr, std::int64_t>(
      arguments, [](const auto& list, std::int64_t depth) { return flattened(*list, depth); });
}

/// Why elements cannot be ordered by these keys; empty if they can.
std::string key_problem(const List& keys) {
  if (keys.elements.empty()) return "";
  const Value& first = keys.elements.front();
  if (is_error(compare(first, first))) return "list elements must be comparable";
  const bool same = std::ranges::all_of(
      keys.elements, [&first](const Value& key) { return key.index() == first.index(); });
  return same ? "" : "list elements must have the same type";
}

Value sorted_by(const List& list, const List& keys) {
  if (list.elements.size() != keys.elements.size()) {
    return Error{
        "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but "
        "got " +
        std::to_string(list.elements.size()) + " and " + std::to_string(keys.elements.size()) +
        " elements respectively"};
  }
  if (std::string problem = key_problem(keys); !problem.empty()) return Error{std::move(problem)};
  std::vector<std::size_t> order(list.elements.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&keys](std::size_t a, std::size_t b) {
    return is_order(compare(keys.elements[a], keys.elements[b]), -1);
  });
  std::vector<Value> elements;
  for (const std::size_t index : order) elements.push_back(list.elements[index]);
  return make_list(std::move(elements));
}

Result sort(Arguments arguments) {
  return with<ListPtr>(arguments, [](const auto& list) { return sorted_by(*list, *list); });
}

Result sort_by_keys(Arguments arguments) {
  return with<ListPtr, ListPtr>(
      arguments, [](const auto& list, const auto& keys) { return sorted_by(*list, *keys); });
}

Result range(Arguments arguments) {
  return with<std::int64_t>(arguments, [](std::int64_t count) -> Value {
    if (count > longest_range) {
      return Error{"operation cancelled: actual cost limit exceeded"};
    }
    std::vector<Value> numbers;
    for (std::int64_t i = 0; i < count; ++i) numbers.emplace_back(i);
    return make_list(std::move(numbers));
  });
}

Result reverse(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) {
    return make_list({list->elements.rbegin(), list->elements.rend()});
  });
}

Result distinct(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) {
    List result;
    for (const Value& each : list->elements) {
      if (!has_element(result, each)) result.elements.push_back(each);
    }
    return make_list(std::move(result.elements));
  });
}

Result first(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) {
    return list->elements.empty() ? no_optional() : make_optional(list->elements.front());
  });
}

Result last(Arguments arguments) {
  return with<ListPtr>(arguments, [](const ListPtr& list) {
    return list->elements.empty() ? no_optional() : make_optional(list->elements.back());
  });
}

constexpr std::array<Function, 15> functions{{{"isSorted", &is_sorted},
                                              {"sum", &sum},
                                              {"min", &minimum},
                                              {"max", &maximum},
                                              {"indexOf", &index_of},
                                              {"lastIndexOf", &last_index_of},
                                              {"slice", &slice},
                                              {"flatten", &flatten},
                                              {"sort", &sort},
                                              {"@sortByAssociatedKeys", &sort_by_keys},
                                              {"lists.range", &range},
                                              {"reverse", &reverse},
                                              {"distinct", &distinct},
                                              {"first", &first},
                                              {"last", &last}}};

}  // namespace

std::span<const Function> list_functions() {
  return functions;
}

}  // namespace k8s::testing::fake::cel
