// Every verb as the first page spells it, with and without options.
#include <k8s/k8s.hpp>

int main() {
  using namespace k8s;

  Pod pod = Pod::get("web");
  pod = Pod::get("web", {});
  pod = Pod::get("web", {.namespace_ = "team"});
  pod = Pod::get(pod.metadata.name, {.namespace_ = pod.metadata.namespace_});
  if (std::optional<Pod> maybe = Pod::try_get("web")) pod = *maybe;

  for (const Pod& each : Pod::list()) pod = each;
  for (const Pod& each : Pod::list({.namespace_ = all_namespaces})) pod = each;
  for (const Pod& each :
       Pod::list({.limit = 100, .namespace_ = "team", .labels = {{"app", "web"}}})) {
    pod = each;
  }
  const List<Pod> page = Pod::list_with_meta({.fields = {{"status.phase", "Running"}}});
  for (const Pod& each : page) pod = each;
  for (const Pod& each : Pod::find("web")) pod = each;
  for (const Pod& each : Pod::find({.labels = {{"app", In({"a", "b"})}}})) pod = each;

  Deployment deployment = Deployment::get_or_create({.name = "web"}, {.replicas = 2});
  deployment = Deployment::get_or_create(deployment.metadata, deployment.spec);
  deployment = Deployment::get_or_create(deployment.metadata);
  deployment = Deployment::get_or_create("web");
  deployment = Deployment::get_or_create(deployment, {.namespace_ = "team"});
  ConfigMap settings = ConfigMap::get_or_create({.name = "settings"}, {{"a", "1"}});
  Secret secret = Secret::get_or_create({.name = "secret"}, {{"password", "hunter2"}});
  deployment.save();
  deployment.save({.dryRun = "All", .fieldManager = "me"});
  deployment.save_status();

  Pod::delete_("web");
  Pod::delete_("web", {.gracePeriodSeconds = 0, .propagationPolicy = "Foreground"});
  pod.delete_();
  pod.delete_({.preconditions = {.uid = pod.metadata.uid}});
  Pod::delete_list({.labels = {{"app", "web"}}});
  Pod::delete_list({.namespace_ = "team", .all = true}, {.propagationPolicy = "Orphan"});

  for (const WatchEvent<Pod>& event : Pod::watch_list()) pod = event.object;
  for (const WatchEvent<Pod>& event : Watcher<Pod>().watch()) pod = event.object;
  for (const WatchEvent<Pod>& event : Watcher<Pod>(10).watch("team")) pod = event.object;
  for (const WatchEvent<Pod>& event : Watcher<Pod>().watch({.labels = {{"app", "web"}}})) {
    pod = event.object;
  }

  const std::string text = to_json(pod) + to_yaml(pod.spec);
  pod = from_json<Pod>(text);
  return wire_equal(pod, from_yaml<Pod>(text)) && Pod::kind() == "Pod" ? 0 : 1;
}
