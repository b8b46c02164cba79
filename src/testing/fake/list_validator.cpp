#include "testing/fake/list_validator.hpp"

#include <set>

#include "testing/fake/object.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

void check_unique(const json::object& schema, const json::array& list, const FieldPath& path,
                  FieldErrors& errors) {
  const std::string_view type = text_at(schema, "x-kubernetes-list-type");
  if (type != "set" && type != "map") return;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const FieldPath at = path.index(i);
    json::value identity = list[i];
    if (list[i].is_null()) continue;
    if (type == "map") {
      if (!list[i].is_object()) {
        errors.invalid(at, list[i], "must be an object for an array of list-type map");
        continue;
      }
      json::object keys;
      for (const std::string& name : texts_at(schema, {"x-kubernetes-list-map-keys"})) {
        if (const json::value* const key = find(list[i].get_object(), name)) keys[name] = *key;
      }
      identity = std::move(keys);
    }
    if (!seen.insert(to_text(sorted(identity))).second) errors.duplicate(at, identity);
  }
}

}  // namespace

void validate_lists(const json::object& schema, const json::value& value, const FieldPath& path,
                    FieldErrors& errors) {
  if (const json::object* const object = value.if_object()) {
    const json::object& properties = object_at(schema, "properties");
    for (const auto& member : *object) {
      const json::object* const known = member_schema(schema, member.key());
      if (known == nullptr) continue;
      const bool is_named = properties.contains(member.key());
      validate_lists(*known, member.value(),
                     is_named ? path.child(member.key()) : path.key(member.key()), errors);
    }
  } else if (const json::array* const list = value.if_array()) {
    check_unique(schema, *list, path, errors);
    const json::object* const items = schema_at(schema, "items");
    for (std::size_t i = 0; items != nullptr && i < list->size(); ++i) {
      validate_lists(*items, (*list)[i], path.index(i), errors);
    }
  }
}

}  // namespace k8s::testing::fake
