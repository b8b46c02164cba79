// The generated models against the table of Go's types: order, holding and writing of every member.

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include <gmock/gmock.h>
#include <k8s/detail/description.hpp>
#include <k8s/k8s.hpp>
#include <k8s/models/all.hpp>

#include "models/kinds.hpp"

namespace {

using k8s::detail::Field;
using k8s::detail::Kind;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;

struct Row {
  std::string field;
  std::string kind;
  bool pointer;
  bool always;
};

/// Rows by definition, in Go's order.
std::map<std::string, std::vector<Row>> read_rows() {
  std::ifstream file(std::string(K8S_SOURCE_DIR) + "/tools/modelgen/go-types.tsv");
  std::map<std::string, std::vector<Row>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream columns(line);
    std::string definition, ordinal, field, kind, held, written;
    columns >> definition >> ordinal >> field >> kind >> held >> written;
    rows[definition].push_back({field, kind, held == "pointer", written == "always"});
  }
  return rows;
}

/// The struct inside all holders, or null.
const Table* inner_table(const ValueType& type) {
  if (type.element != nullptr) return inner_table(*type.element);
  return type.structure != nullptr ? &type.structure() : nullptr;
}

void collect(const Table& table, std::set<const Table*>& tables) {
  if (!tables.insert(&table).second) return;
  for (const Field& field : table.fields) {
    if (const Table* inner = inner_table(*field.type)) collect(*inner, tables);
  }
}

template <class... Structs>
void collect_structs(std::set<const Table*>& tables) {
  (collect(k8s_describe(static_cast<const Structs*>(nullptr)), tables), ...);
}

/// Those of all kinds, and those that no kind contains.
std::set<const Table*> all_tables() {
  std::set<const Table*> tables;
  for (const Kind* kind : k8s::detail::all_kinds()) collect(kind->table(), tables);
  namespace meta = k8s::meta::v1;
  collect_structs<meta::APIGroup, meta::APIGroupList, meta::APIResource, meta::APIResourceList,
                  meta::APIVersions, meta::Patch, meta::ServerAddressByClientCIDR, meta::Status,
                  meta::StatusCause, meta::StatusDetails, meta::WatchEvent, k8s::version::Info>(
      tables);
  return tables;
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Field& field : table.fields) names.emplace_back(field.name);
  return names;
}

std::vector<std::string> names_of(const std::vector<Row>& rows, bool kind) {
  std::vector<std::string> names;
  for (const Row& row : rows) {
    if (!kind || (row.field != "apiVersion" && row.field != "kind")) names.push_back(row.field);
  }
  return names;
}

/// The definitions of that name with these members in this order; several versions may share both.
std::vector<const std::vector<Row>*> rows_of(const Table& table,
                                             const std::map<std::string, std::vector<Row>>& rows) {
  std::vector<const std::vector<Row>*> found;
  for (const auto& [definition, fields] : rows) {
    if (definition.ends_with("." + std::string(table.name)) &&
        names_of(fields, table.kind != nullptr) == names_of(table)) {
      found.push_back(&fields);
    }
  }
  return found;
}

ValueKind expected_kind(const Row& row, const Field& field) {
  const std::string_view go = std::string_view(row.kind).substr(0, row.kind.find(':'));
  const bool plain = !row.pointer || (field.flags & k8s::detail::required) != 0;
  const bool raw = row.kind == "struct:RawExtension" || row.kind == "struct:FieldsV1" ||
                   row.kind == "struct:JSON" || row.kind.starts_with("struct:JSONSchemaPropsOr");
  const bool own_unset = row.kind == "struct:Time" || row.kind == "struct:MicroTime" || raw;
  if (!plain && !own_unset) {
    const bool scalar = go != "struct" || row.kind == "struct:IntOrString";
    return scalar ? ValueKind::optional : ValueKind::box;
  }
  if (row.kind == "struct:Time") return ValueKind::time;
  if (row.kind == "struct:MicroTime") return ValueKind::micro_time;
  if (row.kind == "struct:IntOrString") return ValueKind::int_or_string;
  if (own_unset) return ValueKind::raw_json;
  const std::map<std::string_view, ValueKind> kinds{
      {"bool", ValueKind::boolean},     {"int32", ValueKind::int32},
      {"int64", ValueKind::int64},      {"float64", ValueKind::number},
      {"string", ValueKind::string},    {"bytes", ValueKind::bytes},
      {"list", ValueKind::array},       {"map", ValueKind::map},
      {"struct", ValueKind::structure}, {"Quantity", ValueKind::quantity}};
  return kinds.at(go);
}

/// The first member that is held or written otherwise than in Go; empty if none is.
std::string deviation(const Table& table, const std::vector<Row>& rows) {
  for (const Field& field : table.fields) {
    const auto row = std::ranges::find(rows, field.name, &Row::field);
    const int written = field.flags & (k8s::detail::always | k8s::detail::required);
    const bool always = (written & k8s::detail::required) == 0 && row->always;
    if (field.type->kind != expected_kind(*row, field) ||
        always != (written == k8s::detail::always)) {
      return std::string(field.name);
    }
  }
  return {};
}

TEST(Models, HoldAndWriteEveryMemberAsGoDoes) {
  const auto rows = read_rows();
  const auto tables = all_tables();
  // The document has 771 definitions. Ten are values of the library's own, 88 are lists of kinds.
  EXPECT_EQ(tables.size(), 771U - 10 - 88);
  for (const Table* table : tables) {
    if (table->fields.empty()) continue;  // the table of Go's types has a row a field
    const auto candidates = rows_of(*table, rows);
    ASSERT_FALSE(candidates.empty())
        << table->name << " has other members or another order than in Go";
    std::vector<std::string> deviations;
    for (const auto* fields : candidates) deviations.push_back(deviation(*table, *fields));
    EXPECT_THAT(deviations, ::testing::Contains("")) << table->name;
  }
}

TEST(Models, MarkWhatOnlyTheServerSetsAndWhatNobodyMayChange) {
  using namespace k8s::detail;
  const auto flags = [](const Table& table, std::string_view name) -> int {
    return std::ranges::find(table.fields, name, &Field::name)->flags &
           (read_only | once | write_only);
  };
  const Table& metadata = k8s_describe(static_cast<const k8s::ObjectMeta*>(nullptr));
  EXPECT_EQ(flags(metadata, "uid"), read_only);
  EXPECT_EQ(flags(metadata, "managedFields"), read_only);
  EXPECT_EQ(flags(metadata, "resourceVersion"), 0);
  EXPECT_EQ(flags(metadata, "name"), once);
  EXPECT_EQ(flags(k8s_describe(static_cast<const k8s::Pod*>(nullptr)), "status"), read_only);
  EXPECT_EQ(flags(k8s_describe(static_cast<const k8s::Secret*>(nullptr)), "stringData"),
            write_only);
  EXPECT_EQ(flags(k8s_describe(static_cast<const k8s::ServiceSpec*>(nullptr)), "clusterIP"), once);
}

TEST(Models, AreAllListed) {
  std::vector<std::string> names;
  for (const Kind* kind : k8s::detail::all_kinds()) {
    names.push_back(std::string(kind->plural) + "." + std::string(kind->version) + "." +
                    std::string(kind->group));
  }
  EXPECT_EQ(names.size(), 98U);
  EXPECT_THAT(names,
              ::testing::IsSupersetOf({"deployments.v1.apps", "jobs.v1.batch", "configmaps.v1.",
                                       "namespaces.v1.", "pods.v1.", "secrets.v1.", "services.v1.",
                                       "ingresses.v1.networking.k8s.io"}));
  const auto verbs = [](const auto* of) { return k8s_kind(of).verbs; };
  const int both = k8s::detail::subresource_status | k8s::detail::subresource_scale;
  EXPECT_EQ(verbs(static_cast<const k8s::Deployment*>(nullptr)) & both, both);
  EXPECT_EQ(verbs(static_cast<const k8s::Secret*>(nullptr)) & both, 0);
  EXPECT_EQ(verbs(static_cast<const k8s::Namespace*>(nullptr)) & k8s::detail::verb_deletecollection,
            0);
  EXPECT_EQ(verbs(static_cast<const k8s::TokenReview*>(nullptr)), k8s::detail::verb_create);
  EXPECT_EQ(verbs(static_cast<const k8s::Eviction*>(nullptr)), 0) << "it is no resource of its own";
  const auto& deployment = k8s_kind(static_cast<const k8s::Deployment*>(nullptr));
  EXPECT_TRUE(deployment.namespaced);
  EXPECT_EQ(deployment.short_names, "deploy");
  EXPECT_EQ(deployment.categories, "all");
  EXPECT_FALSE(k8s_kind(static_cast<const k8s::Node*>(nullptr)).namespaced);
}

// One version of every kind stands in namespace k8s.
static_assert(std::is_same_v<k8s::Event, k8s::core::v1::Event>);
static_assert(
    std::is_same_v<k8s::HorizontalPodAutoscaler, k8s::autoscaling::v2::HorizontalPodAutoscaler>);
static_assert(std::is_same_v<k8s::ResourceClaim, k8s::resource::v1::ResourceClaim>);
static_assert(std::is_same_v<k8s::CronJob, k8s::batch::v1::CronJob>);
static_assert(std::is_same_v<k8s::Subject, k8s::rbac::v1::Subject>);
static_assert(std::is_same_v<k8s::CustomResourceDefinition,
                             k8s::apiextensions::v1::CustomResourceDefinition>);

TEST(Models, AreMadeOfTheirMetadataAndContent) {
  const k8s::ObjectMeta metadata{.name = "a"};
  const k8s::DeploymentSpec spec{.replicas = 3};
  const k8s::Deployment copied(metadata, spec);
  const k8s::Deployment moved{{.name = "a"}, {.replicas = 3}};
  EXPECT_EQ(copied, moved);
  EXPECT_EQ(copied.metadata, metadata);
  EXPECT_EQ(copied.spec, spec);
  EXPECT_EQ(k8s::Deployment(metadata).metadata.name, "a");
  EXPECT_EQ(k8s::ConfigMap(metadata, {{"k", "v"}}).data.at("k"), "v");
  EXPECT_EQ(k8s::Secret(metadata, {{"k", "v"}}).stringData.at("k"), "v");
  EXPECT_EQ(k8s::ClusterRole(metadata, {{.verbs = {"get"}}}).rules.at(0).verbs.at(0), "get");
  const k8s::RoleBinding binding(metadata, {.kind = "Role", .name = "reader"},
                                 {{.kind = "User", .name = "jane"}});
  EXPECT_EQ(binding.roleRef.name, "reader");
  EXPECT_EQ(binding.subjects.at(0).name, "jane");
  EXPECT_EQ(k8s::StorageClass(metadata).metadata.name, "a");
}

}  // namespace
