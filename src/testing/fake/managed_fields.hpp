#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/field_set.hpp"
#include "testing/fake/typed.hpp"

// metadata.managedFields: who wrote which field last, and what follows from it for an apply.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management

namespace k8s::testing::fake {

/// Who writes, and how.
struct Writer {
  std::string name{};
  std::string api_version{};
  std::string subresource{};
  std::string now{};  // as a metav1.Time
};

/// What somebody manages.
struct Manager {
  std::string name{};
  std::string operation{};  // "Apply" or "Update"
  std::string api_version{};
  std::string subresource{};
  std::string time{};  // may be empty
  FieldSet fields{};

  [[nodiscard]] bool applies() const { return operation == "Apply"; }
  /// Whether both are the same manager: the version says nothing about those that apply.
  [[nodiscard]] bool is(const Manager& other) const;
  /// What the server sorts managers by, in messages.
  [[nodiscard]] std::string identity() const;
  /// As conflicts name it.
  [[nodiscard]] std::string message_text() const;
};

/// A field that an apply would take from another manager.
struct FieldConflict {
  const Manager* manager = nullptr;
  ElementPath path{};
};

/// What the server knows of a kind for this.
struct FieldRules {
  const MergeType* type = nullptr;
  /// What a write through this subresource leaves alone.
  FieldSet reset{};
};

class ManagedFields {
 public:
  /// Nothing if one of the entries is not valid.
  [[nodiscard]] static std::optional<ManagedFields> parse(const json::array& entries);
  /// Absent if there is nobody.
  [[nodiscard]] std::optional<json::array> entries() const;

  [[nodiscard]] bool empty() const noexcept { return managers_.empty(); }

  /// Who manages the replicas at `path`, as a Scale has them.
  [[nodiscard]] ManagedFields of_scale(std::span<const PathElement> path) const;
  /// Takes over who manages the replicas of a Scale.
  void take_scale(const ManagedFields& scale, std::span<const PathElement> path,
                  std::string_view api_version);

  /// Notes what an update changes. Both objects come without managedFields.
  void update(const json::object& before, const json::object& after, const FieldRules& rules,
              const Writer& writer);

  /// Merges what somebody applies and notes it.
  /// \returns the object as it is then; nothing if that is as it was
  /// \throws Refusal (409) if it would take fields from others
  [[nodiscard]] std::optional<json::object> apply(const json::object& live,
                                                  const json::object& configured,
                                                  const FieldRules& rules, const Writer& writer,
                                                  bool force);

 private:
  [[nodiscard]] Manager* find(const Manager& manager);
  Manager& ensure(const Manager& manager);
  void drop_empty();
  void cap_updaters();
  [[nodiscard]] FieldSet all_fields() const;
  [[nodiscard]] json::object pruned(const json::object& merged, const FieldSet& last,
                                    const MergeType& type) const;
  [[nodiscard]] std::vector<FieldConflict> conflicts(const FieldSet& changed,
                                                     const Manager& self) const;

  std::vector<Manager> managers_;
};

/// The fields of the last configuration that kubectl applied on its own side, as far as they are
/// what the object still has: kubectl may take those. Empty if there was none.
[[nodiscard]] FieldSet last_applied_fields(const json::object& live, const MergeType& type,
                                           std::string_view api_version);

}  // namespace k8s::testing::fake
