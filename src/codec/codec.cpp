#include "codec/codec.hpp"

#include <utility>

#include <k8s/error.hpp>

#include "codec/output.hpp"
#include "codec/plan.hpp"
#include "codec/reader.hpp"
#include "codec/writer.hpp"

namespace k8s::codec {

using detail::Kind;
using detail::plan_of;
using detail::Table;

namespace {

const char* read_list_metadata(Reader& reader, const char* p, ListMetadata& metadata) {
  return reader.read_members(p, [&](std::string_view name, const char* at) {
    if (name == "resourceVersion") return reader.read_text(at, metadata.resourceVersion);
    if (name == "continue") return reader.read_text(at, metadata.continue_);
    if (name == "remainingItemCount" && *at != 'n') {
      return reader.read_integer(at, metadata.remainingItemCount.emplace());
    }
    return reader.skip(at);
  });
}

/// Makes room for as many items as the rest of a text seems to hold, by those that were read, since
/// objects are costly to move. Later pages of a list are left to the array's own growth.
void reserve_items(const Reader& reader, const char* first, const char* p, const Kind& kind,
                   void* array) {
  const std::size_t size = kind.list->operations->size(array);
  const std::size_t bytes_each = static_cast<std::size_t>(p - first) / size + 1;
  const auto rest = static_cast<std::size_t>(reader.lexer().end() - p);
  kind.list->operations->reserve(array, size + rest / bytes_each + 1);
}

const char* read_items(Reader& reader, const char* p, const Kind& kind, void* array) {
  constexpr std::size_t sample = 16;
  const detail::Plan& plan = plan_of(kind.table());
  if (*p == 'n') return reader.skip(p);  // as Go writes an empty list
  const bool first_page = kind.list->operations->size(array) == 0;
  return reader.read_elements(p, [&, first = p, count = std::size_t{0}](const char* at) mutable {
    if (first_page && count++ == sample) reserve_items(reader, first, at, kind, array);
    return reader.read_object(at, plan, kind.list->operations->emplace(array));
  });
}

/// What a list says it is, and where.
struct ListIdentity {
  std::string kind{};
  std::string api_version{};
  const char* kind_at = nullptr;
  const char* api_version_at = nullptr;
};

/// "PodList"
std::string list_kind_of(const Kind& kind) {
  return kind.list_kind.empty() ? std::string(kind.name) + "List" : std::string(kind.list_kind);
}

/// Throws if an answer that should be a list of the kind is something else: an object, a Status,
/// another kind's list. `List` is what kubectl calls a list of anything.
void check_identity(const Reader& reader, const ListIdentity& list, const Kind& kind) {
  const std::string own = list_kind_of(kind);
  if (list.kind == "List") return;
  if (!list.kind.empty() && list.kind != own) {
    if (!list.kind.ends_with("List")) reader.lexer().fail(list.kind_at, "this is no list");
    reader.fail_identity(list.kind_at, own, list.kind);
  }
  const std::string api_version = api_version_of(kind);
  if (!list.api_version.empty() && list.api_version != api_version) {
    reader.fail_identity(list.api_version_at, api_version, list.api_version);
  }
}

}  // namespace

void decode(const Table& table, std::string_view json, void* object) {
  Reader(json, table.kind != nullptr).read_document(plan_of(table), object);
}

void decode(const Kind& kind, std::string_view json, void* object) {
  decode(kind.table(), json, object);
}

void decode_list(const Kind& kind, std::string_view json, void* array, ListMetadata* metadata) {
  Reader reader(json, true);
  bool has_items = false;
  ListMetadata read;
  ListIdentity identity;
  const char* const start = Lexer::skip_space(reader.lexer().begin());
  reader.expect_end(reader.read_members(start, [&](std::string_view name, const char* at) {
    if (name == "items") {
      has_items = true;
      return read_items(reader, at, kind, array);
    }
    if (name == "metadata" && *at != 'n') return read_list_metadata(reader, at, read);
    if (name == "kind") return reader.read_text(identity.kind_at = at, identity.kind);
    if (name == "apiVersion") {
      return reader.read_text(identity.api_version_at = at, identity.api_version);
    }
    return reader.skip(at);
  }));
  check_identity(reader, identity, kind);
  // Something else that was taken for an empty list would mean that every object is gone.
  if (!has_items) reader.lexer().fail(start, "this is no list: it has no items");
  if (metadata != nullptr) *metadata = std::move(read);
}

WatchLine decode_watch_line(const Kind& kind, std::string_view line, void* object) {
  constexpr std::string_view error = "ERROR";
  Reader reader(line, true);
  const detail::Plan& plan = plan_of(kind.table());
  WatchLine result;
  bool has_object = false;
  const char* untyped = nullptr;  // the object, if it came before its type
  const char* const start = Lexer::skip_space(reader.lexer().begin());
  reader.expect_end(reader.read_members(start, [&](std::string_view name, const char* at) {
    if (name == "type") return reader.read_text(at, result.type);
    if (name != "object") return reader.skip(at);
    if (std::exchange(has_object, true)) reader.lexer().fail(at, "a second object");
    if (!result.type.empty() && result.type != error) return reader.read_object(at, plan, object);
    untyped = at;
    const char* const behind = reader.skip(at);
    result.raw_object.assign(at, behind);
    return behind;
  }));
  if (result.type.empty()) reader.lexer().fail(start, "this is no watch event: it has no type");
  if (!has_object) reader.lexer().fail(start, "this is no watch event: it has no object");
  if (result.type != error && untyped != nullptr) {
    reader.read_object(untyped, plan, object);
    result.raw_object.clear();
  }
  return result;
}

std::string encode(const Table& table, const void* object) {
  return Writer(detail::Emptiness::built).write_document(plan_of(table), object, false);
}

std::string encode_for_request(const Kind& kind, const void* object) {
  return Writer(detail::Emptiness::built).write_document(plan_of(kind.table()), object, true);
}

std::string encode_given(const Kind& kind, const void* object) {
  return Writer(detail::Emptiness::given).write_document(plan_of(kind.table()), object, true);
}

std::string encode_list(const Kind& kind, const ListMetadata& metadata, const void* array) {
  Output out;
  const auto add = [&out](std::string_view name, std::string_view text) {
    out.append(name);
    if (!out.append_quoted(text)) throw ValidationError("text that is not UTF-8 in a list");
    out.append(',');
  };
  out.append('{');
  add(R"("apiVersion":)", api_version_of(kind));
  add(R"("kind":)", list_kind_of(kind));
  out.append(R"("metadata":{)");
  if (!metadata.resourceVersion.empty()) add(R"("resourceVersion":)", metadata.resourceVersion);
  if (!metadata.continue_.empty()) add(R"("continue":)", metadata.continue_);
  if (metadata.remainingItemCount) {
    out.append(R"("remainingItemCount":)");
    out.append(std::to_string(*metadata.remainingItemCount));
    out.append(',');
  }
  out.close('}');
  out.append(R"(,"items":[)");
  const std::size_t size = kind.list->operations->size(array);
  for (std::size_t i = 0; i < size; ++i) {
    out.append(encode(kind.table(), kind.list->operations->at(const_cast<void*>(array), i)));
    out.append(',');
  }
  out.close(']');
  out.append('}');
  return out.text();
}

}  // namespace k8s::codec
