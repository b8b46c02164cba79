#include "testing/fake/resource.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/kinds/versions.hpp"

namespace k8s::testing::fake {

std::string Resource::api_version() const {
  return group.empty() ? version : group + "/" + version;
}

std::string Resource::collection() const {
  const std::string_view shared = shared_collection(group, plural);
  return shared.empty() ? group + "/" + plural : std::string(shared);
}

std::string Resource::storage_key(std::string_view namespace_, std::string_view name) const {
  std::string key = "/registry/";
  if (is_custom()) key += group + "/";
  key += rules->storage_path.empty() ? std::string_view(plural) : rules->storage_path;
  if (!namespace_.empty()) key.append("/").append(namespace_);
  return key.append("/").append(name);
}

void ResourceRegistry::add(Resource resource) {
  Name name{resource.group, resource.version, resource.plural};
  resources_.emplace(std::move(name), std::move(resource));
}

void ResourceRegistry::set_definition(const std::string& name, std::vector<Resource> versions) {
  for (const Name& old : std::exchange(definitions_[name], {})) {
    if (auto node = resources_.extract(old)) retired_.push_back(std::move(node));
  }
  for (Resource& resource : versions) {
    Name key{resource.group, resource.version, resource.plural};
    if (resources_.contains(key)) continue;  // Another definition, or a test, was first.
    definitions_[name].push_back(key);
    resources_.emplace(std::move(key), std::move(resource));
  }
}

const Resource* ResourceRegistry::find(std::string_view group, std::string_view version,
                                       std::string_view plural) const {
  const auto found = resources_.find(std::tie(group, version, plural));
  return found == resources_.end() ? nullptr : &found->second;
}

const Resource* ResourceRegistry::find_kind(std::string_view group, std::string_view version,
                                            std::string_view kind) const {
  const auto found = std::ranges::find_if(resources_, [&](const auto& entry) {
    return entry.second.group == group && entry.second.version == version &&
           entry.second.kind == kind;
  });
  return found == resources_.end() ? nullptr : &found->second;
}

bool ResourceRegistry::has_builtin_group(std::string_view group) const {
  return std::ranges::any_of(resources_, [&](const auto& entry) {
    return entry.second.group == group && !entry.second.is_custom();
  });
}

std::vector<const Resource*> ResourceRegistry::all() const {
  std::vector<const Resource*> all;
  for (const auto& [name, resource] : resources_) all.push_back(&resource);
  return all;
}

}  // namespace k8s::testing::fake
