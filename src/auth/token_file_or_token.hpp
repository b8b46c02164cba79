#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <k8s/config.hpp>

namespace k8s::auth {

/// The token in a file, and as long as that file was never good, the token that stands beside it in
/// the kubeconfig, as client-go has it.
class TokenFileOrToken final : public TokenSource {
 public:
  /// \param path absolute, or relative to the working directory of now
  TokenFileOrToken(std::string path, std::string token);
  [[nodiscard]] std::string token() override;
  void refused(std::string_view token) override;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& fallback() const noexcept { return fallback_; }

 private:
  /// Null while the file is not good.
  [[nodiscard]] std::shared_ptr<FileTokenSource> file();

  const std::string path_;
  const std::string fallback_;
  std::mutex mutex_;
  std::shared_ptr<FileTokenSource> file_;
};

}  // namespace k8s::auth
