#include "testing/fake/field_error.hpp"

#include <algorithm>
#include <set>

namespace k8s::testing::fake {
namespace {

std::string supported_values(std::span<const std::string_view> supported) {
  std::string detail = "supported values: ";
  const char* separator = "";
  for (const std::string_view value : supported) {
    detail += separator + go_quote(value);
    separator = ", ";
  }
  return detail;
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string text_of(const FieldError& error) {
  return error.field + ": " + error.message;
}

}  // namespace

BadValue::BadValue(const json::value& value)
    : text_(value.is_string()   ? go_quote(value.get_string())
            : value.is_double() ? go_print(value)
                                : to_text(value)) {}

BadValue BadValue::omitted() {
  BadValue value("");
  value.text_.clear();
  return value;
}

FieldPath FieldPath::child(std::string_view name) const {
  return text_.empty() ? std::string(name) : text_ + "." + std::string(name);
}

FieldPath FieldPath::index(std::size_t index) const {
  return text_ + "[" + std::to_string(index) + "]";
}

FieldPath FieldPath::key(std::string_view key) const {
  return text_ + "[" + std::string(key) + "]";
}

void FieldErrors::add(std::string_view reason, std::string_view words, const FieldPath& field,
                      const BadValue* value, std::string_view detail) {
  std::string message(words);
  if (value != nullptr && !value->text().empty()) message += ": " + value->text();
  if (!detail.empty()) message.append(": ").append(detail);
  // A field without a path is that of the whole object.
  errors_.push_back(
      {std::string(reason), std::move(message), field.text().empty() ? "<nil>" : field.text()});
}

void FieldErrors::required(const FieldPath& field, std::string_view detail) {
  add("FieldValueRequired", "Required value", field, nullptr, detail);
}

void FieldErrors::invalid(const FieldPath& field, const BadValue& value, std::string_view detail) {
  add("FieldValueInvalid", "Invalid value", field, &value, detail);
}

void FieldErrors::invalid_without_value(const FieldPath& field, std::string_view detail) {
  add("FieldValueInvalid", "Invalid value", field, nullptr, detail);
}

void FieldErrors::invalid(const FieldPath& field, const BadValue& value,
                          const std::vector<std::string>& details) {
  for (const std::string& detail : details) invalid(field, value, detail);
}

void FieldErrors::wrong_type(const FieldPath& field, const BadValue& value,
                             std::string_view detail) {
  add("FieldValueTypeInvalid", "Invalid value", field, &value, detail);
}

void FieldErrors::not_supported(const FieldPath& field, const BadValue& value,
                                std::span<const std::string_view> supported) {
  add("FieldValueNotSupported", "Unsupported value", field, &value, supported_values(supported));
}

void FieldErrors::not_supported(const FieldPath& field, const BadValue& value,
                                std::initializer_list<std::string_view> supported) {
  not_supported(field, value, std::span(supported.begin(), supported.size()));
}

void FieldErrors::forbidden(const FieldPath& field, std::string_view detail) {
  add("FieldValueForbidden", "Forbidden", field, nullptr, detail);
}

void FieldErrors::too_long(const FieldPath& field, std::size_t limit) {
  add("FieldValueTooLong", "Too long", field, nullptr,
      "may not be more than " + counted(limit, "byte"));
}

void FieldErrors::too_many(const FieldPath& field, std::size_t actual, std::size_t limit) {
  const BadValue count = static_cast<std::int64_t>(actual);
  add("FieldValueTooMany", "Too many", field, &count,
      "must have at most " + counted(limit, "item"));
}

void FieldErrors::internal(const FieldPath& field, std::string_view detail) {
  add("InternalError", "Internal error", field, nullptr, detail);
}

void FieldErrors::duplicate(const FieldPath& field, const BadValue& value,
                            std::string_view detail) {
  add("FieldValueDuplicate", "Duplicate value", field, &value, detail);
}

void FieldErrors::not_found(const FieldPath& field, const BadValue& value,
                            std::string_view detail) {
  add("FieldValueNotFound", "Not found", field, &value, detail);
}

void FieldErrors::append(const FieldErrors& others) {
  errors_.insert(errors_.end(), others.errors_.begin(), others.errors_.end());
}

void FieldErrors::append_below(const FieldPath& part, const FieldErrors& others) {
  for (FieldError error : others.errors_) {
    error.field = part.child(error.field).text();
    errors_.push_back(std::move(error));
  }
}

void FieldErrors::remove(std::string_view reason) {
  std::erase_if(errors_, [reason](const FieldError& error) { return error.reason == reason; });
}

void FieldErrors::drop_repeated() {
  std::set<std::string> texts;
  std::erase_if(errors_,
                [&](const FieldError& error) { return !texts.insert(text_of(error)).second; });
}

void FieldErrors::sort() {
  std::ranges::stable_sort(errors_, {}, &text_of);
}

std::string FieldErrors::text() const {
  std::vector<std::string> texts;
  for (const FieldError& error : errors_) {
    std::string text = text_of(error);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  if (texts.size() == 1) return texts.front();
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "[" : ", ") + text;
  return all + "]";
}

}  // namespace k8s::testing::fake
