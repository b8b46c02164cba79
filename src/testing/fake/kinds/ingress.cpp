// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/

#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/service.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::string_view class_annotation = "kubernetes.io/ingress.class";

void validate_host(std::string_view host, const FieldPath& path, FieldErrors& errors) {
  errors.invalid(
      path, host,
      host.find('*') != host.npos ? check_wildcard_subdomain(host) : check_dns_subdomain(host));
}

void validate_service_backend(const json::object& service, const FieldPath& path,
                              FieldErrors& errors) {
  const std::string_view name = text_at(service, "name");
  if (name.empty()) {
    errors.required(path.child("service").child("name"));
  } else {
    errors.invalid(path.child("service").child("name"), name, check_dns_label(name));
  }
  const std::string_view port = text_at(service, {"port", "name"});
  const std::int64_t number = number_at(service, {"port", "number"}).value_or(0);
  const FieldPath at = path.child("service").child("port");
  if (!port.empty() && number != 0) {
    errors.invalid(path, "", "cannot set both port name & port number");
  } else if (!port.empty()) {
    errors.invalid(at.child("name"), port, check_port_name(port));
  } else if (number != 0) {
    errors.invalid(at.child("number"), number, check_port_number(number));
  } else {
    errors.required(path, "port name or number is required");
  }
}

void validate_backend(const json::object& backend, const FieldPath& path, FieldErrors& errors) {
  const bool has_resource = find(backend, "resource") != nullptr;
  const bool has_service = find(backend, "service") != nullptr;
  if (has_resource && has_service) {
    errors.invalid(path, "", "cannot set both resource and service backends");
  } else if (has_service) {
    validate_service_backend(object_at(backend, "service"), path, errors);
  } else if (has_resource) {
    const Part resource{object_at(backend, "resource"), path.child("resource"), errors};
    if (resource.has("apiGroup")) {
      const std::string_view group = resource.text("apiGroup");
      errors.invalid(resource.at("apiGroup"), group, check_dns_subdomain(group));
    }
    resource.require_name("kind", &check_path_segment);
    resource.require_name("name", &check_path_segment);
  } else {
    errors.invalid(path, "", "resource or service backend is required");
  }
}

void validate_path_text(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  if (!text.starts_with('/')) errors.invalid(path, text, "must be an absolute path");
  for (const char* const part : {"//", "/./", "/../", "%2f", "%2F"}) {
    if (text.find(part) != text.npos) {
      errors.invalid(path, text, "must not contain '" + std::string(part) + "'");
    }
  }
  for (const char* const end : {"/..", "/."}) {
    if (text.ends_with(end)) {
      errors.invalid(path, text, "cannot end with '" + std::string(end) + "'");
    }
  }
}

void validate_http_path(const json::object& object, const FieldPath& path, FieldErrors& errors) {
  const json::value* const type = find(object, "pathType");
  if (type == nullptr) {
    return errors.required(path.child("pathType"), "pathType must be specified");
  }
  const std::string_view text = text_at(object, "path");
  if (*type == "Exact" || *type == "Prefix") {
    validate_path_text(text, path.child("path"), errors);
  } else if (*type == "ImplementationSpecific") {
    if (!text.empty() && !text.starts_with('/')) {
      errors.invalid(path.child("path"), text, "must be an absolute path");
    }
  } else {
    errors.not_supported(path.child("pathType"), *type,
                         {"Exact", "ImplementationSpecific", "Prefix"});
  }
  validate_backend(object_at(object, "backend"), path.child("backend"), errors);
}

void validate_rules(const json::array& rules, FieldErrors& errors) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const json::object& rule = element_at(rules, i);
    const FieldPath path = FieldPath("spec.rules").index(i);
    if (const std::string_view host = text_at(rule, "host"); !host.empty()) {
      if (is_ip_address(host)) {
        errors.invalid(path.child("host"), host, "must be a DNS name, not an IP address");
      }
      validate_host(host, path.child("host"), errors);
    }
    if (find(rule, "http") == nullptr) continue;
    const FieldPath paths_path = path.child("http").child("paths");
    const json::array& paths = array_at(rule, {"http", "paths"});
    if (paths.empty()) errors.required(paths_path);
    for (std::size_t j = 0; j < paths.size(); ++j) {
      validate_http_path(element_at(paths, j), paths_path.index(j), errors);
    }
  }
}

void validate_tls(const json::array& entries, FieldErrors& errors) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const json::object& entry = element_at(entries, i);
    const FieldPath path = FieldPath("spec.tls").index(i);
    const std::vector<std::string> hosts = texts_at(entry, {"hosts"});
    for (std::size_t j = 0; j < hosts.size(); ++j) {
      validate_host(hosts[j], path.child("hosts").index(j), errors);
    }
    if (const std::string_view secret = text_at(entry, "secretName"); !secret.empty()) {
      errors.invalid(path.child("secretName"), secret, check_dns_subdomain(secret));
    }
  }
}

void validate(const json::object& ingress, FieldErrors& errors) {
  const json::object& spec = object_at(ingress, "spec");
  const json::array& rules = array_at(spec, "rules");
  if (rules.empty() && find(spec, "defaultBackend") == nullptr) {
    const json::value* const given = find(spec, "rules");
    errors.invalid("spec", given == nullptr ? json::value() : *given,
                   "either `defaultBackend` or `rules` must be specified");
  }
  if (find(spec, "defaultBackend") != nullptr) {
    validate_backend(object_at(spec, "defaultBackend"), "spec.defaultBackend", errors);
  }
  validate_rules(rules, errors);
  validate_tls(array_at(spec, "tls"), errors);
  if (find(spec, "ingressClassName") != nullptr) {
    const std::string_view name = text_at(spec, "ingressClassName");
    errors.invalid("spec.ingressClassName", name, check_dns_subdomain(name));
  }
}

/// The class may stand in two places.
void validate_new(const json::object& ingress, FieldErrors& errors) {
  const json::object& annotations = object_at(ingress, {"metadata", "annotations"});
  if (!annotations.contains(class_annotation)) return;
  const std::string_view name = text_at(ingress, {"spec", "ingressClassName"});
  const std::string_view annotated = text_at(annotations, class_annotation);
  if (name.empty() || name == annotated) return;
  errors.invalid(FieldPath("annotations").child(class_annotation), annotated,
                 "must match `ingressClassName` when both are specified");
}

void validate_status(const json::object& fresh, const json::object& /*old*/, FieldErrors& errors) {
  validate_load_balancer_status(
      {object_at(fresh, {"status", "loadBalancer"}), "status.loadBalancer", errors});
}

void warn(const json::object& ingress, std::vector<std::string>& warnings) {
  if (find(ingress, {"metadata", "annotations", class_annotation}) == nullptr ||
      find(ingress, {"spec", "ingressClassName"}) != nullptr) {
    return;
  }
  warnings.push_back("annotation \"" + std::string(class_annotation) +
                     "\" is deprecated, please use 'spec.ingressClassName' instead");
}

}  // namespace

const KindRules ingress_rules{.checks_new_metadata_on_update = true,
                              .storage_path = "ingress",
                              .validate = &validate,
                              .validate_new = &validate_new,
                              .validate_status_update = &validate_status,
                              .warn = &warn,
                              .warn_of_status = &warn_of_load_balancer};

}  // namespace k8s::testing::fake
