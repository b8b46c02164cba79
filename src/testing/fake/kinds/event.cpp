// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/

#include <array>
#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 11> core_fields{"involvedObject.kind",
                                                       "involvedObject.namespace",
                                                       "involvedObject.name",
                                                       "involvedObject.uid",
                                                       "involvedObject.apiVersion",
                                                       "involvedObject.resourceVersion",
                                                       "involvedObject.fieldPath",
                                                       "reason",
                                                       "reportingComponent",
                                                       "source",
                                                       "type"};
constexpr std::array<std::string_view, 10> new_fields{
    "regarding.kind",       "regarding.namespace",
    "regarding.name",       "regarding.uid",
    "regarding.apiVersion", "regarding.resourceVersion",
    "regarding.fieldPath",  "reason",
    "reportingController",  "type"};

/// What both groups have, under the names of the older one.
struct Names {
  const char* subject;
  const char* message;
  const char* controller;
  const char* source;
  const char* first;
  const char* last;
  const char* count;
};

constexpr Names core_names{"involvedObject", "message",        "reportingComponent",
                           "source",         "firstTimestamp", "lastTimestamp",
                           "count"};
constexpr Names new_names{"regarding",
                          "note",
                          "reportingController",
                          "deprecatedSource",
                          "deprecatedFirstTimestamp",
                          "deprecatedLastTimestamp",
                          "deprecatedCount"};

void set_core_defaults(json::object& event) {
  ensure_object(event, "source");
  for (const char* const name : {"firstTimestamp", "lastTimestamp", "eventTime"}) {
    if (find(event, name) == nullptr) event[name] = nullptr;
  }
  set_default(event, "reportingComponent", "");
  set_default(event, "reportingInstance", "");
}

void set_new_defaults(json::object& event) {
  ensure_object(event, "deprecatedSource");
  for (const char* const name :
       {"eventTime", "deprecatedFirstTimestamp", "deprecatedLastTimestamp"}) {
    if (find(event, name) == nullptr) event[name] = nullptr;
  }
}

void refuse_long(const Part& event, const char* member, const char* told, std::size_t longest) {
  if (event.text(member).size() <= longest) return;
  event.errors().invalid(told, "", "can have at most " + std::to_string(longest) + " characters");
}

/// The rules of both groups.
void validate_both(const Part& event, const Names& names) {
  constexpr std::size_t longest = 128;
  constexpr std::size_t longest_message = 1024;
  FieldErrors& errors = event.errors();
  const std::string_view own = namespace_of(event.object());
  const std::string_view subject = text_at(event.object(), {names.subject, "namespace"});
  const auto refuse_subject = [&] {
    errors.invalid("involvedObject.namespace", subject, "does not match event.namespace");
  };
  if (!event.has("eventTime")) {
    const bool of_cluster = subject.empty() && (own.empty() || own == "default");
    if (subject != own && !of_cluster) refuse_subject();
  } else {
    if (subject.empty() && own != "default" && own != "kube-system") refuse_subject();
    const std::string_view controller = event.text(names.controller);
    if (controller.empty()) errors.required(names.controller);
    errors.invalid(names.controller, controller, check_label_key(controller));
    event.require("reportingInstance");
    refuse_long(event, "reportingInstance", "reportingInstance", longest);
    event.require("action");
    refuse_long(event, "action", "action", longest);
    event.require("reason");
    refuse_long(event, "reason", "reason", longest);
    refuse_long(event, names.message, "message", longest_message);
  }
  errors.invalid("namespace", own, check_dns_subdomain(own));
}

void validate_core(const json::object& event, FieldErrors& errors) {
  validate_both({event, {}, errors}, core_names);
}

void validate_series(const Part& event) {
  if (!event.has("series")) return;
  const Part series = event.child("series");
  if (series.number("count") < 2) {
    event.errors().invalid("series.count", "", "should be at least 2");
  }
  series.require_member("lastObservedTime");
}

void validate_new(const json::object& event, FieldErrors& errors) {
  const Part part{event, {}, errors};
  validate_both(part, new_names);
  validate_metadata(event, true, &check_dns_subdomain, FinalizerRules::kubernetes, errors);
  validate_series(part);
  part.require_member("eventTime");
  const std::string_view type = part.text("type");
  if (type != "Normal" && type != "Warning") {
    errors.invalid("type", "", "has invalid value: " + std::string(type));
  }
  const auto refuse_old = [&](const char* told) { errors.invalid(told, "", "needs to be unset"); };
  if (part.has(new_names.first)) refuse_old("firstTimestamp");
  if (part.has(new_names.last)) refuse_old("lastTimestamp");
  if (part.number(new_names.count) != 0) refuse_old("count");
  const Part source = part.child(new_names.source);
  if (!source.text("component").empty() || !source.text("host").empty()) refuse_old("source");
}

/// A reference as the server shows its own form of it.
json::value shown_reference(const json::object& event, std::string_view name) {
  if (find(event, name) == nullptr && name == "related") return nullptr;
  const json::object& reference = object_at(event, name);
  return {{"Kind", text_at(reference, "kind")},
          {"Namespace", text_at(reference, "namespace")},
          {"Name", text_at(reference, "name")},
          {"UID", text_at(reference, "uid")},
          {"APIVersion", text_at(reference, "apiVersion")},
          {"ResourceVersion", text_at(reference, "resourceVersion")},
          {"FieldPath", text_at(reference, "fieldPath")}};
}

json::value shown_source(const json::object& event) {
  const json::object& source = object_at(event, new_names.source);
  return {{"Component", text_at(source, "component")}, {"Host", text_at(source, "host")}};
}

void validate_new_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  constexpr const char* immutable = "field is immutable";
  const Part part{fresh, {}, errors};
  validate_both(part, new_names);
  if (!same_meaning(find(fresh, "series"), find(old, "series"))) validate_series(part);
  const auto changed = [&](const char* name) {
    return !same_meaning(find(fresh, name), find(old, name));
  };
  const auto refuse_text = [&](const char* name, const char* told) {
    if (changed(name)) errors.invalid(told, part.text(name), immutable);
  };
  const auto refuse_time = [&](const char* name, const char* told) {
    const json::value* const time = find(fresh, name);
    if (changed(name)) errors.invalid(told, time != nullptr ? *time : json::value(), immutable);
  };
  if (changed("regarding")) {
    errors.invalid("involvedObject", shown_reference(fresh, "regarding"), immutable);
  }
  refuse_text("reason", "reason");
  refuse_text("note", "message");
  if (changed(new_names.source)) errors.invalid("source", shown_source(fresh), immutable);
  refuse_time(new_names.first, "firstTimestamp");
  refuse_time(new_names.last, "lastTimestamp");
  if (changed(new_names.count)) {
    errors.invalid("count", part.number(new_names.count), immutable);
  }
  refuse_text("reason", "reason");
  refuse_text("type", "type");
  refuse_time("eventTime", "eventTime");
  refuse_text("action", "action");
  if (changed("related")) errors.invalid("related", shown_reference(fresh, "related"), immutable);
  refuse_text("reportingController", "reportingController");
  refuse_text("reportingInstance", "reportingInstance");
}

/// What an event is about, which has another name in either group.
const json::object& subject_of(const json::object& event) {
  return object_at(event, find(event, "regarding") != nullptr ? "regarding" : "involvedObject");
}

std::string field_value(const json::object& event, std::string_view field) {
  const char* const controller =
      find(event, "reportingController") != nullptr ? "reportingController" : "reportingComponent";
  if (field == "source") {
    for (const char* const source : {"source", "deprecatedSource"}) {
      const std::string_view component = text_at(event, {source, "component"});
      if (!component.empty()) return std::string(component);
    }
    return std::string(text_at(event, controller));
  }
  if (field.starts_with("reporting")) return std::string(text_at(event, controller));
  const std::size_t dot = field.find('.');
  if (dot == field.npos) return std::string(text_at(event, field));
  return std::string(text_at(subject_of(event), field.substr(dot + 1)));
}

}  // namespace

const KindRules event_rules{
    .create_on_update = true,
    .checks_metadata = false,
    .generation = Generation::none,
    .field_labels = {.names = core_fields, .refusal = FieldLabels::Refusal::plain},
    .set_defaults = &set_core_defaults,
    .validate = &validate_core,
    .field_value = &field_value};

const KindRules new_event_rules{
    .create_on_update = true,
    .named_as_core = true,
    .checks_metadata = false,
    .generation = Generation::none,
    .field_labels = {.names = new_fields, .refusal = FieldLabels::Refusal::plain},
    .set_defaults = &set_new_defaults,
    .validate_new = &validate_new,
    .validate_update = &validate_new_update,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
