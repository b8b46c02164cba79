#include "testing/fake/custom_schema.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/list_validator.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/rule_validator.hpp"
#include "testing/fake/scale_paths.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/schema_validator.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

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
      if (has_type && is_type_member(name)) continue;
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

void fill_in(const json::object& schema, json::value& value, Nulls nulls);

/// Takes away the nulls that the schema does not allow.
void drop_nulls(const json::object& schema, json::object& object) {
  std::vector<std::string> nulls;
  for (const auto& member : object) {
    if (!member.value().is_null()) continue;
    const json::object* const known = member_schema(schema, member.key());
    if (known != nullptr && !flag_at(*known, "nullable")) nulls.emplace_back(member.key());
  }
  for (const std::string& name : nulls) object.stable_erase(name);
}

void fill_in_members(const json::object& schema, json::object& object, Nulls nulls) {
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
  if (nulls == Nulls::dropped) drop_nulls(schema, object);
  for (auto& member : object) {
    if (const json::object* const known = member_schema(schema, member.key())) {
      fill_in(*known, member.value(), nulls);
    }
  }
}

void fill_in(const json::object& schema, json::value& value, Nulls nulls) {
  if (json::object* const object = value.if_object()) {
    fill_in_members(schema, *object, nulls);
  } else if (json::array* const array = value.if_array()) {
    const json::object* const items = schema_at(schema, "items");
    if (items == nullptr) return;
    for (json::value& element : *array) fill_in(*items, element, nulls);
  }
}

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

// ---- validation -------------------------------------------------------------------------------

void validate_status(const json::object& schema, const json::value& status,
                     const Correlation& correlation, FieldErrors& errors) {
  FieldErrors found;
  SchemaValidator validator(found, "status");
  if (status.is_object()) {
    validator.members(schema, status.get_object(), "", false, correlation);
  } else {
    validator.value(schema, status, "", correlation);
  }
  found.drop_repeated();
  if (!found.empty() && !correlation.is_unchanged()) errors.append(found);
}

/// Of elements that stand there twice, unless some did so before.
void append_new_duplicates(const json::object& schema, const json::value& fresh,
                           const json::value& old, FieldErrors& errors) {
  FieldErrors before;
  validate_lists(schema, old, {}, before);
  if (before.empty()) validate_lists(schema, fresh, {}, errors);
}

/// Whether the object is so wrong that its rules cannot be evaluated.
bool blocks_rules(const FieldErrors& errors) {
  static constexpr std::array<std::string_view, 5> reasons{
      "FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
      "FieldValueTypeInvalid"};
  return std::ranges::any_of(errors.all(), [](const FieldError& error) {
    return std::ranges::find(reasons, error.reason) != reasons.end();
  });
}

}  // namespace

CustomSchema::CustomSchema(json::object schema, json::object scale)
    : schema_(std::move(schema)),
      rules_(compile_rules(schema_, true)),
      merge_type_(&TypeMaker(types_).make(schema_, false, true)),
      scale_(std::move(scale)) {}

void CustomSchema::prune(json::object& object, std::vector<std::string>& unknown) const {
  std::vector<std::string> found;
  Pruner(found).object(schema_, object, true);
  std::ranges::sort(found);
  unknown.insert(unknown.end(), found.begin(), found.end());
}

void CustomSchema::set_defaults(json::object& object, Nulls nulls) const {
  const json::value metadata = object["metadata"];
  fill_in_members(schema_, object, nulls);
  object["metadata"] = metadata;
}

void CustomSchema::validate(const json::object& object, FieldErrors& errors) const {
  const json::value value = object;
  std::vector<std::string> warnings;
  FieldErrors found;
  SchemaValidator(found, "").members(schema_, object, "", true);
  found.drop_repeated();
  errors.append(found);
  validate_scale_spec(scale_, object, errors);
  validate_scale_status(scale_, object, errors);
  validate_lists(schema_, value, {}, errors);
  validate_rules(value, nullptr, errors, warnings);
}

void CustomSchema::validate_update(const json::object& fresh, const json::object& old,
                                   FieldErrors& errors, std::vector<std::string>& warnings) const {
  const json::value value = fresh;
  const json::value old_value = old;
  const Correlation correlation(schema_, value, &old_value);
  FieldErrors found;
  SchemaValidator(found, "").members(schema_, fresh, "", true, correlation);
  found.drop_repeated();
  if (!found.empty() && !correlation.is_unchanged()) errors.append(found);
  validate_scale_spec(scale_, fresh, errors);
  validate_scale_status(scale_, fresh, errors);
  append_new_duplicates(schema_, value, old_value, errors);
  validate_rules(value, &old_value, errors, warnings);
}

void CustomSchema::validate_status_update(const json::object& fresh, const json::object& old,
                                          FieldErrors& errors,
                                          std::vector<std::string>& warnings) const {
  const json::value value = fresh;
  const json::value old_value = old;
  const json::value* const status = find(fresh, "status");
  const json::object* const schema = schema_at(object_at(schema_, "properties"), "status");
  if (status != nullptr && schema != nullptr) {
    validate_status(*schema, *status, Correlation(schema_, value, &old_value).key("status"),
                    errors);
  }
  validate_scale_status(scale_, fresh, errors);
  append_new_duplicates(schema_, value, old_value, errors);
  validate_rules(value, &old_value, errors, warnings);
}

void CustomSchema::validate_rules(const json::value& fresh, const json::value* old,
                                  FieldErrors& errors, std::vector<std::string>& warnings) const {
  if (rules_ == nullptr) return;
  if (blocks_rules(errors)) {
    return errors.invalid(FieldPath(), json::value(),
                          "some validation rules were not checked because the object was invalid; "
                          "correct the existing errors to complete validation");
  }
  const Correlation correlation = old != nullptr ? Correlation(schema_, fresh, old) : Correlation();
  RuleValidator(errors, warnings).validate(*rules_, {}, fresh, old, correlation);
}

}  // namespace k8s::testing::fake
