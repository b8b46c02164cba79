// The verbs that write objects: create, update and patch.

#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/body.hpp"
#include "testing/fake/scale.hpp"
#include "testing/fake/serve/answer.hpp"

namespace k8s::testing::fake {
namespace {

void write_written(Call& call, const Written& written) {
  write_object(call, written.created ? 201 : 200, written.object);
}

}  // namespace

void ApiServer::change_store(const Call& call, const std::function<void()>& change) {
  const std::scoped_lock lock(mutex_);
  const Revision before = storage_.revision();
  change();
  if (storage_.revision() != before) journal_.mark_written(call.number);
}

void ApiServer::serve_create(Call& call) {
  const Resource& resource = *call.route.resource;
  const Body body = read_body(resource, call.request.headers, call.request.body);
  const WriteOptions options = write_options(call);
  Written written;
  change_store(call, [&] {
    json::object object =
        read_object(resource, body, options.field_validation, call.warnings, resources_);
    written = objects_.create(call.target(), std::move(object), options, call.warnings);
  });
  write_written(call, written);
}

void ApiServer::serve_update(Call& call) {
  const Route& route = call.route;
  const bool is_scale = route.subresource == "scale";
  const Resource& resource = is_scale ? scale_resource() : *route.resource;
  const Body body = read_body(resource, call.request.headers, call.request.body);
  const WriteOptions options = write_options(call);
  Written written;
  change_store(call, [&] {
    json::object object =
        read_object(resource, body, options.field_validation, call.warnings, resources_);
    match_namespace(*route.resource, route.namespace_, object);
    check_name(object, route.name);
    written = is_scale
                  ? objects_.update_scale(call.target(), std::move(object), options, call.warnings)
                  : objects_.update(call.target(), std::move(object), options, call.warnings);
  });
  write_written(call, written);
}

void ApiServer::serve_patch(Call& call) {
  const Route& route = call.route;
  const Patch patch{read_patch_type(call.request.headers, *route.resource), call.request.body};
  const WriteOptions options = patch_options(call, patch.type == PatchType::apply);
  Written written;
  change_store(call, [&] {
    written = route.subresource == "scale"
                  ? objects_.patch_scale(call.target(), patch, options, call.warnings, resources_)
                  : objects_.patch(call.target(), patch, options, call.warnings, resources_);
  });
  write_written(call, written);
}

}  // namespace k8s::testing::fake
