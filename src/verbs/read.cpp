#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/detail/description.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/error.hpp>

#include "codec/codec.hpp"
#include "log.hpp"
#include "verbs/call.hpp"
#include "verbs/fetch.hpp"
#include "verbs/lists.hpp"
#include "verbs/metadata.hpp"

namespace k8s::detail {
namespace {

Address address_of(const Call& call, const Kind& kind, Name name, const GetOptions& options) {
  require_verb(kind, verb_get, "get");
  return object_address(kind, "get", call.namespace_for(kind, "get", options.namespace_),
                        name.text());
}

std::string left_out(const Kind& kind, const ItemError& error) {
  std::string line = "list " + std::string(kind.name) + ": left out ";
  if (!error.namespace_.empty()) line += error.namespace_ + '/';
  line += error.name.empty() ? "an item without a name" : error.name;
  return line + ", which cannot be decoded: " + error.message;
}

}  // namespace

std::string api_version(const Kind& kind) {
  const std::string group(kind.group);
  return (group.empty() ? group : group + '/') + std::string(kind.version);
}

void get(const Kind& kind, Name name, const GetOptions& options, void* object) {
  const Call call(options);
  fetch(call, kind, address_of(call, kind, name, options), object, options.resourceVersion);
}

void refresh(const Kind& kind, const void* object, const GetOptions& options, void* answer) {
  require_verb(kind, verb_get, "get");
  const Call call(options);
  const auto& metadata = metadata_of(kind, object);
  const auto in = call.namespace_for(kind, "get", options.namespace_, metadata.namespace_);
  fetch(call, kind, object_address(kind, "get", in, metadata.name), answer,
        options.resourceVersion);
}

bool try_get(const Kind& kind, Name name, const GetOptions& options, void* object) {
  const Call call(options);
  return try_fetch(call, kind, address_of(call, kind, name, options), object,
                   options.resourceVersion);
}

void list(const Kind& kind, const ListOptions& options, void* array, const ListReport* report) {
  require_verb(kind, verb_list, "list");
  const ListFetching how = fetching_of(kind, options);
  const Call call(options);
  const Address address =
      collection_address(kind, "list", call.scope_for(kind, "list", options.namespace_));
  const Query selectors = selector_query(options.labels, options.fields);
  std::vector<ItemError> errors;
  ListMetadata metadata = fetch_list(
      call, {.kind = kind, .address = address, .selectors = selectors, .how = how}, array, errors);
  if (report != nullptr) {
    report->metadata = std::move(metadata);
    report->errors = std::move(errors);
    return;
  }
  for (const ItemError& error : errors) {
    log(call.config(), LogLevel::warning, left_out(kind, error));
  }
}

void find(const Kind& kind, std::string_view name, const ListOptions& options, void* array) {
  if (!options.labels.empty()) {
    list(kind, options, array, nullptr);
    return;
  }
  if (name.empty()) {
    throw ValidationError("find " + std::string(kind.name) +
                          ": neither a name nor labels say what to find");
  }
  ListOptions by_app = options;
  by_app.labels = {{"app", Equality(std::string(name))}};
  list(kind, by_app, array, nullptr);
}

bool get_or_create(const Kind& kind, const void* wanted, const GetOptions& options, void* found) {
  require_verb(kind, verb_get, "get");
  const Call call(options);
  const auto& metadata = metadata_of(kind, wanted);
  const auto in = call.namespace_for(kind, "get", options.namespace_, metadata.namespace_);
  if (!try_fetch(call, kind, object_address(kind, "get", in, metadata.name), found,
                 options.resourceVersion)) {
    return false;
  }
  codec::merge(kind.table(), wanted, found);
  return true;
}

void set_name(const Kind& kind, void* object, Name name, const GetOptions& options) {
  metadata_of(kind, object).name = name.text();
  set_namespace(kind, object, options);
}

void set_namespace(const Kind& kind, void* object, const GetOptions& options) {
  if (kind.namespaced && options.namespace_) {
    metadata_of(kind, object).namespace_ = *options.namespace_;
  }
}

}  // namespace k8s::detail
