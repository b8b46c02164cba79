#include "watch/raw_object.hpp"

#include <string>

#include <boost/json.hpp>

#include "json_value.hpp"
#include "verbs/metadata.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

const json::value* member(const json::value* value, std::string_view name) {
  if (value == nullptr || !value->is_object()) return nullptr;
  return value->get_object().if_contains(name);
}

std::string text_of(const json::value* metadata, std::string_view name) {
  const json::value* value = member(metadata, name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Identity identity_in(const json::value& object) {
  const json::value* metadata = member(&object, "metadata");
  return {.namespace_ = text_of(metadata, "namespace"),
          .name = text_of(metadata, "name"),
          .uid = text_of(metadata, "uid"),
          .resourceVersion = text_of(metadata, "resourceVersion")};
}

}  // namespace

Identity identity_in_object(std::string_view object) {
  const auto value = parse_json(object);
  return value ? identity_in(*value) : Identity();
}

RawEvent read_raw_event(std::string_view line) {
  const auto event = parse_json(line);
  if (!event) return {};
  const json::value* const object = member(&*event, "object");
  return {.type = text_of(&*event, "type"),
          .object = object == nullptr ? Identity() : identity_in(*object)};
}

void set_identity(const Kind& kind, void* object, const Identity& identity) {
  auto& metadata = metadata_of(kind, object);
  metadata.name = identity.name;
  metadata.namespace_ = identity.namespace_;
  metadata.uid = identity.uid;
  metadata.resourceVersion = identity.resourceVersion;
}

}  // namespace k8s::detail
