#include "testing/assets.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include <k8s/error.hpp>

#include "testing/process.hpp"

namespace k8s::testing::detail {
namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::optional<Assets> both_in(const std::vector<std::string>& folders) {
  const auto etcd = find_program("etcd", folders);
  const auto apiserver = find_program("kube-apiserver", folders);
  if (!etcd || !apiserver) return std::nullopt;
  return Assets{.folder = std::filesystem::path(*apiserver).parent_path().string(),
                .etcd = *etcd,
                .apiserver = *apiserver};
}

Assets both_in_named(const std::string& folder, const std::string& name) {
  if (auto assets = both_in({folder})) return *std::move(assets);
  throw ConfigError(name + "=" + folder +
                    " has no etcd and kube-apiserver that can be run; name a folder that has them");
}

std::string built_assets() {
  const std::string cache = environment("XDG_CACHE_HOME");
  return (cache.empty() ? environment("HOME") + "/.cache" : cache) +
         "/k8s-cpp/controlplane/current";
}

}  // namespace

Assets find_assets(const std::string& folder) {
  if (!folder.empty()) return both_in_named(folder, "ControlPlaneOptions::assets");
  if (const std::string named = environment("KUBEBUILDER_ASSETS"); !named.empty()) {
    return both_in_named(named, "KUBEBUILDER_ASSETS");
  }
  if (auto assets = both_in(path_folders())) return *std::move(assets);
  if (auto assets = both_in({built_assets()})) return *std::move(assets);
  throw ConfigError(
      "there is no control plane to start: etcd and kube-apiserver are neither on $PATH nor in " +
      built_assets() +
      ", and KUBEBUILDER_ASSETS is not set; run scripts/controlplane, which builds them, or set "
      "KUBEBUILDER_ASSETS to a folder that has them");
}

}  // namespace k8s::testing::detail
