#include "testing/fake/kinds/pod_status.hpp"

#include <set>
#include <string>
#include <utility>

#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/container_parts.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void validate_conditions(const Part& status) {
  status.each("conditions", [&](const Part& condition) {
    const std::string_view type = condition.text("type");
    if (is_one_of(type, {"PodScheduled", "Ready", "Initialized"})) return;
    // A Go field, which the server names as it is.
    status.errors().invalid(condition.at("Type"), type, check_label_key(type));
  });
}

void validate_addresses(const Part& status) {
  std::set<std::string, std::less<>> seen;
  status.each("podIPs", [&](const Part& address) {
    const std::string_view ip = address.text("ip");
    status.errors().invalid(address.path(), ip, check_ip(ip));
    if (!seen.emplace(ip).second) status.errors().duplicate(address.path(), address.object());
  });
}

/// What has ended stays so, unless its pod starts it again.
void validate_ended(const Part& status, const json::object& old_status,
                    std::string_view restart_policy) {
  if (restart_policy == "Always") return;
  const json::array& before = array_at(old_status, "containerStatuses");
  for (std::size_t i = 0; i < before.size(); ++i) {
    const json::object& old = element_at(before, i);
    if (find(old, {"state", "terminated"}) == nullptr) continue;
    const bool failed = number_at(old, {"state", "terminated", "exitCode"}).value_or(0) != 0;
    if (restart_policy == "OnFailure" && failed) continue;
    const json::object* const fresh =
        named(array_at(status.object(), "containerStatuses"), text_at(old, "name"));
    if (fresh == nullptr || find(*fresh, {"state", "terminated"}) != nullptr) continue;
    status.errors().forbidden(status.at("containerStatuses").index(i).child("state"),
                              "may not be transitioned to non-terminated state");
  }
}

}  // namespace

void join_pod_addresses(json::object& pod) {
  if (object_at(std::as_const(pod), "status").empty()) return;
  json::object& status = ensure_object(pod, "status");
  const std::string ip(text_at(status, "podIP"));
  const json::array& all = array_at(std::as_const(status), "podIPs");
  if (ip.empty()) {
    if (!all.empty()) status["podIP"] = text_at(element_at(all, 0), "ip");
  } else if (all.empty() || text_at(element_at(all, 0), "ip") != ip) {
    status["podIPs"] = json::array{json::object{{"ip", ip}}};
  }
}

void validate_pod_status(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const Part status{object_at(fresh, "status"), "status", errors};
  const json::object& before = object_at(old, "status");
  validate_conditions(status);
  if (const std::string_view node = status.text("nominatedNodeName");
      node != text_at(before, "nominatedNodeName")) {
    status.check("nominatedNodeName", &check_dns_subdomain);
  }
  if (!text_at(before, "qosClass").empty()) status.immutable(before, "qosClass");
  validate_ended(status, before, text_at(fresh, {"spec", "restartPolicy"}));
  validate_addresses(status);
  if (status.number("observedGeneration") < 0) {
    errors.invalid(status.at("observedGeneration"), status.number("observedGeneration"),
                   "must be a non-negative integer");
  }
}

}  // namespace k8s::testing::fake
