#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fake_apiserver {

/// The kubeconfig file that says how to reach the server. It is there while the server is ready:
/// one that an earlier run left is removed first, and write() puts the whole file there at once.
class KubeconfigFile {
 public:
  /// \param path where; empty for a new folder of its own, which goes with this object
  /// \throws std::runtime_error if a file is there that this program has not written
  explicit KubeconfigFile(std::filesystem::path path);
  ~KubeconfigFile();
  KubeconfigFile(const KubeconfigFile&) = delete;
  KubeconfigFile& operator=(const KubeconfigFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Nobody but this user may read it, since it holds a token.
  /// \throws std::runtime_error
  void write(std::string_view kubeconfig) const;

 private:
  std::filesystem::path path_;
  std::filesystem::path folder_;  // if it was made here
};

}  // namespace fake_apiserver
