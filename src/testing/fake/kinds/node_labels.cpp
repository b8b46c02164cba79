#include "testing/fake/kinds/node_labels.hpp"

#include <map>

namespace k8s::testing::fake {

std::string_view old_label(std::string_view label) {
  static const std::map<std::string_view, std::string_view> labels{
      {"beta.kubernetes.io/arch", R"(deprecated since v1.14; use "kubernetes.io/arch" instead)"},
      {"beta.kubernetes.io/os", R"(deprecated since v1.14; use "kubernetes.io/os" instead)"},
      {"failure-domain.beta.kubernetes.io/region",
       R"(deprecated since v1.17; use "topology.kubernetes.io/region" instead)"},
      {"failure-domain.beta.kubernetes.io/zone",
       R"(deprecated since v1.17; use "topology.kubernetes.io/zone" instead)"},
      {"beta.kubernetes.io/instance-type",
       R"(deprecated since v1.17; use "node.kubernetes.io/instance-type" instead)"},
      {"app.kubernetes.io/created-by", "deprecated since v1.9"},
      {"scheduler.alpha.kubernetes.io/preferAvoidPods",
       "deprecated since v1.22; use Taints and Tolerations instead"},
      {"node-role.kubernetes.io/master", R"(use "node-role.kubernetes.io/control-plane" instead)"},
  };
  const auto found = labels.find(label);
  return found == labels.end() ? std::string_view() : found->second;
}

void warn_of_node_term(const Part& term, bool checks_values, std::vector<std::string>& warnings) {
  term.each("matchExpressions", [&](const Part& expression) {
    const std::string key(expression.text("key"));
    if (const std::string_view why = old_label(key); !why.empty()) {
      warnings.push_back(expression.at("key").text() + ": " + key + " is " + std::string(why));
    }
    if (!checks_values) return;
    expression.each_text("values", [&](const std::string& value, const FieldPath& path) {
      for (const std::string& why : check_label_value(value)) {
        warnings.push_back(path.text() + ": " + value + " is invalid, " + why);
      }
    });
  });
}

}  // namespace k8s::testing::fake
