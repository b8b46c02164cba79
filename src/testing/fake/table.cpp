#include "testing/fake/table.hpp"

#include <utility>

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
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", form.api_version()},
          {"metadata", metadata_of(object)}};
}

}  // namespace k8s::testing::fake
