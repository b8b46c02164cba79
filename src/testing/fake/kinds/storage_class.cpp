// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/storage-class-v1/

#include <map>
#include <set>
#include <string>

#include "ascii.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/storage.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& storage_class) {
  set_default(storage_class, "reclaimPolicy", "Delete");
  set_default(storage_class, "volumeBindingMode", "Immediate");
}

using Expressions = std::map<std::string, std::set<std::string>, std::less<>>;

Expressions validate_topology(const Part& term) {
  Expressions expressions;
  term.each("matchLabelExpressions", [&](const Part& requirement) {
    requirement.require("values");
    std::set<std::string> values;
    requirement.each_text("values", [&](const std::string& value, const FieldPath& path) {
      if (!values.insert(value).second) term.errors().duplicate(path, value);
    });
    const std::string_view key = requirement.text("key");
    term.errors().invalid(requirement.at("key"), key, check_label_key(key));
    if (expressions.contains(key)) term.errors().duplicate(requirement.at("key"), key);
    expressions.insert_or_assign(std::string(key), std::move(values));
  });
  return expressions;
}

void validate(const json::object& storage_class, FieldErrors& errors) {
  const Part part{storage_class, {}, errors};
  validate_provisioner(part, "provisioner");
  validate_parameters(part, true);
  part.choose_if_set("reclaimPolicy", {"Delete", "Retain"});
  if (part.require_member("volumeBindingMode")) {
    part.choose("volumeBindingMode", {"Immediate", "WaitForFirstConsumer"});
  }
  std::vector<Expressions> seen;
  // The server compares with as many empty ones as there are terms.
  seen.resize(part.count("allowedTopologies"));
  part.each("allowedTopologies", [&](const Part& term) {
    Expressions expressions = validate_topology(term);
    for (const Expressions& other : seen) {
      if (other == expressions) errors.duplicate(term.at("matchLabelExpressions"), "");
    }
    seen.push_back(std::move(expressions));
  });
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  for (const char* const name :
       {"parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"}) {
    validate_immutable(fresh, old, name, name, errors);
  }
}

}  // namespace

void validate_provisioner(const Part& part, std::string_view name) {
  if (!part.require(name)) return;
  const std::string provisioner = lower(part.text(name));
  part.errors().invalid(part.at(name), provisioner, check_label_key(provisioner));
}

void validate_parameters(const Part& part, bool may_be_empty) {
  constexpr std::size_t most = 512;
  constexpr std::size_t largest = std::size_t{256} * 1024;
  const FieldPath path = part.at("parameters");
  const json::object& parameters = object_at(part.object(), "parameters");
  if (parameters.size() > most) return part.errors().too_long(path, most);
  std::size_t size = 0;
  for (const auto& parameter : parameters) {
    if (parameter.key().empty()) part.errors().invalid(path, "", "field can not be empty.");
    size += parameter.key().size() + text_at(parameters, parameter.key()).size();
  }
  if (size > largest) part.errors().too_long(path, largest);
  if (!may_be_empty && parameters.empty()) {
    part.errors().required(path, "must contain at least one key/value pair");
  }
}

const KindRules storage_class_rules{.answers_deleted_object = true,
                                    .generation = Generation::none,
                                    .set_defaults = &set_defaults,
                                    .validate = &validate,
                                    .validate_update = &validate_update};

}  // namespace k8s::testing::fake
