#include "verbs/write.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <boost/json.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/error.hpp>

#include "codec/codec.hpp"
#include "http/status.hpp"
#include "http/target.hpp"
#include "json_value.hpp"
#include "verbs/fetch.hpp"
#include "verbs/metadata.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

/// The part of an object that a PUT decides: all that the server sets by itself is left out.
json::object written_part(const Kind& kind, const void* object, std::string_view subresource) {
  const auto value = parse_json(codec::encode_for_request(kind, object));
  if (!value || !value->is_object()) return {};
  json::object whole = value->get_object();
  if (!subresource.empty()) {
    json::object part;
    if (const json::value* found = whole.if_contains(subresource)) part[subresource] = *found;
    return part;
  }
  if ((kind.verbs & subresource_status) != 0) whole.erase("status");
  if (json::value* metadata = whole.if_contains("metadata");
      metadata != nullptr && metadata->is_object()) {
    for (const char* name : {"resourceVersion", "generation", "managedFields"}) {
      metadata->get_object().erase(name);
    }
  }
  return whole;
}

/// After a PUT that was sent twice was refused: whether what is stored is what it wrote, so that
/// the conflict is with our own change. Leaves what is stored in `answer`.
bool was_written(const Call& call, const Kind& kind, Address&& object_address, const void* object,
                 std::string_view subresource, void* answer) {
  if (!try_fetch(call, kind, std::move(object_address), answer)) return false;
  return metadata_of(kind, object).uid == metadata_of(kind, answer).uid &&
         written_part(kind, object, subresource) == written_part(kind, answer, subresource);
}

/// \throws ValidationError
void check_required(const Kind& kind, const void* object, const RequestTarget& target) {
  written(target, [&] { codec::check_required(kind, object); });
}

/// \throws ValidationError for what JSON cannot say
std::string body_of(const Kind& kind, const void* object, const RequestTarget& target) {
  return written(target, [&] { return codec::encode_for_request(kind, object); });
}

void create(const Call& call, const Kind& kind, const void* object, const SaveOptions& options,
            void* answer) {
  require_verb(kind, verb_create, "create");
  const auto& metadata = metadata_of(kind, object);
  const auto in = call.namespace_for(kind, "create", {}, metadata.namespace_);
  // What cannot be fetched is a question, such as SubjectAccessReview: it is answered, not stored.
  const bool stored = (kind.verbs & verb_get) != 0;
  if (stored && metadata.name.empty() && metadata.generateName.empty()) {
    throw ValidationError("create " + std::string(kind.name) +
                          ": neither metadata.name nor metadata.generateName is set");
  }
  Address address = collection_address(kind, "create", in);
  if (!metadata.name.empty()) {
    address.target = object_address(kind, "create", in, metadata.name).target;
  }
  check_required(kind, object, address.target);
  Request request = call.request(Method::post, std::move(address), Idempotency::unsafe);
  request.query = write_query(options);
  request.body = body_of(kind, object, request.target);
  decode_object(kind, request, call.send(request), answer);
}

}  // namespace

void put(const Call& call, const Kind& kind, std::string_view words, const void* object,
         std::string_view subresource, const SaveOptions& options, void* answer) {
  const auto& metadata = metadata_of(kind, object);
  const auto in = call.namespace_for(kind, words, {}, metadata.namespace_);
  Address address = object_address(kind, words, in, metadata.name, subresource);
  check_required(kind, object, address.target);
  Request request =
      call.request(Method::put, std::move(address),
                   metadata.resourceVersion.empty() ? Idempotency::unsafe : Idempotency::safe);
  request.query = write_query(options);
  request.body = body_of(kind, object, request.target);
  const Response response = call.try_send(request);
  if (response.status == 409 && response.replayed &&
      was_written(call, kind, object_address(kind, words, in, metadata.name), object, subresource,
                  answer)) {
    return;
  }
  if (!is_success(response.status)) throw_for(request, response);
  decode_object(kind, request, response, answer);
}

void save(const Kind& kind, const void* object, const SaveOptions& options, void* answer) {
  const Call call(options);
  if (metadata_of(kind, object).resourceVersion.empty()) {
    create(call, kind, object, options, answer);
  } else {
    require_verb(kind, verb_update, "update");
    put(call, kind, "update", object, {}, options, answer);
  }
}

void save_status(const Kind& kind, const void* object, const SaveOptions& options, void* answer) {
  require_verb(kind, subresource_status, "update the status of");
  const Call call(options);
  put(call, kind, "update the status of", object, "status", options, answer);
}

}  // namespace k8s::detail
