#include "testing/fake/cel/compare.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>
#include <optional>

#include "testing/fake/object.hpp"

namespace k8s::testing::fake::cel {
namespace {

bool is_number(const Value& value) {
  return std::holds_alternative<std::int64_t>(value) ||
         std::holds_alternative<std::uint64_t>(value) || std::holds_alternative<double>(value);
}

std::partial_ordering order(std::int64_t a, std::uint64_t b) {
  return a < 0 ? std::partial_ordering::less : static_cast<std::uint64_t>(a) <=> b;
}

/// Doubles beyond the range of integers are not rounded into it.
template <class Integer>
std::partial_ordering order(Integer a, double b) {
  constexpr double least = std::is_signed_v<Integer> ? -0x1p63 : 0;
  constexpr double most = std::is_signed_v<Integer> ? 0x1p63 : 0x1p64;
  if (b < least) return std::partial_ordering::greater;
  if (b > most) return std::partial_ordering::less;
  return static_cast<double>(a) <=> b;
}

std::partial_ordering order_of_numbers(const Value& a, const Value& b) {
  return std::visit(
      [](const auto& x, const auto& y) -> std::partial_ordering {
        using X = std::decay_t<decltype(x)>;
        using Y = std::decay_t<decltype(y)>;
        if constexpr (std::is_arithmetic_v<X> && std::is_same_v<X, Y>) {
          return x <=> y;
        } else if constexpr (std::is_same_v<X, std::int64_t> && std::is_same_v<Y, std::uint64_t>) {
          return order(x, y);
        } else if constexpr (std::is_same_v<X, std::uint64_t> && std::is_same_v<Y, std::int64_t>) {
          return 0 <=> order(y, x);
        } else if constexpr (std::is_same_v<Y, double> && (std::is_same_v<X, std::int64_t> ||
                                                           std::is_same_v<X, std::uint64_t>)) {
          return order(x, y);
        } else if constexpr (std::is_same_v<X, double> && (std::is_same_v<Y, std::int64_t> ||
                                                           std::is_same_v<Y, std::uint64_t>)) {
          return 0 <=> order(y, x);
        } else {
          return std::partial_ordering::unordered;
        }
      },
      a, b);
}

Value as_value(std::partial_ordering order) {
  if (order == std::partial_ordering::unordered) return Error{"NaN values cannot be ordered"};
  return order < 0 ? std::int64_t{-1} : static_cast<std::int64_t>(order > 0);
}

/// Order of two values of one type, if values of that type have one.
std::optional<std::strong_ordering> order_within_type(const Value& a, const Value& b) {
  if (a.index() != b.index()) return std::nullopt;
  if (const auto* const flag = std::get_if<bool>(&a)) return *flag <=> std::get<bool>(b);
  if (const auto* const text = std::get_if<std::string>(&a)) {
    return *text <=> std::get<std::string>(b);
  }
  if (const auto* const bytes = std::get_if<Bytes>(&a)) {
    return bytes->data <=> std::get<Bytes>(b).data;
  }
  if (const auto* const duration = std::get_if<Duration>(&a)) {
    return duration->nanoseconds <=> std::get<Duration>(b).nanoseconds;
  }
  if (const auto* const time = std::get_if<Timestamp>(&a)) {
    const auto& other = std::get<Timestamp>(b);
    const auto seconds = time->seconds <=> other.seconds;
    return seconds != 0 ? seconds : time->nanoseconds <=> other.nanoseconds;
  }
  return std::nullopt;
}

/// Of lists that stand for sets and for maps, the order says nothing.
Value equal_set(const List& a, const List& b) {
  return std::ranges::all_of(b.elements, [&a](const Value& each) { return has_element(a, each); });
}

Value equal_keyed(const List& a, const List& b) {
  for (const Value& each : b.elements) {
    const auto found = std::ranges::find_if(
        a.elements, [&](const Value& candidate) { return same_keys(a, candidate, each); });
    if (found == a.elements.end()) return false;
    Value same = equal(*found, each);
    if (!std::holds_alternative<bool>(same) || !std::get<bool>(same)) return same;
  }
  return true;
}

Value equal_lists(const List& a, const List& b) {
  if (a.elements.size() != b.elements.size()) return false;
  if (a.form == List::Form::set) return equal_set(a, b);
  if (a.form == List::Form::map) return equal_keyed(a, b);
  for (std::size_t i = 0; i < a.elements.size(); ++i) {
    Value same = equal(a.elements[i], b.elements[i]);
    if (!std::holds_alternative<bool>(same) || !std::get<bool>(same)) return same;
  }
  return true;
}

Value equal_maps(const Map& a, const Map& b) {
  if (a.size() != b.size()) return false;
  for (const Entry& entry : a.entries) {
    const Value* const other = b.find(entry.key);
    if (other == nullptr) return false;
    Value same = equal(entry.value, *other);
    if (!std::holds_alternative<bool>(same) || !std::get<bool>(same)) return same;
  }
  return std::ranges::all_of(a.hidden, [&b](const auto& member) {
    const json::value* const other = b.hidden.if_contains(member.key());
    return other == nullptr || same_meaning(&member.value(), other);
  });
}

Value equal_optionals(const Optional& a, const Optional& b) {
  if (a.value == nullptr || b.value == nullptr) return a.value == b.value;
  return equal(*a.value, *b.value);
}

bool equal_plain(const Value& a, const Value& b) {
  if (const auto order = order_within_type(a, b)) return *order == 0;
  if (a.index() != b.index()) return false;
  if (std::holds_alternative<Null>(a)) return true;
  if (const auto* const type = std::get_if<TypeName>(&a)) {
    return type->name == std::get<TypeName>(b).name;
  }
  if (const auto* const amount = std::get_if<Quantity>(&a)) return *amount == std::get<Quantity>(b);
  if (const auto* const url = std::get_if<std::shared_ptr<const Url>>(&a)) {
    return (*url)->text == std::get<std::shared_ptr<const Url>>(b)->text;
  }
  if (const auto* const ip = std::get_if<Ip>(&a)) return *ip == std::get<Ip>(b);
  if (const auto* const cidr = std::get_if<Cidr>(&a)) return *cidr == std::get<Cidr>(b);
  if (const auto* const version = std::get_if<std::shared_ptr<const Semver>>(&a)) {
    return compare(**version, *std::get<std::shared_ptr<const Semver>>(b)) == 0;
  }
  if (const auto* const format = std::get_if<NamedFormat>(&a)) {
    return format->name == std::get<NamedFormat>(b).name;
  }
  return false;
}

std::optional<std::uint64_t> as_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

/// Numbers come before words.
int compare_identifiers(const std::string& a, const std::string& b) {
  const auto x = as_number(a);
  const auto y = as_number(b);
  if (x && y) return *x < *y ? -1 : static_cast<int>(*x > *y);
  if (x || y) return x ? -1 : 1;
  return a < b ? -1 : static_cast<int>(a > b);
}

}  // namespace

Value equal(const Value& a, const Value& b) {
  if (is_error(a)) return a;
  if (is_error(b)) return b;
  if (is_number(a) && is_number(b)) return order_of_numbers(a, b) == 0;
  if (const auto* const x = as_list(a)) {
    const auto* const y = as_list(b);
    return y != nullptr ? equal_lists(*x, *y) : Value(false);
  }
  if (const auto* const x = as_map(a)) {
    const auto* const y = as_map(b);
    return y != nullptr ? equal_maps(*x, *y) : Value(false);
  }
  if (const auto* const x = as_optional(a)) {
    const auto* const y = as_optional(b);
    return y != nullptr ? equal_optionals(*x, *y) : Value(false);
  }
  return equal_plain(a, b);
}

bool is_equal(const Value& a, const Value& b) {
  const Value same = equal(a, b);
  return std::holds_alternative<bool>(same) && std::get<bool>(same);
}

Value compare(const Value& a, const Value& b) {
  if (is_error(a)) return a;
  if (is_error(b)) return b;
  if (is_number(a) && is_number(b)) return as_value(order_of_numbers(a, b));
  if (const auto order = order_within_type(a, b)) return as_value(*order);
  return no_such_overload();
}

int compare(const Semver& a, const Semver& b) {
  if (a.numbers != b.numbers) return a.numbers < b.numbers ? -1 : 1;
  // A version is above what is released before it.
  if (a.pre_release.empty() || b.pre_release.empty()) {
    return static_cast<int>(a.pre_release.empty()) - static_cast<int>(b.pre_release.empty());
  }
  const std::size_t common = std::min(a.pre_release.size(), b.pre_release.size());
  for (std::size_t i = 0; i < common; ++i) {
    const int order = compare_identifiers(a.pre_release[i], b.pre_release[i]);
    if (order != 0) return order;
  }
  return a.pre_release.size() < b.pre_release.size()
             ? -1
             : static_cast<int>(a.pre_release.size() > b.pre_release.size());
}

bool has_element(const List& list, const Value& element) {
  return std::ranges::any_of(list.elements,
                             [&element](const Value& each) { return is_equal(each, element); });
}

Value contains(const Value& container, const Value& element) {
  if (const auto* const list = as_list(container)) {
    bool has_errors = false;
    for (const Value& each : list->elements) {
      const Value same = equal(each, element);
      if (is_error(same)) has_errors = true;
      if (std::holds_alternative<bool>(same) && std::get<bool>(same)) return true;
    }
    return has_errors ? no_such_overload() : Value(false);
  }
  if (const auto* const map = as_map(container)) return map->find(element) != nullptr;
  return no_such_overload();
}

bool same_keys(const List& list, const Value& a, const Value& b) {
  const auto* const x = as_map(a);
  const auto* const y = as_map(b);
  if (x == nullptr || y == nullptr) return false;
  return std::ranges::all_of(list.keys, [&](const std::string& key) {
    const Value* const left = x->find(key);
    const Value* const right = y->find(key);
    if (left == nullptr || right == nullptr) return left == right;
    return is_equal(*left, *right);
  });
}

}  // namespace k8s::testing::fake::cel
