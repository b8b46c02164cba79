#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/error.hpp>
#include <k8s/list.hpp>

#include "codec/end_finder.hpp"

namespace k8s::detail {
struct PlannedField;
}

namespace k8s::codec {

/// How a list is read.
struct ListReading {
  /// An item that cannot be decoded is an error of the list.
  bool strict = false;
  bool drop_managed_fields = false;
  /// How many items a page has that is not the last; 0 if that is not known.
  std::size_t page_size = 0;
};

/// Reads a list's answer as it arrives: each item is decoded when its last byte is there. What is
/// held besides the objects is one item at most.
///
/// An item that is JSON but does not fit the kind is told as an ItemError, unless the reading is
/// strict. A text that is no JSON, or no list of the kind, is an error as a whole.
class ListDecoder {
 public:
  /// \param array an Array of the kind, to which items are appended
  /// \param errors to which items that cannot be decoded are appended
  ListDecoder(const detail::Kind& kind, void* array, std::vector<ItemError>& errors,
              const ListReading& how = {});

  /// A text begins, perhaps again: what was appended of an earlier one is taken back.
  void begin();
  /// The next bytes. \throws DecodeError
  void take(std::string_view bytes);
  /// After the last bytes. \throws DecodeError if that was no whole list
  ListMetadata finish();

 private:
  enum class State {
    envelope,  // what stands around the items
    between,   // before an item, a comma or the end of the items
    item,
  };

  const char* take_envelope(const char* p, const char* end);
  const char* take_between(const char* p, const char* end);
  const char* take_item(const char* p, const char* end);
  const char* find_scalar_end(const char* p, const char* end) noexcept;
  [[nodiscard]] bool begins_items() const noexcept;
  void open_items();
  void reserve(const ListMetadata& head);
  ListMetadata read_envelope(std::string_view text);

  void read_item(std::string_view json);
  void report(const DecodeError& error, std::string_view json);
  [[nodiscard]] std::size_t index() const;
  [[nodiscard]] std::string item_path() const;
  void check_size(const std::string& held) const;
  [[noreturn]] void fail(std::string_view problem) const;

  const detail::Kind* kind_;
  void* array_;
  std::vector<ItemError>* errors_;
  ListReading how_;
  const detail::PlannedField* dropped_ = nullptr;
  std::size_t first_item_;   // of the array
  std::size_t first_error_;  // of the errors

  State state_ = State::envelope;
  std::size_t offset_ = 0;       // of what is looked at
  std::string envelope_;         // without the items
  std::size_t items_at_ = 0;     // where in the envelope they stood
  std::size_t items_bytes_ = 0;  // how many bytes stood there
  int depth_ = 0;                // in the envelope
  bool in_string_ = false;
  bool escaped_ = false;
  bool had_item_ = false;   // since the list began
  bool had_comma_ = false;  // since the last item
  EndFinder end_finder_;
  bool bracketed_ = false;  // whether the item is an object or list
  std::string item_;        // what has come of it with earlier bytes
  std::size_t item_offset_ = 0;
};

}  // namespace k8s::codec
