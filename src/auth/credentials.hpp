#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <k8s/config.hpp>

namespace k8s::auth {

/// Tokens of a user that has a client certificate besides. With any other token source the
/// certificate is not shown to the server.
class TokenBesideCertificate final : public TokenSource {
 public:
  explicit TokenBesideCertificate(std::shared_ptr<TokenSource> tokens);
  [[nodiscard]] std::string token() override;
  [[nodiscard]] std::string wait_for_token(const std::stop_token& stop) override;
  void refused(std::string_view token) override;
  [[nodiscard]] const std::shared_ptr<TokenSource>& tokens() const noexcept { return tokens_; }

 private:
  std::shared_ptr<TokenSource> tokens_;
};

/// Whether the `cert` of a configuration is shown to the server: as in FIAAS, a token source wins
/// over it.
[[nodiscard]] bool shows_certificate(const Config& config);

/// Whether a URL holds a user or a password, which would end up in logs and error texts.
[[nodiscard]] bool holds_user(std::string_view url);

}  // namespace k8s::auth
