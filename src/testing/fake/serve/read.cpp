// The verbs that change nothing: get, list and watch.

#include <memory>
#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/serve/answer.hpp"
#include "testing/fake/serve/in_form.hpp"
#include "testing/server/websocket.hpp"

namespace k8s::testing::fake {

void ApiServer::serve_get(Call& call) {
  const auto read = [&]() -> ObjectPtr {
    const std::scoped_lock lock(mutex_);
    const std::string version = call.route.query.text("resourceVersion");
    if (call.route.subresource != "scale") return objects_.get(call.target(), version);
    return std::make_shared<const json::object>(objects_.get_scale(call.target(), version));
  };
  write_object(call, 200, read());
}

void ApiServer::serve_list(Call& call) {
  const ListOptions options = read_list_options(call.route.query, *call.route.resource, false);
  const auto read = [&] {
    const std::scoped_lock lock(mutex_);
    return objects_.list(call.target(), options);
  };
  write_list(call, read());
}

void ApiServer::serve_watch(Call& call) {
  const Route& route = call.route;
  const ListOptions options = read_list_options(route.query, *route.resource, true);
  const std::scoped_lock lock(mutex_);
  set_json(call.answer);
  WatchScope scope{route.resource, route.namespace_, route.name, options.selection,
                   call.events_late};
  if (call.form.kind != Form::Kind::whole) {
    scope.convert = [&clock = call.clock, resource = route.resource, form = call.form,
                     first = true](const ObjectPtr& object) mutable {
      return std::make_shared<const json::object>(
          object_in_form(*resource, form, object, clock.wall_now(), std::exchange(first, false)));
    };
  }
  call.answer.source = watches_.open(std::move(scope), options, storage_);
  if (detail::wants_websocket(call.request.headers)) {
    detail::become_websocket(call.request.headers, call.answer);
  }
}

}  // namespace k8s::testing::fake
