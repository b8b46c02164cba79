#pragma once

#include "testing/fake/kinds/pod_spec.hpp"

// What everything that keeps pods running has in common: a selector and a template.

namespace k8s::testing::fake {

/// Checks `spec.selector`, a metav1.LabelSelector, and returns whether it can select.
/// \param kind as messages name it: "deployment"
[[nodiscard]] bool validate_pod_selector(const json::object& spec, std::string_view kind,
                                         FieldErrors& errors);

/// Checks that the selector selects what the template makes.
void validate_template_labels(const json::object& spec, FieldErrors& errors);

/// Checks that the template's pods are always restarted.
/// \param kind as messages name it: "ReplicaSet"
void validate_lasting(const json::object& spec, std::string_view kind, FieldErrors& errors);
/// The same, and the rest of the template.
void validate_lasting_template(const json::object& spec, std::string_view kind,
                               FieldErrors& errors);

/// The strategy of a Deployment or DaemonSet as the server shows it, which is its own form of it.
[[nodiscard]] json::object shown_strategy(const json::object& strategy);

/// Checks an amount of pods, a number or a percentage.
void validate_amount(const json::value& value, const FieldPath& path, FieldErrors& errors);
/// Whether an amount is 0 or "0%".
[[nodiscard]] bool is_zero_amount(const json::value& value);
/// Refuses more than "100%".
void validate_at_most_all(const json::value& value, const FieldPath& path, FieldErrors& errors);

/// Refuses counts of a status that are negative, or greater than `replicas`.
void validate_replica_counts(const json::object& status,
                             std::initializer_list<const char*> at_most_replicas,
                             FieldErrors& errors);

}  // namespace k8s::testing::fake
