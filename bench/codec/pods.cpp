#include "pods.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace bench {
namespace {

constexpr std::array<std::string_view, 12> apps{
    "checkout", "cart",           "recommendation", "payment-gateway", "search-indexer",
    "ingest",   "session-broker", "inventory",      "frontend",        "mail-dispatcher",
    "ledger",   "metrics"};
constexpr std::array<std::string_view, 6> namespaces{"production", "staging", "payments",
                                                     "search",     "default", "platform-tools"};
constexpr std::array<std::string_view, 5> conditions{"PodReadyToStartContainers", "Initialized",
                                                     "Ready", "ContainersReady", "PodScheduled"};
constexpr std::array<std::string_view, 8> settings{
    "LOG_LEVEL",       "HTTP_PORT",       "DATABASE_URL",  "FEATURE_FLAGS",
    "REQUEST_TIMEOUT", "TRACING_SAMPLER", "CACHE_ADDRESS", "QUEUE_NAME"};
constexpr std::array<std::string_view, 8> values{
    "info",
    "8080",
    "postgres://app@db.internal:5432/main?sslmode=require",
    "",
    "15s",
    "parentbased_traceidratio=0.05",
    "1",
    "orders-\\u003cv2\\u003e"};

/// Text with `$1`, `$2` ... replaced.
template <class... Texts>
std::string filled(std::string_view form, const Texts&... texts) {
  const std::array<std::string_view, sizeof...(Texts)> given{texts...};
  std::string result;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '$') {
      result += given.at(static_cast<std::size_t>(form[++i] - '1'));
    } else {
      result += form[i];
    }
  }
  return result;
}

void join(std::string& list, const std::string& element) {
  if (!list.empty()) list += ',';
  list += element;
}

}  // namespace

struct PodGenerator::Container {
  std::string name;
  std::string image;
  std::string app;
  bool main;
};

// splitmix64
std::uint64_t PodGenerator::random() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
  return mixed ^ mixed >> 31U;
}

std::string PodGenerator::word(std::size_t length, const char* letters) {
  const std::string_view alphabet(letters);
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += alphabet[below(alphabet.size())];
  return text;
}

std::string PodGenerator::uid() {
  return hex(8) + '-' + hex(4) + "-4" + hex(3) + "-a" + hex(3) + '-' + hex(12);
}

std::string PodGenerator::address() {
  return "10." + std::to_string(below(200)) + '.' + std::to_string(below(255)) + '.' +
         std::to_string(1 + below(253));
}

std::string PodGenerator::time() {
  const auto two = [this](std::size_t limit, std::size_t least) {
    const std::size_t number = least + below(limit);
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return "2026-" + two(12, 1) + '-' + two(28, 1) + 'T' + two(24, 0) + ':' + two(60, 0) + ':' +
         two(60, 0) + 'Z';
}

std::string PodGenerator::environment(const std::string& app, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t which = below(settings.size());
    const std::string_view value = values[which];
    join(
        list,
        value.empty()
            ? filled(
                  R"({"name":"$1","valueFrom":{"configMapKeyRef":{"name":"$2-flags","key":"flags"}}})",
                  settings[which], app)
            : filled(R"({"name":"$1","value":"$2"})", settings[which], value));
  }
  join(
      list,
      R"({"name":"POD_NAME","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}})");
  return list;
}

std::string PodGenerator::container(const Container& container) {
  const std::string probe = filled(
      R"({"httpGet":{"path":"/$1","port":8080,"scheme":"HTTP"},"initialDelaySeconds":$2,"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3})",
      "healthz", std::to_string(5 + below(20)));
  return filled(
             R"({"name":"$1","image":"$2",$3"ports":[{"name":"http","containerPort":$4,"protocol":"TCP"}],"env":[$5],"resources":{"limits":{"cpu":"$6","memory":"$7Mi"},"requests":{"cpu":"$8m","memory":"$7Mi"}},"volumeMounts":[{"name":"config","readOnly":true,"mountPath":"/etc/)",
             container.name, container.image,
             container.main ? R"("args":["--config=/etc/service/config.yaml","--verbosity=2"],)"
                            : "",
             std::to_string(8080 + below(20)), environment(container.app, container.main ? 4 : 1),
             std::to_string(1 + below(4)), std::to_string(64 << below(6)),
             std::to_string(50 + below(9) * 50)) +
         filled(
             R"($1"},{"name":"kube-api-access-x7x2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],$2"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent","securityContext":{"capabilities":{"drop":["ALL"]},"runAsNonRoot":true,"readOnlyRootFilesystem":true,"allowPrivilegeEscalation":false}})",
             container.name,
             container.main ? R"("livenessProbe":)" + probe + R"(,"readinessProbe":)" + probe + ','
                            : std::string());
}

std::string PodGenerator::container_status(const Container& container, const std::string& started) {
  return filled(
      R"({"name":"$1","state":{"running":{"startedAt":"$2"}},"lastState":{},"ready":true,"restartCount":$3,"image":"$4","imageID":"$5@sha256:$6","containerID":"containerd://$7","started":true})",
      container.name, started, std::to_string(below(3)), container.image,
      std::string_view(container.image).substr(0, container.image.find(':')), hex(64), hex(64));
}

std::string PodGenerator::fields_of(const Container& container) {
  std::string environment;
  for (const std::string_view name : settings) {
    environment += filled(R"("k:{\"name\":\"$1\"}":{".":{},"f:name":{},"f:value":{}},)", name);
    if (!container.main && environment.size() > 100) break;
  }
  environment.pop_back();
  return filled(
      R"("k:{\"name\":\"$1\"}":{".":{},"f:args":{},"f:env":{".":{},$2},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{},"f:protocol":{}}},"f:resources":{".":{},"f:limits":{".":{},"f:cpu":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}},"f:securityContext":{".":{},"f:allowPrivilegeEscalation":{},"f:capabilities":{".":{},"f:drop":{}},"f:readOnlyRootFilesystem":{},"f:runAsNonRoot":{}},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{},"f:volumeMounts":{".":{},"k:{\"mountPath\":\"/etc/$1\"}":{".":{},"f:mountPath":{},"f:name":{},"f:readOnly":{}}}})",
      container.name, environment);
}

std::string PodGenerator::pod(bool named) {
  const std::string app(apps[below(apps.size())]);
  const std::string namespace_(namespaces[below(namespaces.size())]);
  const std::string hash = name_part(10);
  const std::string owner = app + '-' + hash;
  const std::string node = "worker-" + std::to_string(below(400)) + ".eu-west-1.compute.internal";
  const std::string created = time();
  const std::string host = address();
  const std::string own = address();

  std::vector<Container> containers{
      {app, "registry.internal/" + namespace_ + '/' + app + ":v1." + std::to_string(below(40)), app,
       true}};
  if (below(2) == 0) {
    containers.push_back({"proxy", "registry.internal/mesh/proxy:1.22.1", app, false});
  }
  if (below(4) == 0) {
    containers.push_back({"log-shipper", "registry.internal/logging/shipper:3.0.4", app, false});
  }

  std::string metadata = filled(
      R"({"name":"$1-$2","generateName":"$1-","namespace":"$3","uid":"$4","resourceVersion":"$5","generation":1,"creationTimestamp":"$6","labels":{"app.kubernetes.io/instance":"$7","app.kubernetes.io/name":"$7","app.kubernetes.io/version":"v1.4","pod-template-hash":"$8","tier":"backend"},)",
      owner, name_part(5), namespace_, uid(), std::to_string(1000000 + below(90000000)), created,
      app, hash);
  metadata += filled(
      R"("annotations":{"checksum/config":"$1","prometheus.io/port":"9090","prometheus.io/scrape":"true"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"$2","uid":"$3","controller":true,"blockOwnerDeletion":true}])",
      hex(64), owner, uid());

  std::string specs;
  std::string statuses;
  std::string fields;
  const std::string started = time();
  for (const Container& each : containers) {
    join(specs, container(each));
    join(statuses, container_status(each, started));
    join(fields, fields_of(each));
  }

  if (managed_fields_) {
    std::string condition_fields;
    for (const std::string_view type : conditions) {
      join(
          condition_fields,
          filled(
              R"("k:{\"type\":\"$1\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:observedGeneration":{},"f:status":{},"f:type":{}})",
              type));
    }
    metadata += filled(
        R"(,"managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"$1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:checksum/config":{},"f:prometheus.io/port":{},"f:prometheus.io/scrape":{}},"f:generateName":{},"f:labels":{".":{},"f:app.kubernetes.io/instance":{},"f:app.kubernetes.io/name":{},"f:app.kubernetes.io/version":{},"f:pod-template-hash":{},"f:tier":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"$2\"}":{}}},"f:spec":{"f:affinity":{},"f:containers":{$3},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:serviceAccount":{},"f:serviceAccountName":{},"f:terminationGracePeriodSeconds":{},"f:tolerations":{},"f:volumes":{".":{},"k:{\"name\":\"config\"}":{".":{},"f:configMap":{".":{},"f:defaultMode":{},"f:name":{}},"f:name":{}},"k:{\"name\":\"tmp\"}":{".":{},"f:emptyDir":{},"f:name":{}}}}}},{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"$4","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:conditions":{$5},"f:containerStatuses":{},"f:hostIP":{},"f:hostIPs":{},"f:observedGeneration":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"$6\"}":{".":{},"f:ip":{}}},"f:startTime":{}}},"subresource":"status"}])",
        created, uid(), fields, started, condition_fields, own);
  }

  const std::string spec = filled(
      R"({"volumes":[{"name":"config","configMap":{"name":"$1-config","defaultMode":420}},{"name":"tmp","emptyDir":{}},{"name":"kube-api-access-x7x2p","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}}],"containers":[$2],"restartPolicy":"Always","terminationGracePeriodSeconds":$3,"dnsPolicy":"ClusterFirst","serviceAccountName":"$1","serviceAccount":"$1","nodeName":"$4","securityContext":{"fsGroup":2000},"affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,"podAffinityTerm":{"labelSelector":{"matchLabels":{"app.kubernetes.io/name":"$1"}},"topologyKey":"kubernetes.io/hostname"}}]}},"schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"})",
      app, specs, std::to_string(30 + below(3) * 15), node);

  std::string condition_list;
  for (const std::string_view type : conditions) {
    join(
        condition_list,
        filled(
            R"({"type":"$1","observedGeneration":1,"status":"True","lastProbeTime":null,"lastTransitionTime":"$2"})",
            type, time()));
  }
  const std::string status = filled(
      R"({"observedGeneration":1,"phase":"Running","conditions":[$1],"hostIP":"$2","hostIPs":[{"ip":"$2"}],"podIP":"$3","podIPs":[{"ip":"$3"}],"startTime":"$4","containerStatuses":[$5],"qosClass":"Burstable"})",
      condition_list, host, own, created, statuses);

  return (named ? R"({"kind":"Pod","apiVersion":"v1","metadata":)" : R"({"metadata":)") + metadata +
         R"(},"spec":)" + spec + R"(,"status":)" + status + '}';
}

std::string pod_list(std::size_t count, bool managed_fields) {
  PodGenerator generator(managed_fields);
  std::string list =
      R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"91843127"},"items":[)";
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) list += ',';
    list += generator.pod(false);
  }
  return list += "]}";
}

}  // namespace bench
