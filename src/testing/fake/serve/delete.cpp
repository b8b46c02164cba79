// The verbs that delete: one object, or a collection.

#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/body.hpp"
#include "testing/fake/serve/answer.hpp"

namespace k8s::testing::fake {
namespace {

DeleteOptions delete_options(Call& call) {
  const Resource& resource = *call.route.resource;
  const std::string body = call.request.body.empty()
                               ? ""
                               : read_body(resource, call.request.headers, call.request.body).text;
  DeleteOptions options = read_delete_options(call.route.query, body);
  options.caller = call.caller;
  const KindRules& rules = *resource.rules;
  if (!rules.orphan_warning.empty() && options.propagation == Propagation::unset &&
      !options.orphan_dependents) {
    call.warnings.emplace_back(rules.orphan_warning);
  }
  return options;
}

/// What a Status says of an object that is gone.
json::object details_of(const Resource& resource, const json::object& object) {
  json::object details{{"name", name_of(object)}};
  if (!resource.group.empty()) details["group"] = resource.group;
  details["kind"] = resource.plural;
  details["uid"] = uid_of(object);
  return details;
}

}  // namespace

void ApiServer::serve_delete(Call& call) {
  const Resource& resource = *call.route.resource;
  const DeleteOptions options = delete_options(call);
  Removed removed;
  change_store(call, [&] { removed = objects_.remove(call.target(), options, call.warnings); });
  if (removed.gone && !resource.rules->answers_deleted_object) {
    return write_success(call, 200, "details", details_of(resource, *removed.object));
  }
  const bool accepted = !removed.gone && options.orphan_dependents == false;
  write_object(call, accepted ? 202 : 200, removed.object);
}

void ApiServer::serve_delete_collection(Call& call) {
  const ListOptions what = read_list_options(call.route.query, *call.route.resource, false);
  const DeleteOptions options = delete_options(call);
  Page page;
  change_store(call, [&] {
    page = objects_.remove_collection(call.target(), options, what, call.warnings);
  });
  write_list(call, page);
}

}  // namespace k8s::testing::fake
