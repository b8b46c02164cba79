#include "testing/fake/patch.hpp"

#include <array>
#include <map>
#include <utility>

#include "testing/fake/body.hpp"
#include "testing/fake/json_patch.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/strategic_patch.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_operations = 10'000;

constexpr std::array<std::pair<std::string_view, PatchType>, 4> patch_types{
    {{"application/json-patch+json", PatchType::json},
     {"application/merge-patch+json", PatchType::merge},
     {"application/strategic-merge-patch+json", PatchType::strategic},
     {"application/apply-patch+yaml", PatchType::apply}}};

/// A custom resource has no metadata to merge lists by.
bool supports(const Resource& resource, PatchType type) {
  return type != PatchType::strategic || !resource.is_custom();
}

/// Reads the text of a patch. \param problem what a refusal begins with
ParsedJson parse_patch(std::string_view body, const std::string& problem) {
  try {
    return parse_json(body);
  } catch (const JsonError& error) {
    refuse_bad_request(problem + error.what());
  }
}

const char* go_kind(const json::value& value) {
  if (value.is_array()) return "array";
  if (value.is_string()) return "string";
  return value.is_bool() ? "bool" : "number";
}

std::vector<std::string> duplicates_of(const ParsedJson& document) {
  std::vector<std::string> complaints;
  for (const std::string& path : document.duplicates) {
    complaints.push_back("duplicate field \"" + path + "\"");
  }
  return complaints;
}

/// Brings the members of the objects along a path into the order of their names, as the server
/// shows what a JSON patch has reached into.
void sort_along(json::value& value, std::string_view path) {
  json::value* at = &value;
  for (;;) {
    if (json::object* const object = at->if_object()) {
      std::map<std::string, json::value> members;
      for (auto& member : *object) members.emplace(member.key(), std::move(member.value()));
      object->clear();
      for (auto& [name, member] : members) (*object)[name] = std::move(member);
    }
    const std::size_t slash = path.find('/');
    if (slash == path.npos) return;
    path.remove_prefix(slash + 1);
    const std::string_view segment = path.substr(0, path.find('/'));
    // The last segment names a member, which is not reached into.
    if (segment.size() == path.size() || !at->is_object()) return;
    at = at->get_object().if_contains(segment);
    if (at == nullptr) return;
  }
}

/// The operations that a JSON patch consists of.
json::array operations_of(const Patch& patch, bool strictly, std::vector<std::string>& complaints) {
  const char* const problem = strictly ? "error decoding patch: " : "";
  const ParsedJson document = parse_patch(patch.body, problem);
  try {
    if (strictly) {
      complaints = check_json_patch(document);
    } else if (!document.value.is_null() && !document.value.is_array()) {
      throw SchemaError(std::string("json: cannot unmarshal ") +
                        (document.value.is_object() ? "object" : go_kind(document.value)) +
                        " into Go value of type jsonpatch.Patch");
    }
  } catch (const SchemaError& error) {
    refuse_bad_request(problem + std::string(error.what()));
  }
  if (document.value.is_null()) return {};
  const json::array& operations = document.value.get_array();
  for (const json::value& operation : operations) {
    if (operation.is_object() || operation.is_null()) continue;
    refuse_bad_request(std::string("json: cannot unmarshal ") + go_kind(operation) +
                       " into Go value of type jsonpatch.Operation");
  }
  if (operations.size() > max_operations) {
    refuse_too_large("The allowed maximum operations in a JSON patch is " +
                     std::to_string(max_operations) + ", got " + std::to_string(operations.size()));
  }
  return operations;
}

std::string apply_json(const Patch& patch, const json::object& object, bool strictly,
                       std::vector<std::string>& complaints) {
  const json::array operations = operations_of(patch, strictly, complaints);
  json::value patched;
  try {
    patched = apply_json_patch(object, operations);
  } catch (const PatchMismatch&) {
    refuse_unprocessable();
  }
  sort_along(patched, "");
  for (const json::value& operation : operations) {
    for (const char* const name : {"from", "path"}) {
      sort_along(patched, text_at(operation.get_object(), name));
    }
  }
  return to_text(patched);
}

std::string apply_merge(const Patch& patch, const json::object& object, bool strictly,
                        std::vector<std::string>& complaints) {
  ParsedJson document;
  try {
    document = parse_json(patch.body);
  } catch (const JsonError& error) {
    refuse_bad_request(strictly ? std::string("error decoding patch: ") + error.what()
                                : "Invalid JSON Patch");
  }
  if (document.value.is_object()) {
    if (strictly) complaints = duplicates_of(document);
    return to_text(apply_merge_patch(object, document.value.get_object()));
  }
  if (strictly && !document.value.is_null()) {
    refuse_bad_request(std::string("error decoding patch: json: cannot unmarshal ") +
                       go_kind(document.value) + " into Go value of type map[string]interface {}");
  }
  if (!document.value.is_array()) refuse_bad_request("Invalid JSON Patch");
  return to_text(document.value);
}

json::object apply_strategic(const ParsedJson& patch, const Resource& resource,
                             const json::object& object) {
  if (patch.value.is_null()) return object;
  if (!patch.value.is_object()) {
    refuse_bad_request(std::string("json: cannot unmarshal ") + go_kind(patch.value) +
                       " into Go value of type map[string]interface {}");
  }
  try {
    json::object patched = apply_strategic_patch(object, patch.value.get_object(), *resource.table);
    // What the object is, such a patch does not change.
    patched["kind"] = resource.kind;
    patched["apiVersion"] = resource.api_version();
    return patched;
  } catch (const StrategicPatchError& error) {
    if (error.kind() == StrategicPatchError::Kind::bad_request) refuse_bad_request(error.what());
    if (error.kind() == StrategicPatchError::Kind::unprocessable) refuse_unprocessable();
    refuse_internal(error.what());
  }
}

}  // namespace

PatchType read_patch_type(const Headers& headers, const Resource& resource) {
  const std::string* const header = headers.find("Content-Type");
  std::string_view type = header != nullptr ? std::string_view(*header) : std::string_view();
  type = type.substr(0, type.find(';'));
  std::string accepted;
  for (const auto& [name, patch_type] : patch_types) {
    if (!supports(resource, patch_type)) continue;
    if (name == type) return patch_type;
    accepted.append(accepted.empty() ? "" : ", ").append(name);
  }
  if (!resource.is_custom()) refuse_media_type("415: Unsupported Media Type", false);
  refuse_media_type(
      "the body of the request was in an unknown format - accepted media types include: " +
      accepted);
}

json::object apply_patch(const Patch& patch, const Resource& resource, const json::object& object,
                         FieldValidation validation, std::vector<std::string>& warnings,
                         const ResourceRegistry& resources) {
  const bool strictly = validation != FieldValidation::ignore;
  const auto read = [&](const std::string& text, std::string_view shown,
                        std::vector<std::string> complaints) {
    return read_patched(resource, text, shown, std::move(complaints), validation, warnings,
                        resources);
  };
  if (patch.type == PatchType::strategic) {
    const ParsedJson document = parse_patch(patch.body, "");
    const std::string text = to_text(apply_strategic(document, resource, object));
    return read(text, go_print(document.value), duplicates_of(document));
  }
  std::vector<std::string> complaints;
  const std::string text = patch.type == PatchType::json
                               ? apply_json(patch, object, strictly, complaints)
                               : apply_merge(patch, object, strictly, complaints);
  return read(text, text, std::move(complaints));
}

}  // namespace k8s::testing::fake
