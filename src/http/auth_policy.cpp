#include "http/auth_policy.hpp"

#include <algorithm>
#include <utility>

#include <k8s/error.hpp>

#include "auth/text.hpp"
#include "base64.hpp"
#include "http/metrics_policy.hpp"

namespace k8s::detail {
namespace {

constexpr int unauthorized = 401;

/// A token as it may stand in a header. What ends it is often the line break of a file.
std::string checked_token(std::string_view text) {
  const std::string_view token = trimmed(text);
  if (token.empty()) throw ConfigError("the bearer token is empty");
  if (!auth::is_token(token)) {
    throw ConfigError(
        "the bearer token holds a space, a line break or another character that no token has: "
        "check where it was copied from");
  }
  return std::string(token);
}

std::string basic(const Config& config) {
  if (config.username.find(':') != std::string::npos) {
    throw ConfigError("the username holds a colon, which basic authentication cannot send");
  }
  return "Basic " + base64_encode(config.username + ':' + config.password);
}

std::string fixed_credentials(const Config& config) {
  if (config.api_token_source) return {};
  if (!config.api_token.empty()) return "Bearer " + checked_token(config.api_token);
  if (!config.username.empty() || !config.password.empty()) return basic(config);
  return {};
}

void set_credentials(Request& request, std::string value) {
  request.headers.remove("Authorization");
  if (!value.empty()) request.headers.add("Authorization", std::move(value));
}

/// \param credentials with the scheme before them
void redact(Response& response, std::string_view credentials) {
  if (response.status < 300) return;
  credentials.remove_prefix(std::min(credentials.find(' ') + 1, credentials.size()));
  // A shorter text would be found where it only happens to stand.
  constexpr std::size_t shortest = 8;
  if (credentials.size() < shortest) return;
  constexpr std::string_view mask = "[redacted]";
  for (std::size_t at = response.body.find(credentials); at != std::string::npos;
       at = response.body.find(credentials, at + mask.size())) {
    response.body.replace(at, credentials.size(), mask);
  }
}

}  // namespace

AuthPolicy::AuthPolicy(const Config& config)
    : source_(config.api_token_source),
      certificates_(config.cert_source),
      metrics_(config.metrics),
      fixed_(fixed_credentials(config)) {}

Response AuthPolicy::send(Request& request, const Next& next) const {
  if (source_) return send_with_source(request, next);
  set_credentials(request, fixed_);
  Response response = next.send(request);
  redact(response, fixed_);
  return response;
}

Response AuthPolicy::send_with_source(Request& request, const Next& next) const {
  struct Shown {
    std::string token;
    std::shared_ptr<const ClientCertificate> certificate;
    bool operator==(const Shown&) const = default;
  };
  const auto credentials = [&](bool after_refusal) {
    Shown shown{.token = source_->wait_for_token(request.stop), .certificate = nullptr};
    if (!certificates_ || !shown.token.empty()) shown.token = checked_token(shown.token);
    if (certificates_) shown.certificate = certificates_->certificate();
    note_given(shown.token, after_refusal);
    return shown;
  };
  const auto send_with = [&](const Shown& shown) {
    const std::string value = shown.token.empty() ? std::string() : "Bearer " + shown.token;
    set_credentials(request, value);
    Response response = next.send(request);
    redact(response, value);
    return response;
  };

  const std::uint64_t refusals_when_sent = refusals();
  const Shown shown = credentials(false);
  Response response = send_with(shown);
  if (response.status != unauthorized) return response;

  tell_refused(shown.token, refusals_when_sent);
  const Shown fresh = credentials(true);
  if (fresh == shown) return response;
  Response second = send_with(fresh);
  second.attempts += response.attempts;
  return second;
}

void AuthPolicy::note_given(const std::string& token, bool after_refusal) const {
  if (!metrics_) return;
  bool another = false;
  {
    const std::lock_guard lock(mutex_);
    another = !last_given_.empty() && last_given_ != token;
    last_given_ = token;
  }
  if (another) tell(metrics_, [&](Metrics& each) { each.credentials_refreshed(after_refusal); });
}

std::uint64_t AuthPolicy::refusals() const {
  const std::lock_guard lock(mutex_);
  return refusals_;
}

/// The lock is held while the source is told, so that those who were refused with the same token
/// wait for the one who tells it, and then take the fresh one.
void AuthPolicy::tell_refused(const std::string& token, std::uint64_t refusals_when_sent) const {
  const std::lock_guard lock(mutex_);
  if (refusals_ != refusals_when_sent && last_refused_ == token) return;
  source_->refused(token);
  ++refusals_;
  last_refused_ = token;
}

}  // namespace k8s::detail
