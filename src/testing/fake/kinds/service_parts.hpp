#pragma once

#include "testing/fake/kinds/part.hpp"

// The parts of a Service, each checked by itself. A `spec` is that of a Service.

namespace k8s::testing::fake {

/// What a message says of a field that Services of other types do not have.
inline constexpr const char* for_load_balancers = "may only be used when `type` is 'LoadBalancer'";

// service_type.cpp
void validate_service_type(const json::object& spec, FieldErrors& errors);
void validate_external_name(const json::object& spec, FieldErrors& errors);

// service_ports.cpp
void validate_service_ports(const json::object& spec, FieldErrors& errors);
void validate_port_conflicts(const json::object& spec, FieldErrors& errors);

// service_addresses.cpp
void validate_external_ips(const Part& spec);
/// What has been given to a Service stays its own.
void validate_addresses_kept(const Part& spec, const json::object& old);

// service_traffic.cpp
void validate_session_affinity(const Part& spec);
/// From where a balancer takes traffic; an annotation says it, too.
void validate_source_ranges(const json::object& service, const Part& spec);
void validate_load_balancer_class(const Part& spec);
void validate_traffic(const Part& spec);

}  // namespace k8s::testing::fake
