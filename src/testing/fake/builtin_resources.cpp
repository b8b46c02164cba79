#include "testing/fake/builtin_resources.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "models/kinds.hpp"
#include "testing/fake/definitions.hpp"
#include "testing/fake/kind_rules.hpp"
#include "testing/fake/reviews.hpp"

namespace k8s::testing::fake {
namespace {

/// A server with default flags offers the stable version of everything that it stores.
bool is_served(const k8s::detail::Kind& kind) {
  const bool stable = kind.version.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return stable && !kind.plural.empty() && kind.verbs != 0;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    words.emplace_back(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(list.size(), words.back().size() + 1));
  }
  return words;
}

Resource modelled_resource(const k8s::detail::Kind& kind) {
  return {.group = std::string(kind.group),
          .version = std::string(kind.version),
          .kind = std::string(kind.name),
          .plural = std::string(kind.plural),
          .namespaced = kind.namespaced,
          .verbs = kind.verbs,
          .table = &kind.table(),
          .rules = &builtin_rules(kind.group, kind.plural),
          .singular = std::string(kind.singular),
          .short_names = words_of(kind.short_names),
          .categories = words_of(kind.categories)};
}

Resource replica_sets() {
  using namespace k8s::detail;
  const int verbs = verb_create | verb_get | verb_list | verb_watch | verb_update | verb_patch |
                    verb_delete | verb_deletecollection | subresource_status;
  return {.group = "apps",
          .version = "v1",
          .kind = "ReplicaSet",
          .plural = "replicasets",
          .verbs = static_cast<std::uint16_t>(verbs),
          .rules = &custom_rules()};
}

}  // namespace

std::vector<Resource> builtin_resources(bool with_replica_sets) {
  std::vector<Resource> resources;
  for (const k8s::detail::Kind* const kind : k8s::detail::all_kinds()) {
    if (is_served(*kind)) resources.push_back(modelled_resource(*kind));
  }
  resources.push_back(definition_resource());
  for (Resource& resource : review_resources()) resources.push_back(std::move(resource));
  if (with_replica_sets) resources.push_back(replica_sets());
  return resources;
}

}  // namespace k8s::testing::fake
