// What tests do to the store past the verbs of the API: seeds, snapshots, a pod's status.

#include <algorithm>
#include <utility>

#include "testing/fake/api_server.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

void check_seed(const json::object& object) {
  if (name_of(object).empty()) refuse_bad_request("metadata.name is missing");
  const std::string_view version = text_at(object, {"metadata", "resourceVersion"});
  if (version.find_first_not_of("0123456789") != std::string_view::npos || version.size() > 18) {
    refuse_bad_request("metadata.resourceVersion must be a number of at most 18 digits, not " +
                       go_quote(version));
  }
}

json::object in_form_of(const Resource& resource, const json::object& object,
                        const ParsedJson& document) {
  if (resource.is_custom()) return sorted(object).get_object();
  std::vector<std::string> complaints;
  try {
    json::object decoded = decode(*resource.table, object, document, "", complaints);
    decoded["kind"] = resource.kind;
    decoded["apiVersion"] = resource.api_version();
    return arrange(*resource.table, decoded);
  } catch (const SchemaError& error) {
    refuse_bad_request(error.what());
  }
}

}  // namespace

void ApiServer::seed(std::string_view text) {
  ParsedJson document = parse_json(text);
  if (!document.value.is_object()) refuse_bad_request("this is no object");
  json::object object = document.value.get_object();
  const std::scoped_lock lock(mutex_);
  const Resource* const resource = desk_.resource_of(object);
  if (resource == nullptr) {
    refuse_bad_request("no kind " + go_quote(text_at(object, "kind")) +
                       " is registered for version " + go_quote(text_at(object, "apiVersion")));
  }
  check_seed(object);
  // What is filled in whenever an object is read from a store.
  if (resource->rules->set_defaults != nullptr) resource->rules->set_defaults(object);
  if (resource->rules->admit != nullptr) resource->rules->admit(object);
  json::object& metadata = metadata_of(object);
  if (!resource->namespaced) {
    metadata.erase("namespace");
  } else {
    set_default(metadata, "namespace", "default");
  }
  const std::string namespace_(text_at(metadata, "namespace"));
  if (!namespace_.empty() && storage_.get("/namespaces", {"", namespace_}) == nullptr) {
    (void)desk_.create(json::object{{"apiVersion", "v1"},
                                    {"kind", "Namespace"},
                                    {"metadata", {{"name", json::string(namespace_)}}}});
  }
  set_default(metadata, "uid", json::string(random_.uid()));
  set_default(metadata, "creationTimestamp", json::string(clock_.timestamp()));
  // A placeholder keeps its place among the members.
  set_default(metadata, "resourceVersion", "0");
  const Key key{namespace_, text_at(metadata, "name")};
  (void)storage_.seed(resource->collection(), key, in_form_of(*resource, object, document));
}

void ApiServer::change_pod(const Key& key,
                           const std::function<void(json::object&, const Clock&)>& change) {
  {
    const std::scoped_lock lock(mutex_);
    const ObjectPtr pod = storage_.get("/pods", key);
    if (pod == nullptr) refuse_not_found({"", "pods"}, key.name);
    json::object changed = *pod;
    change(changed, clock_);
    (void)desk_.update_status(std::move(changed));
  }
  settle();
}

Storage::Content ApiServer::save() const {
  const std::scoped_lock lock(mutex_);
  return storage_.save();
}

void ApiServer::restore(Storage::Content content) {
  {
    const std::scoped_lock lock(mutex_);
    storage_.restore(std::move(content));
    addresses_.clear();
    add_controllers();
    for (const Change& change : storage_.as_changes()) {
      addresses_.on_change(change);
      controllers_.on_change(change);
    }
    watches_.expire_all();
  }
  settle();
}

void ApiServer::reset() {
  journal_.clear();
  faults_.clear();
  access_.clear();
  set_admission(nullptr);
  {
    const std::scoped_lock lock(mutex_);
    images_.clear();
  }
  restore(first_content_);
  journal_.clear();
}

void ApiServer::set_admission(Admission admission) {
  const std::scoped_lock lock(mutex_);
  objects_.set_admission(std::move(admission));
}

}  // namespace k8s::testing::fake
