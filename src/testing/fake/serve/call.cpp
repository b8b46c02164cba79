#include "testing/fake/serve/call.hpp"

namespace k8s::testing::fake {
namespace {

void name_writer(const Call& call, WriteOptions& options) {
  options.caller = call.caller;
  options.caller.groups = all_groups(call.caller);
  if (!options.manager.empty()) return;
  const std::string* const agent = call.request.headers.find("User-Agent");
  options.manager = manager_of_agent(agent != nullptr ? std::string_view(*agent) : "");
}

}  // namespace

bool Call::is_of_core(std::string_view plural) const {
  return route.resource->group.empty() && route.resource->plural == plural;
}

WriteOptions write_options(const Call& call) {
  const char* const kind = call.route.verb == "create" ? "CreateOptions" : "UpdateOptions";
  WriteOptions options = read_write_options(call.route.query, kind);
  name_writer(call, options);
  return options;
}

WriteOptions patch_options(const Call& call, bool apply) {
  WriteOptions options = read_patch_options(call.route.query, apply);
  name_writer(call, options);
  return options;
}

}  // namespace k8s::testing::fake
