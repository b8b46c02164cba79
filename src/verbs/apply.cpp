#include <string>
#include <string_view>

#include <k8s/config.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/error.hpp>

#include "codec/codec.hpp"
#include "http/user_agent.hpp"
#include "verbs/metadata.hpp"
#include "verbs/write.hpp"

namespace k8s::detail {
namespace {

/// A server refuses those too, in words that help nobody.
void refuse_fetched(const meta::v1::ObjectMeta& metadata, const RequestTarget& target) {
  if (metadata.managedFields.empty()) return;
  throw ValidationError(describe(target) +
                        ": it was read from a server (it has metadata.managedFields), so that all "
                        "of its fields would be applied; apply an object with those alone that you "
                        "mean to own, or save() this one");
}

/// Other writes leave it to the server; to apply, one must say who one is.
std::string manager_of(const ApplyOptions& options, const Config& config) {
  if (!options.fieldManager.empty()) return options.fieldManager;
  const std::string agent = user_agent_of(config);
  return agent.substr(0, agent.find('/'));
}

}  // namespace

void apply(const Kind& kind, const void* object, Part part, const ApplyOptions& options,
           void* answer) {
  const bool status = part == Part::status;
  const std::string_view words = status ? "apply the status of" : "apply";
  require_verb(kind, status ? subresource_status : verb_patch, words);
  const Call call(options);
  const auto& metadata = metadata_of(kind, object);
  const auto in = call.namespace_for(kind, words, {}, metadata.namespace_);
  Request request = call.request(
      Method::patch,
      object_address(kind, words, in, metadata.name, status ? "status" : std::string_view()),
      Idempotency::unsafe);
  refuse_fetched(metadata, request.target);
  ApplyOptions named = options;
  named.fieldManager = manager_of(options, call.config());
  request.query = write_query(named);
  if (options.force) request.query.emplace_back("force", "true");
  // Of which JSON is a part.
  request.headers.add("Content-Type", "application/apply-patch+yaml");
  request.body = written(request.target, [&] { return codec::encode_given(kind, object); });
  decode_object(kind, request, call.send(request), answer);
}

}  // namespace k8s::detail
