#include <string>
#include <utility>

#include "testing/fake/kinds/versions.hpp"

namespace k8s::testing::fake {
namespace {

/// What is the same under another name: that of `v1`, and that of `events.k8s.io/v1`.
constexpr std::pair<std::string_view, std::string_view> names[] = {
    {"involvedObject", "regarding"},
    {"message", "note"},
    {"reportingComponent", "reportingController"},
    {"source", "deprecatedSource"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"}};

void rename(json::object& event, std::string_view from, std::string_view to) {
  const auto found = event.find(from);
  if (found == event.end()) return;
  json::value value = std::move(found->value());
  event.erase(found);
  event[to] = std::move(value);
}

}  // namespace

void convert_event(json::object& event, std::string_view api_version) {
  const bool to_core = api_version == "v1";
  for (const auto& [core, modern] : names) {
    rename(event, to_core ? modern : core, to_core ? core : modern);
  }
  const char* const source = to_core ? "source" : "deprecatedSource";
  ensure_object(event, source);
  for (const auto& [core, modern] : {names[4], names[5]}) {
    const std::string_view name = to_core ? core : modern;
    if (!event.contains(name)) event[name] = nullptr;
  }
  if (!event.contains("eventTime")) event["eventTime"] = nullptr;
  // Written always by one, and only if there is something by the other.
  for (const std::string_view name :
       {to_core ? "reportingComponent" : "reportingController", "reportingInstance"}) {
    if (to_core) {
      set_default(event, name, "");
    } else if (text_at(event, name).empty()) {
      event.erase(name);
    }
  }
}

}  // namespace k8s::testing::fake
