// What the server does with a GET of an object or of a collection.

#include <algorithm>
#include <utility>

#include "testing/fake/encoding.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* token_version = "meta.k8s.io/v1";
constexpr std::int64_t latest = -1;
constexpr const char* list_too_old = "The resourceVersion for the provided list is too old.";
constexpr const char* continue_too_old =
    "The provided continue parameter is too old to display a consistent list result. You can start "
    "a new list without the continue parameter, or use the continue token in this response to "
    "retrieve the remainder of the results. Continuing with the provided token results in an "
    "inconsistent list - objects that were created, modified, or deleted between the time the "
    "first chunk was returned and now may show up in the list.";

/// Where the next page of a list begins.
struct ContinueToken {
  std::int64_t revision = latest;
  std::string after{};  // the path of the last object that was told

  [[nodiscard]] std::string encode() const {
    const json::object token{
        {"v", token_version}, {"rv", revision}, {"start", "/" + after + std::string(1, '\0')}};
    return base64url_encode(to_text(token));
  }

  static ContinueToken decode(const std::string& text) {
    const auto fail = [](const std::string& why) {
      refuse_bad_request("invalid continue token: continue key is not valid: " + why);
    };
    const std::optional<std::string> plain = base64url_decode(text);
    if (!plain) fail("illegal base64 data at input byte " + std::to_string(text.size() / 4 * 4));
    json::value value;
    try {
      value = parse_json(*plain).value;
    } catch (const JsonError& error) {
      fail(error.what());
    }
    const json::object none;
    const json::object& object = value.is_object() ? value.get_object() : none;
    if (const std::string version(text_at(object, "v")); version != token_version) {
      fail("server does not recognize this encoded version " + version);
    }
    const std::int64_t revision = number_at(object, "rv").value_or(0);
    const std::string version = " (version " + std::string(token_version) + ")";
    if (revision == 0) fail("incorrect encoded start resourceVersion" + version);
    const std::string start(text_at(object, "start"));
    if (start.empty()) fail("encoded start key empty" + version);
    if (!is_clean(start)) {
      refuse_bad_request("invalid continue token: continue key is not valid: " + start);
    }
    std::string_view after = start;
    if (after.starts_with('/')) after.remove_prefix(1);
    if (after.ends_with('\0')) after.remove_suffix(1);
    return {revision, std::string(after)};
  }

 private:
  /// Whether no segment of the path leads elsewhere.
  static bool is_clean(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    for (;;) {
      const std::string_view segment = path.substr(0, path.find('/'));
      if (segment.empty() || segment == "." || segment == "..") return false;
      if (segment.size() == path.size()) return true;
      path.remove_prefix(segment.size() + 1);
    }
  }
};

void check_reached(Revision wanted, Revision current) {
  if (wanted > current) throw Refusal(too_large_resource_version(wanted, current));
}

Revision read_list_revision(const std::string& text) {
  try {
    return read_revision(text);
  } catch (const Refusal& refusal) {
    refuse_bad_request("invalid resource version: " + refusal.failure().message);
  }
}

}  // namespace

ObjectPtr Objects::get(const Target& target, std::string_view resource_version) const {
  check_reached(read_revision(resource_version), storage_.revision());
  const ObjectPtr object = storage_.get(target.resource->collection(), target.key());
  if (object == nullptr) refuse_not_found(target.resource->resource_name(), target.name);
  return in_version(object, *target.resource);
}

Page Objects::list(const Target& target, const ListOptions& options) const {
  const Resource& resource = *target.resource;
  const Revision asked = read_list_revision(options.resource_version);
  std::int64_t limit = std::max<std::int64_t>(options.limit, 0);
  std::string after;
  Page page{.revision = storage_.revision()};
  if (!options.continue_token.empty()) {
    if (!options.resource_version.empty() && options.resource_version != "0") {
      refuse_bad_request("specifying resource version is not allowed when using continue");
    }
    ContinueToken token = ContinueToken::decode(options.continue_token);
    after = token.after;
    if (token.revision != latest) {
      page.revision = static_cast<Revision>(token.revision);
      check_reached(page.revision, storage_.revision());
      token.revision = latest;
      if (page.revision < storage_.oldest()) refuse_expired(continue_too_old, token.encode());
    }
  } else if (asked != 0) {
    check_reached(asked, storage_.revision());
    const bool exact =
        options.match == Match::exact || (options.match == Match::unset && limit > 0);
    if (exact && asked < storage_.oldest()) refuse_expired(list_too_old);
    if (exact) page.revision = asked;
  }
  // Served from the watch cache, which knows no pages.
  if (options.resource_version == "0") limit = 0;

  const bool relative = resource.namespaced && !target.namespace_.empty();
  const auto path_of = [&](const json::object& object) {
    return relative ? std::string(name_of(object))
                    : Key{namespace_of(object), name_of(object)}.path();
  };
  std::string last;
  std::int64_t left = 0;
  const std::optional<std::string> only = options.selection.fields.name();
  for (const ObjectPtr& object : storage_.list(resource.collection(), page.revision)) {
    if (relative && namespace_of(*object) != target.namespace_) continue;
    std::string path = path_of(*object);
    if (!after.empty() && path <= after) continue;
    if (only && name_of(*object) != *only) continue;
    if (limit > 0 && static_cast<std::int64_t>(page.items.size()) == limit) {
      // The server looks no further, so it says that there is more even if nothing of it is
      // selected.
      ++left;
      continue;
    }
    if (!options.selection.matches(*object, resource)) continue;
    page.items.push_back(in_version(object, resource));
    last = std::move(path);
  }
  if (left == 0) return page;
  page.continue_token = ContinueToken{static_cast<std::int64_t>(page.revision), last}.encode();
  if (options.selection.labels.empty() && options.selection.fields.empty()) page.remaining = left;
  return page;
}

}  // namespace k8s::testing::fake
