// Which kind has which columns.

#include <map>
#include <utility>

#include "testing/fake/table_columns.hpp"
#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

using GroupAndPlural = std::pair<std::string_view, std::string_view>;

json::array default_cells(const json::object& object, std::chrono::sys_seconds now) {
  return {cell(name_of(object)), cell(age_of(object, now))};
}

json::array created_cells(const json::object& object, std::chrono::sys_seconds /*now*/) {
  return {cell(name_of(object)), cell(text_at(object, {"metadata", "creationTimestamp"}))};
}

const TableColumns& created_columns() {
  static const FixedColumns columns{{name_column, created_column("Created At")}, &created_cells};
  return columns;
}

const TableColumns& default_columns(const Resource& resource) {
  static const FixedColumns custom{{name_column, created_column("Age")}, &default_cells};
  return resource.is_custom() ? custom : created_columns();
}

const std::map<GroupAndPlural, const TableColumns*>& columns_by_kind() {
  static const std::map<GroupAndPlural, const TableColumns*> columns{
      {{"", "configmaps"}, &config_map_columns()},
      {{"", "namespaces"}, &namespace_columns()},
      {{"", "pods"}, &pod_columns()},
      {{"", "secrets"}, &secret_columns()},
      {{"", "services"}, &service_columns()},
      {{"apiextensions.k8s.io", "customresourcedefinitions"}, &created_columns()},
      {{"apps", "deployments"}, &deployment_columns()},
      {{"apps", "replicasets"}, &replica_set_columns()},
      {{"batch", "jobs"}, &job_columns()},
      {{"networking.k8s.io", "ingresses"}, &ingress_columns()},
  };
  return columns;
}

}  // namespace

json::array TableColumns::conditions(const json::object& /*object*/) const {
  return {};
}

const TableColumns& columns_of(const Resource& resource) {
  if (resource.columns != nullptr) return *resource.columns;
  const auto found = columns_by_kind().find({resource.group, resource.plural});
  if (found != columns_by_kind().end()) return *found->second;
  if (!resource.is_custom()) {
    for (const auto look_up :
         {&cluster_columns, &storage_columns, &policy_columns, &other_columns}) {
      const TableColumns* const columns = look_up(resource.group, resource.plural);
      if (columns != nullptr) return *columns;
    }
  }
  return default_columns(resource);
}

}  // namespace k8s::testing::fake
