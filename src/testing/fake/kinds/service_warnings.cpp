#include "testing/fake/cidr.hpp"
#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/service.hpp"

namespace k8s::testing::fake {
namespace {

void warn_of_headless(const Part& spec, std::vector<std::string>& warnings) {
  if (!spec.text("loadBalancerIP").empty()) {
    warnings.emplace_back("spec.loadBalancerIP is ignored for headless services");
  }
  if (spec.count("externalIPs") > 0) {
    warnings.emplace_back("spec.externalIPs is ignored for headless services");
  }
  if (spec.text("sessionAffinity") != "None") {
    warnings.emplace_back("spec.SessionAffinity is ignored for headless services");
  }
}

}  // namespace

void warn_of_service(const json::object& service, std::vector<std::string>& warnings) {
  constexpr const char* hints = "service.kubernetes.io/topology-aware-hints";
  if (find(service, {"metadata", "annotations", hints}) != nullptr) {
    warnings.push_back("annotation " + std::string(hints) +
                       " is deprecated, please use service.kubernetes.io/topology-mode instead");
  }
  FieldErrors none;
  const Part spec{object_at(service, "spec"), "spec", none};
  const bool headless = is_headless(spec.object()) && spec.text("type") == "ClusterIP";
  const bool external_name = is_external_name(spec.object());
  const auto warn = [&](const std::string& ip, const FieldPath& path) {
    warn_of_ip(path, ip, warnings);
  };
  spec.each_text("clusterIPs", warn);
  if (headless) warn_of_headless(spec, warnings);
  spec.each_text("externalIPs", warn);
  const bool has_external_ips = spec.count("externalIPs") > 0;
  if (has_external_ips && !headless && !external_name) {
    warnings.emplace_back(
        "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  warn_of_ip(spec.at("loadBalancerIP"), spec.text("loadBalancerIP"), warnings);
  spec.each_text("loadBalancerSourceRanges", [&](const std::string& range, const FieldPath& path) {
    warn_of_cidr(path, range, warnings);
  });
  if (external_name && has_external_ips) {
    warnings.emplace_back("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
  }
  if (!external_name && !spec.text("externalName").empty()) {
    warnings.emplace_back("spec.externalName is ignored when spec.type is not \"ExternalName\"");
  }
  if (spec.text("trafficDistribution") == "PreferClose") {
    warnings.emplace_back(
        "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
  }
}

void warn_of_load_balancer(const json::object& object, std::vector<std::string>& warnings) {
  FieldErrors none;
  Part(object_at(object, {"status", "loadBalancer"}), "status.loadBalancer", none)
      .each("ingress",
            [&](const Part& ingress) { warn_of_ip(ingress.path(), ingress.text("ip"), warnings); });
}

}  // namespace k8s::testing::fake
