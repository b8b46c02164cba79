#include "testing/fake/known_names.hpp"

#include <algorithm>

namespace k8s::testing::fake {
namespace {

constexpr KnownNames names[] = {
    {"", "componentstatuses", "cs", ""},
    {"", "configmaps", "cm", ""},
    {"", "endpoints", "ep", ""},
    {"", "events", "ev", ""},
    {"", "limitranges", "limits", ""},
    {"", "namespaces", "ns", ""},
    {"", "nodes", "no", ""},
    {"", "persistentvolumeclaims", "pvc", ""},
    {"", "persistentvolumes", "pv", ""},
    {"", "pods", "po", "all"},
    {"", "replicationcontrollers", "rc", "all"},
    {"", "resourcequotas", "quota", ""},
    {"", "serviceaccounts", "sa", ""},
    {"", "services", "svc", "all"},
    {"admissionregistration.k8s.io", "mutatingadmissionpolicies", "", "api-extensions"},
    {"admissionregistration.k8s.io", "mutatingadmissionpolicybindings", "", "api-extensions"},
    {"admissionregistration.k8s.io", "mutatingwebhookconfigurations", "", "api-extensions"},
    {"admissionregistration.k8s.io", "validatingadmissionpolicies", "", "api-extensions"},
    {"admissionregistration.k8s.io", "validatingadmissionpolicybindings", "", "api-extensions"},
    {"admissionregistration.k8s.io", "validatingwebhookconfigurations", "", "api-extensions"},
    {"apiextensions.k8s.io", "customresourcedefinitions", "crd crds", "api-extensions"},
    {"apiregistration.k8s.io", "apiservices", "", "api-extensions"},
    {"apps", "daemonsets", "ds", "all"},
    {"apps", "deployments", "deploy", "all"},
    {"apps", "replicasets", "rs", "all"},
    {"apps", "statefulsets", "sts", "all"},
    {"autoscaling", "horizontalpodautoscalers", "hpa", "all"},
    {"batch", "cronjobs", "cj", "all"},
    {"batch", "jobs", "", "all"},
    {"certificates.k8s.io", "certificatesigningrequests", "csr", ""},
    {"events.k8s.io", "events", "ev", ""},
    {"networking.k8s.io", "ingresses", "ing", ""},
    {"networking.k8s.io", "ipaddresses", "ip", ""},
    {"networking.k8s.io", "networkpolicies", "netpol", ""},
    {"policy", "poddisruptionbudgets", "pdb", ""},
    {"scheduling.k8s.io", "priorityclasses", "pc", ""},
    {"storage.k8s.io", "storageclasses", "sc", ""},
    {"storage.k8s.io", "volumeattributesclasses", "vac", ""},
};

constexpr std::string_view groups[] = {"",
                                       "apiregistration.k8s.io",
                                       "apps",
                                       "events.k8s.io",
                                       "authentication.k8s.io",
                                       "authorization.k8s.io",
                                       "autoscaling",
                                       "batch",
                                       "certificates.k8s.io",
                                       "networking.k8s.io",
                                       "policy",
                                       "rbac.authorization.k8s.io",
                                       "storage.k8s.io",
                                       "admissionregistration.k8s.io",
                                       "apiextensions.k8s.io",
                                       "scheduling.k8s.io",
                                       "coordination.k8s.io",
                                       "node.k8s.io",
                                       "discovery.k8s.io",
                                       "resource.k8s.io",
                                       "flowcontrol.apiserver.k8s.io"};

}  // namespace

const KnownNames* find_known_names(std::string_view group, std::string_view plural) {
  const auto* const found = std::ranges::find_if(names, [&](const KnownNames& known) {
    return known.group == group && known.plural == plural;
  });
  return found == std::end(names) ? nullptr : found;
}

std::span<const std::string_view> known_groups() {
  return groups;
}

}  // namespace k8s::testing::fake
