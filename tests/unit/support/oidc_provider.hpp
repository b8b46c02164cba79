#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base64.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing {

/// An id token as far as a client looks into it.
inline std::string make_jwt(const std::string& claims) {
  std::string payload = base64_encode(claims);
  payload.erase(payload.find_last_not_of('=') + 1);
  for (char& c : payload) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return "e30." + payload + ".signature";
}

inline std::string make_jwt(std::chrono::system_clock::time_point expires,
                            const std::string& subject = "ann") {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(expires.time_since_epoch()).count();
  return make_jwt(R"({"sub": ")" + subject + R"(", "exp": )" + std::to_string(seconds) + "}");
}

/// An OpenID Connect provider: its discovery document and its token endpoint, which answers as a
/// function says.
class OidcProviderDouble {
 public:
  using Answer = std::function<detail::ServerResponse(const detail::ServerRequest&)>;

  explicit OidcProviderDouble(Answer answer)
      : answer_(std::move(answer)),
        server_({.certificate = ca.issue_server({"127.0.0.1"})},
                [this](const detail::ServerRequest& request) { return serve(request); }) {}

  [[nodiscard]] std::string issuer() const { return server_.url() + "/realm"; }
  /// The bodies that the token endpoint got.
  [[nodiscard]] std::vector<std::string> forms() const {
    const std::lock_guard lock(mutex_);
    return forms_;
  }
  void change(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }

  /// Answers with tokens.
  static detail::ServerResponse tokens(const std::string& id_token,
                                       const std::string& refresh_token = {}) {
    std::string body = R"({"access_token": "access", "id_token": ")" + id_token + '"';
    if (!refresh_token.empty()) body += R"(, "refresh_token": ")" + refresh_token + '"';
    return {.body = body + "}"};
  }

  detail::CertificateAuthority ca{"provider"};
  std::string discovery{};

 private:
  detail::ServerResponse serve(const detail::ServerRequest& request) {
    if (request.target == "/realm/.well-known/openid-configuration") {
      if (!discovery.empty()) return {.body = discovery};
      return {.body = R"({"issuer": "x", "token_endpoint": ")" + server_.url() + "/token\"}"};
    }
    if (request.method != "POST") return {.status = 404};
    const std::lock_guard lock(mutex_);
    forms_.push_back(request.body);
    return answer_(request);
  }

  mutable std::mutex mutex_;
  Answer answer_;
  std::vector<std::string> forms_;
  detail::HttpsServer server_;
};

}  // namespace k8s::testing
