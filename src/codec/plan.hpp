#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include <k8s/detail/description.hpp>

namespace k8s::detail {

/// One member, as the reader and the writer want it.
struct PlannedField {
  /// `"name":` in 8-byte words, for comparing without a loop; a longer one is cut.
  std::array<std::uint64_t, 4> words{};
  std::array<std::uint64_t, 4> masks{};
  std::string_view name{};
  std::string prefix{};  // `"name":`
  std::uint32_t offset = 0;
  std::uint16_t flags = 0;
  ValueKind kind{};
  const ValueType* type = nullptr;
};

/// A table prepared for work: made at the first use of the table, shared by all threads, and never
/// destroyed.
struct Plan {
  static constexpr unsigned none = 0xFF;

  explicit Plan(const Table& source);

  const Table* table;
  std::size_t count;  // of members
  /// The members; of a kind then `apiVersion` and `kind`, which are no members; then one that
  /// matches nothing.
  std::unique_ptr<PlannedField[]> fields;
  unsigned api_version_index = none;
  unsigned kind_index = none;
  unsigned nothing_index = none;
  /// The members that are written although empty: in objects built here, and in fetched ones.
  std::array<std::uint64_t, 2> kept{};

  /// The index of the member of that name; `none` if there is none.
  [[nodiscard]] unsigned find(std::string_view name) const noexcept;

  /// Whether `text`, of which 32 bytes can be read, begins with the member's prefix, as far as 32
  /// bytes tell.
  [[nodiscard]] static bool begins_with(const char* text, const PlannedField& field) noexcept {
    if (!agrees(text, field, 0)) return false;
    return field.prefix.size() <= 16 || agrees(text + 16, field, 2);
  }
  static constexpr std::size_t longest_compared = 32;

  /// Which member came last time after the member of that index (after `nothing_index`: came
  /// first)? A guess, learned from what was read: a wrong one costs time, nothing else.
  [[nodiscard]] unsigned guess_after(unsigned index) const noexcept {
    return successors_[index].load(std::memory_order_relaxed);
  }
  void learn(unsigned index, unsigned successor) const noexcept {
    successors_[index].store(static_cast<std::uint8_t>(successor), std::memory_order_relaxed);
  }

 private:
  static bool agrees(const char* text, const PlannedField& field, std::size_t word) noexcept {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::memcpy(&first, text, 8);
    std::memcpy(&second, text + 8, 8);
    return (((first ^ field.words[word]) & field.masks[word]) |
            ((second ^ field.words[word + 1]) & field.masks[word + 1])) == 0;
  }
  void index_names();

  std::unique_ptr<std::atomic<std::uint8_t>[]> successors_;
  std::size_t slot_mask_ = 0;
  std::unique_ptr<std::uint8_t[]> slots_;  // an open hash table of indices
};

[[nodiscard]] const Plan& make_plan(const Table& table);

/// The table's plan.
inline const Plan& plan_of(const Table& table) {
  const Plan* const plan = table.plan.load(std::memory_order_acquire);
  return plan != nullptr ? *plan : make_plan(table);
}

}  // namespace k8s::detail
