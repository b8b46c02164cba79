#include <algorithm>

#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"
#include "testing/fake/kinds/volumes.hpp"

namespace k8s::testing::fake {
namespace {

/// A file that a volume has, and what it comes from.
struct File {
  std::string path{};
  std::string source{};

  [[nodiscard]] std::string text() const {
    return go_quote(path) + (source.empty() ? "" : " (" + source + ")");
  }
};

std::vector<File> files_of(const json::object& from, const std::string& source) {
  std::vector<File> files;
  const json::array& items = array_at(from, "items");
  for (std::size_t i = 0; i < items.size(); ++i) {
    files.push_back({std::string(text_at(element_at(items, i), "path")), source});
  }
  return files;
}

/// Whether two files are the same, or one would have to be a folder.
bool overlap(const File& a, const File& b) {
  if (a.path.empty() || b.path.empty()) return false;
  return (a.path + "/").starts_with(b.path + "/") || (b.path + "/").starts_with(a.path + "/");
}

/// Adds files to those that are there, and tells what they overlap.
std::vector<std::string> add_files(std::vector<File> added, std::vector<File>& all) {
  std::vector<std::string> overlaps;
  for (File& file : added) {
    while (file.path.ends_with('/')) file.path.pop_back();
    for (const File& other : all) {
      if (overlap(file, other)) overlaps.push_back(file.text() + " with " + other.text());
    }
    all.push_back(std::move(file));
  }
  return overlaps;
}

std::string named(const char* what, const json::object& source, const char* member) {
  return std::string(what) + " " + go_quote(text_at(source, member));
}

std::vector<File> projected_files(const json::object& source) {
  const auto from = [&](const char* member) -> const json::object& {
    return object_at(source, member);
  };
  if (find(source, {"configMap", "items"}) != nullptr) {
    return files_of(from("configMap"), named("ConfigMap", from("configMap"), "name"));
  }
  if (find(source, {"secret", "items"}) != nullptr) {
    return files_of(from("secret"), named("Secret", from("secret"), "name"));
  }
  if (find(source, {"downwardAPI", "items"}) != nullptr) {
    return files_of(from("downwardAPI"), "DownwardAPI");
  }
  const auto path = [&](const char* member, const char* name) {
    return std::string(text_at(from(member), name));
  };
  if (find(source, "serviceAccountToken") != nullptr) {
    return {{path("serviceAccountToken", "path"), "ServiceAccountToken"}};
  }
  if (find(source, "clusterTrustBundle") != nullptr) {
    const json::object& bundle = from("clusterTrustBundle");
    const char* const member = find(bundle, "name") != nullptr ? "name" : "signerName";
    return {{path("clusterTrustBundle", "path"), named("ClusterTrustBundle", bundle, member)}};
  }
  std::vector<File> files;
  for (const auto& [member, what] :
       {std::pair("certificateChainPath", "PodCertificate chain"),
        std::pair("keyPath", "PodCertificate key"),
        std::pair("credentialBundlePath", "PodCertificate credential bundle")}) {
    if (std::string file = path("podCertificate", member); !file.empty()) {
      files.push_back({std::move(file), what});
    }
  }
  return files;
}

void warn_of_files(const json::object& volume, std::vector<std::string>& warnings) {
  const std::string name = "volume " + go_quote(text_at(volume, "name"));
  const auto warn = [&](const std::string& what, const std::vector<std::string>& overlaps) {
    for (const std::string& each : overlaps) {
      warnings.push_back(name + " (" + what + "): overlapping paths: " + each);
    }
  };
  const auto warn_of = [&](const char* member, const std::string& what) {
    std::vector<File> all;
    warn(what, add_files(files_of(object_at(volume, member), ""), all));
  };
  warn_of("configMap", named("ConfigMap", object_at(volume, "configMap"), "name"));
  warn_of("secret", named("Secret", object_at(volume, "secret"), "secretName"));
  warn_of("downwardAPI", "DownwardAPI");
  std::vector<File> all;
  const json::array& sources = array_at(volume, {"projected", "sources"});
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const json::object& source = element_at(sources, i);
    if (source.empty()) warnings.push_back(name + " (Projected) has no sources provided");
    warn("Projected", add_files(projected_files(source), all));
  }
}

}  // namespace

void warn_of_volumes(const json::object& spec, const FieldPath& path,
                     std::vector<std::string>& warnings) {
  const json::array& volumes = array_at(spec, "volumes");
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const FieldPath at = path.child("volumes").index(i);
    const json::object& volume = element_at(volumes, i);
    warn_of_volume_source(volume, at, warnings);
    const json::object& resources =
        object_at(volume, {"ephemeral", "volumeClaimTemplate", "spec", "resources"});
    for (const char* const list : {"requests", "limits"}) {
      warn_of_fraction(object_at(resources, list), "storage",
                       at.child("ephemeral.volumeClaimTemplate.spec.resources").child(list),
                       warnings);
    }
  }
  for (std::size_t i = 0; i < volumes.size(); ++i) warn_of_files(element_at(volumes, i), warnings);
}

}  // namespace k8s::testing::fake
