// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-slice-v1/

#include <algorithm>
#include <set>
#include <string>

#include "testing/fake/kinds/devices.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/volume_sources.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* one_place =
    "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

constexpr std::array<std::string_view, 2> fields{"spec.nodeName", "spec.driver"};

void prepare_create(json::object& slice, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  const json::value now(text_at(slice, {"metadata", "creationTimestamp"}));
  for (json::object* const device : objects_in(ensure_object(slice, "spec"), "devices")) {
    device->erase("nodeAllocatableResourceMappings");  // what default flags do not keep
    for (json::object* const taint : objects_in(*device, "taints")) {
      set_default(*taint, "timeAdded", now);
    }
  }
}

void validate_pool(const Part& pool) {
  constexpr std::size_t longest = 253;
  FieldErrors& errors = pool.errors();
  if (pool.require("name")) {
    const std::string_view name = pool.text("name");
    if (name.size() > longest) errors.too_long(pool.at("name"), longest);
    std::string_view rest = name;
    for (;;) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      errors.invalid(pool.at("name"), rest.substr(0, slash),
                     check_dns_subdomain(rest.substr(0, slash)));
      if (slash == rest.size()) break;
      rest.remove_prefix(slash + 1);
    }
  }
  if (pool.number("resourceSliceCount") <= 0) {
    errors.invalid(pool.at("resourceSliceCount"), pool.number("resourceSliceCount"),
                   "must be greater than zero");
  }
  if (pool.number("generation") < 0) {
    errors.invalid(pool.at("generation"), pool.number("generation"),
                   "must be greater than or equal to zero");
  }
}

/// A flag that may only be set to true. Returns whether it is.
bool validate_true(const Part& part, std::string_view name) {
  if (!part.has(name)) return false;
  if (part.flag(name)) return true;
  part.errors().invalid(part.at(name), json::value(false), "must be either unset or set to true");
  return false;
}

void validate_place(const Part& spec) {
  FieldErrors& errors = spec.errors();
  std::vector<std::string> set;
  if (spec.has("nodeName")) {
    const std::string_view name = spec.text("nodeName");
    if (name.empty()) {
      errors.invalid(spec.at("nodeName"), name,
                     "must be either unset or set to a non-empty string");
    } else {
      set.emplace_back("`nodeName`");
      spec.check("nodeName", &check_dns_subdomain);
    }
  }
  if (spec.has("nodeSelector")) {
    set.emplace_back("`nodeSelector`");
    const Part selector = spec.child("nodeSelector");
    validate_node_selector(selector);
    if (selector.count("nodeSelectorTerms") != 1) {
      errors.invalid(selector.at("nodeSelectorTerms"),
                     array_at(selector.object(), "nodeSelectorTerms"),
                     "must have exactly one node selector term");
    }
  }
  for (const char* const name : {"allNodes", "perDeviceNodeSelection"}) {
    if (validate_true(spec, name)) set.push_back("`" + std::string(name) + "`");
  }
  if (set.empty()) {
    errors.required(spec.path(), one_place);
  } else if (set.size() > 1) {
    errors.invalid(spec.path(), "{" + joined(set, ", ") + "}",
                   std::string(one_place) + ", but multiple fields are set");
  }
}

void validate_attribute(const Part& attribute) {
  constexpr std::size_t longest = 64;
  static constexpr const char* version =
      R"(^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$)";
  FieldErrors& errors = attribute.errors();
  int values = 0;
  for (const char* const name : {"bool", "int", "string", "version"}) {
    if (!attribute.has(name)) continue;
    ++values;
    const std::string_view text = attribute.text(name);
    if (std::string_view(name) == "version" && !matches_pattern(text, version)) {
      errors.invalid(attribute.at(name), text,
                     "must be a string compatible with semver.org spec 2.0.0");
    }
    if (text.size() > longest) errors.too_long(attribute.at(name), longest);
  }
  if (values == 0) {
    errors.invalid(attribute.path(), "", "exactly one value must be specified");
  } else if (values > 1) {
    errors.invalid(attribute.path(), attribute.object(), "exactly one value must be specified");
  }
}

void validate_taint(const Part& taint) {
  FieldErrors& errors = taint.errors();
  errors.invalid(taint.at("key"), taint.text("key"), check_label_key(taint.text("key")));
  errors.invalid(taint.at("value"), taint.text("value"), check_label_value(taint.text("value")));
  taint.require_choice("effect", {"NoExecute", "NoSchedule", "None"});
}

void validate_counters(const Part& set, std::string_view name) {
  FieldErrors& errors = set.errors();
  if (set.require(name)) set.check(name, &check_dns_label);
  const json::object& counters = object_at(set.object(), "counters");
  if (counters.empty()) errors.required(set.at("counters"));
  for (const auto& member : counters) {
    errors.invalid(set.at("counters"), member.key(), check_dns_label(member.key()));
  }
}

/// Sets of counters, each with a name of its own.
void validate_counter_sets(const Part& holder, std::string_view list, std::string_view name) {
  std::set<std::string, std::less<>> names;
  holder.each(list, [&](const Part& set) {
    validate_counters(set, name);
    if (!names.emplace(set.text(name)).second) {
      set.errors().duplicate(set.path(), set.text(name));
    }
  });
}

void validate_conditions(const Part& device) {
  constexpr std::size_t most = 4;
  constexpr const char* for_binding = "bindingConditions";
  constexpr const char* for_failure = "bindingFailureConditions";
  FieldErrors& errors = device.errors();
  std::set<std::string> binding;
  for (const char* const list : {for_binding, for_failure}) {
    std::set<std::string> seen;
    (void)validate_count(device, list, most);
    device.each_text(list, [&](const std::string& condition, const FieldPath& path) {
      errors.invalid(path, condition, check_label_key(condition));
      if (!seen.insert(condition).second) errors.duplicate(path, condition);
      if (list == for_failure && binding.contains(condition)) {
        errors.invalid(path, condition,
                       "bindingFailureConditions must not overlap with bindingConditions");
      }
    });
    if (list == for_binding) binding = seen;
  }
  const auto require = [&](const char* missing, const char* other) {
    if (device.count(missing) > 0 || device.count(other) == 0) return;
    errors.invalid(device.at(missing), json::value(),
                   std::string(missing) + " are required to use " + other);
  };
  require(for_binding, for_failure);
  require(for_failure, for_binding);
}

/// Where a device is, if each says so itself.
void validate_own_place(const Part& device) {
  const std::string words =
      "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when "
      "`perDeviceNodeSelection` is set to true in the ResourceSlice spec";
  std::vector<std::string> set;
  for (const char* const name : {"nodeName", "nodeSelector", "allNodes"}) {
    if (device.has(name)) set.push_back("`" + std::string(name) + "`");
  }
  if (set.empty()) {
    device.errors().required(device.path(), words);
  } else if (set.size() > 1) {
    device.errors().invalid(device.path(), "{" + joined(set, ", ") + "}", words);
  }
}

void validate_device(const Part& device, bool placed) {
  constexpr std::size_t most_taints = 16;
  FieldErrors& errors = device.errors();
  errors.invalid(device.at("name"), device.text("name"), check_dns_label(device.text("name")));
  for (const auto& member : object_at(device.object(), "attributes")) {
    validate_qualified_name(member.key(), device.at("attributes"), errors);
    static const json::object nothing;
    const json::object& value = member.value().is_object() ? member.value().get_object() : nothing;
    validate_attribute({value, device.at("attributes").key(member.key()), errors});
  }
  for (const auto& member : object_at(device.object(), "capacity")) {
    validate_qualified_name(member.key(), device.at("capacity"), errors);
    const bool has_policy =
        member.value().is_object() && find(member.value().get_object(), "requestPolicy") != nullptr;
    if (has_policy && !device.flag("allowMultipleAllocations")) {
      errors.forbidden(device.at("capacity").key(member.key()).child("requestPolicy"),
                       "allowMultipleAllocations must be true");
    }
  }
  if (validate_count(device, "taints", most_taints)) device.each("taints", &validate_taint);
  validate_counter_sets(device, "consumesCounters", "counterSet");
  if (placed) {
    validate_own_place(device);
  } else if ((device.has("nodeName") || device.has("nodeSelector") || device.has("allNodes"))) {
    errors.invalid(device.path(), json::value(),
                   "`nodeName`, `nodeSelector` and `allNodes` can only be set if "
                   "`perDeviceNodeSelection` is set to true in the ResourceSlice spec");
  }
  validate_conditions(device);
}

void validate_spec(const Part& spec) {
  constexpr std::size_t most = 128;
  FieldErrors& errors = spec.errors();
  validate_driver_name(spec.text("driver"), spec.at("driver"), errors);
  validate_pool(spec.child("pool"));
  validate_place(spec);
  if (spec.has("sharedCounters") && spec.has("devices")) {
    errors.invalid(spec.path(), "", "only one of `sharedCounters` or `devices` is allowed");
  }
  validate_counter_sets(spec, "sharedCounters", "name");
  if (!validate_count(spec, "devices", most)) return;
  spec.each("devices", [&](const Part& device) {
    validate_device(device, spec.flag("perDeviceNodeSelection"));
  });
  std::set<std::string, std::less<>> names;
  spec.each("devices", [&](const Part& device) {
    if (!names.emplace(device.text("name")).second) {
      errors.duplicate(device.path(), device.text("name"));
    }
  });
}

void validate(const json::object& slice, FieldErrors& errors) {
  validate_spec({object_at(slice, "spec"), "spec", errors});
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::object& spec = object_at(fresh, "spec");
  const json::object& before = object_at(old, "spec");
  validate_immutable(object_at(spec, "pool"), object_at(before, "pool"), "name", "spec.pool.name",
                     errors);
  validate_immutable(spec, before, "driver", "spec.driver", errors);
  validate_immutable(spec, before, "nodeName", "spec.nodeName", errors);
}

std::string field_value(const json::object& slice, std::string_view field) {
  return std::string(text_at(slice, {"spec", field.substr(field.find('.') + 1)}));
}

}  // namespace

const KindRules resource_slice_rules{.answers_deleted_object = true,
                                     .field_labels = {.names = fields,
                                                      .refusal = FieldLabels::Refusal::plain,
                                                      .has_namespace = false},
                                     .prepare_create = &prepare_create,
                                     .validate = &validate,
                                     .validate_update = &validate_update,
                                     .field_value = &field_value};

}  // namespace k8s::testing::fake
