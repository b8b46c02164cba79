#include "testing/fake/policy/mutation.hpp"

#include <string>
#include <utility>
#include <vector>

#include "testing/fake/cel/json_value.hpp"
#include "testing/fake/json_patch.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/typed.hpp"

namespace k8s::testing::fake::policy {
namespace {

/// Whether `Object.spec` stands at `spec`, and so on below it; what does not is told.
void check_names(const cel::Value& value, const std::string& path,
                 std::vector<std::string>& problems) {
  if (const auto* const list = cel::as_list(value)) {
    for (const cel::Value& each : list->elements) check_names(each, path, problems);
  }
  const auto* const map = cel::as_map(value);
  if (map == nullptr) return;
  const bool is_message = !map->message.empty();
  if (is_message && map->message != path) {
    problems.push_back("unexpected type name " + go_quote(map->message) + ", expected " +
                       go_quote(path) + ", which matches field name path from root Object type");
  }
  for (const cel::Entry& entry : map->entries) {
    const auto* const name = std::get_if<std::string>(&entry.key);
    const bool goes_down = is_message && name != nullptr;
    check_names(entry.value, goes_down ? path + "." + *name : path, problems);
  }
}

void check_names(const cel::Value& value, const std::string& path) {
  std::vector<std::string> problems;
  check_names(value, path, problems);
  if (problems.empty()) return;
  std::string text = "type mismatch: ";
  const char* separator = "";
  for (const std::string& problem : problems) {
    text += separator + problem;
    separator = "\n";
  }
  throw MutationError(text);
}

/// The paths of what is replaced as a whole, which a policy may not configure.
void find_atomics(const json::value& value, const MergeType& type, const std::string& path,
                  std::vector<std::string>& found) {
  if (const json::object* const object = value.if_object(); object != nullptr && type.is_map) {
    if (type.map_atomic) found.push_back(path);
    for (const auto& member : *object) {
      const auto field = type.fields.find(member.key());
      if (field == type.fields.end() || field->second == nullptr) continue;
      find_atomics(member.value(), *field->second, path + "." + std::string(member.key()), found);
    }
  }
  if (const json::array* const list = value.if_array(); list != nullptr && type.is_list) {
    if (type.list_atomic) found.push_back(path);
    for (std::size_t i = 0; i < list->size() && type.element != nullptr; ++i) {
      find_atomics((*list)[i], *type.element, path + "[" + std::to_string(i) + "]", found);
    }
  }
}

void check_atomics(const json::object& configured, const MergeType& type) {
  std::vector<std::string> found;
  find_atomics(configured, type, "", found);
  if (found.empty()) return;
  std::string list;
  for (const std::string& path : found) list += (list.empty() ? "" : ", ") + path;
  throw MutationError(
      "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or "
      "structs: " +
      list);
}

json::value json_of(const cel::Value& value) {
  std::optional<json::value> result = cel::to_json(value);
  if (result) return *std::move(result);
  throw MutationError(
      "JSONPath valueExpression evaluated to a type that could not marshal to JSON: unsupported "
      "type " +
      std::string(cel::type_name(value)));
}

/// One operation of a JSON patch.
json::object operation_of(const cel::Value& value) {
  json::object operation;
  const auto* const map = cel::as_map(value);
  if (map == nullptr) return operation;
  for (const char* const name : {"op", "path", "from"}) {
    const cel::Value* const member = map->find(cel::Value(std::string(name)));
    const auto* const text = member != nullptr ? std::get_if<std::string>(member) : nullptr;
    // An operation without a path is about the whole document.
    if (text != nullptr && !text->empty()) operation[name] = *text;
  }
  if (!operation.contains("path")) operation["path"] = "";
  if (const cel::Value* const member = map->find(cel::Value(std::string("value")))) {
    const auto* const object = cel::as_map(*member);
    if (object != nullptr && !object->message.empty()) check_names(*member, object->message);
    operation["value"] = json_of(*member);
  }
  return operation;
}

}  // namespace

json::object apply_configured(const json::object& object, const cel::Value& configured,
                              const Resource& form) {
  check_names(configured, "Object");
  json::value patch = json_of(configured);
  json::object& members = patch.get_object();
  members["apiVersion"] = form.api_version();
  members["kind"] = form.kind;
  const MergeType& type = merge_type_of(form);
  try {
    check_typed(members, type);
  } catch (const TypeError& error) {
    throw MutationError(
        std::string("error applying patch: failed to convert patch object to typed object: ") +
        error.what());
  }
  check_atomics(members, type);
  return merge(object, members, type);
}

std::optional<json::object> apply_operations(const json::object& object,
                                             const cel::Value& operations) {
  json::array all;
  if (const auto* const list = cel::as_list(operations)) {
    for (const cel::Value& each : list->elements) all.push_back(operation_of(each));
  }
  try {
    json::value patched = apply_json_patch(object, all);
    if (patched.is_object()) return std::move(patched.get_object());
  } catch (const PatchMismatch& error) {
    const std::string what = error.what();
    if (what.starts_with("testing value ")) return std::nullopt;
    throw MutationError("JSON Patch: " + what);
  }
  throw MutationError("JSON Patch: the result is no object");
}

}  // namespace k8s::testing::fake::policy
