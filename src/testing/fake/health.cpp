#include "testing/fake/health.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "testing/fake/document.hpp"
#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {
namespace {

using Checks = std::vector<std::string_view>;

constexpr const char* plain_text = "text/plain; charset=utf-8";

/// What an API server with default flags checks in each of the three.
constexpr std::string_view common[] = {
    "poststarthook/start-apiserver-admission-initializer",
    "poststarthook/generic-apiserver-start-informers",
    "poststarthook/priority-and-fairness-config-consumer",
    "poststarthook/priority-and-fairness-filter",
    "poststarthook/storage-object-count-tracker-hook",
    "poststarthook/start-apiextensions-informers",
    "poststarthook/start-apiextensions-controllers",
    "poststarthook/crd-informer-synced",
    "poststarthook/start-system-namespaces-controller",
    "poststarthook/peer-endpoint-reconciler-controller",
    "poststarthook/start-cluster-authentication-info-controller",
    "poststarthook/start-kube-apiserver-identity-lease-controller",
    "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
    "poststarthook/storage-readiness",
    "poststarthook/start-legacy-token-tracking-controller",
    "poststarthook/start-service-ip-repair-controllers",
    "poststarthook/rbac/bootstrap-roles",
    "poststarthook/scheduling/bootstrap-system-priority-classes",
    "poststarthook/priority-and-fairness-config-producer",
    "poststarthook/bootstrap-controller",
    "poststarthook/start-kubernetes-service-cidr-controller",
    "poststarthook/start-kube-aggregator-informers",
    "poststarthook/apiservice-status-local-available-controller",
    "poststarthook/apiservice-status-remote-available-controller",
    "poststarthook/apiservice-registration-controller",
    "poststarthook/apiservice-discovery-controller",
    "poststarthook/kube-apiserver-autoregistration",
    "autoregister-completion",
    "poststarthook/apiservice-openapi-controller",
    "poststarthook/apiservice-openapiv3-controller",
};

Checks checks_of(std::string_view endpoint) {
  const bool ready = endpoint == "readyz";
  Checks checks = ready ? Checks{"ping", "log", "etcd", "etcd-readiness", "informer-sync"}
                        : Checks{"ping", "log", "loopback-serving-certificate", "etcd"};
  checks.insert(checks.end(), std::begin(common), std::end(common));
  if (ready) checks.emplace_back("shutdown");
  return checks;
}

/// One line for each check.
std::string report(std::string_view endpoint, const Checks& checks, const Query& query) {
  const std::vector<std::string> excluded = query.all("exclude");
  std::string text;
  for (const std::string_view check : checks) {
    const bool out = std::ranges::find(excluded, check) != excluded.end();
    text.append("[+]").append(check).append(out ? " excluded: ok\n" : " ok\n");
  }
  std::vector<std::string> unknown;
  for (const std::string& name : excluded) {
    if (std::ranges::find(checks, name) == checks.end()) unknown.push_back(go_quote(name));
  }
  std::ranges::sort(unknown);
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    text += (i == 0 ? "warn: some health checks cannot be excluded: no matches for " : ",") +
            unknown[i];
  }
  if (!unknown.empty()) text += "\n";
  return text.append(endpoint) + " check passed\n";
}

}  // namespace

std::optional<detail::ServerResponse> health_document(std::string_view path, const Query& query) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view endpoint = path.substr(0, path.find('/'));
  if (endpoint != "readyz" && endpoint != "livez" && endpoint != "healthz") return std::nullopt;
  const Checks checks = checks_of(endpoint);
  if (path != endpoint) {
    path.remove_prefix(endpoint.size() + 1);
    if (std::ranges::find(checks, path) == checks.end()) return std::nullopt;
    return document("ok", plain_text);
  }
  detail::ServerResponse answer =
      document(query.find("verbose") ? report(endpoint, checks, query) : "ok", plain_text);
  answer.headers.set("X-Content-Type-Options", "nosniff");
  return answer;
}

std::vector<std::string> health_paths() {
  std::vector<std::string> paths;
  for (const std::string_view endpoint : {"healthz", "livez", "readyz"}) {
    const std::string path = "/" + std::string(endpoint);
    paths.push_back(path);
    for (const std::string_view check : checks_of(endpoint)) {
      paths.push_back(path + "/" + std::string(check));
    }
  }
  return paths;
}

std::string health_metrics() {
  Checks checks = checks_of("readyz");
  std::ranges::sort(checks);
  std::string text =
      "# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single "
      "healthcheck.\n"
      "# TYPE kubernetes_healthcheck gauge\n";
  for (const std::string_view check : checks) {
    text.append("kubernetes_healthcheck{name=\"").append(check).append("\",type=\"readyz\"} 1\n");
  }
  text +=
      "# HELP kubernetes_healthchecks_total [STABLE] This metric records the results of all "
      "healthcheck.\n"
      "# TYPE kubernetes_healthchecks_total counter\n";
  for (const std::string_view check : checks) {
    text.append("kubernetes_healthchecks_total{name=\"")
        .append(check)
        .append("\",status=\"success\",type=\"readyz\"} 1\n");
  }
  return text;
}

}  // namespace k8s::testing::fake
