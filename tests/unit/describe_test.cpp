// Models written by hand, as describe.hpp tells how: a struct and a top-level kind.

#include <sstream>

#include <gmock/gmock.h>
#include <k8s/custom_model.hpp>
#include <k8s/describe.hpp>
#include <k8s/json.hpp>
#include <k8s/models/core/v1/pod_template_spec.hpp>

namespace shop {

struct Retention {
  std::optional<std::int32_t> keep{};
  std::string unit{};
  K8S_STRUCT(Retention)
};

struct BackupSpec {
  std::string schedule{};
  k8s::Box<Retention> retention{};
  k8s::Array<Retention> tiers{};
  k8s::Map<Retention> by_name{};
  std::string default_{};
  std::string ref{};
  k8s::core::v1::PodTemplateSpec template_{};
  K8S_STRUCT(BackupSpec)
};

struct Backup : k8s::Model<Backup> {
  k8s::ObjectMeta metadata{};
  BackupSpec spec{};
  Retention status{};
  K8S_KIND(Backup, spec)
};

/// A kind of the whole cluster, made of nothing but its metadata.
struct Shelf : k8s::Model<Shelf> {
  k8s::ObjectMeta metadata{};
  K8S_KIND(Shelf)
};

K8S_DESCRIBE(Retention, (keep, unit))
K8S_DESCRIBE(BackupSpec, (schedule, retention, tiers, by_name, default_, ref, template_),
             {"schedule", required | once}, {"by_name", omit_empty, "byName"},
             {"ref", omit_empty, "$ref"}, {"", atomic},
             {.member = "tiers",
              .flags = list_map | patch_merge,
              .map_keys = "unit,keep",
              .patch_key = "unit"})
K8S_DESCRIBE_KIND(Backup, (metadata, spec, status),
                  {.group = "shop.example",
                   .version = "v1",
                   .plural = "backups",
                   .verbs = all_verbs | subresource_status,
                   .short_names = "bk",
                   .categories = "all,shop",
                   .fields = {{"spec", required}, {"status", read_only}}})
K8S_DESCRIBE_KIND(Shelf, (metadata), {.version = "v1", .plural = "shelves", .namespaced = false})

}  // namespace shop

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace detail = k8s::detail;

shop::Backup nightly() {
  return shop::Backup{{.name = "nightly"},
                      {.schedule = "0 2 * * *",
                       .retention = shop::Retention{.keep = 0},
                       .tiers = {{.keep = 7, .unit = "day"}, {.keep = 4, .unit = "week"}},
                       .by_name = {{"gold", {.keep = 12}}},
                       .default_ = "gold",
                       .ref = "other",
                       .template_ = {.spec = {.containers = {{.name = "main"}}}}}};
}

std::vector<std::string_view> names(const detail::Table& table) {
  std::vector<std::string_view> result;
  for (const detail::Field& field : table.fields) result.push_back(field.name);
  return result;
}

int flags(const detail::Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.fields, name, &detail::Field::name);
  return found == table.fields.end() ? -1 : found->flags;
}

TEST(Describe, KeepsTheOrderOfMembersAndTheirNamesOnTheWire) {
  const detail::Table& table = k8s_describe(static_cast<const shop::BackupSpec*>(nullptr));
  EXPECT_STREQ(table.name, "BackupSpec");
  EXPECT_THAT(names(table), ElementsAre("schedule", "retention", "tiers", "byName", "default",
                                        "$ref", "template"));
  EXPECT_EQ(table.size, sizeof(shop::BackupSpec));
}

TEST(Describe, TellsWhatDeviates) {
  const detail::Table& table = k8s_describe(static_cast<const shop::BackupSpec*>(nullptr));
  EXPECT_EQ(flags(table, "schedule"), detail::required | detail::once);
  EXPECT_EQ(flags(table, "default"), detail::omit_empty);
}

TEST(Describe, TellsHowListsAreMerged) {
  const detail::Table& table = k8s_describe(static_cast<const shop::BackupSpec*>(nullptr));
  const auto tiers = std::ranges::find(table.fields, "tiers", &detail::Field::name);
  EXPECT_EQ(tiers->flags, detail::list_map | detail::patch_merge);
  EXPECT_EQ(tiers->map_keys, "unit,keep");
  EXPECT_EQ(tiers->patch_key, "unit");
  EXPECT_EQ(table.flags, detail::atomic);
  EXPECT_EQ(k8s_describe(static_cast<const shop::Retention*>(nullptr)).flags, detail::omit_empty);

  const detail::Table& ports = k8s_describe(static_cast<const k8s::core::v1::Container*>(nullptr));
  const auto generated = std::ranges::find(ports.fields, "ports", &detail::Field::name);
  EXPECT_EQ(generated->flags, detail::list_map | detail::patch_merge);
  EXPECT_EQ(generated->map_keys, "containerPort,protocol");
  EXPECT_EQ(generated->patch_key, "containerPort");
}

TEST(Describe, ReachesEveryMember) {
  shop::Backup backup = nightly();
  const detail::Table& table = k8s_describe(&backup);
  const auto at = [&](std::string_view name) {
    const auto found = std::ranges::find(table.fields, name, &detail::Field::name);
    return reinterpret_cast<char*>(&backup) + found->offset;
  };
  EXPECT_EQ(at("metadata"), reinterpret_cast<char*>(&backup.metadata));
  EXPECT_EQ(at("spec"), reinterpret_cast<char*>(&backup.spec));
  EXPECT_EQ(at("status"), reinterpret_cast<char*>(&backup.status));
}

TEST(DescribeKind, TellsWhatTheServerOffers) {
  const detail::Kind& kind = k8s_kind(static_cast<const shop::Backup*>(nullptr));
  EXPECT_EQ(kind.group, "shop.example");
  EXPECT_EQ(kind.version, "v1");
  EXPECT_EQ(kind.name, "Backup");
  EXPECT_EQ(kind.plural, "backups");
  EXPECT_TRUE(kind.namespaced);
  EXPECT_EQ(kind.verbs, detail::all_verbs | detail::subresource_status);
  EXPECT_EQ(kind.short_names, "bk");
  EXPECT_EQ(kind.categories, "all,shop");
  EXPECT_EQ(kind.singular, "");
  EXPECT_EQ(shop::Backup::kind(), "Backup");

  const detail::Kind& shelf = k8s_kind(static_cast<const shop::Shelf*>(nullptr));
  EXPECT_FALSE(shelf.namespaced);
  EXPECT_EQ(shelf.verbs, detail::all_verbs);
  EXPECT_EQ(shelf.group, "");
}

TEST(DescribeKind, ReachesMetadataStateAndTable) {
  shop::Backup backup = nightly();
  const detail::Kind& kind = k8s_kind(&backup);
  EXPECT_EQ(reinterpret_cast<char*>(&backup) + kind.metadata_offset,
            reinterpret_cast<char*>(&backup.metadata));
  EXPECT_EQ(&kind.table(), &k8s_describe(&backup));
  EXPECT_EQ(kind.table().kind, &kind);
  EXPECT_FALSE(kind.state(&backup).fetched);
  kind.state(&backup).fetched = true;
  EXPECT_TRUE(kind.state(&backup).fetched);
  shop::Backup copy = backup;
  EXPECT_TRUE(kind.state(&copy).fetched);
}

TEST(DescribeKind, IsWrittenReadComparedAndPrinted) {
  const shop::Backup backup = nightly();
  const std::string json = k8s::to_json(backup);
  EXPECT_EQ(json,
            R"({"apiVersion":"shop.example/v1","kind":"Backup","metadata":{"name":"nightly"},)"
            R"("spec":{"schedule":"0 2 * * *","retention":{"keep":0},)"
            R"("tiers":[{"keep":7,"unit":"day"},{"keep":4,"unit":"week"}],)"
            R"("byName":{"gold":{"keep":12}},"default":"gold","$ref":"other",)"
            R"("template":{"spec":{"containers":[{"name":"main"}]}}}})");
  shop::Backup read = k8s::from_json<shop::Backup>(json);
  EXPECT_EQ(read, backup);
  read.spec.tiers[1].keep = 5;
  EXPECT_FALSE(read == backup);
  std::ostringstream out;
  out << backup;
  EXPECT_THAT(out.str(), HasSubstr("kind: Backup\n"));
  EXPECT_THAT(out.str(), HasSubstr("  schedule: "));
}

TEST(DescribeKind, KeepsWhatItDoesNotKnow) {
  const std::string json =
      R"({"apiVersion":"shop.example/v1","kind":"Backup","metadata":{"name":"a"},)"
      R"("spec":{"schedule":"x","newer":{"a":[1,2]}},"status":{"unit":"day","phase":"Done"}})";
  EXPECT_EQ(k8s::to_json(k8s::from_json<shop::Backup>(json)), json);
}

TEST(DescribeKind, IsHeldInListsLikeAnyModel) {
  k8s::Array<shop::Backup> backups{nightly(), shop::Backup(k8s::ObjectMeta{.name = "weekly"})};
  const k8s::Array<shop::Backup> copy = backups;
  backups.push_back(copy.front());
  backups[0].spec.by_name["silver"].keep = 3;
  EXPECT_EQ(copy[0], nightly());
  EXPECT_EQ(backups[2], nightly());
  EXPECT_FALSE(backups[0] == copy[0]);
}

}  // namespace
