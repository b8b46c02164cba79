#pragma once

#include <stdexcept>

#include "testing/fake/field_set.hpp"
#include "testing/fake/merge_type.hpp"

// Objects with the types of their fields: validated, compared, merged, cut. The rules are those of
// the server's structured merge. https://kubernetes.io/docs/reference/using-api/server-side-apply/

namespace k8s::testing::fake {

/// A value that its type does not allow; what() is what the server says.
class TypeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Refuses what the type does not know and elements of a list that have the same key.
/// \throws TypeError
void check_typed(const json::object& object, const MergeType& type);

/// Every field that an object has.
[[nodiscard]] FieldSet fields_of(const json::object& object, const MergeType& type);

/// In what two objects differ.
struct Comparison {
  FieldSet removed{};
  FieldSet modified{};
  FieldSet added{};

  [[nodiscard]] FieldSet changed() const { return modified.united(added); }
};

[[nodiscard]] Comparison compare(const json::object& before, const json::object& after,
                                 const MergeType& type);

/// The object with what is configured on top of it.
[[nodiscard]] json::object merge(const json::object& object, const json::object& configured,
                                 const MergeType& type);

/// The object without these fields and elements.
[[nodiscard]] json::object without(const json::object& object, const FieldSet& fields,
                                   const MergeType& type);

/// The set with those members of structs that have something below them.
[[nodiscard]] FieldSet with_named_fields(const FieldSet& set, const MergeType& type);

}  // namespace k8s::testing::fake
