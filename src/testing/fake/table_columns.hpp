#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/object.hpp"
#include "testing/fake/resource.hpp"

// What `kubectl get` shows of each kind: the columns that the server makes.

namespace k8s::testing::fake {

struct Column {
  std::string name{};
  std::string type = "string";  // as in OpenAPI, or "date"
  std::string format{};
  std::string description{};
  /// 1 is shown with `-o wide` alone.
  int priority = 0;
};

/// The columns of a kind, and what a row of them is.
class TableColumns {
 public:
  virtual ~TableColumns() = default;
  [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
  [[nodiscard]] virtual json::array cells(const json::object& object,
                                          std::chrono::sys_seconds now) const = 0;
  /// What clients may want to know of the row as a whole.
  [[nodiscard]] virtual json::array conditions(const json::object& object) const;
};

/// The columns that a CustomResourceDefinition names.
/// \param definitions its `additionalPrinterColumns`
[[nodiscard]] std::shared_ptr<const TableColumns> custom_columns(const json::array& definitions);

/// Those of the Scales of objects.
/// \param of_custom whether the objects are of a custom kind
[[nodiscard]] std::shared_ptr<const TableColumns> scale_columns(bool of_custom);

/// The columns of a kind of Kubernetes' own, with their descriptions; null if it has but name and
/// time of creation.
[[nodiscard]] const std::vector<Column>* builtin_columns(const Resource& resource);

/// Those of its definition, of Kubernetes' own, or name and age.
[[nodiscard]] const TableColumns& columns_of(const Resource& resource);

}  // namespace k8s::testing::fake
