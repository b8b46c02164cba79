#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <k8s/detail/description.hpp>

#include "codec/lexer.hpp"
#include "codec/plan.hpp"

namespace k8s::codec {

/// Reads objects from one JSON text by their plans. Positions work as in Lexer.
class Reader {
 public:
  /// \param json a document whose outermost value is an object; it must outlive the reader
  /// \param fetched whether absent members are compared with what Go writes, or with what is
  /// written
  ///        of an object built here
  /// \param depth in how many lists and objects it stands
  /// \throws DecodeError if it is no object at all
  Reader(std::string_view json, bool fetched, int depth = 0);

  /// Leaves out that member; null leaves out none.
  void drop(const detail::PlannedField* member) noexcept { dropped_ = member; }

  [[nodiscard]] const Lexer& lexer() const noexcept { return lexer_; }

  /// Reads the whole document into one object.
  void read_document(const detail::Plan& plan, void* object);

  /// Reads the object at `p`.
  const char* read_object(const char* p, const detail::Plan& plan, void* object);

  /// Reads the members of the object at `p` one by one: `read` is given the name and the position
  /// of the value and returns the position behind it.
  template <class Read>
  const char* read_members(const char* p, Read read);
  /// Likewise the elements of the list at `p`.
  template <class Read>
  const char* read_elements(const char* p, Read read);

  /// A string member of such an object; null reads as empty.
  const char* read_text(const char* p, std::string& text);
  const char* read_integer(const char* p, std::int64_t& value);
  const char* skip(const char* p) const { return lexer_.skip_value(p, depth_); }

  /// Throws since another type stands there: "expected Pod, found Node".
  [[noreturn]] void fail_identity(const char* p, std::string_view expected,
                                  std::string_view found) const;

  /// Throws unless `behind` is the end of the document.
  void expect_end(const char* behind) const;

 private:
  /// Where the reading of a value ended, and whether it was zero or had no elements.
  struct Progress {
    const char* behind;
    bool empty;
  };

  void open(const char* p, char bracket, std::string_view expected);
  const char* close(const char* p) { return lexer_.close(p, --depth_ - outside_); }
  /// What is known of the object that is being read.
  struct Open {
    const detail::Plan& plan;
    void* object;
    std::uint64_t kept;      // the members that are written although empty
    std::uint64_t seen = 0;  // the members that were read
  };

  const char* read_key(const char* p, const detail::Plan& plan, const detail::PlannedField*& field);
  const char* read_unforeseen_key(const char* p, const detail::Plan& plan,
                                  const detail::PlannedField*& field);
  const char* read_member(const char* p, Open& open, const detail::PlannedField& field);
  const char* read_null(const char* p, const Open& open, const detail::PlannedField& field);
  const char* read_other_member(const char* p, const detail::Plan& plan,
                                const detail::PlannedField& field, void* object);
  const char* keep_unknown(const char* p, std::string_view name, const detail::Table& table,
                           void* object);
  void remember_spelling(const Open& open, const detail::PlannedField& field,
                         std::string_view text);

  /// How many elements a member had the last time.
  using Usual = std::atomic<std::uint8_t>;

  Progress read_value(const char* p, detail::ValueKind kind, const detail::ValueType& type,
                      void* value, Usual* usual);
  const char* read_held(const char* p, const detail::ValueType& type, void* value);
  const char* read_element(const char* p, const detail::ValueType& type, void* value);
  Progress read_array(const char* p, const detail::ValueType& type, void* array, Usual* usual);
  Progress read_map(const char* p, const detail::ValueType& type, void* map, Usual* usual);
  static void reserve(const detail::ValueType& type, void* holder, const Usual* usual);
  static void learn(Usual* usual, std::size_t size);
  Progress read_boolean(const char* p, bool& value) const;
  template <class Integer>
  Progress read_integer(const char* p, Integer& value, std::string_view expected);
  const char* read_unusual_integer(const char* p, std::int64_t& value, std::string_view expected);
  Progress read_double(const char* p, double& value);
  Progress read_string(const char* p, std::string& value);
  Progress read_long_string(const char* p, std::string& value);
  Progress read_bytes(const char* p, Bytes& value);
  template <class Resolution>
  Progress read_time(const char* p, BasicTime<Resolution>& value);
  Progress read_quantity(const char* p, Quantity& value);
  Progress read_duration(const char* p, Duration& value);
  Progress read_int_or_string(const char* p, IntOrString& value);
  Progress read_raw(const char* p, RawJson& value) const;

  const char* view_string(const char* p, std::string_view expected, std::string_view& text);

  [[noreturn]] void fail_number(const char* p, std::string_view expected) const;

  Lexer lexer_;
  const detail::PlannedField* dropped_ = nullptr;
  int depth_;
  int outside_;        // the depth of the document itself
  int outermost_ = 0;  // the depth of the members of objects that are in no other
  [[nodiscard]] detail::Emptiness emptiness() const noexcept {
    return fetched_ ? detail::Emptiness::fetched : detail::Emptiness::built;
  }

  bool fetched_;
  bool respelled_ = false;   // the writer would write what was read in another way
  std::string_view name_{};  // of the member, if the plan did not foresee it
  std::string scratch_{};    // of a string with escapes
};

template <class Read>
const char* Reader::read_members(const char* p, Read read) {
  open(p, '{', "an object");
  p = Lexer::skip_space(p + 1);
  if (*p != '}') {
    for (std::string name;; p = Lexer::skip_space(p + 1)) {
      std::string_view text;
      p = Lexer::skip_space(view_string(p, "a member's name", text));
      if (*p != ':') lexer_.fail(p, "expected ':'");
      name = text;
      p = Lexer::skip_space(read(std::string_view(name), Lexer::skip_space(p + 1)));
      if (*p == '}') break;
      if (*p != ',') lexer_.fail(p, "expected ',' or '}'");
    }
  }
  return close(p);
}

template <class Read>
const char* Reader::read_elements(const char* p, Read read) {
  open(p, '[', "a list");
  p = Lexer::skip_space(p + 1);
  if (*p != ']') {
    for (;; p = Lexer::skip_space(p + 1)) {
      p = Lexer::skip_space(read(p));
      if (*p == ']') break;
      if (*p != ',') lexer_.fail(p, "expected ',' or ']'");
    }
  }
  return close(p);
}

}  // namespace k8s::codec
