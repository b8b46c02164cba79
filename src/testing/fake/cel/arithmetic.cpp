#include "testing/fake/cel/arithmetic.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "testing/fake/cel/compare.hpp"
#include "testing/fake/cel/time.hpp"

namespace k8s::testing::fake::cel {
namespace {

template <class Number>
Value overflow() {
  return Error{std::is_signed_v<Number> ? "integer overflow" : "unsigned integer overflow"};
}

struct Add {
  static double real(double a, double b) { return a + b; }
  template <class Integer>
  static Value integer(Integer a, Integer b) {
    Integer result = 0;
    return __builtin_add_overflow(a, b, &result) ? overflow<Integer>() : Value(result);
  }
};

struct Subtract {
  static double real(double a, double b) { return a - b; }
  template <class Integer>
  static Value integer(Integer a, Integer b) {
    Integer result = 0;
    return __builtin_sub_overflow(a, b, &result) ? overflow<Integer>() : Value(result);
  }
};

struct Multiply {
  static double real(double a, double b) { return a * b; }
  template <class Integer>
  static Value integer(Integer a, Integer b) {
    Integer result = 0;
    return __builtin_mul_overflow(a, b, &result) ? overflow<Integer>() : Value(result);
  }
};

/// The one division of integers that has no result though its divisor is not zero.
template <class Integer>
bool overflows_by_division(Integer a, Integer b) {
  if constexpr (std::is_signed_v<Integer>) {
    return a == std::numeric_limits<Integer>::min() && b == -1;
  } else {
    return false;
  }
}

struct Divide {
  static double real(double a, double b) { return a / b; }
  template <class Integer>
  static Value integer(Integer a, Integer b) {
    if (b == 0) return Error{"division by zero"};
    return overflows_by_division(a, b) ? overflow<Integer>() : Value(a / b);
  }
};

/// What two numbers of one type give; nothing if they are not such.
template <class Operation>
std::optional<Value> compute(const Value& a, const Value& b) {
  if (a.index() != b.index()) return std::nullopt;
  if (const auto* const x = std::get_if<std::int64_t>(&a)) {
    return Operation::integer(*x, std::get<std::int64_t>(b));
  }
  if (const auto* const x = std::get_if<std::uint64_t>(&a)) {
    return Operation::integer(*x, std::get<std::uint64_t>(b));
  }
  if (const auto* const x = std::get_if<double>(&a)) {
    return Operation::real(*x, std::get<double>(b));
  }
  return std::nullopt;
}

Value as_duration(const Value& nanoseconds) {
  const auto* const span = std::get_if<std::int64_t>(&nanoseconds);
  return span != nullptr ? Value(Duration{*span}) : Value(Error{"duration overflow"});
}

Value merge_keyed(const List& a, const List& b) {
  List merged = a;
  for (const Value& each : b.elements) {
    const auto found = std::ranges::find_if(
        merged.elements, [&](const Value& old) { return same_keys(a, old, each); });
    if (found != merged.elements.end()) {
      *found = each;
    } else {
      merged.elements.push_back(each);
    }
  }
  return std::make_shared<const List>(std::move(merged));
}

Value merge_sets(const List& a, const List& b) {
  List merged = a;
  for (const Value& each : b.elements) {
    if (!has_element(merged, each)) merged.elements.push_back(each);
  }
  return std::make_shared<const List>(std::move(merged));
}

}  // namespace

Value concatenate(const List& a, const List& b) {
  if (a.form == List::Form::map) return merge_keyed(a, b);
  if (a.form == List::Form::set) return merge_sets(a, b);
  std::vector<Value> elements = a.elements;
  elements.insert(elements.end(), b.elements.begin(), b.elements.end());
  return make_list(std::move(elements));
}

Value add(const Value& a, const Value& b) {
  if (auto result = compute<Add>(a, b)) return *result;
  if (const auto* const text = std::get_if<std::string>(&a)) {
    if (const auto* const other = std::get_if<std::string>(&b)) return *text + *other;
  }
  if (const auto* const bytes = std::get_if<Bytes>(&a)) {
    if (const auto* const other = std::get_if<Bytes>(&b)) return Bytes{bytes->data + other->data};
  }
  if (const auto* const list = as_list(a)) {
    const auto* const other = as_list(b);
    return other != nullptr ? concatenate(*list, *other) : no_such_overload();
  }
  const auto* const duration = std::get_if<Duration>(&a);
  const auto* const other = std::get_if<Duration>(&b);
  if (duration != nullptr && other != nullptr) {
    return as_duration(Add::integer(duration->nanoseconds, other->nanoseconds));
  }
  if (const auto* const time = std::get_if<Timestamp>(&a); time && other) return add(*time, *other);
  if (const auto* const time = std::get_if<Timestamp>(&b); time && duration) {
    return add(*time, *duration);
  }
  return no_such_overload();
}

Value subtract(const Value& a, const Value& b) {
  if (auto result = compute<Subtract>(a, b)) return *result;
  const auto* const other = std::get_if<Duration>(&b);
  if (const auto* const duration = std::get_if<Duration>(&a); duration && other) {
    return as_duration(Subtract::integer(duration->nanoseconds, other->nanoseconds));
  }
  if (const auto* const time = std::get_if<Timestamp>(&a)) {
    if (other != nullptr) return subtract(*time, *other);
    if (const auto* const since = std::get_if<Timestamp>(&b)) return subtract(*time, *since);
  }
  return no_such_overload();
}

Value multiply(const Value& a, const Value& b) {
  return compute<Multiply>(a, b).value_or(no_such_overload());
}

Value divide(const Value& a, const Value& b) {
  return compute<Divide>(a, b).value_or(no_such_overload());
}

Value modulo(const Value& a, const Value& b) {
  const auto remainder = []<class Integer>(Integer x, Integer y) -> Value {
    if (y == 0) return Error{"modulus by zero"};
    return overflows_by_division(x, y) ? overflow<Integer>() : Value(x % y);
  };
  if (a.index() != b.index()) return no_such_overload();
  if (const auto* const x = std::get_if<std::int64_t>(&a)) {
    return remainder(*x, std::get<std::int64_t>(b));
  }
  if (const auto* const x = std::get_if<std::uint64_t>(&a)) {
    return remainder(*x, std::get<std::uint64_t>(b));
  }
  return no_such_overload();
}

Value negate(const Value& value) {
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    return Subtract::integer(std::int64_t{0}, *number);
  }
  if (const auto* const number = std::get_if<double>(&value)) return -*number;
  if (const auto* const duration = std::get_if<Duration>(&value)) {
    return as_duration(Subtract::integer(std::int64_t{0}, duration->nanoseconds));
  }
  return no_such_overload();
}

}  // namespace k8s::testing::fake::cel
