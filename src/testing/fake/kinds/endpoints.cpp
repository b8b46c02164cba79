// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/

#include <set>
#include <string>
#include <utility>

#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void set_endpoints_defaults(json::object& endpoints) {
  for (json::object* const subset : objects_in(endpoints, "subsets")) {
    for (json::object* const port : objects_in(*subset, "ports")) {
      set_default(*port, "protocol", "TCP");
    }
  }
}

void set_slice_defaults(json::object& slice) {
  // The topology that this version of the kind has is that of the node, which has a field.
  for (json::object* const endpoint : objects_in(slice, "endpoints")) {
    endpoint->erase("deprecatedTopology");
  }
  for (json::object* const port : objects_in(slice, "ports")) {
    set_default(*port, "name", "");
    set_default(*port, "protocol", "TCP");
  }
}

void validate_app_protocol(const Part& port) {
  if (port.has("appProtocol")) {
    const std::string_view protocol = port.text("appProtocol");
    port.errors().invalid(port.at("appProtocol"), protocol, check_label_key(protocol));
  }
}

void validate_endpoint(const Part& address) {
  const std::string_view ip = address.text("ip");
  FieldErrors& errors = address.errors();
  errors.invalid(address.at("ip"), ip, check_ip(ip));
  address.check("hostname", &check_dns_label);
  if (address.has("nodeName")) {
    const std::string_view node = address.text("nodeName");
    errors.invalid(address.at("nodeName"), node, check_dns_subdomain(node));
  }
  validate_reachable(ip, address.at("ip"), errors);
}

void validate_endpoints(const json::object& endpoints, FieldErrors& errors) {
  Part(endpoints, {}, errors).each("subsets", [&](const Part& subset) {
    if (subset.count("addresses") == 0 && subset.count("notReadyAddresses") == 0) {
      errors.required(subset.path(), "must specify `addresses` or `notReadyAddresses`");
    }
    subset.each("addresses", &validate_endpoint);
    subset.each("notReadyAddresses", &validate_endpoint);
    subset.each("ports", [&](const Part& port) {
      if (subset.count("ports") > 1) port.require("name");
      port.check("name", &check_dns_label);
      errors.invalid(port.at("port"), port.number("port"), check_port_number(port.number("port")));
      port.require_choice("protocol", {"SCTP", "TCP", "UDP"});
      validate_app_protocol(port);
    });
  });
}

void validate_domain_name(std::string_view address, const FieldPath& path, FieldErrors& errors) {
  if (address.empty()) return errors.required(path);
  if (address.ends_with('.')) address.remove_suffix(1);
  if (const Complaints complaints = check_dns_subdomain(address); !complaints.empty()) {
    errors.invalid(path, address, joined(complaints, ","));
  } else if (address.find('.') == address.npos) {
    errors.invalid(path, address,
                   "should be a domain with at least two segments separated by dots");
  }
}

void validate_slice_address(const Part& endpoint, std::string_view type, const std::string& address,
                            const FieldPath& path) {
  FieldErrors& errors = endpoint.errors();
  if (type == "FQDN") return validate_domain_name(address, path, errors);
  if (type != "IPv4" && type != "IPv6") return;
  const Complaints complaints = type == "IPv4" ? check_ip(address) : check_canonical_ip(address);
  if (!complaints.empty()) return errors.invalid(path, address, complaints);
  if ((address.find(':') != address.npos) != (type == "IPv6")) {
    errors.invalid(endpoint.at("addresses"), address,
                   "must be an " + std::string(type) + " address");
  }
  validate_reachable(address, path, errors);
}

void validate_hints(const Part& hints, std::string_view list, NameCheck check) {
  constexpr std::size_t most = 8;
  if (hints.count(list) > most) {
    return hints.errors().too_many(hints.at(list), hints.count(list), most);
  }
  std::set<std::string, std::less<>> names;
  hints.each(list, [&](const Part& hint) {
    const std::string_view name = hint.text("name");
    if (!names.emplace(name).second) hints.errors().duplicate(hint.at("name"), name);
    hints.errors().invalid(hint.at("name"), name, check(name));
  });
}

void validate_slice(const json::object& slice, FieldErrors& errors) {
  constexpr std::size_t most_addresses = 100;
  const Part part{slice, {}, errors};
  const std::string_view type = part.text("addressType");
  part.require_choice("addressType", {"FQDN", "IPv4", "IPv6"});
  std::set<std::string, std::less<>> names;
  part.each("ports", [&](const Part& port) {
    const std::string_view name = port.text("name");
    port.check("name", &check_dns_label);
    if (!names.emplace(name).second) errors.duplicate(port.at("name"), name);
    port.choose("protocol", {"SCTP", "TCP", "UDP"});
    validate_app_protocol(port);
  });
  part.each("endpoints", [&](const Part& endpoint) {
    endpoint.require("addresses", "must contain at least 1 address");
    if (endpoint.count("addresses") > most_addresses) {
      errors.too_many(endpoint.at("addresses"), endpoint.count("addresses"), most_addresses);
    }
    endpoint.each_text("addresses", [&](const std::string& address, const FieldPath& path) {
      validate_slice_address(endpoint, type, address, path);
    });
    const auto check = [&](const char* name, NameCheck rule) {
      if (!endpoint.has(name)) return;
      errors.invalid(endpoint.at(name), endpoint.text(name), rule(endpoint.text(name)));
    };
    check("nodeName", &check_dns_subdomain);
    check("hostname", &check_dns_label);
    validate_hints(endpoint.child("hints"), "forZones", &check_label_value);
    validate_hints(endpoint.child("hints"), "forNodes", &check_dns_subdomain);
  });
}

void validate_slice_update(const json::object& fresh, const json::object& old,
                           FieldErrors& errors) {
  validate_immutable(fresh, old, "addressType", "addressType", errors);
}

/// Beside what else is new, labels make a new generation.
void prepare_slice_update(json::object& fresh, const json::object& old, AddressPool& /*addresses*/,
                          FieldErrors& /*errors*/) {
  const json::object& labels = object_at(std::as_const(fresh), {"metadata", "labels"});
  if (labels == object_at(old, {"metadata", "labels"})) return;
  metadata_of(fresh)["generation"] = number_at(old, {"metadata", "generation"}).value_or(0) + 1;
}

void warn_of_slice(const json::object& slice, std::vector<std::string>& warnings) {
  FieldErrors none;
  Part(slice, {}, none).each("endpoints", [&](const Part& endpoint) {
    endpoint.each_text("addresses", [&](const std::string& address, const FieldPath& path) {
      warn_of_ip(path, address, warnings);
    });
  });
}

void warn_of_new_slice(const json::object& slice, std::vector<std::string>& warnings) {
  if (text_at(slice, "addressType") == "FQDN") {
    warnings.emplace_back("spec.addressType: FQDN endpoints are deprecated");
  }
}

void warn_of_endpoints(const json::object& endpoints, std::vector<std::string>& warnings) {
  FieldErrors none;
  Part(endpoints, {}, none).each("subsets", [&](const Part& subset) {
    for (const char* const list : {"addresses", "notReadyAddresses"}) {
      subset.each(list, [&](const Part& address) {
        warn_of_ip(address.at("ip"), address.text("ip"), warnings);
      });
    }
  });
}

}  // namespace

const KindRules endpoints_rules{.create_on_update = true,
                                .generation = Generation::none,
                                .storage_path = "services/endpoints",
                                .deprecation =
                                    "v1 Endpoints is deprecated in v1.33+; use "
                                    "discovery.k8s.io/v1 EndpointSlice",
                                .set_defaults = &set_endpoints_defaults,
                                .validate = &validate_endpoints,
                                .warn_always = &warn_of_endpoints};
const KindRules endpoint_slice_rules{.set_defaults = &set_slice_defaults,
                                     .prepare_update = &prepare_slice_update,
                                     .validate = &validate_slice,
                                     .validate_update = &validate_slice_update,
                                     .warn = &warn_of_new_slice,
                                     .warn_always = &warn_of_slice};

}  // namespace k8s::testing::fake
