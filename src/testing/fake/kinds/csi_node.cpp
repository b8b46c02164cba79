// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-node-v1/

#include <set>
#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/volume_sources.hpp"

namespace k8s::testing::fake {
namespace {

void validate_driver(const Part& driver) {
  constexpr std::size_t longest_id = 256;
  FieldErrors& errors = driver.errors();
  validate_driver_name(driver.text("name"), driver.at("name"), errors);
  driver.require("nodeID");
  if (driver.text("nodeID").size() > longest_id) {
    errors.invalid(driver.at("nodeID"), driver.text("nodeID"), "must be 256 characters or less");
  }
  driver.child("allocatable").not_negative("count");
}

void validate(const json::object& node, FieldErrors& errors) {
  const Part spec{object_at(node, "spec"), "spec", errors};
  std::set<std::string, std::less<>> names;
  spec.each("drivers", [&](const Part& driver) {
    validate_driver(driver);
    if (!names.emplace(driver.text("name")).second) {
      errors.duplicate(driver.at("name"), driver.text("name"));
    }
    std::set<std::string> keys;
    driver.each_text("topologyKeys", [&](const std::string& key, const FieldPath& /*at*/) {
      if (key.empty()) errors.required(driver.path());
      if (!keys.insert(key).second) errors.duplicate(driver.path(), key);
      errors.invalid(driver.path(), key, check_label_key(key));
    });
  });
}

/// A driver as the server shows its own form of it, without what may change.
json::object fixed_part(const json::object& driver) {
  const json::value* const keys = find(driver, "topologyKeys");
  return {{"Name", text_at(driver, "name")},
          {"NodeID", text_at(driver, "nodeID")},
          {"TopologyKeys", keys != nullptr ? *keys : json::value()},
          {"Allocatable", nullptr}};
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::array& before = array_at(old, {"spec", "drivers"});
  const json::array& now = array_at(fresh, {"spec", "drivers"});
  for (std::size_t i = 0; i < before.size(); ++i) {
    const json::value was = fixed_part(element_at(before, i));
    for (std::size_t j = 0; j < now.size(); ++j) {
      if (text_at(element_at(now, j), "name") != text_at(element_at(before, i), "name")) continue;
      const json::value is = fixed_part(element_at(now, j));
      if (!same_meaning(&was, &is)) errors.invalid("spec.drivers", is, "field is immutable");
    }
  }
}

}  // namespace

const KindRules csi_node_rules{.answers_deleted_object = true,
                               .generation = Generation::none,
                               .validate = &validate,
                               .validate_update = &validate_update};

}  // namespace k8s::testing::fake
