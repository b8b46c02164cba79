// The addresses of a Service, and their families.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/service.hpp"
#include "testing/fake/kinds/service_parts.hpp"

namespace k8s::testing::fake {
namespace {

void validate_families(const Part& spec) {
  std::set<std::string, std::less<>> seen;
  spec.each_text("ipFamilies", [&](const std::string& family, const FieldPath& path) {
    if (family != "IPv4" && family != "IPv6") {
      spec.errors().not_supported(path, family, {"IPv4", "IPv6"});
    }
    if (!seen.insert(family).second) spec.errors().duplicate(path, family);
  });
  spec.choose_if_set("ipFamilyPolicy", {"PreferDualStack", "RequireDualStack", "SingleStack"});
}

/// Whether each of the cluster IPs is an address by itself.
bool validate_each_ip(const Part& spec) {
  bool well = true;
  const json::array& ips = array_at(spec.object(), "clusterIPs");
  spec.each_text("clusterIPs", [&](const std::string& ip, const FieldPath& path) {
    if (ip == "None" && *ips.begin() == "None") {
      if (ips.size() == 1) return;
      spec.errors().invalid(spec.at("clusterIPs"), ips, "'None' must be the first and only value");
      well = false;
      return;
    }
    const Complaints complaints = check_ip(ip);
    spec.errors().invalid(path, ip, complaints);
    well = well && complaints.empty();
  });
  return well;
}

void match_families(const Part& spec) {
  const std::vector<std::string> families = texts_at(spec.object(), {"ipFamilies"});
  std::size_t i = 0;
  spec.each_text("clusterIPs", [&](const std::string& ip, const FieldPath& path) {
    const std::size_t index = i++;
    if (index >= families.size()) return;
    if (families[index] == family_of(ip)) return;
    spec.errors().invalid(path, ip,
                          "expected an " + families[index] + " value as indicated by `ipFamilies[" +
                              std::to_string(index) + "]`");
  });
}

/// What has been given to a Service stays its own.
void validate_kept(const Part& spec, const json::object& old, const char* list,
                   const char* what_is_gone) {
  const json::array& now = array_at(spec.object(), list);
  const json::array& before = array_at(old, list);
  const FieldPath path = spec.at(list);
  if (now.size() == before.size()) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (now[i] != before[i]) {
        spec.errors().invalid(path.index(i), now, "may not change once set");
      }
    }
    return;
  }
  if (now.empty()) {
    return spec.errors().invalid(path.index(0), now,
                                 "primary " + std::string(what_is_gone) + " can not be unset");
  }
  if (!before.empty() && now[0] != before[0]) {
    spec.errors().invalid(path.index(0), now, "may not change once set");
  }
  if (now.size() < before.size() && spec.text("ipFamilyPolicy") != "SingleStack") {
    spec.errors().invalid(
        spec.at("ipFamilyPolicy"), spec.text("ipFamilyPolicy"),
        "must be set to 'SingleStack' when releasing the secondary " + std::string(what_is_gone));
  }
}

}  // namespace

std::string_view family_of(std::string_view ip) {
  return ip.find(':') == ip.npos ? "IPv4" : "IPv6";
}

void validate_cluster_ips(const json::object& object, FieldErrors& errors) {
  if (is_external_name(object)) return;
  const Part spec{object, "spec", errors};
  const FieldPath path = spec.at("clusterIPs");
  const json::array& ips = array_at(object, "clusterIPs");
  const std::string_view ip = spec.text("clusterIP");
  if (!ip.empty() && ips.empty()) {
    errors.required(path);
  } else if (!ip.empty() && ips[0] != json::value(ip)) {
    errors.invalid(path, ips, "first value must match `clusterIP`");
  } else if (ip.empty() && !ips.empty()) {
    errors.invalid(path, ips, "must be empty when `clusterIP` is not specified");
  }
  validate_families(spec);
  const bool well = validate_each_ip(spec);
  if (ips.size() > 2) errors.invalid(path, ips, "may only hold up to 2 values");
  if (!well) return;
  const auto of_6 =
      std::ranges::count_if(texts_at(object, {"clusterIPs"}),
                            [](const std::string& each) { return family_of(each) == "IPv6"; });
  if (ips.size() > 1 && (of_6 == 0 || of_6 == static_cast<std::ptrdiff_t>(ips.size()))) {
    errors.invalid(path, ips, "may specify no more than one IP for each IP family");
  }
  if (!is_headless(object)) match_families(spec);
}

void validate_external_ips(const Part& spec) {
  spec.each_text("externalIPs", [&](const std::string& ip, const FieldPath& path) {
    const Complaints complaints = check_ip(ip);
    spec.errors().invalid(path, ip, complaints);
    if (complaints.empty()) validate_reachable(ip, path, spec.errors());
  });
}

void validate_addresses_kept(const Part& spec, const json::object& old) {
  if (is_external_name(spec.object()) || is_external_name(old)) return;
  const bool headless = is_headless(spec.object());
  const bool was_headless = is_headless(old);
  if (!headless || !was_headless) validate_kept(spec, old, "clusterIPs", "clusterIP");
  if (!headless && !was_headless) validate_kept(spec, old, "ipFamilies", "ipFamily");
}

}  // namespace k8s::testing::fake
