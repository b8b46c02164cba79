#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/description.hpp>
#include <k8s/detail/side.hpp>

namespace k8s::detail {

struct PlannedField;

/// What the members of one struct cannot hold of what was read. The bits stand for members
/// (PlannedField::bit); they count only while the member is empty, so that a value given to it
/// later wins. For a member that shares its bit with others, a Spelling does the same.
struct SideRecord {
  /// A member that the model does not know.
  struct Unknown {
    std::string key;
    std::string json;
  };
  /// A member whose text is not the one that the writer would choose: `1.0`, a time with an offset,
  /// null in a list. It is written again as long as the writer still says `canonical`.
  struct Spelling {
    std::size_t field;
    std::string text;
    std::string canonical;
  };

  std::uint64_t present = 0;  // written, though empty
  std::uint64_t absent = 0;   // left out, though the writer writes it even when it is empty
  std::uint64_t null = 0;     // written as null
  std::vector<Unknown> unknown{};
  std::vector<Spelling> spellings{};

  void set_unknown(std::string_view key, std::string_view json);
  void set_spelling(Spelling spelling);
  [[nodiscard]] const Spelling* spelling_of(std::size_t field) const noexcept;
  [[nodiscard]] bool is_present(const PlannedField& field) const;
  /// \param text of the empty value, as it is to be written
  void set_present(const PlannedField& field, std::string_view text);
  void set_null(const PlannedField& field);
  /// Forgets all that is known of a member.
  void forget(const PlannedField& field);
};

inline Side& side_of(const Table& table, void* object) noexcept {
  return *reinterpret_cast<Side*>(static_cast<char*>(object) + table.side_offset);
}
inline const SideRecord* side_of(const Table& table, const void* object) noexcept {
  return reinterpret_cast<const Side*>(static_cast<const char*>(object) + table.side_offset)->get();
}

}  // namespace k8s::detail
