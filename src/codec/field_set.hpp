#pragma once

namespace k8s::codec {

/// Past an object that has names and such objects alone, without spaces: what an API server writes
/// of who manages which fields (FieldsV1), which is two fifths of many a list. Null if the text is
/// anything else, valid or not.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
///
/// \param p where the object begins
/// \param depth in how many lists and objects it stands
[[nodiscard]] const char* skip_field_set(const char* p, const char* end, int depth) noexcept;

}  // namespace k8s::codec
