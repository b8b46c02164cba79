#include "canned_server.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "testing/certificates.hpp"
#include "testing/https_server.hpp"

namespace bench {
namespace {

namespace json = boost::json;
using k8s::testing::detail::CertificateAuthority;
using k8s::testing::detail::HttpsServer;
using k8s::testing::detail::HttpsServerOptions;
using k8s::testing::detail::ServerRequest;
using k8s::testing::detail::ServerResponse;

constexpr std::size_t page_size = 500;

json::object metadata(const std::string& name) {
  return {{"name", name},
          {"namespace", "default"},
          {"uid", "6f2f3ed4-50a8-4b0f-9a3e-0d4e4d1f0001"},
          {"resourceVersion", "12345"},
          {"creationTimestamp", "2026-01-01T00:00:00Z"},
          {"labels", {{"app", "web"}, {"pod-template-hash", "5d4f8c7b9"}}}};
}

std::string config_map() {
  return json::serialize(json::object{{"kind", "ConfigMap"},
                                      {"apiVersion", "v1"},
                                      {"metadata", metadata("a")},
                                      {"data", {{"key", std::string(200, 'x')}}}});
}

/// About 3 KB, as Pods are that a Deployment made.
json::object pod(std::size_t number) {
  json::object object_metadata = metadata("web-5d4f8c7b9-" + std::to_string(number));
  object_metadata["generateName"] = "web-5d4f8c7b9-";
  object_metadata["ownerReferences"] =
      json::array{json::object{{"apiVersion", "apps/v1"},
                               {"kind", "ReplicaSet"},
                               {"name", "web-5d4f8c7b9"},
                               {"uid", "6f2f3ed4-50a8-4b0f-9a3e-0d4e4d1f0002"},
                               {"controller", true},
                               {"blockOwnerDeletion", true}}};
  json::object fields;
  for (const char* name : {"f:metadata", "f:spec", "f:status"}) {
    fields[name] = json::object{{"f:labels", {{".", json::object()}, {"f:app", json::object()}}},
                                {"f:containers", {{"f:image", json::object()}}}};
  }
  object_metadata["managedFields"] =
      json::array{json::object{{"manager", "kube-controller-manager"},
                               {"operation", "Update"},
                               {"apiVersion", "v1"},
                               {"time", "2026-01-01T00:00:00Z"},
                               {"fieldsType", "FieldsV1"},
                               {"fieldsV1", fields}}};
  json::array environment;
  for (int i = 0; i < 6; ++i) {
    environment.push_back(
        json::object{{"name", "VARIABLE_" + std::to_string(i)}, {"value", std::string(30, 'v')}});
  }
  const json::object container{
      {"name", "web"},
      {"image", "registry.example/team/web:1.2.3"},
      {"ports", json::array{json::object{{"containerPort", 8080}, {"protocol", "TCP"}}}},
      {"env", environment},
      {"resources", {{"requests", {{"cpu", "100m"}, {"memory", "128Mi"}}}}},
      {"volumeMounts",
       json::array{
           json::object{{"name", "token"}, {"readOnly", true}, {"mountPath", "/var/run/secrets"}}}},
      {"imagePullPolicy", "IfNotPresent"}};
  json::array conditions;
  for (const char* type : {"Initialized", "Ready", "ContainersReady", "PodScheduled"}) {
    conditions.push_back(json::object{{"type", type},
                                      {"status", "True"},
                                      {"lastProbeTime", nullptr},
                                      {"lastTransitionTime", "2026-01-01T00:00:00Z"}});
  }
  return {{"metadata", object_metadata},
          {"spec",
           {{"containers", json::array{container}},
            {"restartPolicy", "Always"},
            {"terminationGracePeriodSeconds", 30},
            {"dnsPolicy", "ClusterFirst"},
            {"serviceAccountName", "default"},
            {"nodeName", "node-" + std::to_string(number % 50)},
            {"securityContext", json::object()},
            {"schedulerName", "default-scheduler"}}},
          {"status",
           {{"phase", "Running"},
            {"conditions", conditions},
            {"hostIP", "10.0.0.1"},
            {"podIP", "10.244.0.1"},
            {"startTime", "2026-01-01T00:00:00Z"},
            {"qosClass", "Burstable"}}}};
}

std::string pod_list(std::size_t first, std::size_t end, std::size_t all) {
  json::array items;
  for (std::size_t i = first; i < end; ++i) items.push_back(pod(i));
  json::object list_metadata{{"resourceVersion", "12345"}};
  if (end < all) {
    list_metadata["continue"] = std::to_string(end);
    list_metadata["remainingItemCount"] = all - end;
  }
  return json::serialize(json::object{{"kind", "PodList"},
                                      {"apiVersion", "v1"},
                                      {"metadata", list_metadata},
                                      {"items", std::move(items)}});
}

class Answers {
 public:
  explicit Answers(std::size_t pods) : config_map_(config_map()), whole_(pod_list(0, pods, pods)) {
    for (std::size_t i = 0; i < pods; i += page_size) {
      pages_.push_back(pod_list(i, std::min(i + page_size, pods), pods));
    }
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request) const {
    return {.headers = {{"Content-Type", "application/json"}}, .body = body(request.target)};
  }

 private:
  [[nodiscard]] const std::string& body(const std::string& target) const {
    if (target.find("/pods") == std::string::npos) return config_map_;
    if (target.find("limit=500") == std::string::npos) return whole_;
    constexpr std::string_view continued = "continue=";
    const std::size_t at = target.find(continued);
    if (at == std::string::npos) return pages_.front();
    return pages_.at(std::stoul(target.substr(at + continued.size())) / page_size);
  }

  std::string config_map_;
  std::string whole_;
  std::vector<std::string> pages_;
};

[[noreturn]] void serve(HttpsServerOptions options, std::size_t pods, int told) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const Answers answers(pods);
  const HttpsServer server(std::move(options),
                           [&](const ServerRequest& request) { return answers.answer(request); });
  const std::string url = server.url() + '\n';
  if (::write(told, url.data(), url.size()) != static_cast<ssize_t>(url.size())) std::abort();
  while (true) ::pause();
}

}  // namespace

CannedServer::CannedServer(bool tls, std::size_t pods) {
  HttpsServerOptions options;
  const CertificateAuthority authority("kubernetes");
  if (tls) {
    options.certificate = authority.issue_server({"127.0.0.1"});
    config_.verify_ssl = authority.pem();
  }
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  process_ = ::fork();
  if (process_ == 0) serve(std::move(options), pods, ends[1]);
  config_.api_server.clear();
  for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) config_.api_server += c;
  ::close(ends[0]);
  ::close(ends[1]);
}

CannedServer::~CannedServer() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace bench
