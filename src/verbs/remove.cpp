#include <optional>
#include <string>
#include <utility>

#include <boost/json.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/error.hpp>

#include "http/status.hpp"
#include "verbs/call.hpp"
#include "verbs/lists.hpp"
#include "verbs/metadata.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

json::object preconditions(const DeleteOptions::Preconditions& wanted) {
  json::object object;
  if (!wanted.resourceVersion.empty()) object["resourceVersion"] = wanted.resourceVersion;
  if (!wanted.uid.empty()) object["uid"] = wanted.uid;
  return object;
}

/// Options go in the body and nowhere else: with a body the server ignores the query.
std::string delete_options(const DeleteOptions& options) {
  json::object body{{"kind", "DeleteOptions"}, {"apiVersion", "v1"}};
  if (!options.dryRun.empty()) body["dryRun"] = json::array{options.dryRun};
  if (options.gracePeriodSeconds) body["gracePeriodSeconds"] = *options.gracePeriodSeconds;
  if (!options.propagationPolicy.empty()) body["propagationPolicy"] = options.propagationPolicy;
  if (auto wanted = preconditions(options.preconditions); !wanted.empty()) {
    body["preconditions"] = std::move(wanted);
  }
  return json::serialize(body);
}

/// Whether a refusal means that an earlier attempt, of which nothing was heard, deleted the object:
/// it is gone, or its name belongs to another one already.
bool was_deleted(const Response& response, const DeleteOptions& options) {
  if (!response.replayed) return false;
  if (response.status == 404) return true;
  return response.status == 409 && options.preconditions.resourceVersion.empty();
}

void remove_one(const Call& call, const Kind& kind, std::string_view in, std::string_view name,
                const DeleteOptions& options) {
  require_verb(kind, verb_delete, "delete");
  const bool one_object_only = !options.preconditions.uid.empty();
  Request request = call.request(Method::delete_, object_address(kind, "delete", in, name),
                                 one_object_only ? Idempotency::safe : Idempotency::unsafe);
  request.body = delete_options(options);
  const Response response = call.try_send(request);
  if (is_success(response.status) || (one_object_only && was_deleted(response, options))) return;
  throw_for(request, response);
}

/// Whose client, stop token and timeout count where two sets of options name them.
Call call_for(const DeleteListOptions& what, const DeleteOptions& how) {
  return {what.client.is_default() ? how.client : what.client,
          what.stop.stop_possible() ? what.stop : how.stop,
          what.timeout ? what.timeout : how.timeout};
}

const std::optional<std::string>& namespace_named(const Kind& kind, const DeleteListOptions& what,
                                                  const DeleteOptions& how) {
  if (what.namespace_ && how.namespace_ && *what.namespace_ != *how.namespace_) {
    throw ValidationError("delete all of " + std::string(kind.name) +
                          ": two namespaces are named, \"" + *what.namespace_ + "\" and \"" +
                          *how.namespace_ + "\"");
  }
  return what.namespace_ ? what.namespace_ : how.namespace_;
}

}  // namespace

void remove(const Kind& kind, Name name, const DeleteOptions& options) {
  const Call call(options);
  remove_one(call, kind, call.namespace_for(kind, "delete", options.namespace_), name.text(),
             options);
}

void remove_object(const Kind& kind, const void* object, const DeleteOptions& options) {
  const Call call(options);
  const auto& metadata = metadata_of(kind, object);
  const auto in = call.namespace_for(kind, "delete", options.namespace_, metadata.namespace_);
  DeleteOptions of_this = options;
  if (of_this.preconditions.uid.empty()) of_this.preconditions.uid = metadata.uid;
  remove_one(call, kind, in, metadata.name, of_this);
}

void remove_list(const Kind& kind, const DeleteListOptions& what, const DeleteOptions& how) {
  require_verb(kind, verb_deletecollection, "delete all of");
  const Call call = call_for(what, how);
  const auto in = call.namespace_for(kind, "delete all of", namespace_named(kind, what, how));
  if (what.labels.empty() && what.fields.empty() && !what.all) {
    throw ValidationError("delete all of " + std::string(kind.name) +
                          ": the options select nothing in particular; to delete every one" +
                          (in.empty() ? std::string() : " in \"" + std::string(in) + "\"") +
                          " set .all = true");
  }
  Request request = call.request(Method::delete_, collection_address(kind, "delete all of", in),
                                 Idempotency::unsafe);
  request.query = selector_query(what.labels, what.fields);
  request.body = delete_options(how);
  (void)call.send(request);
}

}  // namespace k8s::detail
