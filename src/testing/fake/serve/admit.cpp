// What policies say of a request that stores no object of its own.

#include <memory>
#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/policy/attributes.hpp"
#include "testing/fake/serve/call.hpp"

namespace k8s::testing::fake {

void ApiServer::admit_action(Call& call, std::string_view operation, const json::object& object,
                             const WriteOptions& options) {
  if (!policies_.has_validating()) return;
  const Route& route = call.route;
  const policy::KindName kind = policy::kind_of(*route.resource, route.subresource);
  json::object shown = object;
  shown["kind"] = kind.kind;
  shown["apiVersion"] = kind.group.empty() ? kind.version : kind.group + "/" + kind.version;
  const std::string_view name = route.name.empty() ? name_of(object) : route.name;
  policies_.validate({.operation = operation,
                      .resource = route.resource,
                      .subresource = route.subresource,
                      .namespace_ = route.namespace_,
                      .name = std::string(name),
                      .object = std::make_shared<const json::object>(std::move(shown)),
                      .options = options.shown,
                      .dry_run = options.dry_run,
                      .caller = options.caller},
                     call.warnings);
}

}  // namespace k8s::testing::fake
