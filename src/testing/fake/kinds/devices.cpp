#include "testing/fake/kinds/devices.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <vector>

#include "testing/fake/kinds/device_expression.hpp"
#include "testing/fake/kinds/volume_sources.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t most_requests = 32;
constexpr std::size_t most_alternatives = 8;
constexpr const char* no_request =
    "must be the name of a request in the claim or the name of a request and a subrequest "
    "separated by '/'";

using RequestNames = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

/// A DNS label that is required, with no word of its own for one that is missing.
void validate_label(const Part& part, std::string_view name) {
  part.errors().invalid(part.at(name), part.text(name), check_dns_label(part.text(name)));
}

void validate_identifier(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  constexpr std::size_t longest = 32;
  const auto is_letter = [](char c) {
    return c == '_' || std::isalpha(static_cast<unsigned char>(c)) != 0;
  };
  if (text.size() > longest) errors.too_long(path, longest);
  const bool well =
      !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [&](char c) {
        return is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
      });
  if (well) return;
  errors.invalid(path, text,
                 "a valid C identifier must start with alphabetic character or '_', followed by a "
                 "string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or "
                 "'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')");
}

void validate_tolerations(const Part& request) {
  request.each("tolerations", [&](const Part& toleration) {
    toleration.check("key", &check_label_key);
    const std::string_view op = toleration.text("operator");
    if (op == "Exists") {
      if (!toleration.text("value").empty()) {
        toleration.errors().invalid(toleration.at("value"), toleration.text("value"),
                                    "must be empty for operator `Exists`");
      }
    } else if (op == "Equal") {
      const std::string_view value = toleration.text("value");
      toleration.errors().invalid(toleration.at("value"), value, check_label_value(value));
    } else {
      toleration.require_choice("operator", {"Equal", "Exists"});
    }
    toleration.choose_if_set("effect", {"NoExecute", "NoSchedule", "None"});
  });
}

/// What both forms of a request have.
void validate_devices(const Part& request) {
  request.require_name("deviceClassName", &check_dns_subdomain);
  validate_device_selectors(request);
  const std::int64_t count = request.number("count");
  const std::string_view mode = request.text("allocationMode");
  FieldErrors& errors = request.errors();
  if (mode == "All") {
    if (count != 0) {
      errors.invalid(request.at("count"), count,
                     "must not be specified when allocationMode is 'All'");
    }
  } else if (mode == "ExactCount") {
    if (count <= 0) errors.invalid(request.at("count"), count, "must be greater than zero");
  } else {
    errors.not_supported(request.at("allocationMode"), mode, {"All", "ExactCount"});
  }
  validate_tolerations(request);
}

void validate_request(const Part& request) {
  constexpr const char* one = "exactly one of `exactly` or `firstAvailable` is required";
  FieldErrors& errors = request.errors();
  validate_label(request, "name");
  const bool exact = request.has("exactly");
  const bool alternatives = request.count("firstAvailable") > 0;
  if (!exact && !alternatives) {
    errors.required(request.path(), one);
  } else if (exact && alternatives) {
    errors.invalid(request.path(), json::value(),
                   std::string(one) + ", but multiple fields are set");
  } else if (exact) {
    validate_devices(request.child("exactly"));
  } else if (validate_count(request, "firstAvailable", most_alternatives)) {
    std::set<std::string, std::less<>> names;
    FieldErrors duplicates;
    request.each("firstAvailable", [&](const Part& alternative) {
      validate_label(alternative, "name");
      validate_devices(alternative);
      if (!names.emplace(alternative.text("name")).second) {
        duplicates.duplicate(alternative.path(), alternative.text("name"));
      }
    });
    errors.append(duplicates);
  }
}

RequestNames names_of(const Part& devices) {
  RequestNames names;
  devices.each("requests", [&](const Part& request) {
    auto& alternatives = names[std::string(request.text("name"))];
    request.each("firstAvailable",
                 [&](const Part& alternative) { alternatives.emplace(alternative.text("name")); });
  });
  return names;
}

/// The names of requests that something is about.
void validate_references(const Part& holder, const RequestNames& names) {
  FieldErrors& errors = holder.errors();
  if (!validate_count(holder, "requests", most_requests)) return;
  FieldErrors duplicates;
  std::set<std::string> seen;
  holder.each_text("requests", [&](const std::string& text, const FieldPath& path) {
    if (!seen.insert(text).second) duplicates.duplicate(path, text);
    const std::size_t slash = text.find('/');
    if (std::ranges::count(text, '/') > 1) return errors.invalid(path, text, no_request);
    const std::string first = text.substr(0, slash);
    errors.invalid(path, first, check_dns_label(first));
    const std::string second = slash == text.npos ? "" : text.substr(slash + 1);
    if (slash != text.npos) errors.invalid(path, second, check_dns_label(second));
    const auto found = names.find(first);
    if (found == names.end() || (slash != text.npos && !found->second.contains(second))) {
      errors.invalid(path, text, no_request);
    }
  });
  errors.append(duplicates);
}

void validate_full_name(const Part& part, std::string_view name) {
  const std::string_view text = part.text(name);
  validate_qualified_name(text, part.at(name), part.errors());
  if (text.find('/') != text.npos) return;
  part.errors().invalid(part.at(name), text,
                        "a fully qualified name must be a domain and a name separated by a slash");
}

void default_request(json::object& request) {
  if (text_at(request, "allocationMode").empty()) request["allocationMode"] = "ExactCount";
  if (text_at(request, "allocationMode") == "ExactCount" &&
      number_at(request, "count").value_or(0) == 0) {
    request["count"] = 1;
  }
  for (json::object* const toleration : objects_in(request, "tolerations")) {
    if (text_at(*toleration, "operator").empty()) (*toleration)["operator"] = "Equal";
  }
}

}  // namespace

bool validate_count(const Part& holder, std::string_view name, std::size_t most) {
  if (holder.count(name) <= most) return true;
  holder.errors().too_many(holder.at(name), holder.count(name), most);
  return false;
}

void validate_qualified_name(std::string_view name, const FieldPath& shown_path,
                             FieldErrors& errors) {
  const auto slashes = std::ranges::count(name, '/');
  if (slashes == 0) return validate_identifier(name, shown_path, errors);
  if (slashes > 1) return;
  const std::string_view domain = name.substr(0, name.find('/'));
  const std::string_view rest = name.substr(domain.size() + 1);
  if (domain.empty()) {
    errors.invalid(shown_path, "", "the domain must not be empty");
  } else {
    validate_driver_name(domain, shown_path, errors);
  }
  if (rest.empty()) {
    errors.invalid(shown_path, "", "the name must not be empty");
  } else {
    validate_identifier(rest, shown_path, errors);
  }
}

void validate_device_selectors(const Part& holder) {
  constexpr std::size_t most = 32;
  constexpr std::size_t longest = std::size_t{10} * 1024;
  if (!validate_count(holder, "selectors", most)) return;
  holder.each("selectors", [&](const Part& selector) {
    if (!selector.require_member("cel")) return;
    const Part cel = selector.child("cel");
    const std::string_view expression = cel.text("expression");
    if (expression.size() > longest) return cel.errors().too_long(cel.at("expression"), longest);
    validate_device_expression(expression, cel.at("expression"), cel.errors());
  });
}

void validate_device_configuration(const Part& configuration) {
  if (!configuration.require_member("opaque")) return;
  const Part opaque = configuration.child("opaque");
  validate_driver_name(opaque.text("driver"), opaque.at("driver"), opaque.errors());
  const json::value* const parameters = find(opaque.object(), "parameters");
  if (parameters == nullptr) {
    opaque.errors().required(opaque.at("parameters"));
  } else if (!parameters->is_object()) {
    opaque.errors().invalid(opaque.at("parameters"), "<value omitted>",
                            "must be a valid JSON object");
  }
}

void validate_device_claim(const Part& devices) {
  const RequestNames names = names_of(devices);
  FieldErrors& errors = devices.errors();
  if (validate_count(devices, "requests", most_requests)) {
    devices.each("requests", &validate_request);
    std::set<std::string, std::less<>> seen;
    devices.each("requests", [&](const Part& request) {
      if (!seen.emplace(request.text("name")).second) {
        errors.duplicate(request.path(), request.text("name"));
      }
    });
  }
  if (validate_count(devices, "constraints", most_requests)) {
    devices.each("constraints", [&](const Part& constraint) {
      validate_references(constraint, names);
      if (constraint.has("matchAttribute")) {
        validate_full_name(constraint, "matchAttribute");
      } else if (constraint.has("distinctAttribute")) {
        validate_full_name(constraint, "distinctAttribute");
      } else {
        errors.required(constraint.path(),
                        "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, "
                        "but multiple fields are set");
      }
    });
  }
  if (validate_count(devices, "config", most_requests)) {
    devices.each("config", [&](const Part& configuration) {
      validate_references(configuration, names);
      validate_device_configuration(configuration);
    });
  }
}

void default_device_claim(json::object& spec) {
  json::object& devices = ensure_object(spec, "devices");
  for (json::object* const request : objects_in(devices, "requests")) {
    if (json::value* const exact = find(*request, "exactly");
        exact != nullptr && exact->is_object()) {
      default_request(exact->get_object());
    }
    for (json::object* const alternative : objects_in(*request, "firstAvailable")) {
      default_request(*alternative);
    }
  }
}

}  // namespace k8s::testing::fake
