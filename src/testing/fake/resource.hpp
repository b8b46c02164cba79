#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <k8s/detail/kind.hpp>

#include "testing/fake/kind_rules.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {

class CustomSchema;
class TableColumns;
struct MergeType;

/// Where an object has what its Scale tells, as paths: ".spec.replicas".
struct ScalePaths {
  std::string spec_replicas = ".spec.replicas";
  std::string status_replicas = ".status.replicas";
  /// Of a text; empty where the selector is that of Kubernetes' own kinds.
  std::string selector{};
};

/// One kind in one version, as the server offers it.
struct Resource {
  std::string group{};
  std::string version{};
  std::string kind{};
  std::string plural{};
  bool namespaced = true;
  std::uint16_t verbs = 0;  // k8s::detail::Verbs
  /// Its fields, if it is a kind of Kubernetes' own: what else an object has is pruned.
  const k8s::detail::Table* table = nullptr;
  const KindRules* rules = nullptr;
  /// Beside the plural. \see find_known_names
  std::string singular{};  // empty: the kind in small letters
  std::vector<std::string> short_names{};
  std::vector<std::string> categories{};
  /// What a CustomResourceDefinition says of how its fields are merged.
  const MergeType* merge_type = nullptr;
  /// And of what it has; null if it may have any members.
  std::shared_ptr<const CustomSchema> schema{};
  /// The columns that its definition names; null if it names none.
  std::shared_ptr<const TableColumns> columns{};
  ScalePaths scale{};

  [[nodiscard]] std::string api_version() const;
  [[nodiscard]] std::string list_kind() const { return kind + "List"; }
  [[nodiscard]] GroupName resource_name() const { return {group, plural}; }
  [[nodiscard]] GroupName kind_name() const {
    return {rules != nullptr && rules->named_as_core ? "" : group, kind};
  }
  /// Names the collection in the Storage; the same for all versions of a kind.
  [[nodiscard]] std::string collection() const;
  [[nodiscard]] bool has(k8s::detail::Verbs verb) const noexcept { return (verbs & verb) != 0; }
  [[nodiscard]] bool is_custom() const noexcept { return table == nullptr; }
  /// The key that etcd would hold an object under, which some messages name.
  [[nodiscard]] std::string storage_key(std::string_view namespace_, std::string_view name) const;
};

/// All kinds that the server offers. References stay good while it lives.
class ResourceRegistry {
 public:
  /// Adds a kind; what was registered under the same group, version and plural stays.
  void add(Resource resource);
  /// Offers the kind of a CustomResourceDefinition, in these versions and no others.
  void set_definition(const std::string& name, std::vector<Resource> versions);
  void remove_definition(const std::string& name) { set_definition(name, {}); }

  [[nodiscard]] const Resource* find(std::string_view group, std::string_view version,
                                     std::string_view plural) const;
  [[nodiscard]] const Resource* find_kind(std::string_view group, std::string_view version,
                                          std::string_view kind) const;
  /// Whether Kubernetes itself has the group.
  [[nodiscard]] bool has_builtin_group(std::string_view group) const;
  /// In the order of group, version and plural.
  [[nodiscard]] std::vector<const Resource*> all() const;

 private:
  using Name = std::tuple<std::string, std::string, std::string>;
  using Resources = std::map<Name, Resource, std::less<>>;

  Resources resources_;
  std::map<std::string, std::vector<Name>> definitions_;
  /// What is no longer offered, and may still be in use.
  std::vector<Resources::node_type> retired_;
};

}  // namespace k8s::testing::fake
