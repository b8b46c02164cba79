#include "testing/fake/action_kinds.hpp"

#include <stdexcept>
#include <string>

#include "models/kinds.hpp"
#include "testing/fake/kind_rules.hpp"

namespace k8s::testing::fake {
namespace {

std::string_view kind_of(std::string_view subresource) {
  if (subresource == "eviction") return "Eviction";
  return subresource == "binding" ? "Binding" : "TokenRequest";
}

}  // namespace

Resource action_resource(std::string_view subresource, std::string_view body) {
  for (const k8s::detail::Kind* const kind : k8s::detail::all_kinds()) {
    if (kind->name != kind_of(subresource)) continue;
    // Clients that know older servers evict with this one, which says the same.
    const bool is_old = kind->group == "policy" && body.find("policy/v1beta1") != body.npos;
    return {.group = std::string(kind->group),
            .version = is_old ? "v1beta1" : std::string(kind->version),
            .kind = std::string(kind->name),
            .table = &kind->table(),
            .rules = &builtin_rules("", "")};
  }
  throw std::logic_error("the library has no model of a " + std::string(kind_of(subresource)));
}

}  // namespace k8s::testing::fake
