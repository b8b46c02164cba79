#include "testing/fake/subresource.hpp"

#include <algorithm>

namespace k8s::testing::fake {
namespace {

const std::vector<std::string_view> read_and_write{"get", "patch", "update"};

}  // namespace

bool Subresource::offers(std::string_view verb) const {
  return std::ranges::find(verbs, verb) != verbs.end();
}

std::vector<Subresource> subresources_of(const Resource& resource) {
  std::vector<Subresource> all;
  if (resource.rules->finalizers_in_spec) all.push_back({.name = "finalize", .verbs = {"update"}});
  if (resource.has(k8s::detail::subresource_status)) {
    all.push_back({.name = "status", .verbs = read_and_write});
  }
  return all;
}

}  // namespace k8s::testing::fake
