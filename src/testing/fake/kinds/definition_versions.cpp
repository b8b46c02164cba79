#include "testing/fake/kinds/definition_versions.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "testing/fake/kinds/definition_schema.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

bool have_in_common(const json::array& versions, std::string_view part) {
  return std::ranges::all_of(versions, [&](const json::value& version) {
    const json::value* const first = find(element_at(versions, 0), part);
    const json::value* const own = version.is_object() ? find(version.get_object(), part) : nullptr;
    return first != nullptr && own != nullptr ? *first == *own : first == own;
  });
}

void validate_schema(const json::object& version, const FieldPath& path, FieldErrors& errors) {
  const json::value* const schema = find(version, {"schema", "openAPIV3Schema"});
  if (schema == nullptr || !schema->is_object()) return;
  validate_definition_schema(schema->get_object(), path.child("openAPIV3Schema"),
                             find(version, {"subresources", "status"}) != nullptr, errors);
}

void validate_subresources(const json::object& version, const FieldPath& path,
                           FieldErrors& errors) {
  const json::value* const scale = find(version, {"subresources", "scale"});
  if (scale == nullptr || !scale->is_object()) return;
  const auto check = [&](const char* name, bool is_needed,
                         std::initializer_list<std::string_view> roots, const char* words) {
    const std::string_view text = text_at(scale->get_object(), name);
    const FieldPath at = path.child("scale").child(name);
    if (text.empty()) {
      if (is_needed) errors.required(at);
    } else if (!text.starts_with('.')) {
      errors.invalid(at, text, "must be a simple json path starting with .");
    } else if (std::ranges::none_of(
                   roots, [&](std::string_view root) { return text.starts_with(root); })) {
      errors.invalid(at, text, words);
    }
  };
  check("specReplicasPath", true, {".spec."}, "should be a json path under .spec");
  check("statusReplicasPath", true, {".status."}, "should be a json path under .status");
  check("labelSelectorPath", false, {".spec.", ".status."},
        "should be a json path under either .spec or .status");
}

void validate_columns(const json::object& version, const FieldPath& path, FieldErrors& errors) {
  static constexpr std::array<std::string_view, 5> types{"boolean", "date", "integer", "number",
                                                         "string"};
  static constexpr std::array<std::string_view, 8> formats{
      "byte", "date", "date-time", "double", "float", "int32", "int64", "password"};
  const json::array& columns = array_at(version, "additionalPrinterColumns");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const json::object& column = element_at(columns, i);
    const FieldPath at = path.index(i);
    if (text_at(column, "name").empty()) errors.required(at.child("name"));
    const std::string_view type = text_at(column, "type");
    const std::string type_words = "must be one of boolean,date,integer,number,string";
    if (type.empty()) {
      errors.required(at.child("type"), type_words);
    } else if (std::ranges::find(types, type) == types.end()) {
      errors.invalid(at.child("type"), type, type_words);
    }
    const std::string_view format = text_at(column, "format");
    if (!format.empty() && std::ranges::find(formats, format) == formats.end()) {
      errors.invalid(at.child("format"), format,
                     "must be one of byte,date,date-time,double,float,int32,int64,password");
    }
    const std::string_view json_path = text_at(column, "jsonPath");
    if (json_path.empty()) {
      errors.required(at.child("JSONPath"));
    } else if (!json_path.starts_with('.')) {
      errors.invalid(at.child("JSONPath"), json_path, "must be a simple json path starting with .");
    }
  }
}

/// Why it leads to no field that can be selected by; empty if it does.
std::string selectable_problem(const json::object& schema, std::string_view path) {
  if (!path.starts_with('.')) {
    return "is an invalid path: expected [ or . but got: " +
           std::string(path.substr(0, path.find('.')));
  }
  if (path.find('[') != path.npos) return "is an invalid path: array notation is not allowed";
  const json::object* const field = schema_at_path(schema, path);
  if (field == nullptr || path.starts_with(".metadata")) {
    return "is an invalid path: does not refer to a valid field";
  }
  const std::string_view type = text_at(*field, "type");
  if (type == "string" || type == "boolean" || type == "integer") return "";
  return "must point to a field of type string, boolean or integer. Enum string fields and strings "
         "with formats are allowed.";
}

void validate_selectable(const json::object& version, const FieldPath& path, FieldErrors& errors) {
  constexpr std::size_t most = 8;
  const json::object& schema = object_at(version, {"schema", "openAPIV3Schema"});
  const json::array& fields = array_at(version, "selectableFields");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string text(text_at(element_at(fields, i), "jsonPath"));
    const FieldPath at = path.index(i).child("jsonPath");
    if (text.empty()) {
      errors.required(at);
    } else if (!seen.insert(text).second) {
      errors.duplicate(at, text);
    } else if (const std::string problem = selectable_problem(schema, text); !problem.empty()) {
      errors.invalid(at, text, problem);
    }
  }
  if (seen.size() > most) errors.too_many(path, fields.size(), most);
}

struct VersionPart {
  std::string_view name;         // in a version
  std::string_view common_name;  // in the definition as a whole
  void (*validate)(const json::object& version, const FieldPath& path, FieldErrors& errors);
};

constexpr std::array<VersionPart, 4> version_parts{
    {{"schema", "validation", &validate_schema},
     {"subresources", "subresources", &validate_subresources},
     {"additionalPrinterColumns", "additionalPrinterColumns", &validate_columns},
     {"selectableFields", "selectableFields", &validate_selectable}}};

void validate_deprecation(const json::object& version, const FieldPath& path, FieldErrors& errors) {
  constexpr std::size_t longest = 256;
  const json::value* const warning = find(version, "deprecationWarning");
  if (warning == nullptr || !warning->is_string()) return;
  const std::string text(warning->get_string());
  const FieldPath at = path.child("deprecationWarning");
  if (!flag_at(version, "deprecated")) {
    return errors.invalid(at, text, "can only be set for deprecated versions");
  }
  if (text.size() > longest) return errors.invalid(at, text, "must be <= 256 characters long");
  if (text.empty()) return errors.invalid(at, text, "must not be an empty string");
  const auto unprintable = std::ranges::find_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (unprintable != text.end()) {
    errors.invalid(at, text,
                   "must only contain printable UTF-8 characters; non-printable character found "
                   "at index " +
                       std::to_string(unprintable - text.begin()));
  }
}

/// The server's own form of the structs, in which what versions have in common stands elsewhere.
json::value shown_versions(const json::object& spec) {
  if (find(spec, "versions") == nullptr) return nullptr;
  const json::array& versions = array_at(spec, "versions");
  json::array shown;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const json::object& version = element_at(versions, i);
    const json::value* const warning = find(version, "deprecationWarning");
    json::object& one = shown.emplace_back(json::object()).get_object();
    one = {{"Name", text_at(version, "name")},
           {"Served", flag_at(version, "served")},
           {"Storage", flag_at(version, "storage")},
           {"Deprecated", flag_at(version, "deprecated")},
           {"DeprecationWarning", warning == nullptr ? json::value() : *warning}};
    for (const auto& [name, shown_name] :
         {std::pair{"schema", "Schema"}, std::pair{"subresources", "Subresources"},
          std::pair{"additionalPrinterColumns", "AdditionalPrinterColumns"},
          std::pair{"selectableFields", "SelectableFields"}}) {
      const json::value* const part = find(version, name);
      one[shown_name] = part == nullptr || have_in_common(versions, name) ? json::value() : *part;
    }
  }
  return shown;
}

}  // namespace

void validate_versions(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec.versions";
  const json::array& versions = array_at(spec, "versions");
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const json::value* const schema = find(element_at(versions, i), {"schema", "openAPIV3Schema"});
    if (schema == nullptr || !schema->is_object()) {
      errors.required(path.index(i).child("schema").child("openAPIV3Schema"));
    }
  }
  std::set<std::string> names;
  bool unique = true;
  std::size_t stored = 0;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const json::object& version = element_at(versions, i);
    const std::string name(text_at(version, "name"));
    errors.invalid(path.index(i).child("name"), name, check_dns_1035_label(name));
    unique = names.insert(name).second && unique;
    if (flag_at(version, "storage")) ++stored;
    validate_deprecation(version, path.index(i), errors);
    for (const VersionPart& part : version_parts) {
      if (have_in_common(versions, part.name)) continue;
      part.validate(version, path.index(i).child(part.name), errors);
    }
  }
  if (!unique) errors.invalid(path, shown_versions(spec), "must contain unique version names");
  if (stored != 1) {
    errors.invalid(path, shown_versions(spec),
                   "must have exactly one version marked as storage version");
  }
  if (versions.empty()) return;
  const std::string first(text_at(element_at(versions, 0), "name"));
  if (!first.empty()) errors.invalid("spec.version", first, check_dns_1035_label(first));
}

void validate_common_parts(const json::object& spec, FieldErrors& errors) {
  const json::array& versions = array_at(spec, "versions");
  if (versions.empty()) return;
  for (const VersionPart& part : version_parts) {
    if (!have_in_common(versions, part.name)) continue;
    part.validate(element_at(versions, 0), FieldPath("spec").child(part.common_name), errors);
  }
}

}  // namespace k8s::testing::fake
