// ConfigMap, Secret, Namespace.

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

json::array config_map_cells(const json::object& object, std::chrono::sys_seconds now) {
  const std::size_t size =
      object_at(object, "data").size() + object_at(object, "binaryData").size();
  return {cell(name_of(object)), size, cell(age_of(object, now))};
}

json::array secret_cells(const json::object& object, std::chrono::sys_seconds now) {
  return {cell(name_of(object)), cell(text_at(object, "type")), object_at(object, "data").size(),
          cell(age_of(object, now))};
}

json::array namespace_cells(const json::object& object, std::chrono::sys_seconds now) {
  return {cell(name_of(object)), cell(text_at(object, {"status", "phase"})),
          cell(age_of(object, now))};
}

}  // namespace

const TableColumns& config_map_columns() {
  static const FixedColumns columns{{name_column, {.name = "Data"}, age_column}, &config_map_cells};
  return columns;
}

const TableColumns& secret_columns() {
  static const FixedColumns columns{{name_column, {.name = "Type"}, {.name = "Data"}, age_column},
                                    &secret_cells};
  return columns;
}

const TableColumns& namespace_columns() {
  static const FixedColumns columns{{name_column, {.name = "Status"}, age_column},
                                    &namespace_cells};
  return columns;
}

}  // namespace k8s::testing::fake
