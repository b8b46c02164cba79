#include "codec/list_decoder.hpp"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/error.hpp>

#include "codec/codec.hpp"
#include "codec/json_text.hpp"
#include "codec/plan.hpp"
#include "codec/reader.hpp"
#include "json_value.hpp"

namespace k8s::codec {
namespace {

namespace json = boost::json;

// The server takes objects of up to 3 MiB; beyond this a part of a list is no object.
constexpr std::size_t longest_part = std::size_t{64} << 20;
// Memory is reserved for announced items up to this size; the announcement may be a lie.
constexpr std::size_t most_reserved = std::size_t{256} << 20;
// In how many lists and objects an item stands.
constexpr int item_depth = 2;

bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view without_spaces_behind(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

const detail::PlannedField* managed_fields_of(const detail::Kind& kind) {
  const auto* const metadata = detail::plan_of(kind.table()).find("metadata");
  if (metadata == nullptr || metadata->kind != detail::ValueKind::structure) return nullptr;
  return detail::plan_of(metadata->type->structure()).find("managedFields");
}

}  // namespace

ListDecoder::ListDecoder(const detail::Kind& kind, void* array, std::vector<ItemError>& errors,
                         const ListReading& how)
    : kind_(&kind),
      array_(array),
      errors_(&errors),
      how_(how),
      dropped_(how.drop_managed_fields ? managed_fields_of(kind) : nullptr),
      first_item_(kind.list->operations->size(array)),
      first_error_(errors.size()) {}

void ListDecoder::begin() {
  while (kind_->list->operations->size(array_) > first_item_) kind_->list->operations->pop(array_);
  errors_->resize(first_error_);
  *this = ListDecoder(*kind_, array_, *errors_, how_);
}

void ListDecoder::take(std::string_view bytes) {
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  const std::size_t taken = offset_;
  for (const char* p = begin; p != end;) {
    switch (state_) {
      case State::envelope:
        p = take_envelope(p, end);
        break;
      case State::between:
        p = take_between(p, end);
        break;
      case State::item:
        p = take_item(p, end);
        break;
    }
    offset_ = taken + static_cast<std::size_t>(p - begin);
  }
}

ListMetadata ListDecoder::finish() {
  if (state_ != State::envelope) fail("the text ends too early");
  return read_envelope(envelope_);
}

// ---- what stands around the items -----------------------------------------------------------

const char* ListDecoder::take_envelope(const char* p, const char* end) {
  while (p != end) {
    const char c = *p++;
    envelope_ += c;
    if (in_string_) {
      in_string_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '[' && depth_ == 1 && begins_items()) {
      open_items();
      return p;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      --depth_;
    }
  }
  check_size(envelope_);
  return p;
}

/// Whether the bracket that was just read opens the value of `items`.
bool ListDecoder::begins_items() const noexcept {
  constexpr std::string_view name = "\"items\"";
  std::string_view before(envelope_);
  before.remove_suffix(1);
  before = without_spaces_behind(before);
  if (!before.ends_with(':')) return false;
  before.remove_suffix(1);
  before = without_spaces_behind(before);
  if (!before.ends_with(name)) return false;
  before.remove_suffix(name.size());
  // Or else it is the end of another name, such as `"my \"items"`.
  return before.ends_with('{') || before.ends_with(',') ||
         without_spaces_behind(before).size() != before.size();
}

void ListDecoder::open_items() {
  // What was read up to here says which list it is, before anything is taken for an item of it.
  reserve(read_envelope(envelope_ + "]}"));
  items_at_ = envelope_.size();
  items_bytes_ = 0;
  had_item_ = false;
  had_comma_ = false;
  state_ = State::between;
}

/// Makes room for all items that the server says there are, since objects are costly to move. Only
/// the first page does: room is made exactly, so that each page that made some would move all.
void ListDecoder::reserve(const ListMetadata& head) {
  const std::size_t most = most_reserved / kind_->list->element->size;
  const auto remaining =
      static_cast<std::size_t>(std::max<std::int64_t>(head.remainingItemCount.value_or(0), 0));
  if (first_item_ > 0 || head.continue_.empty() || how_.page_size == 0) return;
  kind_->list->operations->reserve(array_,
                                   std::min(how_.page_size, most) + std::min(remaining, most));
}

ListMetadata ListDecoder::read_envelope(std::string_view text) {
  ListMetadata metadata;
  try {
    decode_list(*kind_, text, array_, &metadata);
  } catch (const DecodeError& error) {
    const bool behind = items_at_ != 0 && error.offset() >= items_at_;
    throw error.inside("$", behind ? items_bytes_ : 0);
  }
  return metadata;
}

// ---- the items ------------------------------------------------------------------------------

const char* ListDecoder::take_between(const char* p, const char* end) {
  const char* const first = p;
  while (p != end && is_space(*p)) ++p;
  offset_ += static_cast<std::size_t>(p - first);
  items_bytes_ += static_cast<std::size_t>(p - first);
  if (p == end) return p;
  const char c = *p;
  if (c == ',' || c == ']') {
    if (had_comma_ || (c == ',' && !had_item_)) fail("expected a value");
    if (c == ']') {
      envelope_ += c;
      state_ = State::envelope;
    } else {
      had_comma_ = true;
      ++items_bytes_;
    }
    return p + 1;
  }
  if (had_item_ && !had_comma_) fail("expected ',' or ']'");
  state_ = State::item;
  bracketed_ = c == '{' || c == '[';
  end_finder_.begin();
  in_string_ = escaped_ = false;
  item_.clear();
  item_offset_ = offset_;
  return p;
}

const char* ListDecoder::take_item(const char* p, const char* end) {
  const char* const behind = bracketed_ ? end_finder_.find(p, end) : find_scalar_end(p, end);
  const std::string_view part(p, behind != nullptr ? behind : end);
  items_bytes_ += part.size();
  if (behind == nullptr) {
    item_ += part;
    check_size(item_);
    return end;
  }
  had_item_ = true;
  if (item_.empty()) {
    read_item(part);
  } else {
    item_ += part;
    read_item(item_);
  }
  had_comma_ = false;
  state_ = State::between;
  return behind;
}

const char* ListDecoder::find_scalar_end(const char* p, const char* end) noexcept {
  for (; p != end; ++p) {
    if (in_string_) {
      in_string_ = escaped_ || *p != '"';
      escaped_ = !escaped_ && *p == '\\';
    } else if (*p == '"') {
      in_string_ = true;
    } else if (*p == ',' || *p == ']' || is_space(*p)) {
      return p;
    }
  }
  return nullptr;
}

void ListDecoder::read_item(std::string_view json) {
  const detail::HolderOperations& operations = *kind_->list->operations;
  void* const object = operations.emplace(array_);
  try {
    Reader reader(json, true, item_depth);
    reader.drop(dropped_);
    reader.read_document(detail::plan_of(kind_->table()), object);
  } catch (const DecodeError& error) {
    operations.pop(array_);
    report(error, json);
  }
}

void ListDecoder::report(const DecodeError& error, std::string_view json) {
  const std::string path = item_path();
  const DecodeError placed = error.inside(path, item_offset_);
  if (how_.strict) throw placed;
  std::string text(json);
  try {
    check_json(text);
  } catch (const DecodeError& fault) {
    throw fault.inside(path, item_offset_);  // it is no JSON: the answer is damaged
  }
  const auto value = detail::parse_json(text);
  const json::value* const metadata = value ? detail::find_member(&*value, "metadata") : nullptr;
  errors_->push_back({.index = index(),
                      .namespace_ = detail::member_text(metadata, "namespace"),
                      .name = detail::member_text(metadata, "name"),
                      .message = placed.what(),
                      .json = std::move(text)});
}

/// Of the next item, in the whole list.
std::size_t ListDecoder::index() const {
  return kind_->list->operations->size(array_) + errors_->size();
}

/// In this text, which may be a page of the list.
std::string ListDecoder::item_path() const {
  return "$.items[" + std::to_string(index() - first_item_ - first_error_) + ']';
}

void ListDecoder::check_size(const std::string& held) const {
  if (held.size() > longest_part) fail("too long to be a list of objects");
}

void ListDecoder::fail(std::string_view problem) const {
  throw DecodeError(state_ == State::envelope ? "$" : item_path(), offset_, problem);
}

}  // namespace k8s::codec
