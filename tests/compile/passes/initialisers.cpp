// Objects as people write them: designated initialisers through every way of holding a member.
#include <k8s/k8s.hpp>

namespace {

using namespace k8s;

const Deployment deployment{
    {.name = "nginx", .namespace_ = "default", .labels = {{"app", "nginx"}}},
    {.replicas = 1,
     .selector = {.matchLabels = {{"app", "nginx"}}},
     .template_ = {
         .metadata = {.labels = {{"app", "nginx"}}},
         .spec = {.containers = {{.name = "nginx",
                                  .image = "nginx:1.13",
                                  .ports = {{.containerPort = 80}},
                                  .readinessProbe = Probe{
                                      .httpGet = HTTPGetAction{.path = "/", .port = 80}}}}}}}};

const Deployment rolling{
    {.name = "web"},
    {.replicas = 0,
     .selector = {.matchLabels = {{"app", "web"}},
                  .matchExpressions = {{.key = "tier", .operator_ = "In", .values = {"a", "b"}}}},
     .strategy = {.type = "RollingUpdate",
                  .rollingUpdate = RollingUpdateDeployment{.maxUnavailable = "25%", .maxSurge = 1}},
     .paused = true}};

const Pod pod{
    {.generateName = "worker-",
     .labels = {{"app", "worker"}, {"tier", "batch"}},
     .annotations = {{"example.com/note", "two words"}},
     .ownerReferences = {{.apiVersion = "v1",
                          .kind = "ConfigMap",
                          .name = "parent",
                          .uid = "u",
                          .controller = true}},
     .finalizers = {"example.com/guard"}},
    {.volumes = {{.name = "scratch", .emptyDir = EmptyDirVolumeSource{}},
                 {.name = "settings",
                  .configMap = ConfigMapVolumeSource{.name = "settings", .optional = false}},
                 {.name = "secret",
                  .secret = SecretVolumeSource{.secretName = "s", .defaultMode = 0400}}},
     .initContainers = {{.name = "init", .image = "busybox", .command = {"/bin/sh", "-c", "true"}}},
     .containers = {{.name = "main",
                     .image = "busybox",
                     .command = {"/bin/sh", "-c"},
                     .args = {"sleep 1"},
                     .env = {{.name = "A", .value = "1"},
                             {.name = "POD",
                              .valueFrom = EnvVarSource{.fieldRef =
                                                            ObjectFieldSelector{
                                                                .fieldPath = "metadata.name"}}}},
                     .resources = {.limits = {{"cpu", "500m"}, {"memory", "64Mi"}},
                                   .requests = {{"cpu", "100m"}}},
                     .volumeMounts = {{.name = "scratch", .mountPath = "/scratch"}},
                     .livenessProbe = Probe{.exec = ExecAction{.command = {"true"}},
                                            .initialDelaySeconds = 5,
                                            .terminationGracePeriodSeconds = 0},
                     .securityContext = SecurityContext{.runAsUser = 1000,
                                                        .runAsNonRoot = true,
                                                        .readOnlyRootFilesystem = true},
                     .stdin_ = true}},
     .restartPolicy = "Never",
     .terminationGracePeriodSeconds = 0,
     .nodeSelector = {{"kubernetes.io/os", "linux"}},
     .serviceAccountName = "worker",
     .imagePullSecrets = {{.name = "registry"}},
     .tolerations = {{.operator_ = "Exists"}}}};

const Service service{
    {.name = "web"},
    {.ports = {{.name = "http", .protocol = "TCP", .port = 80, .targetPort = "http"},
               {.name = "metrics", .port = 9090, .targetPort = 9090}},
     .selector = {{"app", "web"}},
     .clusterIP = "None"}};

const Ingress ingress{
    {.name = "web"},
    {.tls = {{.hosts = {"example.com"}, .secretName = "tls"}},
     .rules = {{.host = "example.com",
                .http = HTTPIngressRuleValue{
                    .paths = {{.path = "/",
                               .pathType = "Prefix",
                               .backend = {.service = IngressServiceBackend{
                                               .name = "web", .port = {.number = 80}}}}}}}}}};

const Job job{{.name = "once"},
              {.parallelism = 2,
               .completions = 2,
               .backoffLimit = 0,
               .template_ = {.spec = {.containers = {{.name = "main", .image = "busybox"}},
                                      .restartPolicy = "Never"}},
               .ttlSecondsAfterFinished = 60}};

const ConfigMap settings{{.name = "settings"}, {{"a.conf", "x=1"}, {"b.conf", "y=2"}}};
const Secret secret{{.name = "secret"}, {{"password", "hunter2"}}};
const Namespace named{{.name = "team"}};
const Namespace kept{{.name = "team"}, {.finalizers = {"kubernetes"}}};

}  // namespace

int main() {
  Pod copy = pod;
  copy.metadata.name = "copy";
  copy.spec.containers[0].image = "busybox:1.36";
  copy.spec.volumes.push_back({.name = "more", .emptyDir = EmptyDirVolumeSource{}});
  copy.spec.volumes[0].emptyDir->medium = "Memory";
  copy.metadata.labels["app"] = "copy";
  copy.spec.securityContext.ensure().fsGroup = 1000;
  mark_present(copy.spec, &PodSpec::tolerations);

  Secret changed = secret;
  changed.data["token"] = Bytes("binary");
  changed.type = "Opaque";

  const bool same = copy == pod && deployment == rolling && service == service &&
                    settings.data == ConfigMap().data && job.spec == Job().spec &&
                    ingress == Ingress() && named == kept && changed == secret;
  return same ? 1 : 0;
}
