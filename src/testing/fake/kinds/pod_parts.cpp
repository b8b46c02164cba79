#include "testing/fake/kinds/pod_parts.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <k8s/quantity.hpp>

#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/pod_spec.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view ephemeral = "ephemeralcontainers";
constexpr const char* member = "ephemeralContainers";

Quantity amount_at(const json::object& resources, Path path) {
  const std::string_view text = text_at(resources, path);
  return text.empty() ? Quantity(0) : Quantity(text);
}

void keep_resources(json::object& spec, const json::object& wanted) {
  for (const char* const list : {"containers", "initContainers"}) {
    for (json::object* const container : objects_in(spec, list)) {
      const json::object* const fresh = named(array_at(wanted, list), text_at(*container, "name"));
      if (fresh == nullptr) continue;
      copy_member(*container, *fresh, "resources");
      copy_member(*container, *fresh, "resizePolicy");
    }
  }
}

/// Those that are there stay as they are.
void validate_ephemeral(const json::object& spec, const json::object& old_spec,
                        FieldErrors& errors) {
  const FieldPath path = FieldPath("spec").child(member);
  const json::array& containers = array_at(spec, member);
  const json::array& before = array_at(old_spec, member);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const json::object& old = element_at(before, i);
    const json::object* const fresh = named(containers, text_at(old, "name"));
    const std::string start =
        "existing ephemeral containers " + go_quote(text_at(old, "name")) + " may not be ";
    if (fresh == nullptr) {
      errors.forbidden(path, start + "removed\n");
      continue;
    }
    const json::value fresh_value = *fresh;
    const json::value old_value = old;
    if (!same_meaning(&fresh_value, &old_value)) errors.forbidden(path, start + "changed\n");
  }
}

/// Whether something of `old` is no longer there.
bool is_removed(const json::object& fresh, const json::object& old) {
  return std::ranges::any_of(old,
                             [&](const auto& amount) { return !fresh.contains(amount.key()); });
}

/// The resources that no resizing changes.
json::value fixed_resources(const json::object& container) {
  json::object fixed;
  for (const char* const list : {"limits", "requests"}) {
    json::object amounts = object_at(container, {"resources", list});
    amounts.erase("cpu");
    amounts.erase("memory");
    if (!amounts.empty()) fixed[list] = std::move(amounts);
  }
  return fixed;
}

void validate_resize(const json::object& spec, const json::object& old_spec, FieldErrors& errors) {
  bool fixed = true;
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(spec, list);
    const json::array& old_containers = array_at(old_spec, list);
    for (std::size_t i = 0; i < std::min(containers.size(), old_containers.size()); ++i) {
      const json::object& fresh = element_at(containers, i);
      const json::object& old = element_at(old_containers, i);
      const FieldPath path = FieldPath("spec").child(list).index(i).child("resources");
      for (const char* const amounts : {"requests", "limits"}) {
        if (is_removed(object_at(fresh, {"resources", amounts}),
                       object_at(old, {"resources", amounts}))) {
          errors.forbidden(path.child(amounts),
                           std::string("resource ") + amounts + " cannot be removed");
        }
      }
      const json::value now = fixed_resources(fresh);
      const json::value before = fixed_resources(old);
      fixed = fixed && same_meaning(&now, &before);
    }
  }
  if (!fixed) errors.forbidden("spec", "only cpu and memory resources are mutable");
}

}  // namespace

bool is_pod_part(std::string_view subresource) {
  return subresource == ephemeral || subresource == "resize";
}

void keep_pod_part(std::string_view subresource, json::object& fresh, const json::object& old) {
  json::object kept = old;
  copy_member(metadata_of(kept), metadata_of(fresh), "managedFields");
  json::object& spec = ensure_object(kept, "spec");
  if (subresource == ephemeral) {
    copy_member(spec, object_at(fresh, "spec"), member);
  } else {
    keep_resources(spec, object_at(fresh, "spec"));
  }
  fresh = std::move(kept);
}

const char* quality_of_service(const json::object& spec) {
  bool any = false;
  bool all = true;
  const auto look_at = [&](const json::object& resources) {
    for (const char* const name : {"cpu", "memory"}) {
      const Quantity limit = amount_at(resources, {"limits", name});
      const Quantity request = amount_at(resources, {"requests", name});
      any = any || limit > Quantity(0) || request > Quantity(0);
      all = all && limit > Quantity(0) && limit == request;
    }
  };
  if (const json::object& own = object_at(spec, "resources"); !own.empty()) {
    look_at(own);
    return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
  }
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(spec, list);
    for (std::size_t i = 0; i < containers.size(); ++i) {
      look_at(object_at(element_at(containers, i), "resources"));
    }
  }
  if (!any) return "BestEffort";
  return all ? "Guaranteed" : "Burstable";
}

void validate_pod_part(std::string_view subresource, const json::object& fresh,
                       const json::object& old, FieldErrors& errors) {
  const json::object& spec = object_at(fresh, "spec");
  validate_pod_spec(spec, "spec", errors);
  if (subresource == ephemeral) {
    validate_ephemeral(spec, object_at(old, "spec"), errors);
    return;
  }
  const std::string quality = quality_of_service(spec);
  if (quality != text_at(old, {"status", "qosClass"})) {
    errors.invalid("spec", text_at(old, {"status", "qosClass"}),
                   "Pod QOS Class may not change as a result of resizing");
  }
  validate_resize(spec, object_at(old, "spec"), errors);
}

}  // namespace k8s::testing::fake
