#include "auth/search.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/error.hpp>

#include "auth/kube_context.hpp"
#include "auth/kubeconfig.hpp"

namespace k8s::auth {

namespace {

/// What stands where people look for a kubeconfig that nobody named.
struct Found {
  KubeConfig kubeconfig{};
  /// Those that exist, as in $KUBECONFIG.
  std::string files{};
  /// Why nothing was found; empty if something was.
  std::string problem{};
};

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += separator;
    all += part;
  }
  return all;
}

/// Without empty and repeated entries.
std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> paths;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    std::string path(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    const bool is_new = std::find(paths.begin(), paths.end(), path) == paths.end();
    if (!path.empty() && is_new) paths.push_back(std::move(path));
  }
  return paths;
}

Found read_files(const std::vector<std::string>& paths) {
  Found found;
  std::vector<std::string> read;
  for (const std::string& path : paths) {
    std::optional<KubeConfig> file = KubeConfig::read_if_there(path);
    if (!file) continue;
    found.kubeconfig.merge(std::move(*file));
    read.push_back(path);
  }
  found.files = joined(read, ":");
  return found;
}

Found read_list(const char* list) {
  const std::vector<std::string> paths = split_list(list);
  Found found = read_files(paths);
  if (found.files.empty()) {
    found.problem = "$KUBECONFIG names no file that exists (" + std::string(list) + ")";
  }
  return found;
}

Found read_home() {
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {{}, {}, "neither $KUBECONFIG nor $HOME is set"};
  const std::string path = (std::filesystem::path(home) / ".kube" / "config").string();
  Found found = read_files({path});
  if (found.files.empty()) found.problem = "$KUBECONFIG is not set and there is no " + path;
  return found;
}

Found look_around() {
  const char* list = std::getenv("KUBECONFIG");
  return list != nullptr && *list != '\0' ? read_list(list) : read_home();
}

Config config_of(const KubeConfig& kubeconfig, const std::string& files,
                 const KubeConfigOptions& options) {
  Config config = config_of_context(kubeconfig, options);
  config.source = "kubeconfig " + files + ", context ";
  config.source += options.context.empty() ? kubeconfig.current_context() : options.context;
  return config;
}

[[noreturn]] void fail_without_kubeconfig(const std::string& problem) {
  throw ConfigError("there is no kubeconfig: " + problem +
                    "; name one, or set $KUBECONFIG to the path of one");
}

Found find(const std::string& path) {
  if (!path.empty()) return {.kubeconfig = KubeConfig::read(path), .files = path};
  Found found = look_around();
  if (!found.problem.empty()) fail_without_kubeconfig(found.problem);
  return found;
}

}  // namespace

KubeConfig find_kubeconfig(const std::string& path) {
  return find(path).kubeconfig;
}

Config search_kubeconfig(const KubeConfigOptions& options) {
  const Found found = find(options.path);
  return config_of(found.kubeconfig, found.files, options);
}

Config search(const KubeConfigOptions& options, const std::string& service_account) {
  if (!options.path.empty()) return search_kubeconfig(options);
  Found found = look_around();
  const bool asks_by_name =
      !options.context.empty() || !options.cluster.empty() || !options.user.empty();
  if (asks_by_name && !found.problem.empty()) fail_without_kubeconfig(found.problem);
  if (found.problem.empty()) {
    // As kubectl: a kubeconfig that chooses nothing leaves the choice to the pod.
    const bool chooses = asks_by_name || !found.kubeconfig.current_context().empty();
    if (chooses) return config_of(found.kubeconfig, found.files, options);
    found.problem = "the kubeconfig " + found.files + " has no current-context";
  }
  const std::string no_pod = not_in_cluster(service_account);
  if (no_pod.empty()) {
    Config config = read_in_cluster(service_account);
    if (!options.namespace_.empty()) config.namespace_ = options.namespace_;
    return config;
  }
  throw ConfigError("found no cluster to talk to: " + found.problem +
                    "; this is not a pod with a service account either: " + no_pod +
                    ". Set $KUBECONFIG to the path of a kubeconfig, or set config().api_server");
}

}  // namespace k8s::auth
