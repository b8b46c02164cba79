#pragma once

#include "testing/fake/field_error.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/object.hpp"

// The rules of metadata, which are those of every kind.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/

namespace k8s::testing::fake {

struct Resource;

/// Whose rules for finalizers hold beside the general ones.
enum class FinalizerRules {
  general,
  kubernetes,  // a name without a domain must be one of Kubernetes' own
};

/// Those of a kind.
[[nodiscard]] FinalizerRules finalizer_rules(const Resource& resource);

void validate_metadata(const json::object& object, bool namespaced, NameCheck check_name,
                       FinalizerRules finalizers, FieldErrors& errors);
void validate_metadata_update(const json::object& fresh, const json::object& old,
                              FinalizerRules finalizers, FieldErrors& errors);

/// The labels at `path`.
void validate_labels(const json::object& labels, const FieldPath& path, FieldErrors& errors);
/// The annotations at `path`.
void validate_annotations(const json::object& annotations, const FieldPath& path,
                          FieldErrors& errors);
/// A metav1.LabelSelector. Returns whether it can select.
[[nodiscard]] bool validate_label_selector(const json::object& selector, const FieldPath& path,
                                           FieldErrors& errors);
[[nodiscard]] bool can_select(const json::object& selector);
/// A metav1.LabelSelector as the server shows it: without what is empty, in the order of Go's.
[[nodiscard]] json::object shown_selector(const json::object& selector);
/// Whether a metav1.LabelSelector selects these labels.
[[nodiscard]] bool selector_matches(const json::object& selector, const json::object& labels);
/// Refuses a value that is not what it was.
void validate_immutable(const json::object& fresh, const json::object& old, std::string_view name,
                        const FieldPath& path, FieldErrors& errors);

}  // namespace k8s::testing::fake
