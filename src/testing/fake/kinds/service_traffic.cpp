// Which traffic a Service takes, from where, and where it goes.

#include <algorithm>
#include <string>

#include "ascii.hpp"
#include "testing/fake/cidr.hpp"
#include "testing/fake/kinds/service.hpp"
#include "testing/fake/kinds/service_parts.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* ranges_annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";

void validate_health_check_port(const Part& spec) {
  const std::int64_t port = spec.number("healthCheckNodePort");
  const FieldPath path = spec.at("healthCheckNodePort");
  if (needs_health_check_port(spec.object())) {
    if (port == 0) return spec.errors().required(path);
    spec.errors().invalid(path, port, check_port_number(port));
  } else if (port != 0) {
    spec.errors().invalid(path, port,
                          "may only be set when `type` is 'LoadBalancer' and "
                          "`externalTrafficPolicy` is 'Local'");
  }
}

}  // namespace

void validate_session_affinity(const Part& spec) {
  constexpr std::int64_t longest = 86400;
  spec.choose("sessionAffinity", {"ClientIP", "None"});
  if (spec.text("sessionAffinity") != "ClientIP") return;
  const Part client = spec.child("sessionAffinityConfig").child("clientIP");
  client.in_range("timeoutSeconds", 1, longest, "must be greater than 0 and less than 86400");
}

void validate_source_ranges(const json::object& service, const Part& spec) {
  FieldErrors& errors = spec.errors();
  const bool balances = is_load_balancer(spec.object());
  if (spec.count("loadBalancerSourceRanges") > 0) {
    const FieldPath path = spec.at("LoadBalancerSourceRanges");  // as the server writes it
    if (!balances) errors.forbidden(path, for_load_balancers);
    std::size_t i = 0;
    spec.each_text("loadBalancerSourceRanges", [&](const std::string& range, const FieldPath&) {
      const std::string_view text = trimmed(range);
      errors.invalid(path.index(i++), text, check_cidr(text));
    });
    return;
  }
  if (find(service, {"metadata", "annotations", ranges_annotation}) == nullptr) return;
  const FieldPath path = FieldPath("metadata.annotations").key(ranges_annotation);
  if (!balances) errors.forbidden(path, for_load_balancers);
  std::string_view ranges =
      trimmed(text_at(service, {"metadata", "annotations", ranges_annotation}));
  while (!ranges.empty()) {
    const std::string_view range = ranges.substr(0, ranges.find(','));
    ranges.remove_prefix(std::min(ranges.size(), range.size() + 1));
    errors.invalid(path, trimmed(range), check_cidr(trimmed(range)));
  }
}

void validate_load_balancer_class(const Part& spec) {
  if (!spec.has("loadBalancerClass")) return;
  if (!is_load_balancer(spec.object())) {
    return spec.errors().forbidden(spec.at("loadBalancerClass"), for_load_balancers);
  }
  const std::string_view name = spec.text("loadBalancerClass");
  spec.errors().invalid(spec.at("loadBalancerClass"), name, check_label_key(name));
}

void validate_traffic(const Part& spec) {
  const std::string_view external = spec.text("externalTrafficPolicy");
  if (is_externally_accessible(spec.object())) {
    spec.choose("externalTrafficPolicy", {"Cluster", "Local"});
  } else if (!external.empty()) {
    spec.errors().invalid(spec.at("externalTrafficPolicy"), external,
                          "may only be set for externally-accessible services");
  }
  validate_health_check_port(spec);
  if (spec.has("internalTrafficPolicy")) {
    spec.choose("internalTrafficPolicy", {"Cluster", "Local"});
  }
  if (!spec.has("trafficDistribution")) return;
  spec.choose("trafficDistribution", {"PreferClose", "PreferSameZone", "PreferSameNode"});
}

}  // namespace k8s::testing::fake
