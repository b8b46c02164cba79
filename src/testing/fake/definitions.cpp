#include "testing/fake/definitions.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "testing/fake/api_groups.hpp"
#include "testing/fake/custom_schema.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/table_columns.hpp"

namespace k8s::testing::fake {
namespace {

/// What a version of a definition says beside its names. Resource has a reference to the rules, so
/// they live and die with the schema.
struct VersionRules {
  CustomSchema schema;
  std::vector<std::string> fields{};  // that can be selected
  std::vector<std::string_view> labels{};
  std::string deprecation{};
  KindRules rules = custom_rules();

  VersionRules(const json::object& definition, const json::object& version)
      : schema(object_at(version, {"schema", "openAPIV3Schema"}),
               object_at(version, {"subresources", "scale"})),
        fields(selectable_fields(version)),
        labels(fields.begin(), fields.end()),
        deprecation(deprecation_of(definition, version)) {
    rules.field_labels.names = labels;
    rules.deprecation = deprecation;
  }
  ~VersionRules() = default;
  VersionRules(const VersionRules&) = delete;
  VersionRules& operator=(const VersionRules&) = delete;

 private:
  static std::vector<std::string> selectable_fields(const json::object& version) {
    std::vector<std::string> fields;
    const json::array& all = array_at(version, "selectableFields");
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::string_view path = text_at(element_at(all, i), "jsonPath");
      if (path.starts_with('.')) path.remove_prefix(1);
      fields.emplace_back(path);
    }
    return fields;
  }

  static std::string deprecation_of(const json::object& definition, const json::object& version) {
    if (!flag_at(version, "deprecated")) return {};
    if (const std::string_view own = text_at(version, "deprecationWarning"); !own.empty()) {
      return std::string(own);
    }
    const std::string group(text_at(definition, {"spec", "group"}));
    const std::string kind(text_at(definition, {"spec", "names", "kind"}));
    const std::string name(text_at(version, "name"));
    std::string better = name;
    const json::array& versions = array_at(definition, {"spec", "versions"});
    for (std::size_t i = 0; i < versions.size(); ++i) {
      const json::object& other = element_at(versions, i);
      const std::string other_name(text_at(other, "name"));
      if (flag_at(other, "served") && !flag_at(other, "deprecated") &&
          is_preferred(other_name, better)) {
        better = other_name;
      }
    }
    std::string warning = group + "/" + name + " " + kind + " is deprecated";
    if (better != name) warning += "; use " + group + "/" + better + " " + kind;
    return warning;
  }
};

Resource resource_of(const json::object& definition, const json::object& version) {
  using namespace k8s::detail;
  const json::object& spec = object_at(definition, "spec");
  const json::object& names = object_at(spec, "names");
  const json::object& below = object_at(version, "subresources");
  int verbs = verb_create | verb_get | verb_list | verb_watch | verb_update | verb_patch |
              verb_delete | verb_deletecollection;
  if (find(below, "status") != nullptr) verbs |= subresource_status;
  if (find(below, "scale") != nullptr) verbs |= subresource_scale;
  Resource resource{.group = std::string(text_at(spec, "group")),
                    .version = std::string(text_at(version, "name")),
                    .kind = std::string(text_at(names, "kind")),
                    .plural = std::string(text_at(names, "plural")),
                    .namespaced = text_at(spec, "scope") == "Namespaced",
                    .verbs = static_cast<std::uint16_t>(verbs),
                    .singular = std::string(text_at(names, "singular")),
                    .short_names = texts_at(names, {"shortNames"}),
                    .categories = texts_at(names, {"categories"})};
  if (const json::value* const scale = find(below, "scale"); scale && scale->is_object()) {
    const json::object& paths = scale->get_object();
    resource.scale = {std::string(text_at(paths, "specReplicasPath")),
                      std::string(text_at(paths, "statusReplicasPath")),
                      std::string(text_at(paths, "labelSelectorPath"))};
  }
  if (const json::array& columns = array_at(version, "additionalPrinterColumns");
      !columns.empty()) {
    resource.columns = custom_columns(columns);
  }
  const auto rules = std::make_shared<const VersionRules>(definition, version);
  resource.rules = &rules->rules;
  resource.schema = std::shared_ptr<const CustomSchema>(rules, &rules->schema);
  resource.merge_type = &resource.schema->merge_type();
  return resource;
}

}  // namespace

Resource definition_resource() {
  using namespace k8s::detail;
  static constexpr int verbs = verb_create | verb_get | verb_list | verb_watch | verb_update |
                               verb_patch | verb_delete | verb_deletecollection |
                               subresource_status;
  return {.group = "apiextensions.k8s.io",
          .version = "v1",
          .kind = "CustomResourceDefinition",
          .plural = "customresourcedefinitions",
          .namespaced = false,
          .verbs = static_cast<std::uint16_t>(verbs),
          .rules = &builtin_rules("apiextensions.k8s.io", "customresourcedefinitions"),
          .short_names = {"crd", "crds"},
          .categories = {"api-extensions"}};
}

bool is_established(const json::object& definition) {
  for (const json::value& value : array_at(definition, {"status", "conditions"})) {
    if (!value.is_object()) continue;
    const json::object& condition = value.get_object();
    if (text_at(condition, "type") == "Established") return text_at(condition, "status") == "True";
  }
  return false;
}

void set_condition(json::object& definition, json::object condition) {
  json::value& conditions = member_of(ensure_object(definition, "status"), "conditions");
  if (!conditions.is_array()) conditions.emplace_array();
  for (json::value& value : conditions.get_array()) {
    if (!value.is_object() || value.get_object()["type"] != condition["type"]) continue;
    json::object& old = value.get_object();
    if (old["status"] == condition["status"]) {
      condition["lastTransitionTime"] = old["lastTransitionTime"];
    }
    old = std::move(condition);
    return;
  }
  conditions.get_array().push_back(std::move(condition));
}

json::object terminating_condition(const char* reason, const char* message, bool holds,
                                   const std::string& now) {
  return {{"type", "Terminating"},
          {"status", holds ? "True" : "False"},
          {"lastTransitionTime", now},
          {"reason", reason},
          {"message", message}};
}

std::string described_collection(const json::object& definition) {
  return std::string(text_at(definition, {"spec", "group"})) + "/" +
         std::string(text_at(definition, {"spec", "names", "plural"}));
}

std::vector<Resource> resources_of(const json::object& definition) {
  std::vector<Resource> resources;
  for (const json::value& value : array_at(definition, {"spec", "versions"})) {
    if (!value.is_object() || !flag_at(value.get_object(), "served")) continue;
    resources.push_back(resource_of(definition, value.get_object()));
  }
  return resources;
}

}  // namespace k8s::testing::fake
