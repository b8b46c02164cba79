#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/export.hpp>
#include <k8s/map.hpp>

namespace k8s {

/// What a selector asks of one key. Made by Equality, Inequality, In, NotIn, Exists, NotExists,
/// GreaterThan, LessThan; a plain string is Equality.
class K8S_EXPORT Condition {
 public:
  enum class Operator {
    equality,
    inequality,
    in,
    not_in,
    exists,
    not_exists,
    greater_than,
    less_than
  };

  Condition(std::string value);       // NOLINT(google-explicit-constructor): a string is Equality
  Condition(std::string_view value);  // NOLINT(google-explicit-constructor)
  Condition(const char* value);       // NOLINT(google-explicit-constructor)
  /// Values that occur twice count once.
  Condition(Operator op, std::vector<std::string> values);
  Condition(const Condition& other);
  Condition(Condition&& other) noexcept;
  ~Condition();
  Condition& operator=(const Condition& other);
  Condition& operator=(Condition&& other) noexcept;

  [[nodiscard]] Operator op() const noexcept { return op_; }
  /// Any number of in and not_in, none of exists and not_exists, one of the others.
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

  friend bool operator==(const Condition&, const Condition&) = default;

 private:
  Operator op_;
  std::vector<std::string> values_;
};

/// `key=value`
struct K8S_EXPORT Equality : Condition {
  explicit Equality(std::string value);
};
/// `key!=value`; objects without the key match too.
struct K8S_EXPORT Inequality : Condition {
  explicit Inequality(std::string value);
};
/// `key in (a,b)`
struct K8S_EXPORT In : Condition {
  In(std::initializer_list<std::string> values);
  /// Of `{{"a", "b"}}` a std::string would be made, with undefined behaviour.
  template <std::same_as<const char*> Text>
  In(std::initializer_list<std::initializer_list<Text>>) = delete;
  explicit In(std::vector<std::string> values);
};
/// `key notin (a,b)`; objects without the key match too.
struct K8S_EXPORT NotIn : Condition {
  NotIn(std::initializer_list<std::string> values);
  /// Of `{{"a", "b"}}` a std::string would be made, with undefined behaviour.
  template <std::same_as<const char*> Text>
  NotIn(std::initializer_list<std::initializer_list<Text>>) = delete;
  explicit NotIn(std::vector<std::string> values);
};
/// `key`: the key is there, with any value.
struct K8S_EXPORT Exists : Condition {
  Exists();
};
/// `!key`: the key is not there.
struct K8S_EXPORT NotExists : Condition {
  NotExists();
};

/// `key>number`: the key is there and its value is a whole number above this one.
struct K8S_EXPORT GreaterThan : Condition {
  explicit GreaterThan(std::int64_t number);
};
/// `key<number`: the key is there and its value is a whole number below this one.
struct K8S_EXPORT LessThan : Condition {
  explicit LessThan(std::int64_t number);
};

/// A label or field selector: conditions on keys, all of which must hold. A key may occur more than
/// once.
///
///     Selector{{"app", "nginx"}, {"tier", NotIn({"test", "dev"})}, {"canary", NotExists()}}
///
/// The two kinds are spelled differently on the wire and know different conditions: fields only
/// `=`, `!=` and what can be said with these (NotIn, and In of one value).
///
/// See https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
/// and https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
///
/// Thread safety: a value; any number of threads may read it.
class K8S_EXPORT Selector {
 public:
  struct Term {
    std::string key{};
    Condition condition;
    friend bool operator==(const Term&, const Term&) = default;
  };

  Selector();
  Selector(const Selector& other);
  Selector(Selector&& other) noexcept;
  ~Selector();
  Selector& operator=(const Selector& other);
  Selector& operator=(Selector&& other) noexcept;
  Selector(std::initializer_list<Term> terms);
  explicit Selector(std::vector<Term> terms);
  /// Equality with every label of the map, such as a Deployment's `spec.selector.matchLabels`.
  Selector(const Map<std::string>& labels);  // NOLINT(google-explicit-constructor)

  /// Reads a label selector, such as `app=nginx,tier notin (test, dev),!canary`, as the API server
  /// does. An empty text selects everything.
  /// \throws ValidationError naming the text, the position (from 1) and what is wrong there.
  [[nodiscard]] static Selector parse(std::string_view text);

  /// Reads a field selector, such as `status.phase!=Failed,spec.nodeName=node-1`, as the API server
  /// does: no blanks around operators, and `\,`, `\=`, `\\` for these characters in a value.
  /// \throws ValidationError as parse()
  [[nodiscard]] static Selector parse_fields(std::string_view text);

  /// The label selector's wire form, terms in their order: `app=nginx,tier notin
  /// (test,dev),!canary`.
  /// \throws ValidationError if the server would refuse it: a key or value that no label can have,
  /// In or NotIn without a value
  [[nodiscard]] std::string to_string() const;

  /// The field selector's wire form: `status.phase!=Failed,spec.nodeName=node-1`.
  /// \throws ValidationError if a term cannot be said of a field: In of several values, Exists ...
  [[nodiscard]] std::string to_field_string() const;

  /// Whether an object with these labels is selected, by the server's own rules.
  [[nodiscard]] bool matches(const Map<std::string>& labels) const;

  [[nodiscard]] bool empty() const noexcept { return terms_.empty(); }
  [[nodiscard]] const std::vector<Term>& terms() const noexcept { return terms_; }

  friend bool operator==(const Selector&, const Selector&) = default;

 private:
  std::vector<Term> terms_;
};

}  // namespace k8s
