#include "codec/reader.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>
#include <utility>

#include <k8s/detail/kind.hpp>

#include "ascii.hpp"
#include "base64.hpp"
#include "codec/json_text.hpp"
#include "codec/number.hpp"
#include "codec/rfc3339.hpp"
#include "codec/side_record.hpp"
#include "codec/value_access.hpp"
#include "codec/values.hpp"
#include "codec/writer.hpp"
#include "duration_text.hpp"
#include "quantity_text.hpp"

namespace k8s::codec {

using detail::Plan;
using detail::PlannedField;
using detail::side_of;
using detail::SideRecord;
using detail::Table;
using detail::ValueAccess;
using detail::ValueKind;
using detail::ValueType;

namespace {

/// Throws for a text that cannot be an object, with the first fault that it has.
[[noreturn]] void refuse_document(std::string_view json) {
  const std::string text(json);
  check_json(text);
  const Lexer lexer(text);
  lexer.fail_expected(Lexer::skip_space(lexer.begin()), "an object");
}

/// A document that ends with '}', as Lexer wants it.
std::string_view document_of(std::string_view json) {
  const std::string_view document = trim_end(json);
  if (!document.ends_with('}')) refuse_document(json);
  return document;
}

/// Whether null is what the writer writes for the member when it is empty and kept.
bool is_null_when_empty(ValueKind kind) noexcept {
  return kind == ValueKind::time || kind == ValueKind::micro_time || kind == ValueKind::raw_json ||
         kind == ValueKind::duration || kind == ValueKind::optional || kind == ValueKind::box;
}

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Whether base64_encode would give this text for these bytes.
bool is_canonical_base64(std::string_view text, std::string_view data) {
  if (text.size() != (data.size() + 2) / 3 * 4) return false;
  const std::size_t rest = data.size() % 3;
  return rest == 0 || text.ends_with(base64_encode(data.substr(data.size() - rest)));
}

constexpr bool is_canonical(const Rfc3339& time, const Time*) noexcept {
  return time.utc && time.fraction_digits == 0;
}
constexpr bool is_canonical(const Rfc3339& time, const MicroTime*) noexcept {
  return time.utc && time.fraction_digits == 6;
}

/// Makes the string anew, exactly as long as it has to be: assign() would double what it had.
void replace(std::string& value, std::string_view text) {
  std::destroy_at(&value);
  try {
    std::construct_at(&value, text);
  } catch (...) {
    std::construct_at(&value);
    throw;
  }
}

/// "apps/v1" is group and version; "v1" is the core group's.
bool is_api_version_of(std::string_view text, const detail::Kind& kind) noexcept {
  if (kind.group.empty()) return text == kind.version;
  return text.size() == kind.group.size() + 1 + kind.version.size() &&
         text.starts_with(kind.group) && text[kind.group.size()] == '/' &&
         text.ends_with(kind.version);
}

}  // namespace

Reader::Reader(std::string_view json, bool fetched, int depth)
    : lexer_(document_of(json)), depth_(depth), outside_(depth), fetched_(fetched) {}

void Reader::read_document(const Plan& plan, void* object) {
  expect_end(read_object(Lexer::skip_space(lexer_.begin()), plan, object));
}

void Reader::expect_end(const char* behind) const {
  if (behind != lexer_.end()) lexer_.fail(behind, "more text behind the object");
}

void Reader::open(const char* p, char bracket, std::string_view expected) {
  if (*p != bracket) lexer_.fail_expected(p, expected);
  if (depth_ == max_depth) lexer_.fail(p, "nested deeper than 256 levels");
  ++depth_;
}

// ---- objects --------------------------------------------------------------------------------

const char* Reader::read_object(const char* p, const Plan& plan, void* object) {
  open(p, '{', "an object");
  const bool outer_fetched = fetched_;
  const bool outer_respelled = std::exchange(respelled_, false);
  if (const detail::Kind* const kind = plan.table->kind) {
    fetched_ = true;
    if (outermost_ == 0) outermost_ = depth_;
    kind->state(object) = {.fetched = true, .without_api_version = true, .without_kind = true};
  }

  Open open{.plan = plan, .object = object, .kept = plan.kept_in(emptiness())};
  p = Lexer::skip_space(p + 1);
  if (*p != '}') {
    for (const PlannedField* field = &plan.before;; p = Lexer::skip_space(p + 1)) {
      p = read_key(p, plan, field);
      p = field->type != nullptr ? read_member(p, open, *field)
                                 : read_other_member(p, plan, *field, object);
      p = Lexer::skip_space(p);
      if (*p == ',') [[likely]]
        continue;
      if (*p == '}') break;
      lexer_.fail(p, "expected ',' or '}'");
    }
  }
  if (const std::uint64_t missing = open.kept & ~open.seen; missing != 0) {
    side_of(*plan.table, object).ensure().absent |= missing;
  }

  respelled_ = outer_respelled;
  fetched_ = outer_fetched;
  return close(p);
}

// Reads a member's name and the colon. `field` is the member before, and becomes this one.
[[gnu::always_inline]] inline const char* Reader::read_key(const char* p, const Plan& plan,
                                                           const PlannedField*& field) {
  const PlannedField& guess = *field->successor.load(std::memory_order_relaxed);
  const auto rest = static_cast<std::size_t>(lexer_.end() - p);
  if (rest >= PlannedField::most_compared && guess.begins(p)) [[likely]] {
    if (guess.compared < PlannedField::most_compared) [[likely]] {
      field = &guess;
      return Lexer::skip_space(p + guess.compared);
    }
    if (std::string_view(p, rest).starts_with(guess.prefix)) {
      field = &guess;
      return Lexer::skip_space(p + guess.prefix.size());
    }
  }
  return read_unforeseen_key(p, plan, field);
}

const char* Reader::read_unforeseen_key(const char* p, const Plan& plan,
                                        const PlannedField*& field) {
  p = view_string(p, "a member's name", name_);
  p = Lexer::skip_space(p);
  if (*p != ':') lexer_.fail(p, "expected ':'");
  const PlannedField* const found = plan.find(name_);
  if (found != nullptr) field->successor.store(found, std::memory_order_relaxed);
  field = found != nullptr ? found : &plan.before;
  return Lexer::skip_space(p + 1);
}

[[gnu::always_inline]] inline const char* Reader::read_member(const char* p, Open& open,
                                                              const PlannedField& field) {
  void* const member = member_at(open.object, field.offset);
  if ((open.seen & field.bit) != 0) [[unlikely]] {  // the last of several wins
    reset(*field.type, member);
    if (auto* const side = side_of(*open.plan.table, open.object).get()) side->forget(field);
  }
  open.seen |= field.bit;
  if (*p == 'n') [[unlikely]]
    return read_null(p, open, field);
  if (&field == dropped_) [[unlikely]]
    return lexer_.skip_value(p, depth_);

  const Progress read = read_value(p, field.kind, *field.type, member, &field.usual_size);
  if ((open.kept & field.bit) == 0 &&
      (read.empty || (field.kind == ValueKind::structure && is_empty(*field.type, member))))
      [[unlikely]] {
    side_of(*open.plan.table, open.object)
        .ensure()
        .set_present(field, trim_end({p, static_cast<std::size_t>(read.behind - p)}));
  }
  if (respelled_) [[unlikely]] {
    respelled_ = false;
    remember_spelling(open, field, {p, read.behind});
  }
  return read.behind;
}

const char* Reader::read_null(const char* p, const Open& open, const PlannedField& field) {
  p = lexer_.skip_word(p, "null");
  const bool kept = (open.kept & field.bit) != 0;
  if (!kept || !is_null_when_empty(field.kind)) {
    side_of(*open.plan.table, open.object).ensure().set_null(field);
  }
  return p;
}

void Reader::remember_spelling(const Open& open, const PlannedField& field, std::string_view text) {
  std::string canonical = Writer(emptiness()).write_member(open.plan, field.index, open.object);
  std::string spelled = field.prefix + std::string(trim_end(text));
  if (spelled == canonical) return;
  side_of(*open.plan.table, open.object)
      .ensure()
      .set_spelling(
          {.field = field.index, .text = std::move(spelled), .canonical = std::move(canonical)});
}

// A member that is none of the model: unknown, or what says which kind it is.
const char* Reader::read_other_member(const char* p, const Plan& plan, const PlannedField& field,
                                      void* object) {
  if (&field == &plan.before) return keep_unknown(p, name_, *plan.table, object);
  if (*p == 'n' || (*p == '"' && p[1] == '"')) {
    return keep_unknown(p, field.name, *plan.table, object);
  }
  const detail::Kind& kind = *plan.table->kind;
  detail::ObjectState& state = kind.state(object);
  std::string_view text;
  const char* const behind = view_string(p, "a string", text);
  const bool is_kind = plan.is_kind(field);
  bool& absent = is_kind ? state.without_kind : state.without_api_version;
  absent = is_kind ? text != kind.name : !is_api_version_of(text, kind);
  if (absent) {
    // Of an object inside another, such as a claim's template, nobody checks it: it is kept.
    if (depth_ > outermost_) return keep_unknown(p, field.name, *plan.table, object);
    fail_identity(p, is_kind ? std::string(kind.name) : api_version_of(kind), text);
  }
  return behind;
}

const char* Reader::keep_unknown(const char* p, std::string_view name, const Table& table,
                                 void* object) {
  const char* const behind = lexer_.skip_value(p, depth_);
  side_of(table, object).ensure().set_unknown(name, {p, behind});
  return behind;
}

// ---- values ---------------------------------------------------------------------------------

[[gnu::always_inline]] inline Reader::Progress Reader::read_value(const char* p, ValueKind kind,
                                                                  const ValueType& type,
                                                                  void* value, Usual* usual) {
  switch (kind) {
    case ValueKind::string:
      return read_string(p, *static_cast<std::string*>(value));
    case ValueKind::boolean:
      return read_boolean(p, *static_cast<bool*>(value));
    case ValueKind::int32:
      return read_integer(p, *static_cast<std::int32_t*>(value), "an integer of 32 bits");
    case ValueKind::int64:
      return read_integer(p, *static_cast<std::int64_t*>(value), "an integer of 64 bits");
    case ValueKind::structure:
      return {read_object(p, detail::plan_of(type.structure()), value), false};
    case ValueKind::array:
      return read_array(p, type, value, usual);
    case ValueKind::map:
      return read_map(p, type, value, usual);
    case ValueKind::optional:
    case ValueKind::box:
      return {read_held(p, *type.element, type.operations->emplace(value)), false};
    case ValueKind::time:
      return read_time(p, *static_cast<Time*>(value));
    case ValueKind::micro_time:
      return read_time(p, *static_cast<MicroTime*>(value));
    case ValueKind::quantity:
      return read_quantity(p, *static_cast<Quantity*>(value));
    case ValueKind::duration:
      return read_duration(p, *static_cast<Duration*>(value));
    case ValueKind::int_or_string:
      return read_int_or_string(p, *static_cast<IntOrString*>(value));
    case ValueKind::bytes:
      return read_bytes(p, *static_cast<Bytes*>(value));
    case ValueKind::number:
      return read_double(p, *static_cast<double*>(value));
    default:
      return read_raw(p, *static_cast<RawJson*>(value));
  }
}

// Of a list or map, where null stands for a default value, but is written as null again.
const char* Reader::read_element(const char* p, const ValueType& type, void* value) {
  if (*p == 'n' && type.kind != ValueKind::raw_json) [[unlikely]] {
    respelled_ = true;
    return lexer_.skip_word(p, "null");
  }
  return read_held(p, type, value);
}

const char* Reader::read_held(const char* p, const ValueType& type, void* value) {
  return read_value(p, type.kind, type, value, nullptr).behind;
}

/// Makes room for as many elements as the member had the last time: most lists of a kind are alike,
/// and what is right at once need not grow.
void Reader::reserve(const ValueType& type, void* holder, const Usual* usual) {
  constexpr std::size_t most_bytes = 4096;
  if (usual == nullptr) return;
  const std::size_t count = usual->load(std::memory_order_relaxed);
  if (count > 0) {
    type.operations->reserve(holder, std::min(count, most_bytes / type.element->size + 1));
  }
}

void Reader::learn(Usual* usual, std::size_t size) {
  constexpr std::size_t most = std::numeric_limits<std::uint8_t>::max();
  const auto count = static_cast<std::uint8_t>(std::min(size, most));
  if (usual != nullptr && size != 0 && usual->load(std::memory_order_relaxed) != count) {
    usual->store(count, std::memory_order_relaxed);
  }
}

Reader::Progress Reader::read_array(const char* p, const ValueType& type, void* array,
                                    Usual* usual) {
  std::size_t size = 0;
  p = read_elements(p, [&](const char* at) {
    if (size++ == 0) reserve(type, array, usual);
    return read_element(at, *type.element, type.operations->emplace(array));
  });
  learn(usual, size);
  return {p, size == 0};
}

Reader::Progress Reader::read_map(const char* p, const ValueType& type, void* map, Usual* usual) {
  open(p, '{', "an object");
  std::size_t size = 0;
  p = Lexer::skip_space(p + 1);
  if (*p != '}') {
    reserve(type, map, usual);
    for (;; p = Lexer::skip_space(p + 1)) {
      std::string_view key;
      p = Lexer::skip_space(view_string(p, "a key", key));
      if (*p != ':') lexer_.fail(p, "expected ':'");
      void* const value = type.operations->emplace_key(map, key);
      if (type.operations->size(map) == size) {
        reset(*type.element, value);  // the last of several wins
      } else {
        ++size;
      }
      p = Lexer::skip_space(read_element(Lexer::skip_space(p + 1), *type.element, value));
      if (*p == '}') break;
      if (*p != ',') lexer_.fail(p, "expected ',' or '}'");
    }
  }
  learn(usual, size);
  return {close(p), size == 0};
}

Reader::Progress Reader::read_boolean(const char* p, bool& value) const {
  if (*p != 't' && *p != 'f') lexer_.fail_expected(p, "a boolean");
  value = *p == 't';
  using namespace std::string_view_literals;
  return {lexer_.skip_word(p, value ? "true"sv : "false"sv), !value};
}

template <class Integer>
Reader::Progress Reader::read_integer(const char* p, Integer& value, std::string_view expected) {
  constexpr std::ptrdiff_t safe_digits = 18;
  const bool negative = *p == '-';
  const char* const first = p + (negative ? 1 : 0);
  const char* behind = first;
  std::int64_t number = 0;
  for (; is_digit(*behind) && behind - first < safe_digits; ++behind) {
    number = number * 10 + (*behind - '0');
  }
  const bool usual = behind != first && (*first != '0' || (behind - first == 1 && !negative)) &&
                     !is_digit(*behind) && *behind != '.' && *behind != 'e' && *behind != 'E';
  if (usual) [[likely]] {
    if (negative) number = -number;
  } else {
    behind = read_unusual_integer(p, number, expected);
  }
  if (!std::in_range<Integer>(number)) fail_number(p, expected);
  value = static_cast<Integer>(number);
  return {behind, value == 0};
}

// One with more digits, an exponent, a fraction, or no integer at all.
const char* Reader::read_unusual_integer(const char* p, std::int64_t& value,
                                         std::string_view expected) {
  if (*p != '-' && !is_digit(*p)) lexer_.fail_expected(p, expected);
  const char* const behind = lexer_.skip_number(p);
  const auto integer = integer_of({p, behind});
  if (!integer) fail_number(p, expected);
  value = *integer;
  respelled_ = true;
  return behind;
}

Reader::Progress Reader::read_double(const char* p, double& value) {
  if (*p != '-' && !is_digit(*p)) lexer_.fail_expected(p, "a number");
  const char* const behind = lexer_.skip_number(p);
  const auto number = double_of({p, behind});
  if (!number) fail_number(p, "a number of 64 bits");
  value = *number;
  respelled_ = true;  // unless the writer finds the same digits
  return {behind, value == 0};
}

const char* Reader::view_string(const char* p, std::string_view expected, std::string_view& text) {
  if (*p != '"') lexer_.fail_expected(p, expected);
  return lexer_.read_string(p + 1, scratch_, text);
}

[[gnu::always_inline]] inline Reader::Progress Reader::read_string(const char* p,
                                                                   std::string& value) {
  // So many characters stand in a std::string itself: copying them all, whatever the length, and
  // shortening it then, needs no call and no allocation.
  constexpr std::size_t small = 15;
  if (*p != '"') [[unlikely]]
    lexer_.fail_expected(p, "a string");
  const char* const first = p + 1;
  if (lexer_.end() - first >= block_size) [[likely]] {
    const unsigned bits = special_bits(first);
    const auto size = static_cast<std::size_t>(std::countr_zero(bits));
    if (size <= small && first[size] == '"') {
      std::destroy_at(&value);
      std::construct_at(&value, first, small);
      value.resize(size);
      return {first + size + 1, size == 0};
    }
  }
  return read_long_string(p, value);
}

Reader::Progress Reader::read_long_string(const char* p, std::string& value) {
  std::string_view text;
  p = lexer_.read_string(p + 1, scratch_, text);
  replace(value, text);
  return {p, text.empty()};
}

Reader::Progress Reader::read_bytes(const char* p, Bytes& value) {
  std::string_view text;
  const char* const behind = view_string(p, "a string", text);
  auto data = base64_decode(text);
  if (!data) lexer_.fail(p, "expected base64, found another string");
  respelled_ = respelled_ || !is_canonical_base64(text, *data);
  value = Bytes(std::move(*data));
  return {behind, value.empty()};
}

template <class Resolution>
Reader::Progress Reader::read_time(const char* p, BasicTime<Resolution>& value) {
  std::string_view text;
  const char* const behind = view_string(p, "a string", text);
  const auto time = parse_rfc3339(text);
  if (!time) lexer_.fail(p, "expected a time (RFC 3339), found another string");
  value = std::chrono::sys_time<std::chrono::microseconds>(time->seconds + time->fraction);
  respelled_ = respelled_ || !is_canonical(*time, &value);
  return {behind, false};
}

Reader::Progress Reader::read_quantity(const char* p, Quantity& value) {
  const char* behind = p;
  std::string_view text;
  if (*p == '"') {
    behind = view_string(p, "a quantity", text);
    const std::size_t size = text.size();
    text = trim(text);
    respelled_ = respelled_ || text.size() != size;
  } else {
    if (*p != '-' && !is_digit(*p)) lexer_.fail_expected(p, "a quantity");
    behind = lexer_.skip_number(p);
    text = {p, behind};
    respelled_ = true;
  }
  if (!parse_quantity_text(text)) lexer_.fail(p, "expected a quantity such as 500m or 2Gi");
  replace(ValueAccess::text(value), text);
  return {behind, false};
}

Reader::Progress Reader::read_duration(const char* p, Duration& value) {
  std::string_view text;
  const char* const behind = view_string(p, "a duration", text);
  const auto count = parse_duration_text(text);
  if (!count) lexer_.fail(p, "expected a duration such as 1h30m, found another string");
  value = Duration(std::chrono::nanoseconds(*count));
  respelled_ = respelled_ || value.to_string() != text;
  return {behind, false};
}

Reader::Progress Reader::read_int_or_string(const char* p, IntOrString& value) {
  if (*p == '"') {
    std::string_view text;
    p = view_string(p, "a string", text);
    value = IntOrString(text);
    return {p, false};
  }
  std::int32_t number = 0;
  const Progress read = read_integer(p, number, "an integer of 32 bits or a string");
  value = IntOrString(number);
  return read;
}

Reader::Progress Reader::read_raw(const char* p, RawJson& value) const {
  const char* const behind = lexer_.skip_value(p, depth_);
  replace(ValueAccess::text(value), {p, behind});
  return {behind, false};
}

// ---- what is no model -----------------------------------------------------------------------

const char* Reader::read_text(const char* p, std::string& text) {
  if (*p == 'n') return lexer_.skip_word(p, "null");
  return read_string(p, text).behind;
}

const char* Reader::read_integer(const char* p, std::int64_t& value) {
  return read_integer(p, value, "an integer of 64 bits").behind;
}

// ---- faults ---------------------------------------------------------------------------------

void Reader::fail_number(const char* p, std::string_view expected) const {
  lexer_.fail(p, "expected " + std::string(expected) + ", found another number");
}

// The name of a type is no secret, but whatever does not look like one is not quoted.
void Reader::fail_identity(const char* p, std::string_view expected, std::string_view found) const {
  constexpr std::size_t longest = 128;
  const bool plain = found.size() <= longest && std::ranges::all_of(found, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
                              c == '.' || c == '/' || c == '-';
                     });
  lexer_.fail(p, "expected " + std::string(expected) + ", found " +
                     (plain ? std::string(found) : std::string("another type")));
}

}  // namespace k8s::codec
