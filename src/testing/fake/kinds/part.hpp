#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/quantity.hpp>

#include "testing/fake/metadata.hpp"

// Rules about the members of an object, as short as they are said.

namespace k8s::testing::fake {

/// A part of an object that is being checked: what it holds, where it stands, and where complaints
/// about it go. It keeps references: the object has to outlive it.
class Part {
 public:
  using Choices = std::initializer_list<std::string_view>;

  Part(const json::object& object, FieldPath path, FieldErrors& errors)
      : object_(object), path_(std::move(path)), errors_(errors) {}

  [[nodiscard]] const json::object& object() const noexcept { return object_; }
  [[nodiscard]] const FieldPath& path() const noexcept { return path_; }
  [[nodiscard]] FieldErrors& errors() const noexcept { return errors_; }

  [[nodiscard]] bool has(std::string_view name) const { return find(object_, name) != nullptr; }
  [[nodiscard]] std::string_view text(std::string_view name) const {
    return text_at(object_, name);
  }
  /// 0 if there is none.
  [[nodiscard]] std::int64_t number(std::string_view name) const {
    return number_at(object_, name).value_or(0);
  }
  [[nodiscard]] bool flag(std::string_view name) const { return flag_at(object_, name); }
  [[nodiscard]] std::size_t count(std::string_view name) const {
    return array_at(object_, name).size();
  }
  [[nodiscard]] FieldPath at(std::string_view name) const { return path_.child(name); }
  [[nodiscard]] Part child(std::string_view name) const {
    return {object_at(object_, name), at(name), errors_};
  }
  /// The same place in another list of complaints.
  [[nodiscard]] Part into(FieldErrors& errors) const { return {object_, path_, errors}; }

  /// Calls `rule` with each element of a list, as a Part.
  void each(std::string_view name, std::invocable<const Part&> auto rule) const {
    const json::array& elements = array_at(object_, name);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      rule(Part{element_at(elements, i), at(name).index(i), errors_});
    }
  }
  /// Calls `rule` with each text of a list and its path.
  void each_text(std::string_view name,
                 std::invocable<const std::string&, const FieldPath&> auto rule) const {
    const std::vector<std::string> texts = texts_at(object_, {name});
    for (std::size_t i = 0; i < texts.size(); ++i) rule(texts[i], at(name).index(i));
  }

  // Rules. Those that return something return whether all is well.

  /// A text, list or map must not be empty.
  bool require(std::string_view name, std::string_view detail = {}) const;
  /// Something must stand there.
  bool require_member(std::string_view name, std::string_view detail = {}) const;
  void forbid(std::string_view name, std::string_view detail) const {
    if (has(name)) errors_.forbidden(at(name), detail);
  }
  /// A text that is not empty must pass.
  void check(std::string_view name, NameCheck rule) const;
  /// A text must not be empty, and must pass.
  void require_name(std::string_view name, NameCheck rule) const;
  /// What stands there must be one of these.
  void choose(std::string_view name, Choices choices) const;
  /// As choose; an empty text is as good as none.
  void choose_if_set(std::string_view name, Choices choices) const;
  /// Must stand there, and be one of these.
  void require_choice(std::string_view name, Choices choices) const;
  void not_negative(std::string_view name) const;
  /// A number that stands there must be in a range.
  void in_range(std::string_view name, std::int64_t least, std::int64_t most,
                std::string_view detail) const;
  void immutable(const json::object& old, std::string_view name) const {
    validate_immutable(object_, old, name, at(name), errors_);
  }

 private:
  const json::object& object_;
  FieldPath path_;
  FieldErrors& errors_;
};

[[nodiscard]] std::string joined(const std::vector<std::string>& texts, std::string_view separator);
[[nodiscard]] bool is_one_of(std::string_view text, Part::Choices choices);

/// The amount that a value says; nothing if it is none, which the schema refuses.
[[nodiscard]] std::optional<Quantity> quantity_of(const json::value* value);
[[nodiscard]] std::optional<Quantity> quantity_at(const json::object& object,
                                                  std::string_view name);
/// A value that is an amount, as messages show it.
[[nodiscard]] BadValue shown(const Quantity& amount);

/// A required path with a domain in front: `example.com/controller`.
void validate_prefixed_path(const Part& part, std::string_view name);
/// A core.NodeSelector.
void validate_node_selector(const Part& selector);
/// One term of a preference, whose values may be any.
void validate_node_preference(const Part& term);
/// Refuses two taints of the same key and effect.
void validate_taints(const json::object& spec, const FieldPath& path, FieldErrors& errors);

}  // namespace k8s::testing::fake
