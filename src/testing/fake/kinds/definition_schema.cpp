#include "testing/fake/kinds/definition_schema.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "testing/fake/custom_schema.hpp"
#include "testing/fake/kinds/definition_rules.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/pattern.hpp"
#include "testing/fake/rule_validator.hpp"
#include "testing/fake/schema_format.hpp"
#include "testing/fake/schema_validator.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 4> compositions{"allOf", "anyOf", "oneOf", "not"};

/// Calls `use` with each schema that is composed with this one, and its path.
template <class Use>
void for_each_composed(const json::object& schema, const FieldPath& path, Use use) {
  for (const std::string_view name : compositions) {
    const json::array& parts = array_at(schema, name);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      use(element_at(parts, i), path.child(name).index(i));
    }
  }
  if (const json::object* const excluded = schema_at(schema, "not")) {
    use(*excluded, path.child("not"));
  }
}

/// Calls `use` with each schema of what a value contains: members, then what holds all others.
template <class Use>
void for_each_contained(const json::object& schema, const FieldPath& path, Use use) {
  for (const auto& property : object_at(schema, "properties")) {
    if (const json::object* const part = property.value().if_object()) {
      use(*part, path.child("properties").key(property.key()));
    }
  }
  for (const std::string_view name : {"items", "additionalProperties"}) {
    if (const json::object* const part = schema_at(schema, name)) use(*part, path.child(name));
  }
}

// ---- structure ------------------------------------------------------------------------------

enum class Level { root, member, item };

bool is_number_or_text(const json::value& choices) {
  static const json::value expected = {{{"type", "integer"}}, {{"type", "string"}}};
  return choices == expected;
}

/// What makes a schema structural. The server tells these in the order of their texts.
class Structure {
 public:
  explicit Structure(FieldErrors& errors) : errors_(errors) {}

  void check(const json::object& schema, const FieldPath& path, Level level) {
    check_type(schema, path, level);
    check_pattern(schema, path);
    check_extensions(schema, path);
    check_list(schema, path);
    if (level == Level::root || is_resource(schema)) {
      check_object(schema, path, level);
    }
    for_each_contained(schema, path, [&](const json::object& part, const FieldPath& at) {
      check(part, at, at.text() == path.child("items").text() ? Level::item : Level::member);
    });
    check_composed(schema, path, is_int_or_string(schema));
  }

 private:
  void check_type(const json::object& schema, const FieldPath& path, Level level) {
    const std::string_view type = text_at(schema, "type");
    const bool open = preserves_unknown(schema) || is_int_or_string(schema);
    static constexpr std::array<std::string_view, 6> types{"array",  "boolean", "integer",
                                                           "number", "object",  "string"};
    const FieldPath at = path.child("type");
    if (!type.empty() && std::ranges::find(types, type) == types.end()) {
      errors_.not_supported(at, type, types);
    }
    if (type.empty() && !open && !is_resource(schema)) {
      errors_.required(at, level == Level::root ? "must not be empty at the root"
                           : level == Level::item
                               ? "must not be empty for specified array items"
                               : "must not be empty for specified object fields");
    }
    if (level == Level::root) {
      if (!type.empty() && type != "object" && !is_resource(schema)) {
        errors_.invalid(at, type, "must be object at the root");
      }
      if (flag_at(schema, "nullable")) {
        errors_.forbidden(path.child("nullable"), "nullable cannot be true at the root");
      }
      if (find(schema, "additionalProperties") != nullptr) {
        errors_.forbidden(path.child("additionalProperties"), "must not be used at the root");
      }
    }
    if (type == "array" && find(schema, "items") == nullptr) {
      errors_.required(path.child("items"), "must be specified");
    }
  }

  void check_pattern(const json::object& schema, const FieldPath& path) {
    const std::string_view pattern = text_at(schema, "pattern");
    if (const std::string problem = pattern_problem(pattern); !problem.empty()) {
      errors_.invalid(path.child("pattern"), pattern,
                      "must be a valid regular expression, but isn't: " + problem);
    }
  }

  void check_extensions(const json::object& schema, const FieldPath& path) {
    const bool open = preserves_unknown(schema);
    if (open && is_int_or_string(schema)) {
      errors_.invalid(path.child("x-kubernetes-preserve-unknown-fields"), json::value(true),
                      "must be false if x-kubernetes-int-or-string is true");
    }
    if (!is_resource(schema)) return;
    const std::string_view type = text_at(schema, "type");
    const std::string_view words = "must be object if x-kubernetes-embedded-resource is true";
    if (type.empty()) {
      errors_.required(path.child("type"), words);
    } else if (type != "object") {
      errors_.invalid(path.child("type"), type, words);
    }
    if (object_at(schema, "properties").empty() && !open) {
      errors_.required(path.child("properties"),
                       "must not be empty if x-kubernetes-embedded-resource is true without "
                       "x-kubernetes-preserve-unknown-fields");
    }
  }

  /// Of the items of a list whose items are told apart.
  void check_list(const json::object& schema, const FieldPath& path) {
    const std::string_view kind = text_at(schema, "x-kubernetes-list-type");
    const json::object* const items = schema_at(schema, "items");
    if (items == nullptr || (kind != "set" && kind != "map")) return;
    const FieldPath at = path.child("items");
    if (flag_at(*items, "nullable")) {
      errors_.forbidden(at.child("nullable"),
                        "cannot be nullable when x-kubernetes-list-type is " + std::string(kind));
    }
    if (kind == "set") {
      if (text_at(*items, "type") == "object" &&
          text_at(*items, "x-kubernetes-map-type") != "atomic") {
        const json::value* const given = find(*items, "x-kubernetes-map-type");
        errors_.invalid(at.child("x-kubernetes-map-type"),
                        given != nullptr ? *given : json::value(),
                        "must be atomic as item of a list with x-kubernetes-list-type=set");
      }
      return;
    }
    const std::vector<std::string> required = texts_at(*items, {"required"});
    for (const std::string& key : texts_at(schema, {"x-kubernetes-list-map-keys"})) {
      const json::object* const property = schema_at(object_at(*items, "properties"), key);
      if (property == nullptr) continue;
      const FieldPath key_path = at.child("properties").key(key);
      const bool has_default = find(*property, "default") != nullptr;
      if (!has_default && std::ranges::find(required, key) == required.end()) {
        errors_.required(key_path.child("default"),
                         "this property is in x-kubernetes-list-map-keys, so it must have a "
                         "default or be a required property");
      }
      if (flag_at(*property, "nullable")) {
        errors_.forbidden(
            key_path.child("nullable"),
            "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
      }
    }
  }

  /// What every object has, of which a schema may say little.
  void check_object(const json::object& schema, const FieldPath& path, Level level) {
    const json::object& properties = object_at(schema, "properties");
    const FieldPath at = path.child("properties");
    for (const std::string_view name : {"apiVersion", "kind"}) {
      const json::object* const part = schema_at(properties, name);
      if (part == nullptr || text_at(*part, "type") == "string") continue;
      errors_.invalid(at.key(name).child("type"), text_at(*part, "type"), "must be string");
    }
    const json::object* const metadata = schema_at(properties, "metadata");
    if (metadata == nullptr) return;
    if (text_at(*metadata, "type") != "object") {
      errors_.invalid(at.key("metadata").child("type"), text_at(*metadata, "type"),
                      "must be object");
    }
    if (level != Level::root) return;
    const bool more = std::ranges::any_of(object_at(*metadata, "properties"), [](const auto& part) {
      return part.key() != "name" && part.key() != "generateName";
    });
    if (more) {
      errors_.forbidden(at.key("metadata"),
                        "must not specify anything other than name and generateName, but metadata "
                        "is implicitly specified");
    }
    forbid_defaults(*metadata, at.key("metadata"));
  }

  void forbid_defaults(const json::object& schema, const FieldPath& path) {
    if (find(schema, "default") != nullptr) {
      errors_.forbidden(path.child("default"), "must not be set in top-level metadata");
    }
    for_each_contained(schema, path, [&](const json::object& part, const FieldPath& at) {
      forbid_defaults(part, at);
    });
  }

  /// A composed schema may only narrow what the outer one says.
  /// \param may_choose whether a choice of integer and string is what an int-or-string spells out
  void check_composed(const json::object& schema, const FieldPath& path, bool may_choose) {
    for (const std::string_view name : {"allOf", "anyOf", "oneOf"}) {
      const json::value* const parts = find(schema, name);
      if (parts == nullptr || !parts->is_array()) continue;
      if (may_choose && name == "anyOf" && is_number_or_text(*parts)) continue;
      for (std::size_t i = 0; i < parts->get_array().size(); ++i) {
        check_part(element_at(parts->get_array(), i), path.child(name).index(i),
                   may_choose && name == "allOf" && i == 0);
      }
    }
    if (const json::object* const excluded = schema_at(schema, "not")) {
      check_part(*excluded, path.child("not"), false);
    }
  }

  void check_part(const json::object& schema, const FieldPath& path, bool may_choose) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> forbidden{
        {{"additionalProperties", "undefined"},
         {"default", "undefined"},
         {"description", "empty"},
         {"nullable", "false"},
         {"title", "empty"},
         {"type", "empty"},
         {"x-kubernetes-embedded-resource", "false"},
         {"x-kubernetes-int-or-string", "false"},
         {"x-kubernetes-list-map-keys", "empty"},
         {"x-kubernetes-list-type", "undefined"},
         {"x-kubernetes-map-type", "undefined"},
         {"x-kubernetes-preserve-unknown-fields", "false"},
         {"x-kubernetes-validations", "empty"}}};
    for (const auto& [name, words] : forbidden) {
      const json::value* const value = find(schema, name);
      if (value == nullptr || *value == json::value(false) || *value == json::value("")) continue;
      errors_.forbidden(path.child(name), "must be " + std::string(words) + " to be structural");
    }
    for (const auto& property : object_at(schema, "properties")) {
      if (const json::object* const part = property.value().if_object()) {
        check_part(*part, path.child("properties").key(property.key()), false);
      }
    }
    if (const json::object* const items = schema_at(schema, "items")) {
      check_part(*items, path.child("items"), false);
    }
    check_composed(schema, path, may_choose);
  }

  FieldErrors& errors_;
};

// ---- what the API leaves out of JSON schema ---------------------------------------------------

/// Keywords that are not supported, or not in this combination.
class Keywords {
 public:
  explicit Keywords(FieldErrors& errors) : errors_(errors) {}

  void check(const json::object& schema, const FieldPath& path) {
    using namespace std::string_view_literals;
    for (const char* const name :
         {"id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"}) {
      const json::value* const value = find(schema, name);
      // Maps of nothing are not there, to the server.
      const bool may_be_empty = name == "patternProperties"sv || name == "definitions"sv;
      const bool is_empty = value != nullptr && value->is_object() && value->get_object().empty();
      if (value != nullptr && !(may_be_empty && is_empty)) {
        errors_.forbidden(path.child(name), std::string(name) + " is not supported");
      }
    }
    if (flag_at(schema, "uniqueItems")) {
      errors_.forbidden(path.child("uniqueItems"),
                        "uniqueItems cannot be set to true since the runtime complexity becomes "
                        "quadratic");
    }
    if (text_at(schema, "type") == "null") {
      errors_.forbidden(path.child("type"),
                        "type cannot be set to null, use nullable as an alternative");
    }
    if (const json::value* const items = find(schema, "items"); items && items->is_array()) {
      errors_.forbidden(path.child("items"), "items must be a schema object and not an array");
    }
    const json::value* const others = find(schema, "additionalProperties");
    if (others != nullptr && *others != json::value(true) &&
        !object_at(schema, "properties").empty()) {
      errors_.forbidden(path.child("additionalProperties"),
                        "additionalProperties and properties are mutual exclusive");
    }
    const json::value* const open = find(schema, "x-kubernetes-preserve-unknown-fields");
    if (open != nullptr && *open == json::value(false)) {
      errors_.invalid(path.child("x-kubernetes-preserve-unknown-fields"), *open,
                      "must be true or undefined");
    }
    check_kind_of(schema, path, "x-kubernetes-map-type", "object", {"atomic", "granular"});
    check_kind_of(schema, path, "x-kubernetes-list-type", "array", {"atomic", "set", "map"});
    check_list_keys(schema, path);
    validate_rule_texts(schema, path, errors_);
    const auto go_on = [&](const json::object& part, const FieldPath& at) { check(part, at); };
    for_each_contained(schema, path, go_on);
    for_each_composed(schema, path, go_on);
  }

 private:
  /// Of an extension that is for values of one type.
  void check_kind_of(const json::object& schema, const FieldPath& path, std::string_view name,
                     std::string_view type, std::initializer_list<std::string_view> known) {
    const json::value* const given = find(schema, name);
    if (given == nullptr || !given->is_string()) return;
    const std::string words =
        "must be " + std::string(type) + " if " + std::string(name) + " is specified";
    const std::string_view actual = text_at(schema, "type");
    if (actual.empty()) {
      errors_.required(path.child("type"), words);
    } else if (actual != type) {
      errors_.invalid(path.child("type"), actual, words);
    }
    if (std::ranges::find(known, std::string_view(given->get_string())) == known.end()) {
      errors_.not_supported(path.child(name), given->get_string(), known);
    }
  }

  void check_list_keys(const json::object& schema, const FieldPath& path) {
    const std::string_view kind = text_at(schema, "x-kubernetes-list-type");
    const FieldPath keys_path = path.child("x-kubernetes-list-map-keys");
    const json::array& keys = array_at(schema, "x-kubernetes-list-map-keys");
    if (kind != "map") {
      if (keys.empty()) return;
      const FieldPath at = path.child("x-kubernetes-list-type");
      const std::string_view words = "must be map if x-kubernetes-list-map-keys is non-empty";
      return kind.empty() ? errors_.required(at, words) : errors_.invalid(at, kind, words);
    }
    if (keys.empty()) {
      return errors_.required(keys_path, "must not be empty if x-kubernetes-list-type is map");
    }
    const json::object* const items = schema_at(schema, "items");
    if (items == nullptr) {
      return errors_.required(path.child("items"),
                              "must have a schema if x-kubernetes-list-type is map");
    }
    if (text_at(*items, "type") != "object") {
      return errors_.invalid(path.child("items").child("type"), text_at(*items, "type"),
                             "must be object if parent array's x-kubernetes-list-type is map");
    }
    std::set<std::string> seen;
    for (const std::string& key : texts_at(schema, {"x-kubernetes-list-map-keys"})) {
      const json::object* const property = schema_at(object_at(*items, "properties"), key);
      if (property == nullptr) {
        errors_.invalid(keys_path, keys, "entries must all be names of item properties");
      } else if (const std::string_view type = text_at(*property, "type");
                 type == "object" || type == "array") {
        errors_.invalid(path.child("items").child("properties").key(key).child("type"), type,
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.insert(key).second) {
        errors_.invalid(keys_path, keys, "must not contain duplicate entries");
      }
    }
  }

  FieldErrors& errors_;
};

// ---- defaults -------------------------------------------------------------------------------

/// A default has to meet the rules both as an old and as a new value.
void check_default_by_rules(const json::object& schema, const json::value& value,
                            FieldErrors& errors) {
  const auto rules = compile_rules(schema, is_resource(schema));
  if (rules == nullptr) return;
  std::vector<std::string> warnings;
  RuleValidator(errors, warnings).validate(*rules, "default", value, &value, {});
  if (errors.empty()) {
    RuleValidator(errors, warnings).validate(*rules, "default", value, nullptr, {});
  }
}

/// A default is a value that the schema knows and allows; that items are told apart is not asked.
void check_default(const json::object& schema, const json::value& value, const FieldPath& path,
                   FieldErrors& errors) {
  const CustomSchema around({{"type", "object"}, {"properties", {{"default", schema}}}});
  json::object object{{"default", value}};
  std::vector<std::string> unknown;
  around.prune(object, unknown);
  if (!unknown.empty()) {
    return errors.invalid(path.child("default"), value, "must not have unknown fields");
  }
  around.set_defaults(object);
  FieldErrors problems;
  SchemaValidator(problems, "default")
      .value(*member_schema(around.text(), "default"), object["default"], "");
  if (problems.empty()) check_default_by_rules(schema, object["default"], problems);
  errors.append_below(path, problems);
}

void check_defaults(const json::object& schema, const FieldPath& path, Level level,
                    FieldErrors& errors) {
  FieldErrors inside;
  for (const auto& property : object_at(schema, "properties")) {
    if (const json::object* const part = property.value().if_object()) {
      check_defaults(*part, path.child("properties").key(property.key()), Level::member, inside);
    }
  }
  if (const json::object* const items = schema_at(schema, "items")) {
    check_defaults(*items, path.child("items"), Level::item, inside);
  }
  errors.append(inside);
  const json::value* const value = find(schema, "default");
  if (value == nullptr || value->is_null() || !inside.empty()) return;
  if (is_int_or_string(schema)) return;
  if (level != Level::root) return check_default(schema, *value, path, errors);
  json::object whole = schema;  // what is a whole object has a version and a kind
  whole["x-kubernetes-embedded-resource"] = true;
  check_default(whole, *value, path, errors);
}

// ---- the root -------------------------------------------------------------------------------

/// Where there is a status, the root of the schema says what members there are and little else.
void check_root_with_status(const json::object& schema, const FieldPath& path,
                            FieldErrors& errors) {
  static constexpr std::array<std::string_view, 23> allowed{"description",
                                                            "type",
                                                            "format",
                                                            "title",
                                                            "maximum",
                                                            "exclusiveMaximum",
                                                            "minimum",
                                                            "exclusiveMinimum",
                                                            "maxLength",
                                                            "minLength",
                                                            "pattern",
                                                            "maxItems",
                                                            "minItems",
                                                            "uniqueItems",
                                                            "multipleOf",
                                                            "required",
                                                            "items",
                                                            "properties",
                                                            "externalDocs",
                                                            "example",
                                                            "x-kubernetes-preserve-unknown-fields",
                                                            "x-kubernetes-validations",
                                                            "$schema"};
  const std::string_view type = text_at(schema, "type");
  if (!type.empty() && type != "object") {
    errors.invalid(path.child("type"), type,
                   "only \"object\" is allowed as the type at the root of the schema if the status "
                   "subresource is enabled");
  }
  for (const auto& member : schema) {
    if (std::ranges::find(allowed, std::string_view(member.key())) != allowed.end()) continue;
    if (member.value().is_null() || member.value() == json::value(false)) continue;
    return errors.invalid(path, schema,
                          "only [description type format title maximum exclusiveMaximum minimum "
                          "exclusiveMinimum maxLength minLength pattern maxItems minItems "
                          "uniqueItems multipleOf required items properties externalDocs example] "
                          "fields are allowed at the root of the schema if the status subresource "
                          "is enabled");
  }
}

/// Whether the structure can be looked at; what keeps the server from it is refused by itself.
bool may_be_structural(const json::object& schema) {
  for (const char* const name : {"id", "$schema", "$ref"}) {
    if (!text_at(schema, name).empty()) return false;
  }
  for (const char* const name : {"patternProperties", "definitions", "dependencies"}) {
    if (!object_at(schema, name).empty()) return false;
  }
  if (find(schema, "additionalItems") != nullptr || !array_at(schema, "items").empty())
    return false;
  const json::value* const open = find(schema, "x-kubernetes-preserve-unknown-fields");
  if (open != nullptr && *open == json::value(false)) return false;
  bool may = true;
  const auto look_into = [&](const json::object& part, const FieldPath&) {
    may = may && may_be_structural(part);
  };
  for_each_contained(schema, {}, look_into);
  for_each_composed(schema, {}, look_into);
  return may;
}

}  // namespace

void validate_definition_schema(const json::object& schema, const FieldPath& path, bool has_status,
                                FieldErrors& errors) {
  if (has_status) check_root_with_status(schema, path, errors);
  FieldErrors keywords;
  Keywords(keywords).check(schema, path);
  FieldErrors structure;
  if (may_be_structural(schema)) {
    Structure(structure).check(schema, path, Level::root);
    structure.sort();
  } else if (keywords.empty()) {
    structure.invalid(path, "", "OpenAPIV3Schema 'schema' is not supported");
  }
  errors.append(structure);
  errors.append(keywords);
  if (!structure.empty()) return;
  FieldErrors defaults;
  if (keywords.empty()) check_defaults(schema, path, Level::root, defaults);
  errors.append(defaults);
  if (!defaults.empty()) return;
  // What is wrong elsewhere in the schema keeps no rule from being compiled.
  const auto is_valid = [](const json::object& part) {
    FieldErrors problems;
    Keywords(problems).check(part, {});
    return problems.empty();
  };
  validate_definition_rules(schema, path, is_valid, errors);
}

std::set<std::string> unknown_formats(const json::object& schema) {
  std::set<std::string> formats;
  const std::string_view format = text_at(schema, "format");
  if (!format.empty() && !knows_format(text_at(schema, "type"), format)) formats.emplace(format);
  const auto look_into = [&](const json::object& part, const FieldPath&) {
    formats.merge(unknown_formats(part));
  };
  for_each_contained(schema, {}, look_into);
  for_each_composed(schema, {}, look_into);
  return formats;
}

const json::object* schema_at_path(const json::object& schema, std::string_view path) {
  const json::object* at = &schema;
  while (at != nullptr && !path.empty()) {
    path.remove_prefix(1);
    const std::string_view name = path.substr(0, path.find('.'));
    at = schema_at(object_at(*at, "properties"), name);
    path.remove_prefix(name.size());
  }
  return at;
}

}  // namespace k8s::testing::fake
