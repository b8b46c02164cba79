#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/export.hpp>
#include <k8s/map.hpp>

namespace k8s {

/// What a selector asks of one key. Made by Equality, Inequality, In, NotIn, Exists, NotExists; a
/// plain string is Equality.
class K8S_EXPORT Condition {
 public:
  enum class Operator { equality, inequality, in, not_in, exists, not_exists };

  Condition(std::string value);       // NOLINT(google-explicit-constructor): a string is Equality
  Condition(std::string_view value);  // NOLINT(google-explicit-constructor)
  Condition(const char* value);       // NOLINT(google-explicit-constructor)
  Condition(Operator op, std::vector<std::string> values);

  [[nodiscard]] Operator op() const noexcept { return op_; }
  /// One value of equality and inequality, any number of in and not_in, none of the others.
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
  explicit In(std::vector<std::string> values);
};
/// `key notin (a,b)`; objects without the key match too.
struct K8S_EXPORT NotIn : Condition {
  NotIn(std::initializer_list<std::string> values);
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

/// A label or field selector: conditions on keys, all of which must hold. A key may occur more than
/// once.
///
///     Selector{{"app", "nginx"}, {"tier", NotIn({"test", "dev"})}, {"canary", NotExists()}}
///
/// See https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
class K8S_EXPORT Selector {
 public:
  struct Term {
    std::string key{};
    Condition condition;
    friend bool operator==(const Term&, const Term&) = default;
  };

  Selector() = default;
  Selector(std::initializer_list<Term> terms);
  explicit Selector(std::vector<Term> terms);
  /// Equality with every label of the map, such as a Deployment's `spec.selector.matchLabels`.
  Selector(const Map<std::string>& labels);  // NOLINT(google-explicit-constructor)

  /// Reads the wire form, such as `app=nginx,tier notin (test, dev),!canary`.
  /// \throws ValidationError naming the text and the position of what is wrong.
  [[nodiscard]] static Selector parse(std::string_view text);

  /// The wire form, terms in their order: `app=nginx,tier notin (test,dev),!canary`.
  [[nodiscard]] std::string to_string() const;

  /// Whether an object with these labels is selected, by the server's own rules.
  [[nodiscard]] bool matches(const Map<std::string>& labels) const;

  [[nodiscard]] bool empty() const noexcept { return terms_.empty(); }
  [[nodiscard]] const std::vector<Term>& terms() const noexcept { return terms_; }

  friend bool operator==(const Selector&, const Selector&) = default;

 private:
  std::vector<Term> terms_;
};

}  // namespace k8s
