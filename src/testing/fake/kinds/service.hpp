#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/kinds/part.hpp"
#include "testing/fake/object.hpp"

// What the files about Services share. A `spec` is that of a Service.

namespace k8s::testing::fake {

[[nodiscard]] bool is_external_name(const json::object& spec);
[[nodiscard]] bool is_headless(const json::object& spec);
[[nodiscard]] bool is_load_balancer(const json::object& spec);
[[nodiscard]] bool is_externally_accessible(const json::object& spec);
[[nodiscard]] bool needs_node_ports(const json::object& spec);
[[nodiscard]] bool needs_health_check_port(const json::object& spec);

/// "IPv4" or "IPv6".
[[nodiscard]] std::string_view family_of(std::string_view ip);
/// Whether the cluster IPs and their families fit together.
void validate_cluster_ips(const json::object& spec, FieldErrors& errors);
void validate_service(const json::object& service, FieldErrors& errors);
void validate_service_update(const json::object& fresh, const json::object& old,
                             FieldErrors& errors);
void validate_service_status(const json::object& fresh, const json::object& old,
                             FieldErrors& errors);

void warn_of_service(const json::object& service, std::vector<std::string>& warnings);
/// Where a Service or an Ingress is reached.
/// \param balancer the member `loadBalancer` of a status
void validate_load_balancer_status(const Part& balancer);
/// Of the addresses in the status of a Service or an Ingress.
void warn_of_load_balancer(const json::object& object, std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
