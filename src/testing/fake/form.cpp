#include "testing/fake/form.hpp"

#include <optional>

#include "testing/fake/accept.hpp"
#include "testing/fake/go_json.hpp"
#include "testing/fake/media_type.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

/// Nothing if the server has no such form.
std::optional<Form> form_of(const MediaType& media) {
  const std::string_view as = media.parameter("as");
  if (media.type == "application/yaml" && as.empty()) return Form{};
  if (!media.takes_json()) return std::nullopt;
  Form form;
  if (as.empty()) return form;
  form.version = media.parameter("v");
  if (media.parameter("g") != "meta.k8s.io") return std::nullopt;
  if (form.version != "v1" && form.version != "v1beta1") return std::nullopt;
  if (as == "Table") {
    form.kind = Form::Kind::table;
  } else if (as == "PartialObjectMetadata") {
    form.kind = Form::Kind::metadata;
  } else if (as == "PartialObjectMetadataList") {
    form.kind = Form::Kind::metadata_list;
  } else {
    return std::nullopt;
  }
  return form;
}

Form::Include read_include(const Query& query) {
  const std::string include = query.text("includeObject");
  if (include == "None") return Form::Include::none;
  if (include == "Object") return Form::Include::object;
  if (include.empty() || include == "Metadata") return Form::Include::metadata;
  refuse_bad_request("Unable to convert to Table as requested: includeObject: Invalid value: " +
                     go_quote(include) + ": must be 'Metadata', 'Object', 'None', or empty");
}

}  // namespace

Form read_form(const Headers& headers, const Query& query, const Resource& resource,
               std::string_view verb, bool has_table) {
  for (const MediaType& media : read_accept(headers)) {
    const bool is_vague = media.type == "application/*" || media.type == "*";
    if (is_vague && !resource.is_custom()) continue;
    std::optional<Form> form = form_of(media);
    if (!form || (verb == "watch" && !media.takes_json())) continue;
    if (form->kind == Form::Kind::table && !has_table) continue;
    if (form->kind == Form::Kind::table) form->include = read_include(query);
    return *std::move(form);
  }
  refuse_accept(headers, verb);
}

}  // namespace k8s::testing::fake
