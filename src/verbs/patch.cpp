#include <k8s/patch.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/detail/verbs.hpp>
#include <k8s/diff.hpp>

#include "codec/codec.hpp"
#include "codec/json_tree.hpp"
#include "codec/output.hpp"
#include "verbs/metadata.hpp"
#include "verbs/write.hpp"

namespace k8s::detail {
namespace {

using codec::JsonTree;
using codec::Output;

std::string words_of(const PatchOptions& options) {
  return options.subresource.empty() ? "patch" : "patch the " + options.subresource + " of";
}

bool holds_list(const JsonTree& value) {
  return value.kind == JsonTree::Kind::list || std::ranges::any_of(value.values, holds_list);
}

void append_name(Output& out, std::string_view name) {
  static_cast<void>(out.append_quoted(name));
  out.append(':');
}

void append_text(Output& out, std::string_view name, std::string_view value) {
  append_name(out, name);
  static_cast<void>(out.append_quoted(value));
  out.append(',');
}

/// Whether what a merge patch makes has a null, which the patch cannot say: there it means
/// "remove".
bool sets_null(const JsonTree& patch, const JsonTree& changed) {
  for (std::size_t i = 0; i < patch.names.size(); ++i) {
    const JsonTree* const value = changed.find(patch.names[i]);
    if (value == nullptr) continue;
    if (patch.values[i].text == "null" || sets_null(patch.values[i], *value)) return true;
  }
  return false;
}

/// A merge patch that is for this object and no other, and, where it replaces a list, for this
/// state of it. Numbers stay as they are written.
Patch merge_patch_of(const JsonTree& tree, const meta::v1::ObjectMeta& metadata) {
  Output out;
  out.append('{');
  append_name(out, "metadata");
  out.append('{');
  if (!metadata.uid.empty()) append_text(out, "uid", metadata.uid);
  if (holds_list(tree) && !metadata.resourceVersion.empty()) {
    append_text(out, "resourceVersion", metadata.resourceVersion);
  }
  if (const JsonTree* const own = tree.find("metadata"); own != nullptr && own->text.size() > 2) {
    out.append(own->text.substr(1, own->text.size() - 2));
    out.append(',');
  }
  out.close('}');
  out.append(',');
  for (std::size_t i = 0; i < tree.names.size(); ++i) {
    if (tree.names[i] == "metadata") continue;
    append_name(out, tree.names[i]);
    out.append(tree.values[i].text);
    out.append(',');
  }
  out.close('}');
  return Patch::merge(out.text());
}

/// The same as a JSON patch. Its operations fit no other state of the object.
Patch json_patch_of(const Diff& difference, const meta::v1::ObjectMeta& metadata) {
  Output out;
  out.append('[');
  const auto demand = [&out](std::string_view path, std::string_view value) {
    if (value.empty()) return;
    out.append(R"({"op":"replace",)");
    append_text(out, "path", path);
    append_text(out, "value", value);
    out.close('}');
    out.append(',');
  };
  demand("/metadata/uid", metadata.uid);
  demand("/metadata/resourceVersion", metadata.resourceVersion);
  const std::string operations = difference.json_patch();
  out.append(std::string_view(operations).substr(1));
  return Patch::json(out.text());
}

/// What makes `changed` of `object`.
Patch patch_of(const Diff& difference, const meta::v1::ObjectMeta& metadata,
               const std::string& changed) {
  const JsonTree tree = codec::parse_json_tree(difference.merge_patch());
  if (sets_null(tree, codec::parse_json_tree(changed))) return json_patch_of(difference, metadata);
  return merge_patch_of(tree, metadata);
}

void send(const Call& call, const Kind& kind, Address&& address, const Patch& patch,
          const PatchOptions& options, void* answer) {
  Request request = call.request(Method::patch, std::move(address), Idempotency::unsafe);
  request.query = write_query(options);
  request.headers.add("Content-Type", std::string(patch.content_type()));
  request.body = patch.body();
  decode_object(kind, request, call.send(request), answer);
}

}  // namespace

void patch(const Kind& kind, Name name, const Patch& patch, const PatchOptions& options,
           void* answer) {
  const std::string words = words_of(options);
  require_verb(kind, verb_patch, words);
  const Call call(options);
  const auto in = call.namespace_for(kind, words, options.namespace_);
  send(call, kind, object_address(kind, words, in, name.text(), options.subresource), patch,
       options, answer);
}

bool patch_object(const Kind& kind, const void* object, const void* changed,
                  const PatchOptions& options, void* answer) {
  const std::string words = words_of(options);
  require_verb(kind, verb_patch, words);
  const Call call(options);
  const auto& metadata = metadata_of(kind, object);
  const auto in = call.namespace_for(kind, words, options.namespace_, metadata.namespace_);
  Address address = object_address(kind, words, in, metadata.name, options.subresource);
  const Diff difference =
      written(address.target, [&] { return diff(kind.table(), object, changed); });
  if (difference.empty()) return false;
  send(call, kind, std::move(address),
       patch_of(difference, metadata, codec::encode(kind.table(), changed)), options, answer);
  return true;
}

}  // namespace k8s::detail
