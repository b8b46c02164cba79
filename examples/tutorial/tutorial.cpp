#include "tutorial.hpp"

#include <string_view>

#include <k8s/k8s.hpp>

namespace {

class Story {
 public:
  explicit Story(std::ostream& out) : out_(out) {}

  void step(std::string_view title) { out_ << "\n[" << ++count_ << "] " << title << '\n'; }
  std::ostream& result() { return out_ << "    = "; }
  std::ostream& out() { return out_; }

 private:
  std::ostream& out_;
  int count_ = 0;
};

}  // namespace

void run_tutorial(const std::string& name_space, std::ostream& out) {
  using namespace k8s;
  Story story(out);

  story.step("Is the client configured? Get a Service; a model prints itself as YAML.");
  story.out() << Service::get("kubernetes", {.namespace_ = "default"}) << '\n';

  story.step("Create a Deployment: build it as an object, save it.");
  const ObjectMeta metadata{
      .name = "nginx", .namespace_ = name_space, .labels = {{"app", "nginx"}}};
  Deployment deployment{
      metadata,
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
  story.result() << "generation " << deployment.metadata.generation << ", "
                 << *deployment.spec.replicas << " replica of "
                 << deployment.spec.template_.spec.containers[0].image << '\n';

  story.step("List the Deployments of the namespace, and get the one.");
  for (const Deployment& each : Deployment::list({.namespace_ = name_space})) {
    story.result() << "listed " << each.metadata.name << '\n';
  }
  deployment = Deployment::get("nginx", {.namespace_ = name_space});
  story.result() << "got " << deployment.metadata.name << '\n';

  story.step("Update it, whether or not it exists: get_or_create, change, save.");
  deployment = Deployment::get_or_create(metadata, deployment.spec);
  deployment.spec.replicas = 2;
  deployment.save();
  story.result() << "generation " << deployment.metadata.generation << ", "
                 << *deployment.spec.replicas << " replicas\n";

  story.step("Somebody else was faster: the Conflict says so, and nothing is overwritten.");
  Deployment stale = deployment;
  deployment.metadata.labels["touched"] = "yes";
  deployment.save();
  stale.spec.replicas = 7;
  try {
    stale.save();
  } catch (const Conflict& error) {
    story.result() << error.what() << '\n';
  }

  story.step("Select by labels and fields.");
  const auto pods =
      Pod::list({.namespace_ = name_space,
                 .labels = {{"app", Equality("nginx")}, {"tier", NotIn({"test", "dev"})}},
                 .fields = {{"status.phase", Inequality("Failed")}}});
  for (const Pod& pod : pods) story.result() << "pod " << pod.metadata.name << '\n';
  story.result() << "selected by app=nginx,tier notin (test,dev)\n";

  story.step("Watch: every event once, until the loop is left.");
  for (const WatchEvent<Deployment>& event : Watcher<Deployment>().watch(name_space)) {
    story.result() << event.type << ' ' << event.object.metadata.name << '\n';
    if (event.object.spec.replicas == 2) break;
  }

  story.step("Delete one with its dependents, delete many by label.");
  Deployment::delete_("nginx", {.propagationPolicy = "Foreground", .namespace_ = name_space});
  Ingress::delete_list(
      {.namespace_ = name_space, .labels = {{"foo", Equality("bar")}, {"dog", Inequality("cat")}}},
      {.propagationPolicy = "Foreground"});
  story.result() << "deleted\n";

  story.step("Absence that is normal is no exception; any other error says what to do.");
  const auto nothing = Deployment::try_get("nothing", {.namespace_ = name_space});
  story.result() << (nothing ? "found something" : "try_get: nothing") << '\n';
  try {
    (void)Deployment::get("nothing", {.namespace_ = name_space});
  } catch (const NotFound& error) {
    story.result() << error.what() << '\n';
  }
}
