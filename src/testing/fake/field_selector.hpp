#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/label_selector.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// The query parameter `fieldSelector`: `metadata.name=a,status.phase!=Failed`.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
class FieldSelector {
 public:
  FieldSelector() = default;
  /// \throws SelectorError, also for a field that the kind does not offer
  [[nodiscard]] static FieldSelector parse(std::string_view text, const Resource& resource);

  [[nodiscard]] bool empty() const noexcept { return terms_.empty(); }
  [[nodiscard]] bool matches(const json::object& object, const Resource& resource) const;
  /// The name, if there is but one object that can match.
  [[nodiscard]] std::optional<std::string> name() const;

 private:
  struct Term {
    std::string field{};
    bool equal = true;
    std::string value{};
  };
  std::vector<Term> terms_;
};

/// What selects objects of a list or a watch.
struct Selection {
  LabelSelector labels{};
  FieldSelector fields{};
  [[nodiscard]] bool matches(const json::object& object, const Resource& resource) const;
};

}  // namespace k8s::testing::fake
