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
  /// Which member came after this one the last time: a guess, learned from what was read, by all
  /// threads. A wrong one costs time, nothing else.
  mutable std::atomic<const PlannedField*> successor = nullptr;
  const ValueType* type = nullptr;  // null if it is no member
  std::uint64_t bit = 0;            // among the members of its struct, as in SideRecord
  std::uint32_t offset = 0;
  std::uint16_t flags = 0;
  ValueKind kind{};
  std::uint8_t compared = 0;  // how many bytes of the prefix are in the words
  /// Of a list or map: how many elements it had the last time, learned likewise.
  mutable std::atomic<std::uint8_t> usual_size = 0;
  std::uint8_t index = 0;
  /// Whether other members have the same bit: then a SideRecord never has it.
  bool shares_bit = false;
  std::string_view name{};
  std::string prefix{};  // `"name":`

  static constexpr std::size_t most_compared = 32;

  /// Whether `text`, of which `most_compared` bytes can be read, begins with the prefix, as far as
  /// so many bytes tell.
  [[nodiscard]] bool begins(const char* text) const noexcept {
    return agrees(text, 0) && (compared <= 16 || agrees(text + 16, 2));
  }

 private:
  [[nodiscard]] bool agrees(const char* text, std::size_t word) const noexcept {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::memcpy(&first, text, 8);
    std::memcpy(&second, text + 8, 8);
    return (((first ^ words[word]) & masks[word]) |
            ((second ^ words[word + 1]) & masks[word + 1])) == 0;
  }
};

/// Which empty members are written.
enum class Emptiness : std::uint8_t {
  built,       // of an object built here: those that the schema requires
  fetched,     // of one that came from a server: those that Go writes
  given,       // none, in what an object gives to be applied
  given_item,  // and in an item of a list: required numbers and truths, of which 0 and false are
               // some
};

/// A table prepared for work: made at the first use of the table, shared by all threads, and never
/// destroyed.
struct Plan {
  explicit Plan(const Table& source);

  const Table* table;
  std::size_t count;  // of members
  /// The members; then, of a kind, `apiVersion` and `kind`, which are no members.
  std::unique_ptr<PlannedField[]> fields;
  /// What comes before the first member.
  PlannedField before{};
  /// The members that are written although empty, by Emptiness.
  std::array<std::uint64_t, 4> kept{};

  /// The member of that name, or what says which kind it is; null if there is none.
  [[nodiscard]] const PlannedField* find(std::string_view name) const noexcept;
  [[nodiscard]] std::uint64_t kept_in(Emptiness emptiness) const noexcept {
    return kept[static_cast<std::size_t>(emptiness)];
  }
  [[nodiscard]] bool is_kind(const PlannedField& field) const noexcept {
    return field.index == count + 1;
  }

 private:
  void assign_bits();
  void index_names();

  std::size_t names_;  // members and what says which kind it is
  std::size_t slot_mask_ = 0;
  std::unique_ptr<const PlannedField*[]> slots_;  // an open hash table
};

[[nodiscard]] const Plan& make_plan(const Table& table);

/// The table's plan.
inline const Plan& plan_of(const Table& table) {
  const Plan* const plan = table.plan.load(std::memory_order_acquire);
  return plan != nullptr ? *plan : make_plan(table);
}

}  // namespace k8s::detail
