#pragma once

#include <cstddef>
#include <string_view>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// A value of an updated custom resource and what it was before, where the schema says which of the
/// old values that is: members by their names, elements of lists only if they are maps by keys.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-ratcheting
class Correlation {
 public:
  /// Of a value that has no older one.
  Correlation() = default;
  /// \param old null if there is none
  Correlation(const json::object& schema, const json::value& value, const json::value* old)
      : schema_(&schema), value_(&value), old_(old) {}

  [[nodiscard]] bool exists() const noexcept { return old_ != nullptr; }
  [[nodiscard]] const json::value* old() const noexcept { return old_; }

  [[nodiscard]] Correlation key(std::string_view name) const;
  [[nodiscard]] Correlation index(std::size_t index) const;

  /// Whether both are there and the same.
  [[nodiscard]] bool is_unchanged() const;

 private:
  const json::object* schema_ = nullptr;
  const json::value* value_ = nullptr;
  const json::value* old_ = nullptr;
};

/// The element of an old list with the keys of an element of a new one; null if there is none, or
/// if the list is no map by keys.
[[nodiscard]] const json::value* find_old_element(const json::object& schema,
                                                  const json::value& element,
                                                  const json::array& old);

}  // namespace k8s::testing::fake
