#include "testing/fake/schema_validator.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "testing/fake/object.hpp"
#include "testing/fake/pattern.hpp"
#include "testing/fake/schema_format.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

/// The JSON type that the server sees in a value.
const char* type_of(const json::value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "boolean";
  if (value.is_string()) return "string";
  if (value.is_array()) return "array";
  if (value.is_object()) return "object";
  return value.is_int64() ? "integer" : "number";
}

/// The format that the server sees in a value.
const char* format_of(const json::value& value) {
  if (!value.is_number()) return "";
  return value.is_int64() ? "int64" : "float64";
}

/// Whether a double stands for an integer, as far as all integers are doubles.
bool is_whole(double number) {
  constexpr double largest = 9007199254740991.0;
  constexpr double tolerance = 1e-9;
  const double whole = std::trunc(number);
  if (std::isnan(number) || std::abs(number) > largest) return false;
  if (number == whole) return true;
  return whole != 0 && std::abs(number - whole) / (std::abs(number) + std::abs(whole)) < tolerance;
}

bool is_whole_number(const json::value& value) {
  return value.is_number() && is_whole(value.to_number<double>());
}

bool is_in_range(std::string_view type, std::string_view format, const json::value& value) {
  const auto number = value.to_number<double>();
  if (type != "integer") {
    constexpr double too_large = 0x1.ffffffp127;  // is rounded to what no float can hold
    return format != "float" || std::abs(number) < too_large;
  }
  if (std::trunc(number) != number) return false;
  if (format == "int32") {
    return number >= std::numeric_limits<std::int32_t>::min() &&
           number <= std::numeric_limits<std::int32_t>::max();
  }
  return value.is_int64() || (number >= -0x1p63 && number < 0x1p63);
}

/// A limit as an integer is compared with it: it loses its fraction.
std::int64_t truncated(const json::value& limit) {
  if (limit.is_int64()) return limit.get_int64();
  const auto number = limit.to_number<double>();
  if (number >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
  if (number < -0x1p63) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

/// Below 0, 0 or above, as the first is less, equal or greater.
template <class Number>
int compare(Number a, Number b) {
  return a < b ? -1 : static_cast<int>(a > b);
}

/// As the server compares: a number takes the type of what is allowed.
bool is_allowed(const json::value& allowed, const json::value& value) {
  if (!allowed.is_number() || !value.is_number()) return allowed == value;
  if (allowed.is_int64()) return truncated(value) == allowed.get_int64();
  return allowed.to_number<double>() == value.to_number<double>();
}

std::int64_t length_in_characters(std::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

}  // namespace

FieldPath SchemaValidator::field(const std::string& path) const {
  if (base_.empty()) return FieldPath(path);
  const bool joins = path.empty() || path.starts_with('.');
  return FieldPath(joins ? base_ + path : base_ + "." + path);
}

void SchemaValidator::fail(const std::string& path, const BadValue& value,
                           const std::string& should) {
  errors_.invalid(field(path), value, path + " in body " + should);
}

void SchemaValidator::fail_type(const std::string& path, const std::string& is,
                                std::string_view wanted) {
  errors_.wrong_type(
      field(path), is,
      path + " in body must be of type " + std::string(wanted) + ": " + go_quote(is));
}

// The server does not say where some things are wrong.
void SchemaValidator::fail_whole(const std::string& path, const std::string& must) {
  errors_.invalid(field(""), "", go_quote(path) + " must " + must);
}

void SchemaValidator::members(const json::object& schema, const json::object& object,
                              const std::string& path, bool is_root,
                              const Correlation& correlation) {
  const bool has_type = is_root || is_resource(schema);
  for (const auto& member : object) {
    if (has_type && is_type_member(member.key())) continue;
    const json::object* const known = member_schema(schema, member.key());
    if (known == nullptr) continue;
    // As the server: a key of a map has a dot before it, even where nothing stands before that.
    const bool is_key = !object_at(schema, "properties").contains(member.key());
    const std::string at =
        is_key ? path + "." + std::string(member.key()) : joined(path, member.key());
    value(*known, member.value(), at, correlation.key(member.key()));
  }
  check_required(schema, object, path);
  if (is_root || !is_resource(schema)) return;
  for (const char* const name : {"apiVersion", "kind"}) {
    if (text_at(object, name).empty()) errors_.required(field(joined(path, name)));
  }
}

void SchemaValidator::check_required(const json::object& schema, const json::object& object,
                                     const std::string& path) {
  for (const std::string& name : texts_at(schema, {"required"})) {
    if (!object.contains(name)) errors_.required(field(joined(path, name)));
  }
}

void SchemaValidator::value(const json::object& schema, const json::value& value,
                            const std::string& path, const Correlation& correlation) {
  if (!correlation.exists()) return changed_value(schema, value, path, correlation);
  FieldErrors errors;
  SchemaValidator(errors, base_).changed_value(schema, value, path, correlation);
  if (!errors.empty() && !correlation.is_unchanged()) errors_.append(errors);
}

void SchemaValidator::changed_value(const json::object& schema, const json::value& value,
                                    const std::string& path, const Correlation& correlation) {
  if (value.is_null() && flag_at(schema, "nullable")) return check_enum(schema, value, path);
  check_type(schema, value, path);
  check_combinations(schema, value, path);
  if (value.is_string()) check_text(schema, std::string(value.get_string()), path);
  if (value.is_number()) check_number(schema, value, path);
  if (value.is_array()) check_list(schema, value.get_array(), path, correlation);
  check_enum(schema, value, path);
  if (value.is_object()) {
    check_size(schema, value.get_object().size(), "Properties", "properties", path);
    members(schema, value.get_object(), path, false, correlation);
  }
}

void SchemaValidator::check_type(const json::object& schema, const json::value& value,
                                 const std::string& path) {
  const std::string is = type_of(value);
  const std::string wanted =
      is_int_or_string(schema) ? "integer,string" : std::string(text_at(schema, "type"));
  const std::string_view format = known_format(schema);
  const bool may_be_whole = wanted.starts_with("integer");
  const bool fits = is == wanted || (is_int_or_string(schema) && is == "string") ||
                    (wanted == "number" && is == "integer") ||
                    (may_be_whole && (is == "integer" || is_whole_number(value)));
  if (fits || (wanted.empty() && (format.empty() || value.is_null()))) return;
  if (format.empty() || value.is_null()) return fail_type(path, is, wanted);
  // Where there is a format, it alone is looked at.
  if (value.is_string() || value.is_array()) {
    if (may_be_whole || wanted == "number") fail_type(path, is, wanted);
  } else if (format != format_of(value)) {
    fail_type(path, format_of(value), format);
  }
}

FieldErrors SchemaValidator::errors_by(const json::value& schema, const json::value& value,
                                       const std::string& path) const {
  FieldErrors errors;
  if (schema.is_object()) SchemaValidator(errors, base_).value(schema.get_object(), value, path);
  return errors;
}

void SchemaValidator::check_combinations(const json::object& schema, const json::value& value,
                                         const std::string& path) {
  const auto all_errors = [&](const char* name) {
    std::vector<FieldErrors> all;
    for (const json::value& each : array_at(schema, name)) {
      all.push_back(errors_by(each, value, path));
    }
    return all;
  };
  const auto any = all_errors("anyOf");
  if (!any.empty() && std::ranges::none_of(any, &FieldErrors::empty)) {
    fail_whole(path, "validate at least one schema (anyOf)");
    errors_.append(any.front());
  }
  const auto one = all_errors("oneOf");
  const auto valid = std::ranges::count_if(one, &FieldErrors::empty);
  if (!one.empty() && valid != 1) {
    fail_whole(path,
               "validate one and only one schema (oneOf). Found " +
                   (valid == 0 ? "none valid" : std::to_string(valid) + " valid alternatives"));
    if (valid == 0) errors_.append(one.front());
  }
  const auto all = all_errors("allOf");
  for (const FieldErrors& errors : all) errors_.append(errors);
  if (const auto fits = std::ranges::count_if(all, &FieldErrors::empty); fits < std::ssize(all)) {
    fail_whole(path, std::string("validate all the schemas (allOf)") +
                         (fits == 0 ? ". None validated" : ""));
  }
  const json::value* const none = find(schema, "not");
  if (none != nullptr && errors_by(*none, value, path).empty()) {
    fail_whole(path, "not validate the schema (not)");
  }
}

void SchemaValidator::check_text(const json::object& schema, const std::string& text,
                                 const std::string& path) {
  const std::int64_t length = length_in_characters(text);
  const auto most = number_at(schema, "maxLength");
  const auto least = number_at(schema, "minLength");
  const std::string pattern(text_at(schema, "pattern"));
  if (most && length > *most) {
    errors_.too_long(field(path), static_cast<std::size_t>(*most));
  } else if (least && length < *least) {
    fail(path, text, "should be at least " + std::to_string(*least) + " chars long");
  } else if (!pattern.empty() && !matches_pattern(text, pattern)) {
    fail(path, text, "should match '" + pattern + "'");
  }
  const std::string_view format = known_format(schema);
  if (!format.empty() && !has_format(format, text)) fail_type(path, text, format);
}

bool SchemaValidator::check_range(const json::object& schema, const json::value& number,
                                  const char* what, const std::string& path) {
  const std::string type(text_at(schema, "type"));
  const std::string format(known_format(schema));
  if (is_int_or_string(schema) || is_in_range(type, format, number)) return true;
  errors_.invalid(field(""), "",
                  what + (" value must be of type " + type) +
                      (format.empty() ? " (default format)" : " with format " + format) + " in " +
                      path);
  return false;
}

void SchemaValidator::check_number(const json::object& schema, const json::value& value,
                                   const std::string& path) {
  check_range(schema, value, "Checked", path);
  check_multiple(schema, value, path);
  check_bound(schema, value, false, path);
  check_bound(schema, value, true, path);
}

void SchemaValidator::check_multiple(const json::object& schema, const json::value& value,
                                     const std::string& path) {
  const json::value* const declared = find(schema, "multipleOf");
  if (declared == nullptr || !declared->is_number()) return;
  const bool fits = check_range(schema, *declared, "MultipleOf", path);
  const bool as_integers = fits && value.is_int64();
  const json::value factor =
      as_integers ? json::value(truncated(*declared)) : json::value(declared->to_number<double>());
  if (factor.to_number<double>() <= 0) {
    return errors_.invalid(
        field(path), factor,
        "factor MultipleOf declared for " + path + " must be positive: " + go_print(factor));
  }
  bool is_multiple = false;
  if (as_integers) {
    is_multiple = value.get_int64() % factor.get_int64() == 0;
  } else {
    const auto number = value.to_number<double>();
    const double divisor = factor.get_double();
    is_multiple = is_whole(divisor < 1 ? 1 / divisor * number : number / divisor);
  }
  if (is_multiple) return;
  fail(path, as_integers ? value : json::value(value.to_number<double>()),
       "should be a multiple of " + go_print(factor));
}

void SchemaValidator::check_bound(const json::object& schema, const json::value& value,
                                  bool is_maximum, const std::string& path) {
  const json::value* const limit = find(schema, is_maximum ? "maximum" : "minimum");
  if (limit == nullptr || !limit->is_number()) return;
  const bool fits =
      check_range(schema, *limit, is_maximum ? "Maximum boundary" : "Minimum boundary", path);
  const bool as_integers = fits && value.is_int64();
  const int order = as_integers ? compare(value.get_int64(), truncated(*limit))
                                : compare(value.to_number<double>(), limit->to_number<double>());
  const bool excluded = flag_at(schema, is_maximum ? "exclusiveMaximum" : "exclusiveMinimum");
  if (is_maximum ? order < 0 : order > 0) return;
  if (order == 0 && !excluded) return;
  const json::value shown = as_integers ? value : json::value(value.to_number<double>());
  const json::value bound =
      as_integers ? json::value(truncated(*limit)) : json::value(limit->to_number<double>());
  fail(path, shown,
       std::string("should be ") + (is_maximum ? "less" : "greater") +
           (excluded ? " than " : " than or equal to ") + go_print(bound));
}

void SchemaValidator::check_list(const json::object& schema, const json::array& list,
                                 const std::string& path, const Correlation& correlation) {
  const json::object* const items = schema_at(schema, "items");
  for (std::size_t i = 0; items != nullptr && i < list.size(); ++i) {
    value(*items, list[i], path + "[" + std::to_string(i) + "]", correlation.index(i));
  }
  check_size(schema, list.size(), "Items", "items", path);
}

void SchemaValidator::check_enum(const json::object& schema, const json::value& value,
                                 const std::string& path) {
  const json::array& allowed = array_at(schema, "enum");
  // A server takes null for none of them, even where null is among them.
  const auto is_value = [&](const json::value& each) {
    return !value.is_null() && is_allowed(each, value);
  };
  if (allowed.empty() || std::ranges::any_of(allowed, is_value)) return;
  std::vector<std::string> texts;
  for (const json::value& each : allowed) {
    texts.push_back(each.is_string() ? std::string(each.get_string()) : to_text(each));
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  errors_.not_supported(field(path), value, views);
}

void SchemaValidator::check_size(const json::object& schema, std::size_t size,
                                 const std::string& what, const std::string& words,
                                 const std::string& path) {
  const auto count = static_cast<std::int64_t>(size);
  if (const auto least = number_at(schema, "min" + what); least && count < *least) {
    fail(path, count, "should have at least " + std::to_string(*least) + " " + words);
  }
  if (const auto most = number_at(schema, "max" + what); most && count > *most) {
    errors_.too_many(field(path), size, static_cast<std::size_t>(*most));
  }
}

}  // namespace k8s::testing::fake
