// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/

#include "testing/fake/kinds/kinds.hpp"

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
  for (json::object* const port : objects_in(slice, "ports")) {
    set_default(*port, "name", "");
    set_default(*port, "protocol", "TCP");
  }
}

void validate_slice(const json::object& slice, FieldErrors& errors) {
  const std::string_view type = text_at(slice, "addressType");
  if (type.empty()) {
    errors.required("addressType");
  } else if (type != "IPv4" && type != "IPv6" && type != "FQDN") {
    errors.not_supported("addressType", type, {"FQDN", "IPv4", "IPv6"});
  }
  const json::array& ports = array_at(slice, "ports");
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::string_view protocol = text_at(element_at(ports, i), "protocol");
    if (protocol == "TCP" || protocol == "UDP" || protocol == "SCTP") continue;
    errors.not_supported(FieldPath("ports").index(i).child("protocol"), protocol,
                         {"SCTP", "TCP", "UDP"});
  }
  const json::array& endpoints = array_at(slice, "endpoints");
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const FieldPath path = FieldPath("endpoints").index(i).child("addresses");
    const std::vector<std::string> addresses = texts_at(element_at(endpoints, i), {"addresses"});
    if (addresses.empty()) errors.required(path, "must contain at least 1 address");
    for (std::size_t j = 0; j < addresses.size(); ++j) {
      if (type.starts_with("IP") && !is_ip_address(addresses[j])) {
        errors.invalid(path.index(j), addresses[j],
                       "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
      }
    }
  }
}

}  // namespace

const KindRules endpoints_rules{.create_on_update = true,
                                .generation = Generation::none,
                                .storage_path = "services/endpoints",
                                .deprecation =
                                    "v1 Endpoints is deprecated in v1.33+; use "
                                    "discovery.k8s.io/v1 EndpointSlice",
                                .set_defaults = &set_endpoints_defaults};
const KindRules endpoint_slice_rules{.set_defaults = &set_slice_defaults,
                                     .validate = &validate_slice};

}  // namespace k8s::testing::fake
