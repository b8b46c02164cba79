#include "codec/reader.hpp"

#include <algorithm>
#include <utility>

#include <k8s/detail/kind.hpp>

#include "base64.hpp"
#include "codec/json_text.hpp"
#include "codec/number.hpp"
#include "codec/rfc3339.hpp"
#include "codec/side_record.hpp"
#include "codec/value_access.hpp"
#include "codec/values.hpp"
#include "codec/writer.hpp"
#include "quantity_text.hpp"

namespace k8s::codec {

using detail::bit;
using detail::Plan;
using detail::PlannedField;
using detail::side_of;
using detail::SideRecord;
using detail::Table;
using detail::ValueAccess;
using detail::ValueKind;
using detail::ValueType;

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

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
         kind == ValueKind::optional || kind == ValueKind::box;
}

std::string_view trim(std::string_view text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(" \n\r\t"), text.size()));
  return trim_end(text);
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

/// "apps/v1" is group and version; "v1" is the core group's.
bool is_api_version_of(std::string_view text, const detail::Kind& kind) noexcept {
  if (kind.group.empty()) return text == kind.version;
  return text.size() == kind.group.size() + 1 + kind.version.size() &&
         text.starts_with(kind.group) && text[kind.group.size()] == '/' &&
         text.ends_with(kind.version);
}

}  // namespace

Reader::Reader(std::string_view json, bool fetched)
    : lexer_(document_of(json)), fetched_(fetched) {}

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
  const bool outer_fetched = std::exchange(fetched_, fetched_ || plan.table->kind != nullptr);
  const bool outer_respelled = std::exchange(respelled_, false);

  std::uint64_t seen = 0;
  if (plan.table->kind != nullptr) {
    plan.table->kind->state(object) = {
        .fetched = true, .without_api_version = true, .without_kind = true};
  }
  p = Lexer::skip_space(p + 1);
  if (*p != '}') {
    for (unsigned index = plan.nothing_index;; p = Lexer::skip_space(p + 1)) {
      p = read_key(p, plan, index);
      p = index < plan.count ? read_member(p, plan, index, object, seen)
                             : read_other_member(p, plan, index, object);
      p = Lexer::skip_space(p);
      if (*p == ',') [[likely]]
        continue;
      if (*p == '}') break;
      lexer_.fail(p, "expected ',' or '}'");
    }
  }
  if (const std::uint64_t missing = plan.kept[fetched_ ? 1 : 0] & ~seen; missing != 0) {
    side_of(*plan.table, object).ensure().absent |= missing;
  }

  respelled_ = outer_respelled;
  fetched_ = outer_fetched;
  return lexer_.close(p, --depth_);
}

// Reads a member's name and the colon. `index` is the member before, and becomes this one.
const char* Reader::read_key(const char* p, const Plan& plan, unsigned& index) {
  const unsigned guess = plan.guess_after(index);
  const PlannedField& field = plan.fields[guess];
  const auto rest = static_cast<std::size_t>(lexer_.end() - p);
  if (rest >= Plan::longest_compared && Plan::begins_with(p, field)) [[likely]] {
    const std::string_view prefix = field.prefix;
    if (prefix.size() <= Plan::longest_compared || std::string_view(p, rest).starts_with(prefix)) {
      index = guess;
      return Lexer::skip_space(p + prefix.size());
    }
  }
  p = view_string(p, "a member's name", name_);
  p = Lexer::skip_space(p);
  if (*p != ':') lexer_.fail(p, "expected ':'");
  const unsigned found = plan.find(name_);
  if (found != Plan::none) {
    plan.learn(index, found);
    index = found;
  } else {
    index = plan.nothing_index;
  }
  return Lexer::skip_space(p + 1);
}

const char* Reader::read_member(const char* p, const Plan& plan, unsigned index, void* object,
                                std::uint64_t& seen) {
  const PlannedField& field = plan.fields[index];
  void* const member = member_at(object, field.offset);
  if ((seen & bit(index)) != 0) [[unlikely]] {  // the last of several wins
    reset(*field.type, member);
    if (SideRecord* const side = side_of(*plan.table, object).get()) side->forget(index);
  }
  seen |= bit(index);
  if (*p == 'n') [[unlikely]]
    return read_null(p, plan, index, object);

  const char* const start = p;
  const Progress read = read_value(p, *field.type, member);
  const bool kept = (plan.kept[fetched_ ? 1 : 0] & bit(index)) != 0;
  if (!kept &&
      (read.empty || (field.kind == ValueKind::structure && is_empty(*field.type, member)))) {
    side_of(*plan.table, object).ensure().present |= bit(index);
  }
  if (respelled_) [[unlikely]] {
    respelled_ = false;
    remember_spelling(plan, index, object, {start, read.behind});
  }
  return read.behind;
}

const char* Reader::read_null(const char* p, const Plan& plan, unsigned index, void* object) {
  p = lexer_.skip_word(p, "null");
  const bool kept = (plan.kept[fetched_ ? 1 : 0] & bit(index)) != 0;
  if (!kept || !is_null_when_empty(plan.fields[index].kind)) {
    side_of(*plan.table, object).ensure().null |= bit(index);
  }
  return p;
}

void Reader::remember_spelling(const Plan& plan, unsigned index, void* object,
                               std::string_view text) {
  std::string canonical = Writer(fetched_).write_member(plan, index, object);
  std::string spelled = plan.fields[index].prefix + std::string(trim_end(text));
  if (spelled == canonical) return;
  side_of(*plan.table, object)
      .ensure()
      .set_spelling(
          {.field = index, .text = std::move(spelled), .canonical = std::move(canonical)});
}

// A member that is none of the model: unknown, or what says which kind it is.
const char* Reader::read_other_member(const char* p, const Plan& plan, unsigned index,
                                      void* object) {
  if (index == plan.nothing_index) return keep_unknown(p, name_, *plan.table, object);
  const std::string_view name = plan.fields[index].name;
  if (*p == 'n' || (*p == '"' && p[1] == '"')) return keep_unknown(p, name, *plan.table, object);

  const detail::Kind& kind = *plan.table->kind;
  detail::ObjectState& state = kind.state(object);
  std::string_view text;
  const char* const behind = view_string(p, "a string", text);
  if (index == plan.kind_index) {
    if (text != kind.name) fail_identity(p, std::string(kind.name), text);
    state.without_kind = false;
  } else {
    if (!is_api_version_of(text, kind)) fail_identity(p, api_version_of(kind), text);
    state.without_api_version = false;
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

Reader::Progress Reader::read_value(const char* p, const ValueType& type, void* value) {
  switch (type.kind) {
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
      return read_array(p, type, value);
    case ValueKind::map:
      return read_map(p, type, value);
    case ValueKind::optional:
    case ValueKind::box:
      return {read_value(p, *type.element, type.operations->emplace(value)).behind, false};
    case ValueKind::time:
      return read_time(p, *static_cast<Time*>(value));
    case ValueKind::micro_time:
      return read_time(p, *static_cast<MicroTime*>(value));
    case ValueKind::quantity:
      return read_quantity(p, *static_cast<Quantity*>(value));
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
  return read_value(p, type, value).behind;
}

Reader::Progress Reader::read_array(const char* p, const ValueType& type, void* array) {
  bool empty = true;
  p = read_elements(p, [&](const char* at) {
    empty = false;
    return read_element(at, *type.element, type.operations->emplace(array));
  });
  return {p, empty};
}

Reader::Progress Reader::read_map(const char* p, const ValueType& type, void* map) {
  open(p, '{', "an object");
  std::size_t size = 0;
  p = Lexer::skip_space(p + 1);
  if (*p != '}') {
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
  return {lexer_.close(p, --depth_), size == 0};
}

Reader::Progress Reader::read_boolean(const char* p, bool& value) const {
  if (*p != 't' && *p != 'f') lexer_.fail_expected(p, "a boolean");
  value = *p == 't';
  return {lexer_.skip_word(p, value ? "true" : "false"), !value};
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

Reader::Progress Reader::read_string(const char* p, std::string& value) {
  std::string_view text;
  p = view_string(p, "a string", text);
  value = std::string(text);  // exactly as long as it has to be, unlike after assign()
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
    respelled_ = respelled_ || trim(text).size() != text.size();
    text = trim(text);
  } else {
    if (*p != '-' && !is_digit(*p)) lexer_.fail_expected(p, "a quantity");
    behind = lexer_.skip_number(p);
    text = {p, behind};
    respelled_ = true;
  }
  if (!parse_quantity_text(text)) lexer_.fail(p, "expected a quantity such as 500m or 2Gi");
  ValueAccess::set_text(value, std::string(text));
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
  ValueAccess::set_text(value, std::string(p, behind));
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
