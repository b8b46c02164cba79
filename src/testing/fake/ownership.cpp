#include "testing/fake/ownership.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

/// A custom resource of which nobody has said what it has.
const MergeType& schemaless_type() {
  static const MergeType* const type = [] {
    static MergeType object;
    const meta::v1::ObjectMeta* const metadata = nullptr;
    object.is_map = true;
    object.fields["metadata"] = &merge_type(k8s_describe(metadata));
    object.other_fields = &deduced_type();
    return &object;
  }();
  return *type;
}

/// The groups and kinds whose status is written without touching any metadata.
bool status_resets_metadata(const Resource& resource) {
  static constexpr std::array<std::string_view, 4> groups{"admissionregistration.k8s.io",
                                                          "flowcontrol.apiserver.k8s.io",
                                                          "resource.k8s.io", "storage.k8s.io"};
  return resource.is_custom() || resource.plural == "servicecidrs" ||
         std::ranges::find(groups, resource.group) != groups.end();
}

std::optional<ManagedFields> managers_of(const json::object& object) {
  return ManagedFields::parse(array_at(object, {"metadata", "managedFields"}));
}

/// An empty list, or one with an empty entry, is how a client says that nobody shall own anything.
bool resets_managers(const json::object& object) {
  const json::value* const value = find(object, {"metadata", "managedFields"});
  if (value == nullptr || !value->is_array()) return false;
  const json::array& entries = value->get_array();
  return entries.empty() || (entries.size() == 1 && element_at(entries, 0).empty());
}

ManagedFields managers_before(const json::object& before, const json::object& after,
                              const Writer& writer) {
  const auto live = [&] { return managers_of(before).value_or(ManagedFields()); };
  if (!writer.subresource.empty()) return live();
  if (resets_managers(after)) return {};
  std::optional<ManagedFields> own = managers_of(after);
  return own && !own->empty() ? std::move(*own) : live();
}

}  // namespace

const MergeType& merge_type_of(const Resource& resource) {
  if (resource.merge_type != nullptr) return *resource.merge_type;
  return resource.is_custom() ? schemaless_type() : merge_type(*resource.table);
}

FieldRules field_rules(const Resource& resource, std::string_view subresource) {
  FieldRules rules{.type = &merge_type_of(resource)};
  const auto reset = [&rules](std::initializer_list<const char*> names) {
    ElementPath path;
    for (const char* const name : names) path.push_back(PathElement::field(name));
    rules.reset.insert(path);
  };
  if (subresource != "status") {
    if (resource.has(k8s::detail::subresource_status)) reset({"status"});
    return rules;
  }
  reset({"spec"});
  if (status_resets_metadata(resource)) reset({"metadata"});
  if (resource.plural == "deployments") reset({"metadata", "labels"});
  if (resource.plural == "pods") {
    reset({"metadata", "deletionTimestamp"});
    reset({"metadata", "ownerReferences"});
  }
  return rules;
}

json::object without_managers(json::object object) {
  if (json::value* const metadata = find(object, "metadata"); metadata && metadata->is_object()) {
    metadata->get_object().stable_erase("managedFields");
  }
  return object;
}

void set_managers(json::object& object, const ManagedFields& managers) {
  if (std::optional<json::array> entries = managers.entries()) {
    member_of(metadata_of(object), "managedFields") = std::move(*entries);
  } else {
    metadata_of(object).stable_erase("managedFields");
  }
}

void note_write(const json::object& before, const json::object& written, json::object& after,
                const FieldRules& rules, const Writer& writer) {
  ManagedFields managers = managers_before(before, after, writer);
  // Who has not been noted from the start is not noted before the first apply.
  const bool is_new = uid_of(before).empty();
  try {
    if (is_new || !managers.empty()) {
      managers.update(without_managers(before), without_managers(written), rules, writer);
    }
  } catch (const TypeError&) {
    managers = {};  // Validation will refuse it; if not, nobody is noted.
  }
  set_managers(after, managers);
}

}  // namespace k8s::testing::fake
