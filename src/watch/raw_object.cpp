#include "watch/raw_object.hpp"

#include <string>

#include <boost/json.hpp>

#include "json_value.hpp"
#include "verbs/metadata.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

Identity identity_in(const json::value& object) {
  const json::value* metadata = find_member(&object, "metadata");
  return {.namespace_ = member_text(metadata, "namespace"),
          .name = member_text(metadata, "name"),
          .uid = member_text(metadata, "uid"),
          .resourceVersion = member_text(metadata, "resourceVersion")};
}

}  // namespace

Identity identity_in_object(std::string_view object) {
  const auto value = parse_json(object);
  return value ? identity_in(*value) : Identity();
}

RawEvent read_raw_event(std::string_view line) {
  const auto event = parse_json(line);
  if (!event) return {};
  const json::value* const object = find_member(&*event, "object");
  return {.type = member_text(&*event, "type"),
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
