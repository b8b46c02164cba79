// ComponentStatuses, which no store has.

#include "testing/fake/components.hpp"
#include "testing/fake/api_server.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/answer.hpp"

namespace k8s::testing::fake {

void ApiServer::serve_components(Call& call) {
  const Route& route = call.route;
  const Resource& resource = *route.resource;
  if (route.verb == "watch") {
    throw Refusal(
        {.code = 405,
         .reason = "MethodNotAllowed",
         .message = "watch is not supported on resources of kind " + go_quote(resource.plural),
         .kind = resource.plural});
  }
  if (route.verb == "list") {
    const ListOptions options = read_list_options(route.query, resource, false);
    Page page;
    for (const ObjectPtr& each : component_statuses()) {
      if (options.selection.matches(*each, resource)) page.items.push_back(each);
    }
    return write_list(call, page);
  }
  for (const ObjectPtr& each : component_statuses()) {
    if (name_of(*each) == route.name) return write_object(call, 200, each);
  }
  refuse_not_found({"", "componentstatus"}, route.name);
}

}  // namespace k8s::testing::fake
