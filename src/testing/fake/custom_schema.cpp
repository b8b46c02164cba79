#include "testing/fake/custom_schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <set>
#include <string_view>
#include <utility>

#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/go_time.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

/// Longer texts are not matched with patterns: the library's matcher may need a stack as deep.
constexpr std::size_t longest_matched = 4096;

constexpr std::array<std::string_view, 3> type_members{"apiVersion", "kind", "metadata"};

bool preserves_unknown(const json::object& schema) {
  return flag_at(schema, "x-kubernetes-preserve-unknown-fields");
}

bool is_resource(const json::object& schema) {
  return flag_at(schema, "x-kubernetes-embedded-resource");
}

bool is_int_or_string(const json::object& schema) {
  return flag_at(schema, "x-kubernetes-int-or-string");
}

const json::object* schema_at(const json::object& schema, std::string_view name) {
  const json::value* const value = find(schema, name);
  return value != nullptr ? value->if_object() : nullptr;
}

/// The schema of a member; null if there is none.
const json::object* member_schema(const json::object& schema, std::string_view name) {
  if (const json::object* const property = schema_at(object_at(schema, "properties"), name)) {
    return property;
  }
  return schema_at(schema, "additionalProperties");
}

// ---- pruning ----------------------------------------------------------------------------------

class Pruner {
 public:
  explicit Pruner(std::vector<std::string>& unknown) : unknown_(unknown) {}

  void object(const json::object& schema, json::object& object, bool is_root) {
    std::vector<std::string> gone;
    const std::size_t size = path_.size();
    for (auto& member : object) {
      const std::string_view name = member.key();
      const bool has_type = is_root || is_resource(schema);
      if (has_type && std::ranges::find(type_members, name) != type_members.end()) continue;
      path_.append(path_.empty() ? "" : ".").append(name);
      if (const json::object* const known = member_schema(schema, name)) {
        value(*known, member.value());
      } else if (!preserves_unknown(schema) && find(schema, "additionalProperties") == nullptr) {
        unknown_.push_back(path_);
        gone.emplace_back(name);
      }
      path_.resize(size);
    }
    for (const std::string& name : gone) object.stable_erase(name);
  }

 private:
  void value(const json::object& schema, json::value& value) {
    if (json::object* const object = value.if_object()) {
      const bool is_open = schema.empty();
      if (!is_open) this->object(schema, *object, false);
    } else if (json::array* const array = value.if_array()) {
      const json::object* const items = schema_at(schema, "items");
      const std::size_t size = path_.size();
      for (std::size_t i = 0; items != nullptr && i < array->size(); ++i) {
        path_ += "[" + std::to_string(i) + "]";
        this->value(*items, (*array)[i]);
        path_.resize(size);
      }
    }
  }

  std::vector<std::string>& unknown_;
  std::string path_;
};

// ---- defaults ---------------------------------------------------------------------------------

void fill_in(const json::object& schema, json::value& value);

void fill_in_members(const json::object& schema, json::object& object) {
  for (const auto& property : object_at(schema, "properties")) {
    if (!property.value().is_object()) continue;
    const json::object& known = property.value().get_object();
    const json::value* const fallback = find(known, "default");
    if (fallback == nullptr) continue;
    json::value* const present = object.if_contains(property.key());
    if (present == nullptr) {
      object[property.key()] = *fallback;
    } else if (present->is_null() && !flag_at(known, "nullable")) {
      *present = *fallback;
    }
  }
  for (auto& member : object) {
    if (const json::object* const known = member_schema(schema, member.key())) {
      fill_in(*known, member.value());
    }
  }
}

void fill_in(const json::object& schema, json::value& value) {
  if (json::object* const object = value.if_object()) {
    fill_in_members(schema, *object);
  } else if (json::array* const array = value.if_array()) {
    const json::object* const items = schema_at(schema, "items");
    if (items == nullptr) return;
    for (json::value& element : *array) fill_in(*items, element);
  }
}

// ---- validation -------------------------------------------------------------------------------

const char* type_of(const json::value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "boolean";
  if (value.is_string()) return "string";
  if (value.is_array()) return "array";
  if (value.is_object()) return "object";
  const bool whole = !value.is_double() || std::trunc(value.get_double()) == value.get_double();
  return whole ? "integer" : "number";
}

std::string number_text(const json::value& number) {
  if (number.is_double() && std::trunc(number.get_double()) == number.get_double() &&
      std::abs(number.get_double()) < 1e15) {
    return std::to_string(static_cast<std::int64_t>(number.get_double()));
  }
  return to_text(number);
}

std::size_t length_in_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool matches(const std::string& pattern, const std::string& text) {
  if (text.size() > longest_matched) return true;
  try {
    return std::regex_search(text, std::regex(pattern));
  } catch (const std::regex_error&) {
    return true;  // Go's patterns are not all C++'s.
  }
}

bool has_format(std::string_view format, std::string_view text) {
  if (format == "date-time") return go_time_problem(text, false).empty();
  if (format == "date") {
    return go_time_problem(std::string(text) + "T00:00:00Z", false).empty();
  }
  static const std::regex uuid(
      "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$");
  static const std::regex ipv4("^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$");
  if (text.size() > longest_matched) return true;
  if (format == "uuid") return std::regex_match(std::string(text), uuid);
  if (format == "ipv4") return std::regex_match(std::string(text), ipv4);
  return true;
}

class Validator {
 public:
  /// \param base where the value stands in the object, of which messages say nothing
  Validator(FieldErrors& errors, std::string base) : errors_(errors), base_(std::move(base)) {}

  void members(const json::object& schema, const json::object& object, const std::string& path,
               bool is_root) {
    for (const std::string& name : texts_at(schema, {"required"})) {
      const json::value* const value = object.if_contains(name);
      const json::object* const known = member_schema(schema, name);
      const bool nullable = known != nullptr && flag_at(*known, "nullable");
      if (value == nullptr || (value->is_null() && !nullable)) {
        errors_.required(field(joined(path, name)));
      }
    }
    std::vector<std::string> required = texts_at(schema, {"required"});
    for (const auto& member : object) {
      const std::string_view name = member.key();
      const bool has_type = is_root || is_resource(schema);
      if (has_type && std::ranges::find(type_members, name) != type_members.end()) continue;
      const json::object* const known = member_schema(schema, name);
      if (known == nullptr) continue;
      const bool told = member.value().is_null() && !flag_at(*known, "nullable") &&
                        std::ranges::find(required, name) != required.end();
      if (!told) value(*known, member.value(), joined(path, name));
    }
  }

  void value(const json::object& schema, const json::value& value, const std::string& path) {
    if (value.is_null() && flag_at(schema, "nullable")) return;
    if (!check_type(schema, value, path)) return;
    check_enum(schema, value, path);
    check_combinations(schema, value, path);
    if (value.is_string()) {
      check_text(schema, value.get_string(), path);
    } else if (value.is_number()) {
      check_number(schema, value, path);
    } else if (value.is_array()) {
      check_list(schema, value.get_array(), path);
    } else if (value.is_object()) {
      check_size(schema, value, value.get_object().size(), "Properties", "properties", path);
      members(schema, value.get_object(), path, false);
    }
  }

 private:
  static std::string joined(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
  }

  [[nodiscard]] FieldPath field(const std::string& path) const {
    if (base_.empty()) return FieldPath(path);
    return FieldPath(path.empty() ? base_ : base_ + "." + path);
  }

  void fail(const std::string& path, const BadValue& value, const std::string& should) {
    errors_.invalid(field(path), value, path + " in body " + should);
  }

  void fail_type(const std::string& path, const std::string& is, const std::string& wanted) {
    errors_.wrong_type(field(path), is,
                       path + " in body must be of type " + wanted + ": " + go_quote(is));
  }

  bool check_type(const json::object& schema, const json::value& value, const std::string& path) {
    const std::string_view wanted = text_at(schema, "type");
    const std::string is = type_of(value);
    if (is_int_or_string(schema)) {
      if (is == "integer" || is == "string") return true;
      fail_type(path, is, "integer,string");
      return false;
    }
    if (wanted.empty() || is == wanted || (wanted == "number" && is == "integer")) return true;
    fail_type(path, is, std::string(wanted));
    if (wanted == "integer" && is == "number") {
      errors_.invalid("<nil>", "",
                      "Checked value must be of type integer (default format) in " + path);
    }
    return false;
  }

  void check_enum(const json::object& schema, const json::value& value, const std::string& path) {
    const json::array& allowed = array_at(schema, "enum");
    if (allowed.empty() || std::ranges::find(allowed, value) != allowed.end()) return;
    std::vector<std::string> texts;
    for (const json::value& each : allowed) {
      texts.push_back(each.is_string() ? std::string(each.get_string()) : to_text(each));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    errors_.not_supported(field(path), value, views);
  }

  [[nodiscard]] bool holds(const json::value& schema, const json::value& value,
                           const std::string& path) const {
    if (!schema.is_object()) return true;
    FieldErrors errors;
    Validator(errors, base_).value(schema.get_object(), value, path);
    return errors.empty();
  }

  void check_combinations(const json::object& schema, const json::value& value,
                          const std::string& path) {
    for (const json::value& each : array_at(schema, "allOf")) {
      if (each.is_object()) this->value(each.get_object(), value, path);
    }
    const auto count = [&](const json::array& schemas) {
      return std::ranges::count_if(
          schemas, [&](const json::value& each) { return holds(each, value, path); });
    };
    const json::array& any = array_at(schema, "anyOf");
    const std::string quoted = go_quote(path);
    if (!any.empty() && count(any) == 0) {
      errors_.invalid(field(path), value, quoted + " must validate at least one schema (anyOf)");
    }
    const json::array& one = array_at(schema, "oneOf");
    if (const auto valid = one.empty() ? 1 : count(one); valid != 1) {
      errors_.invalid(field(path), value,
                      quoted + " must validate one and only one schema (oneOf). " +
                          (valid == 0 ? "Found none valid"
                                      : "Found " + std::to_string(valid) + " valid alternatives"));
    }
    const json::value* const none = find(schema, "not");
    if (none != nullptr && holds(*none, value, path)) {
      errors_.invalid(field(path), value, quoted + " must not validate the schema (not)");
    }
  }

  void check_text(const json::object& schema, const json::string& value, const std::string& path) {
    const std::string text(value);
    const auto length = static_cast<std::int64_t>(length_in_characters(text));
    if (const auto most = number_at(schema, "maxLength"); most && length > *most) {
      errors_.too_long(field(path), static_cast<std::size_t>(*most));
    }
    if (const auto least = number_at(schema, "minLength"); least && length < *least) {
      fail(path, text, "should be at least " + std::to_string(*least) + " chars long");
    }
    if (const std::string pattern(text_at(schema, "pattern")); !pattern.empty()) {
      if (!matches(pattern, text)) fail(path, text, "should match '" + pattern + "'");
    }
    const std::string format(text_at(schema, "format"));
    if (!format.empty() && !has_format(format, text)) {
      errors_.wrong_type(field(path), text,
                         path + " in body must be of type " + format + ": " + go_quote(text));
    }
  }

  void check_number(const json::object& schema, const json::value& value, const std::string& path) {
    const auto number = value.to_number<double>();
    const auto bound = [&](const char* name, const char* exclusive, auto beyond,
                           const char* words) {
      const json::value* const limit = find(schema, name);
      if (limit == nullptr || !limit->is_number()) return;
      const bool excluded = flag_at(schema, exclusive);
      const auto edge = limit->to_number<double>();
      if (!beyond(number, edge) && !(excluded && number == edge)) return;
      fail(path, value,
           std::string("should be ") + words + (excluded ? " " : " than or equal to ") +
               (excluded ? "than " : "") + number_text(*limit));
    };
    bound("minimum", "exclusiveMinimum", std::less<>(), "greater");
    bound("maximum", "exclusiveMaximum", std::greater<>(), "less");
    const json::value* const factor = find(schema, "multipleOf");
    if (factor == nullptr || !factor->is_number() || factor->to_number<double>() == 0) return;
    const double ratio = number / factor->to_number<double>();
    if (std::abs(ratio - std::round(ratio)) > 1e-9) {
      fail(path, value, "should be a multiple of " + number_text(*factor));
    }
  }

  void check_size(const json::object& schema, const json::value& value, std::size_t size,
                  const std::string& what, const std::string& words, const std::string& path) {
    const auto count = static_cast<std::int64_t>(size);
    if (const auto most = number_at(schema, "max" + what); most && count > *most) {
      errors_.too_many(field(path), size, static_cast<std::size_t>(*most));
    }
    if (const auto least = number_at(schema, "min" + what); least && count < *least) {
      fail(path, value, "should have at least " + std::to_string(*least) + " " + words);
    }
  }

  void check_list(const json::object& schema, const json::array& list, const std::string& path) {
    check_size(schema, list, list.size(), "Items", "items", path);
    const json::object* const items = schema_at(schema, "items");
    for (std::size_t i = 0; items != nullptr && i < list.size(); ++i) {
      value(*items, list[i], path + "[" + std::to_string(i) + "]");
    }
    check_unique(schema, list, path);
  }

  void check_unique(const json::object& schema, const json::array& list, const std::string& path) {
    const std::string_view type = text_at(schema, "x-kubernetes-list-type");
    if (type != "set" && type != "map") return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const FieldPath at = field(path + "[" + std::to_string(i) + "]");
      json::value identity = list[i];
      if (type == "map") {
        if (!list[i].is_object()) {
          errors_.invalid(at, list[i], "must be an object for an array of list-type map");
          continue;
        }
        json::object keys;
        for (const std::string& name : texts_at(schema, {"x-kubernetes-list-map-keys"})) {
          if (const json::value* const key = find(list[i].get_object(), name)) keys[name] = *key;
        }
        identity = std::move(keys);
      }
      if (!seen.insert(to_text(sorted(identity))).second) errors_.duplicate(at, identity);
    }
  }

  FieldErrors& errors_;
  std::string base_;
};

// ---- merging ----------------------------------------------------------------------------------

class TypeMaker {
 public:
  explicit TypeMaker(MergeTypes& types) : types_(types) {}

  const MergeType& make(const json::object& schema, bool preserving, bool is_root) {
    MergeType& type = types_.add();
    preserving = preserving || preserves_unknown(schema);
    const std::string_view name = is_int_or_string(schema) ? "" : text_at(schema, "type");
    if (name == "string") type.scalar = MergeType::Scalar::text;
    if (name == "boolean") type.scalar = MergeType::Scalar::boolean;
    if (name == "integer" || name == "number") type.scalar = MergeType::Scalar::numeric;
    if (name.empty()) type.scalar = MergeType::Scalar::any;
    if (name.empty() || name == "array") make_list(schema, preserving, type);
    if (name.empty() || name == "object") make_map(schema, preserving, is_root, type);
    return type;
  }

 private:
  void make_list(const json::object& schema, bool preserving, MergeType& type) {
    type.is_list = true;
    const std::string_view kind = text_at(schema, "x-kubernetes-list-type");
    type.list_atomic = kind != "set" && kind != "map";
    type.keys = texts_at(schema, {"x-kubernetes-list-map-keys"});
    const json::object* const items = schema_at(schema, "items");
    type.element = items != nullptr ? &make(*items, preserving, false) : &atomic_type();
  }

  void make_map(const json::object& schema, bool preserving, bool is_root, MergeType& type) {
    type.is_map = true;
    type.map_atomic = text_at(schema, "x-kubernetes-map-type") == "atomic";
    for (const auto& property : object_at(schema, "properties")) {
      if (!property.value().is_object()) continue;
      const json::object& member = property.value().get_object();
      const std::string name(property.key());
      type.fields[name] = &make(member, preserving, false);
      if (const json::value* const fallback = find(member, "default")) {
        type.defaults[name] = *fallback;
      }
    }
    if (is_root || is_resource(schema)) {
      MergeType& text = types_.add();
      text.scalar = MergeType::Scalar::text;
      type.fields["apiVersion"] = type.fields["kind"] = &text;
      const meta::v1::ObjectMeta* const metadata = nullptr;
      type.fields["metadata"] = &fake::merge_type(k8s_describe(metadata));
    }
    if (const json::object* const others = schema_at(schema, "additionalProperties")) {
      type.other_fields = &make(*others, preserving, false);
    } else if (preserving || object_at(schema, "properties").empty() ||
               flag_at(schema, "additionalProperties")) {
      type.other_fields = &deduced_type();
    }
  }

  MergeTypes& types_;
};

}  // namespace

CustomSchema::CustomSchema(json::object schema)
    : schema_(std::move(schema)), merge_type_(&TypeMaker(types_).make(schema_, false, true)) {}

void CustomSchema::prune(json::object& object, std::vector<std::string>& unknown) const {
  std::vector<std::string> found;
  Pruner(found).object(schema_, object, true);
  std::ranges::sort(found);
  unknown.insert(unknown.end(), found.begin(), found.end());
}

void CustomSchema::set_defaults(json::object& object) const {
  const json::value metadata = object["metadata"];
  fill_in_members(schema_, object);
  object["metadata"] = metadata;
}

void CustomSchema::validate(const json::object& object, FieldErrors& errors) const {
  Validator(errors, "").members(schema_, object, "", true);
}

void CustomSchema::validate_status(const json::object& object, FieldErrors& errors) const {
  const json::value* const status = find(object, "status");
  const json::object* const schema = schema_at(object_at(schema_, "properties"), "status");
  if (status == nullptr || schema == nullptr) return;
  Validator validator(errors, "status");
  if (status->is_object()) {
    validator.members(*schema, status->get_object(), "", false);
  } else {
    validator.value(*schema, *status, "");
  }
}

}  // namespace k8s::testing::fake
