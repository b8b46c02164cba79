// The first page of the documentation, as it stands there.
#include <cstdlib>
#include <iostream>

#include <k8s/k8s.hpp>

int main() {
  using namespace k8s;

  // Configure: by hand ...
  if (const char* server = std::getenv("API_SERVER")) {
    config().api_server = server;
    config().verify_ssl = "path/to/ca.crt";
    config().cert = {"path/to/client.crt", "path/to/client.key"};
    config().api_token = "a3ViZXJuZXRlczogY29tbWFuZCBub3QgZm91bmQK";
  } else {
    load_config();  // $KUBECONFIG, ~/.kube/config, or the pod's service account; says which it used
                    // in config().source
  }

  // Is the client configured? Prints the Service as YAML.
  std::cout << Service::get("kubernetes") << '\n';

  // Create
  Deployment deployment{
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
  deployment.save();

  // List and get
  for (const Deployment& each : Deployment::list()) std::cout << each.metadata.name << '\n';
  deployment = Deployment::get("nginx");

  // Update, whether or not it exists
  deployment = Deployment::get_or_create(deployment.metadata, deployment.spec);
  deployment.spec.replicas = 2;
  deployment.save();

  // Select
  for (const Pod& pod :
       Pod::list({.namespace_ = all_namespaces,
                  .labels = {{"app", Equality("nginx")}, {"tier", NotIn({"test", "dev"})}},
                  .fields = {{"status.phase", Inequality("Failed")}}})) {
    std::cout << pod.metadata.name << '\n';
  }

  // Watch: every event once, for ever, across disconnects; stops by a stop token or by leaving the
  // loop
  for (const WatchEvent<Deployment>& event : Watcher<Deployment>().watch("default")) {
    std::cout << event.type << ' ' << event.object.metadata.name << '\n';
    if (event.object.spec.replicas == 2) break;
  }

  // Delete one, with its dependents; delete many by label
  Deployment::delete_("nginx", {.propagationPolicy = "Foreground"});
  Ingress::delete_list({.labels = {{"foo", Equality("bar")}, {"dog", Inequality("cat")}}},
                       {.propagationPolicy = "Foreground"});

  // Absence that is normal, and an error that says what to do
  if (auto gone = Deployment::try_get("nothing")) return 1;
  try {
    Deployment::get("nothing");
  } catch (const NotFound& error) {
    std::cout << error.what() << '\n';
  }
}
