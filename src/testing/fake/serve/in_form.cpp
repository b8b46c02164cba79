#include "testing/fake/serve/in_form.hpp"

#include <string>
#include <utility>

#include "testing/fake/refusal.hpp"
#include "testing/fake/table.hpp"

namespace k8s::testing::fake {
namespace {

/// The type that the server has of objects or lists of a kind, as it names it in messages.
std::string go_type_of(const Resource& resource, const std::string& kind) {
  if (resource.is_custom()) {
    return kind == resource.kind ? "*unstructured.Unstructured" : "*unstructured.UnstructuredList";
  }
  const std::string package = resource.group.substr(0, resource.group.find('.'));
  return "*" + (package.empty() ? "core" : package) + "." + kind;
}

/// The object is none that the wanted form is for.
[[noreturn]] void refuse_form(const std::string& why) {
  refuse_not_acceptable("you requested " + why, true);
}

}  // namespace

json::object object_in_form(const Resource& resource, const Form& form, const ObjectPtr& object,
                            std::chrono::sys_seconds now, bool with_columns) {
  if (form.kind == Form::Kind::metadata) return partial_object(*object, form);
  if (form.kind == Form::Kind::metadata_list) {
    refuse_form("PartialObjectMetadataList, but the requested object is not a list (" +
                go_type_of(resource, resource.kind) + ")");
  }
  json::object metadata{{"resourceVersion", text_at(*object, {"metadata", "resourceVersion"})}};
  return make_table({resource, form, now, with_columns}, {&object, 1}, std::move(metadata));
}

json::object list_in_form(const Resource& resource, const Form& form,
                          const std::vector<ObjectPtr>& objects, std::chrono::sys_seconds now,
                          json::object metadata) {
  if (form.kind == Form::Kind::table) {
    return make_table({resource, form, now}, objects, std::move(metadata));
  }
  if (form.kind == Form::Kind::metadata) {
    refuse_form("PartialObjectMetadata, but the requested object is a list (" +
                go_type_of(resource, resource.list_kind()) + ")");
  }
  json::array items;
  for (const ObjectPtr& object : objects) items.push_back(partial_object(*object, form));
  return {{"kind", "PartialObjectMetadataList"},
          {"apiVersion", form.api_version()},
          {"metadata", std::move(metadata)},
          {"items", std::move(items)}};
}

}  // namespace k8s::testing::fake
