#include "testing/fake/controllers/protection_keeper.hpp"

#include <algorithm>

#include "testing/fake/plugins/protection.hpp"

namespace k8s::testing::fake {
namespace {

bool is_held(const json::object& object, std::string_view finalizer) {
  const std::vector<std::string> finalizers = texts_at(object, {"metadata", "finalizers"});
  return is_terminating(object) && std::ranges::find(finalizers, finalizer) != finalizers.end();
}

/// Whether a pod that has a node mounts the claim.
bool mounts(const json::object& pod, std::string_view claim) {
  if (text_at(pod, {"spec", "nodeName"}).empty()) return false;
  const json::array& volumes = array_at(pod, {"spec", "volumes"});
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const json::object& volume = element_at(volumes, i);
    if (text_at(volume, {"persistentVolumeClaim", "claimName"}) == claim) return true;
    if (find(volume, "ephemeral") != nullptr &&
        std::string(name_of(pod)) + "-" + std::string(text_at(volume, "name")) == claim) {
      return true;
    }
  }
  return false;
}

}  // namespace

void ProtectionKeeper::on_change(const Change& change) {
  if (change.collection == "/pods" || change.collection == "/persistentvolumeclaims" ||
      change.collection == "/persistentvolumes") {
    due_.insert(held_.begin(), held_.end());
  }
  const std::string_view finalizer = protection_of(change.collection);
  if (finalizer.empty()) return;
  const Place place{change.collection, change.key};
  if (change.after != nullptr && is_held(*change.after, finalizer)) {
    held_.insert(place);
    due_.insert(place);
  } else {
    held_.erase(place);
    due_.erase(place);
  }
}

bool ProtectionKeeper::is_in_use(const std::string& collection, const json::object& object) const {
  const std::string_view name = name_of(object);
  if (collection == "/persistentvolumes") {
    return text_at(object, {"status", "phase"}) == "Bound";
  }
  if (collection == "/persistentvolumeclaims") {
    return std::ranges::any_of(desk_.list("/pods", namespace_of(object)),
                               [&](const ObjectPtr& pod) { return mounts(*pod, name); });
  }
  const auto names_class = [&](const ObjectPtr& user) {
    return text_at(*user, {"spec", "volumeAttributesClassName"}) == name;
  };
  return std::ranges::any_of(desk_.list("/persistentvolumeclaims"), names_class) ||
         std::ranges::any_of(desk_.list("/persistentvolumes"), names_class);
}

bool ProtectionKeeper::work() {
  if (due_.empty()) return false;
  const Place place = due_.extract(due_.begin()).value();
  const ObjectPtr object = desk_.get(place.first, place.second);
  if (object == nullptr || is_in_use(place.first, *object)) return true;
  json::object freed = *object;
  json::array& finalizers = metadata_of(freed)["finalizers"].get_array();
  const json::value own(protection_of(place.first));
  finalizers.erase(std::ranges::remove(finalizers, own).begin(), finalizers.end());
  (void)desk_.update(std::move(freed));
  return true;
}

}  // namespace k8s::testing::fake
