#include "testing/fake/metrics.hpp"

#include <set>

#include "testing/fake/server_version.hpp"

namespace k8s::testing::fake {

std::string metrics_text(const ResourceRegistry& resources, const Storage& storage) {
  std::string text =
      "# HELP apiserver_resource_objects [ALPHA] Number of stored objects at the time of last "
      "check split by kind.\n"
      "# TYPE apiserver_resource_objects gauge\n";
  std::set<std::string> counted;
  for (const Resource* const resource : resources.all()) {
    const std::string collection = resource->collection();
    if (!resource->has(k8s::detail::verb_create) || !resource->has(k8s::detail::verb_list) ||
        !counted.insert(collection).second) {
      continue;
    }
    text += "apiserver_resource_objects{group=\"" + resource->group + "\",resource=\"" +
            resource->plural + "\"} " +
            std::to_string(storage.list(collection, storage.revision()).size()) + "\n";
  }
  text +=
      "# HELP kubernetes_build_info [ALPHA] A metric with a constant '1' value labeled by major, "
      "minor, git version, git commit, git tree state, build date, Go version, and compiler from "
      "which Kubernetes was built, and platform on which it is running.\n"
      "# TYPE kubernetes_build_info gauge\n"
      "kubernetes_build_info{build_date=\"1970-01-01T00:00:00Z\",compiler=\"\",git_commit=\"\","
      "git_tree_state=\"\",git_version=\"v";
  text.append(server_version).append("\",go_version=\"\",major=\"").append(server_major);
  text.append("\",minor=\"").append(server_minor).append("\",platform=\"\"} 1\n");
  return text;
}

}  // namespace k8s::testing::fake
