#include "testing/fake/scale.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <k8s/custom_model.hpp>
#include <k8s/describe.hpp>
#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/object.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"
#include "testing/fake/table_columns.hpp"

namespace k8s::testing::fake {

// NOLINTBEGIN: named as Kubernetes names them, which its messages show.
struct ScaleSpec {
  std::int32_t replicas = 0;
  K8S_STRUCT(ScaleSpec)
};

struct ScaleStatus {
  std::int32_t replicas = 0;
  std::string selector{};
  K8S_STRUCT(ScaleStatus)
};

struct Scale : Model<Scale> {
  ObjectMeta metadata{};
  ScaleSpec spec{};
  ScaleStatus status{};
  K8S_KIND(Scale, spec)
};
// NOLINTEND

K8S_DESCRIBE(ScaleSpec, (replicas))
K8S_DESCRIBE(ScaleStatus, (replicas, selector), {"replicas", required})
K8S_DESCRIBE_KIND(Scale, (metadata, spec, status),
                  {.group = "autoscaling", .version = "v1", .plural = "scales"})

namespace {

/// The members of a path such as ".spec.replicas".
std::vector<std::string_view> members_of(std::string_view path) {
  std::vector<std::string_view> members;
  while (!path.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    const std::string_view member = path.substr(0, path.find('.'));
    members.push_back(member);
    path.remove_prefix(member.size());
  }
  return members;
}

const json::value* value_at(const json::object& object, std::string_view path) {
  const json::object* at = &object;
  const json::value* value = nullptr;
  for (const std::string_view name : members_of(path)) {
    value = at != nullptr ? find(*at, name) : nullptr;
    if (value == nullptr) return nullptr;
    at = value->if_object();
  }
  return value;
}

/// As ReplicationControllers have it: a map of labels.
std::string plain_selector_text(const json::object& labels) {
  std::string text;
  const json::value by_name = sorted(labels);
  for (const auto& member : by_name.get_object()) {
    text.append(text.empty() ? "" : ",").append(member.key()).append("=");
    if (member.value().is_string()) text += std::string_view(member.value().get_string());
  }
  return text;
}

std::string selector_text(const json::object& selector) {
  std::string text = plain_selector_text(object_at(selector, "matchLabels"));
  const json::array& expressions = array_at(selector, "matchExpressions");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const json::object& expression = element_at(expressions, i);
    const std::string key(text_at(expression, "key"));
    const std::string_view op = text_at(expression, "operator");
    std::vector<std::string> values = texts_at(expression, {"values"});
    std::ranges::sort(values);
    std::string list;
    for (const std::string& value : values) list += (list.empty() ? "" : ",") + value;
    text += text.empty() ? "" : ",";
    if (op == "DoesNotExist") text += "!";
    text += key;
    if (op == "In") text += " in (" + list + ")";
    if (op == "NotIn") text += " notin (" + list + ")";
  }
  return text;
}

std::string selector_of(const Resource& resource, const json::object& object) {
  if (!resource.scale.selector.empty()) {
    const json::value* const selector = value_at(object, resource.scale.selector);
    return selector != nullptr && selector->is_string() ? std::string(selector->get_string()) : "";
  }
  if (resource.is_custom()) return {};
  const json::object& selector = object_at(object, {"spec", "selector"});
  return resource.plural == "replicationcontrollers" ? plain_selector_text(selector)
                                                     : selector_text(selector);
}

std::int64_t count_at(const json::object& object, std::string_view path) {
  const json::value* const value = value_at(object, path);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

const Resource& scale_resource() {
  static const KindRules rules{.generation = Generation::none};
  static const Resource resource{.group = "autoscaling",
                                 .version = "v1",
                                 .kind = "Scale",
                                 .plural = "scales",
                                 .table = &k8s_describe(static_cast<const Scale*>(nullptr)),
                                 .rules = &rules};
  return resource;
}

const Resource& scale_with_columns(const Resource& resource) {
  static const auto scale = [](bool of_custom) {
    Resource made = scale_resource();
    made.columns = scale_columns(of_custom);
    return made;
  };
  static const Resource of_builtin = scale(false);
  static const Resource of_custom = scale(true);
  return resource.is_custom() ? of_custom : of_builtin;
}

json::object scale_of(const Resource& resource, const json::object& object) {
  json::object metadata;
  for (const char* const name :
       {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
    if (const json::value* const value = find(metadata_of(object), name)) metadata[name] = *value;
  }
  json::object status{{"replicas", count_at(object, resource.scale.status_replicas)}};
  if (std::string selector = selector_of(resource, object); !selector.empty()) {
    status["selector"] = std::move(selector);
  }
  json::object spec;
  const std::int64_t replicas = count_at(object, resource.scale.spec_replicas);
  if (replicas != 0) spec["replicas"] = replicas;
  return {{"kind", "Scale"},
          {"apiVersion", "autoscaling/v1"},
          {"metadata", std::move(metadata)},
          {"spec", std::move(spec)},
          {"status", std::move(status)}};
}

void check_has_replicas(const Resource& resource, const json::object& object) {
  const std::string& path = resource.scale.spec_replicas;
  if (!resource.is_custom() || value_at(object, path) != nullptr) return;
  const std::string problem = "the spec replicas field " + go_quote(path) + " does not exist";
  refuse_internal_error(problem);
}

void set_scale(const Resource& resource, const json::object& scale, json::object& object) {
  json::object* at = &object;
  std::vector<std::string_view> members = members_of(resource.scale.spec_replicas);
  for (std::size_t i = 0; i + 1 < members.size(); ++i) at = &ensure_object(*at, members[i]);
  member_of(*at, members.back()) = number_at(scale, {"spec", "replicas"}).value_or(0);
  copy_member(metadata_of(object), metadata_of(scale), "resourceVersion");
}

ElementPath replicas_path(const Resource& resource) {
  ElementPath path;
  for (const std::string_view name : members_of(resource.scale.spec_replicas)) {
    path.push_back(PathElement::field(name));
  }
  return path;
}

void validate_scale(const json::object& scale, std::string_view name) {
  const std::int64_t replicas = number_at(scale, {"spec", "replicas"}).value_or(0);
  if (replicas >= 0) return;
  FieldErrors errors;
  errors.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
  refuse_invalid({"autoscaling", "Scale"}, name, errors);
}

}  // namespace k8s::testing::fake
