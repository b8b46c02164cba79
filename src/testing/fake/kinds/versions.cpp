#include "testing/fake/kinds/versions.hpp"

#include <memory>
#include <string>
#include <utility>

#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

using Convert = void (*)(json::object& object, std::string_view api_version);

/// Null if the versions of a kind differ in their name alone.
Convert conversion_of(const Resource& resource) {
  if (resource.is_custom()) return nullptr;
  if (resource.kind == "Event") return &convert_event;
  if (resource.kind == "HorizontalPodAutoscaler") return &convert_autoscaler;
  return nullptr;
}

}  // namespace

std::string_view shared_collection(std::string_view group, std::string_view plural) {
  return group == "events.k8s.io" && plural == "events" ? "/events" : "";
}

ObjectPtr in_version(const ObjectPtr& object, const Resource& resource) {
  if (object == nullptr) return object;
  const std::string api_version = resource.api_version();
  if (text_at(*object, "apiVersion") == api_version) return object;
  json::object converted = *object;
  const Convert convert = conversion_of(resource);
  if (convert != nullptr) convert(converted, api_version);
  converted["apiVersion"] = api_version;
  if (convert != nullptr) converted = arrange(*resource.table, converted);
  return std::make_shared<const json::object>(std::move(converted));
}

}  // namespace k8s::testing::fake
