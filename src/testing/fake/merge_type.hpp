#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/table.hpp>

#include "testing/fake/go_json.hpp"

// What the server knows of a value's type when it merges and compares objects field by field.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy

namespace k8s::testing::fake {

/// A type. Where nothing is known of a value it may be a scalar, a list or a map; the value
/// decides.
struct MergeType {
  enum class Scalar : std::uint8_t { none, numeric, text, boolean, any };

  Scalar scalar = Scalar::none;

  bool is_list = false;
  bool list_atomic = true;          // replaced as a whole
  std::vector<std::string> keys{};  // of a list that is merged; none are a set's
  const MergeType* element = nullptr;

  bool is_map = false;
  bool map_atomic = false;
  std::map<std::string, const MergeType*, std::less<>> fields{};
  const MergeType* other_fields = nullptr;  // null: there are no others
  /// What an element of a list that is merged has where a key is missing.
  std::map<std::string, json::value, std::less<>> defaults{};

  /// The type of a member; null if there is no such member.
  [[nodiscard]] const MergeType* field(std::string_view name) const;
};

/// Any value; maps are merged, lists are replaced.
[[nodiscard]] const MergeType& deduced_type();
/// Any value, replaced as a whole.
[[nodiscard]] const MergeType& atomic_type();

/// The type of a kind of Kubernetes' own, or of a part of it. Thread-safe.
[[nodiscard]] const MergeType& merge_type(const k8s::detail::Table& table);

/// Holds types that are made at run time. References stay good while it lives.
class MergeTypes {
 public:
  [[nodiscard]] MergeType& add() { return types_.emplace_back(); }

 private:
  std::deque<MergeType> types_;
};

}  // namespace k8s::testing::fake
