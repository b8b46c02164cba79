#include "testing/fake/kinds/part.hpp"

#include <algorithm>

#include <k8s/error.hpp>

namespace k8s::testing::fake {
namespace {

bool is_empty(const json::value* value) {
  if (value == nullptr) return true;
  if (value->is_string()) return value->get_string().empty();
  if (value->is_array()) return value->get_array().empty();
  if (value->is_object()) return value->get_object().empty();
  return false;
}

std::span<const std::string_view> list(Part::Choices choices) {
  return {choices.begin(), choices.size()};
}

}  // namespace

bool is_one_of(std::string_view text, Part::Choices choices) {
  return std::ranges::find(choices, text) != choices.end();
}

bool Part::require(std::string_view name, std::string_view detail) const {
  if (!is_empty(find(object_, name))) return true;
  errors_.required(at(name), detail);
  return false;
}

bool Part::require_member(std::string_view name, std::string_view detail) const {
  if (has(name)) return true;
  errors_.required(at(name), detail);
  return false;
}

void Part::check(std::string_view name, NameCheck rule) const {
  if (!text(name).empty()) errors_.invalid(at(name), text(name), rule(text(name)));
}

void Part::require_name(std::string_view name, NameCheck rule) const {
  if (require(name)) check(name, rule);
}

void Part::choose(std::string_view name, Choices choices) const {
  if (has(name) && !is_one_of(text(name), choices)) {
    errors_.not_supported(at(name), text(name), list(choices));
  }
}

void Part::choose_if_set(std::string_view name, Choices choices) const {
  if (!text(name).empty()) choose(name, choices);
}

void Part::require_choice(std::string_view name, Choices choices) const {
  if (require(name)) choose(name, choices);
}

void Part::not_negative(std::string_view name) const {
  if (number(name) < 0) {
    errors_.invalid(at(name), number(name), "must be greater than or equal to 0");
  }
}

void Part::in_range(std::string_view name, std::int64_t least, std::int64_t most,
                    std::string_view detail) const {
  if (has(name) && (number(name) < least || number(name) > most)) {
    errors_.invalid(at(name), number(name), detail);
  }
}

std::optional<Quantity> quantity_of(const json::value* value) {
  try {
    if (value != nullptr && value->is_string()) {
      return Quantity(std::string_view(value->get_string()));
    }
  } catch (const ValidationError&) {
    // The schema refuses what is no quantity before a rule looks at it.
  }
  return std::nullopt;
}

std::optional<Quantity> quantity_at(const json::object& object, std::string_view name) {
  return quantity_of(find(object, name));
}

BadValue shown(const Quantity& amount) {
  return amount.canonical();
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += separator;
    all += text;
  }
  return all;
}

void validate_prefixed_path(const Part& part, std::string_view name) {
  constexpr const char* path_letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~%!$&'()*+,;=:";
  if (!part.require(name)) return;
  const std::string_view text = part.text(name);
  const std::size_t slash = text.find('/');
  FieldErrors& errors = part.errors();
  if (slash == text.npos || slash == 0 || slash + 1 == text.size()) {
    return errors.invalid(part.at(name), text,
                          "must be a domain-prefixed path (such as \"acme.io/foo\")");
  }
  const std::string_view host = text.substr(0, slash);
  errors.invalid(part.at(name), host, check_dns_subdomain(host));
  const std::string_view path = text.substr(slash + 1);
  if (path.find_first_not_of(path_letters) != path.npos) {
    errors.invalid(part.at(name), path,
                   "Invalid path (regex used for validation is "
                   "'[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
  }
}

namespace {

void validate_requirement(const Part& requirement, bool any_value) {
  const std::string_view op = requirement.text("operator");
  const std::size_t values = requirement.count("values");
  const FieldPath at = requirement.at("values");
  FieldErrors& errors = requirement.errors();
  if (op == "In" || op == "NotIn") {
    if (values == 0) {
      errors.required(at, "must be specified when `operator` is 'In' or 'NotIn'");
    }
  } else if (op == "Exists" || op == "DoesNotExist") {
    if (values > 0) {
      errors.forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    }
  } else if (op == "Gt" || op == "Lt") {
    if (values != 1) {
      errors.required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'");
    }
  } else {
    errors.invalid(requirement.at("operator"), op, "not a valid selector operator");
  }
  const std::string_view key = requirement.text("key");
  errors.invalid(requirement.at("key"), key, check_label_key(key));
  if (any_value) return;
  requirement.each_text("values", [&](const std::string& value, const FieldPath& path) {
    errors.invalid(path, value, check_label_value(value));
  });
}

void validate_field_requirement(const Part& requirement) {
  const std::string_view op = requirement.text("operator");
  FieldErrors& errors = requirement.errors();
  if (op != "In" && op != "NotIn") {
    errors.invalid(requirement.at("operator"), op, "not a valid selector operator");
  } else if (requirement.count("values") != 1) {
    errors.required(requirement.at("values"),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field "
                    "selector");
  }
  if (requirement.text("key") != "metadata.name") {
    return errors.invalid(requirement.at("key"), requirement.text("key"),
                          "not a valid field selector key");
  }
  requirement.each_text("values", [&](const std::string& value, const FieldPath& path) {
    errors.invalid(path, value, check_dns_subdomain(value));
  });
}

void validate_term(const Part& term, bool any_value) {
  term.each("matchExpressions",
            [&](const Part& requirement) { validate_requirement(requirement, any_value); });
  term.each("matchFields", &validate_field_requirement);
}

}  // namespace

void validate_node_preference(const Part& term) {
  validate_term(term, true);
}

void validate_node_selector(const Part& selector) {
  if (selector.require("nodeSelectorTerms", "must have at least one node selector term")) {
    selector.each("nodeSelectorTerms", [](const Part& term) { validate_term(term, false); });
  }
}

void validate_taints(const json::object& spec, const FieldPath& path, FieldErrors& errors) {
  const Part part{spec, path, errors};
  std::vector<std::pair<std::string_view, std::string_view>> seen;
  part.each("taints", [&](const Part& taint) {
    const std::string_view key = taint.text("key");
    errors.invalid(taint.at("key"), key, check_label_key(key));
    if (const Complaints found = check_label_value(taint.text("value")); !found.empty()) {
      errors.invalid(taint.at("value"), taint.text("value"), joined(found, ";"));
    }
    const std::string_view effect = taint.text("effect");
    if (effect.empty()) {
      errors.required(taint.at("effect"));
    } else {
      taint.choose("effect", {"NoSchedule", "PreferNoSchedule", "NoExecute"});
    }
    if (std::ranges::find(seen, std::pair(key, effect)) != seen.end()) {
      // The server shows its own form of the struct.
      const json::value* const added = find(taint.object(), "timeAdded");
      errors.duplicate(taint.path(),
                       json::object{{"Key", key},
                                    {"Value", taint.text("value")},
                                    {"Effect", effect},
                                    {"TimeAdded", added != nullptr ? *added : json::value()}},
                       "taints must be unique by key and effect pair");
      return;
    }
    seen.emplace_back(key, effect);
  });
}

}  // namespace k8s::testing::fake
