// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/

#include <array>
#include <string>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 14> fields{"involvedObject.kind",
                                                  "involvedObject.namespace",
                                                  "involvedObject.name",
                                                  "involvedObject.uid",
                                                  "involvedObject.apiVersion",
                                                  "involvedObject.resourceVersion",
                                                  "involvedObject.fieldPath",
                                                  "reason",
                                                  "reportingComponent",
                                                  "source",
                                                  "type",
                                                  "regarding.name",
                                                  "regarding.namespace",
                                                  "regarding.kind"};

/// What an event is about, which has another name in either group.
const json::object& subject_of(const json::object& event) {
  return object_at(event, find(event, "regarding") != nullptr ? "regarding" : "involvedObject");
}

void validate(const json::object& event, FieldErrors& errors) {
  const std::string_view subject = text_at(subject_of(event), "namespace");
  const std::string_view own = namespace_of(event);
  const bool of_cluster = subject.empty() && own == "default";
  if (subject != own && !of_cluster) {
    errors.invalid("involvedObject.namespace", subject, "does not match event.namespace");
  }
}

std::string field_value(const json::object& event, std::string_view field) {
  if (field == "source") {
    const std::string_view component = text_at(event, {"source", "component"});
    return std::string(component.empty() ? text_at(event, "reportingComponent") : component);
  }
  const std::size_t dot = field.find('.');
  if (dot == field.npos) return std::string(text_at(event, field));
  return std::string(text_at(subject_of(event), field.substr(dot + 1)));
}

}  // namespace

const KindRules event_rules{
    .create_on_update = true,
    .generation = Generation::none,
    .field_labels = {.names = fields, .refusal = FieldLabels::Refusal::plain},
    .validate = &validate,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
