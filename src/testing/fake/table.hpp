#pragma once

#include <chrono>
#include <span>

#include "testing/fake/form.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// What a Table is to be like.
struct TableRequest {
  const Resource& resource;
  const Form& form;
  std::chrono::sys_seconds now{};
  /// The later events of a watch say no more what their columns are.
  bool with_columns = true;
};

/// Rows for people instead of objects.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
/// \param metadata of the list, or of what stands for it
[[nodiscard]] json::object make_table(const TableRequest& request,
                                      std::span<const ObjectPtr> objects, json::object metadata);

/// The metadata of an object alone.
[[nodiscard]] json::object partial_object(const json::object& object, const Form& form);

}  // namespace k8s::testing::fake
