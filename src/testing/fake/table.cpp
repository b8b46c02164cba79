#include "testing/fake/table.hpp"

#include <utility>

#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/schema.hpp"
#include "testing/fake/table_columns.hpp"

namespace k8s::testing::fake {
namespace {

json::array definitions(const std::vector<Column>& columns) {
  json::array list;
  for (const Column& column : columns) {
    list.push_back({{"name", column.name},
                    {"type", column.type},
                    {"format", column.format},
                    {"description", column.description},
                    {"priority", column.priority}});
  }
  return list;
}

json::value included(const json::object& object, const TableRequest& request) {
  switch (request.form.include) {
    case Form::Include::none:
      return nullptr;
    case Form::Include::metadata:
      return partial_object(object, request.form);
    case Form::Include::object:
      break;
  }
  json::object whole = object;
  whole["apiVersion"] = request.resource.api_version();
  return whole;
}

bool is_daemon_set(const json::object& object) {
  return text_at(object, "kind") == "DaemonSet" && text_at(object, "apiVersion") == "apps/v1";
}

/// An annotation that the server itself holds in a field of the spec, of which other forms than the
/// whole object know nothing.
void forget_template_generation(json::object& metadata) {
  json::object& annotations = ensure_object(metadata, "annotations");
  annotations.stable_erase("deprecated.daemonset.template.generation");
  if (annotations.empty()) metadata.stable_erase("annotations");
}

}  // namespace

json::object make_table(const TableRequest& request, std::span<const ObjectPtr> objects,
                        json::object metadata) {
  const TableColumns& columns = columns_of(request.resource);
  const std::vector<Column>* const builtin = builtin_columns(request.resource);
  // Where the server has but name and time to tell it makes no list for nothing.
  const bool has_rows = request.resource.is_custom() || builtin != nullptr;
  json::array rows;
  for (const ObjectPtr& object : objects) {
    json::object row{{"cells", columns.cells(*object, request.now)}};
    json::array conditions = columns.conditions(*object);
    if (!conditions.empty()) row["conditions"] = std::move(conditions);
    row["object"] = included(*object, request);
    rows.push_back(std::move(row));
  }
  return {{"kind", "Table"},
          {"apiVersion", request.form.api_version()},
          {"metadata", std::move(metadata)},
          {"columnDefinitions",
           request.with_columns
               ? json::value(definitions(builtin != nullptr ? *builtin : columns.columns()))
               : json::value()},
          {"rows", has_rows || !rows.empty() ? json::value(std::move(rows)) : json::value()}};
}

json::object partial_object(const json::object& object, const Form& form) {
  const meta::v1::ObjectMeta* const typed = nullptr;
  json::object metadata = arrange(k8s_describe(typed), metadata_of(object));
  if (is_daemon_set(object)) forget_template_generation(metadata);
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", form.api_version()},
          {"metadata", std::move(metadata)}};
}

}  // namespace k8s::testing::fake
