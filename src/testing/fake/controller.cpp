#include "testing/fake/controller.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "testing/fake/api_version.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

/// More than any test has to do; controllers that take more undo each other's work.
constexpr std::size_t max_steps = 1'000'000;

/// As whom a part of the cluster comes to the server.
Caller component(std::string_view manager) {
  return {"system:" + std::string(manager)};
}

WriteOptions options_of(std::string_view manager) {
  WriteOptions options;
  options.manager = manager;
  options.caller = component(manager);
  options.shown = {{"kind", "UpdateOptions"}, {"apiVersion", "meta.k8s.io/v1"}};
  return options;
}

}  // namespace

const Resource* ControllerDesk::resource_of(const json::object& object) const {
  const auto [group, version] = split_api_version(text_at(object, "apiVersion"));
  return resources_.find_kind(group, version, text_at(object, "kind"));
}

std::vector<ObjectPtr> ControllerDesk::list(std::string_view collection,
                                            std::string_view namespace_) const {
  std::vector<ObjectPtr> objects = storage_.list(collection, storage_.revision());
  if (!namespace_.empty()) {
    std::erase_if(objects, [&](const auto& object) { return namespace_of(*object) != namespace_; });
  }
  return objects;
}

Target ControllerDesk::target_of(const Resource& resource, const json::object& object,
                                 std::string_view subresource) const {
  return {&resource, std::string(namespace_of(object)), std::string(name_of(object)),
          std::string(subresource)};
}

ObjectPtr ControllerDesk::create(json::object object) {
  const Resource* const resource = resource_of(object);
  if (resource == nullptr) return nullptr;
  Target target = target_of(*resource, object, {});
  target.name.clear();
  std::vector<std::string> warnings;
  try {
    // What a request's body goes through when it is decoded.
    if (resource->rules->set_defaults != nullptr) resource->rules->set_defaults(object);
    return objects_
        .create(target, std::move(object), options_of("kube-controller-manager"), warnings)
        .object;
  } catch (const Refusal&) {
    return nullptr;
  }
}

ObjectPtr ControllerDesk::update(json::object object, std::string_view subresource,
                                 const char* manager) {
  const Resource* const resource = resource_of(object);
  if (resource == nullptr) return nullptr;
  const Target target = target_of(*resource, object, subresource);
  std::vector<std::string> warnings;
  try {
    return objects_.update(target, std::move(object), options_of(manager), warnings).object;
  } catch (const Refusal&) {
    return nullptr;
  }
}

bool ControllerDesk::remove(const json::object& object, DeleteOptions options) {
  const Resource* const resource = resource_of(object);
  if (resource == nullptr) return false;
  options.uid = uid_of(object);
  options.caller = component("kube-controller-manager");
  std::vector<std::string> warnings;
  try {
    (void)objects_.remove(target_of(*resource, object, {}), options, warnings);
    return true;
  } catch (const Refusal&) {
    return false;
  }
}

void ControllerManager::on_change(const Change& change) {
  for (const auto& controller : all_) controller->on_change(change);
}

void ControllerManager::settle() {
  std::size_t steps = 0;
  for (bool busy = true; busy;) {
    busy = false;
    for (const auto& controller : all_) {
      while (controller->work()) {
        busy = true;
        if (++steps > max_steps) {
          throw std::logic_error("FakeCluster: its controllers do not come to rest");
        }
      }
    }
  }
}

std::optional<Clock::Instant> ControllerManager::next_due() const {
  std::optional<Clock::Instant> next;
  for (const auto& controller : all_) {
    const std::optional<Clock::Instant> due = controller->next_due();
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

}  // namespace k8s::testing::fake
