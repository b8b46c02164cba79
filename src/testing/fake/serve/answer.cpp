#include "testing/fake/serve/answer.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "testing/fake/accept.hpp"
#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/media_type.hpp"
#include "testing/fake/scale.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/serve/in_form.hpp"
#include "yaml/emit.hpp"

namespace k8s::testing::fake {
namespace {

std::string body_of(const json::object& object, Layout layout) {
  std::string body = to_text(object, layout);
  if (layout == Layout::compact) body += '\n';
  return body;
}

json::object list_metadata(const Call& call, const Page& page) {
  json::object metadata;
  if (page.revision != 0) metadata["resourceVersion"] = std::to_string(page.revision);
  const bool is_custom = call.route.resource->is_custom();
  if (!page.continue_token.empty() || (is_custom && call.form.kind != Form::Kind::table)) {
    metadata["continue"] = page.continue_token;
  }
  if (page.remaining) metadata["remainingItemCount"] = *page.remaining;
  return metadata;
}

/// The items of a list: those of Kubernetes' own kinds leave out what the list says.
json::array items_of(const Resource& resource, const Page& page) {
  json::array items;
  for (const ObjectPtr& object : page.items) {
    items.push_back(json::object(*object));
    json::object& item = items.back().get_object();
    if (resource.is_custom()) {
      item["apiVersion"] = resource.api_version();
    } else {
      item.stable_erase("kind");
      item.stable_erase("apiVersion");
    }
  }
  return items;
}

/// A list in one line, without a copy of its items: the usual way, which has to be fast.
std::string text_of(const json::object& list, const Page& page) {
  std::string text;
  write_text(list, text);
  text.pop_back();
  text += R"(,"items":[)";
  const char* separator = "";
  for (const ObjectPtr& object : page.items) {
    text += separator;
    separator = ",";
    write_text(*object, text, true);
  }
  text += "]}\n";
  return text;
}

/// An answer in JSON, all of which is there, becomes YAML.
void to_yaml(detail::ServerResponse& answer) {
  const std::string* const type = answer.headers.find("Content-Type");
  if (type == nullptr || *type != "application/json" || answer.source != nullptr) return;
  answer.body = yaml::emit(sorted(parse_json(answer.body).value));
  answer.headers.set("Content-Type", "application/yaml");
}

}  // namespace

Layout layout_for(const Query& query, const Headers& headers) {
  if (const std::string pretty = query.text("pretty"); !pretty.empty()) {
    static constexpr std::string_view yes[] = {"1", "t", "T", "true", "TRUE", "True"};
    return std::ranges::find(yes, pretty) != std::end(yes) ? Layout::pretty : Layout::compact;
  }
  const std::vector<MediaType> accepted = read_accept(headers);
  if (!accepted.empty() && accepted.front().parameter("pretty") == "1") return Layout::pretty;
  const std::string* const agent = headers.find("User-Agent");
  if (agent == nullptr) return Layout::compact;
  for (const char* const browser : {"curl", "Wget", "Mozilla/5.0"}) {
    if (agent->starts_with(browser)) return Layout::pretty;
  }
  return Layout::compact;
}

void set_json(detail::ServerResponse& answer) {
  answer.headers.set("Content-Type", "application/json");
}

void write_object(Call& call, int status, const ObjectPtr& object) {
  const Resource& asked = *call.route.resource;
  const Resource& resource = call.route.subresource == "scale" ? scale_with_columns(asked) : asked;
  call.answer.status = status;
  set_json(call.answer);
  if (call.form.kind != Form::Kind::whole) {
    call.answer.body =
        body_of(object_in_form(resource, call.form, object, call.clock.wall_now()), call.layout);
    return;
  }
  const bool other_kind = text_at(*object, "kind") != resource.kind;
  call.answer.body = body_of(other_kind ? *object : *in_version(object, resource), call.layout);
}

void write_list(Call& call, const Page& page) {
  const Resource& resource = *call.route.resource;
  set_json(call.answer);
  json::object metadata = list_metadata(call, page);
  if (call.form.kind != Form::Kind::whole) {
    call.answer.body = body_of(
        list_in_form(resource, call.form, page.items, call.clock.wall_now(), std::move(metadata)),
        call.layout);
    return;
  }
  json::object list{{"kind", resource.list_kind()},
                    {"apiVersion", resource.api_version()},
                    {"metadata", std::move(metadata)}};
  if (!resource.is_custom() && call.layout == Layout::compact) {
    call.answer.body = text_of(list, page);
    return;
  }
  list["items"] = items_of(resource, page);
  if (resource.is_custom()) list = sorted(list).get_object();
  call.answer.body = body_of(list, call.layout);
}

void write_success(Call& call, int status, std::string_view member, json::value value) {
  call.answer.status = status;
  set_json(call.answer);
  json::object success{{"kind", "Status"},
                       {"apiVersion", "v1"},
                       {"metadata", json::object()},
                       {"status", "Success"}};
  success[member] = std::move(value);
  call.answer.body = body_of(success, call.layout);
}

void write_failure(Call& call, const Failure& failure) {
  if (failure.by_filter) call.answer.headers.set("X-Content-Type-Options", "nosniff");
  call.answer.status = failure.code;
  set_json(call.answer);
  if (failure.retry_after_seconds > 0) {
    call.answer.headers.set("Retry-After", std::to_string(failure.retry_after_seconds));
  }
  // Errors are objects as others, so who takes none of these gets what the server can write best.
  const bool takes = takes_whole_objects(call.request.headers);
  call.answer.body = body_of(failure.status(), takes ? call.layout : Layout::pretty);
}

void finish_answer(Call& call) {
  if (prefers_yaml(call.request.headers)) to_yaml(call.answer);
  std::set<std::string_view> told;
  for (const std::string& warning : call.warnings) {
    if (!told.insert(warning).second) continue;
    call.answer.headers.add("Warning", "299 - " + go_quote(warning));
  }
}

}  // namespace k8s::testing::fake
