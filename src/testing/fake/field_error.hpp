#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

// What validation finds wrong with an object, in the server's words.

namespace k8s::testing::fake {

/// The path of a field: `spec.containers[0].name`.
class FieldPath {
 public:
  FieldPath() = default;
  FieldPath(const char* root) : text_(root) {}             // NOLINT(google-explicit-constructor)
  FieldPath(std::string root) : text_(std::move(root)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] FieldPath child(std::string_view name) const;
  [[nodiscard]] FieldPath index(std::size_t index) const;
  [[nodiscard]] FieldPath key(std::string_view key) const;
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// A value that is refused, as messages show it: texts in quotes, all else as JSON.
class BadValue {
 public:
  // NOLINTBEGIN(google-explicit-constructor)
  BadValue(std::string_view text) : text_(go_quote(text)) {}
  BadValue(const std::string& text) : text_(go_quote(text)) {}
  BadValue(const char* text) : text_(go_quote(text)) {}
  BadValue(const json::string& text) : text_(go_quote(text)) {}
  BadValue(json::string_view text) : text_(go_quote(text)) {}
  BadValue(std::int64_t number) : text_(std::to_string(number)) {}
  BadValue(int number) : text_(std::to_string(number)) {}
  BadValue(const json::value& value);
  BadValue(const json::object& object) : text_(to_text(object)) {}
  BadValue(const json::array& array) : text_(to_text(json::value(array))) {}
  // NOLINTEND(google-explicit-constructor)
  /// A value that messages do not show.
  [[nodiscard]] static BadValue omitted();

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// One cause of a refusal as Invalid.
struct FieldError {
  std::string reason{};   // "FieldValueRequired"
  std::string message{};  // "Required value: name or generateName is required"
  std::string field{};
};

/// The causes that validation collects, in their order.
class FieldErrors {
 public:
  void required(const FieldPath& field, std::string_view detail = {});
  void invalid(const FieldPath& field, const BadValue& value, std::string_view detail);
  /// Of a value that is not shown.
  void invalid_without_value(const FieldPath& field, std::string_view detail);
  /// One error for each message.
  void invalid(const FieldPath& field, const BadValue& value,
               const std::vector<std::string>& details);
  /// Of a value of another type than the schema says.
  void wrong_type(const FieldPath& field, const BadValue& value, std::string_view detail);
  void not_supported(const FieldPath& field, const BadValue& value,
                     std::span<const std::string_view> supported);
  void not_supported(const FieldPath& field, const BadValue& value,
                     std::initializer_list<std::string_view> supported);
  void forbidden(const FieldPath& field, std::string_view detail);
  void too_long(const FieldPath& field, std::size_t limit);
  /// What the server could not check.
  void internal(const FieldPath& field, std::string_view detail);
  void too_many(const FieldPath& field, std::size_t actual, std::size_t limit);
  void duplicate(const FieldPath& field, const BadValue& value, std::string_view detail = {});
  void not_found(const FieldPath& field, const BadValue& value, std::string_view detail = {});
  void append(const FieldErrors& others);
  /// Those of a part of the object, whose paths begin there.
  void append_below(const FieldPath& part, const FieldErrors& others);
  /// Those for which this is the reason.
  void remove(std::string_view reason);
  /// Leaves out what has been said before.
  void drop_repeated();
  /// Orders them by what they say, as the server does where it has found them in no order.
  void sort();

  [[nodiscard]] bool empty() const noexcept { return errors_.empty(); }
  [[nodiscard]] const std::vector<FieldError>& all() const noexcept { return errors_; }
  /// All of them in one text; several stand in brackets, and none stands there twice.
  [[nodiscard]] std::string text() const;

 private:
  void add(std::string_view reason, std::string_view words, const FieldPath& field,
           const BadValue* value, std::string_view detail);

  std::vector<FieldError> errors_;
};

}  // namespace k8s::testing::fake
