#include "auth/oidc.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <k8s/error.hpp>
#include <k8s/http.hpp>
#include <k8s/transport.hpp>

#include "auth/credentials.hpp"
#include "auth/pem.hpp"
#include "auth/plain_words.hpp"
#include "auth/text.hpp"
#include "base64.hpp"
#include "http/server_url.hpp"
#include "http/status.hpp"
#include "http/target.hpp"
#include "json_value.hpp"
#include "read_file.hpp"

namespace k8s::auth {

namespace {

namespace json = boost::json;

/// For each of the two requests of a refresh.
constexpr std::chrono::seconds request_timeout{20};

std::optional<std::string> decode_base64url(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.resize((text.size() + 3) / 4 * 4, '=');
  return base64_decode(text);
}

/// The code of an OAuth 2.0 error, which is one plain word: "invalid_grant".
bool is_error_code(std::string_view text) {
  constexpr std::size_t longest = 40;
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

/// Talks to one provider, for one refresh.
class Conversation {
 public:
  Conversation(const OidcProvider& provider, const std::stop_token& stop)
      : provider_(provider), stop_(stop) {}

  [[nodiscard]] std::string token_endpoint() const {
    std::string issuer = provider_.issuer_url;
    while (issuer.ends_with('/')) issuer.pop_back();
    Request request;
    const Response response = send(issuer + "/.well-known/openid-configuration", request);
    if (!detail::is_success(response.status)) {
      provider_.fail("the OIDC provider " + issuer + " answered " +
                     std::to_string(response.status) +
                     " when asked for its configuration; correct idp-issuer-url");
    }
    std::string endpoint = detail::member_text(object_of(response), "token_endpoint");
    if (endpoint.empty()) {
      provider_.fail("the configuration of the OIDC provider " + issuer +
                     " names no token_endpoint; correct idp-issuer-url");
    }
    if (issuer.starts_with("https://") && !endpoint.starts_with("https://")) {
      provider_.fail("the OIDC provider " + issuer +
                     " wants its tokens sent without TLS, which is refused");
    }
    return endpoint;
  }

  /// As Go's oauth2: a secret goes into a header first, and into the body if that is refused.
  [[nodiscard]] json::object tokens(const std::string& endpoint) const {
    Response response = ask(endpoint, provider_.client_secret.empty());
    const bool refused = response.status == 400 || response.status == 401;
    if (refused && !provider_.client_secret.empty()) response = ask(endpoint, true);
    if (!detail::is_success(response.status)) fail_refused(response);
    return object_of(response);
  }

 private:
  [[nodiscard]] Response ask(const std::string& endpoint, bool client_in_body) const {
    Request request;
    request.method = Method::post;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body =
        "grant_type=refresh_token&refresh_token=" + percent_encode(provider_.refresh_token);
    const std::string id = percent_encode(provider_.client_id);
    const std::string secret = percent_encode(provider_.client_secret);
    if (client_in_body) {
      request.body += "&client_id=" + id;
      if (!secret.empty()) request.body += "&client_secret=" + secret;
    } else {
      request.headers.add("Authorization", "Basic " + base64_encode(id + ':' + secret));
    }
    return send(endpoint, request);
  }

  [[nodiscard]] Response send(const std::string& url, Request& request) const {
    Config config;
    config.api_server = origin_of(url);
    if (!provider_.ca.empty()) config.verify_ssl = provider_.ca;
    request.path = url.substr(config.api_server.size());
    request.path = request.path.substr(0, request.path.find('#'));
    if (!request.path.starts_with('/')) request.path.insert(0, "/");
    request.headers.add("Accept", "application/json");
    request.timeout = request_timeout;
    request.stop = stop_;
    request.target = {.verb = "refresh the OIDC token of user " + in_quotes(provider_.user),
                      .secret = true};
    Response response = make_curl_transport(curl_options(config))->send(request);
    check_available(request, response);
    return response;
  }

  /// What may be otherwise soon is no mistake of the configuration.
  void check_available(const Request& request, const Response& response) const {
    constexpr int too_many_requests = 429;
    constexpr int first_of_servers_own = 500;
    if (response.status != too_many_requests && response.status < first_of_servers_own) return;
    throw TransportError(detail::describe(request) + ": the OIDC provider " + provider_.issuer_url +
                             " answered " + std::to_string(response.status) +
                             ": look whether it is well, and try again",
                         false);
  }

  /// "https://host:port" of a URL.
  [[nodiscard]] std::string origin_of(const std::string& url) const {
    const std::size_t scheme = url.find("://");
    const bool known = url.starts_with("https://") || url.starts_with("http://");
    if (!known || holds_user(url)) {
      provider_.fail("the OIDC provider's address is no URL (https://...) without a user");
    }
    return url.substr(0, std::min(url.find_first_of("/?#", scheme + 3), url.size()));
  }

  [[nodiscard]] json::object object_of(const Response& response) const {
    const std::optional<json::value> value = detail::parse_json(response.body);
    if (!value || !value->is_object()) {
      provider_.fail("the OIDC provider " + provider_.issuer_url +
                     " answered with what is no JSON object; correct idp-issuer-url");
    }
    return value->get_object();
  }

  [[noreturn]] void fail_refused(const Response& response) const {
    std::string problem = "the OIDC provider " + provider_.issuer_url +
                          " gives no new token: it answered " + std::to_string(response.status);
    if (const std::optional<json::value> value = detail::parse_json(response.body);
        value && value->is_object()) {
      const std::string code = detail::member_text(value->get_object(), "error");
      const std::string words =
          plain_words(detail::member_text(value->get_object(), "error_description"));
      if (is_error_code(code)) problem += ' ' + code;
      if (!words.empty()) problem += ", saying " + in_quotes(words);
    }
    provider_.fail(problem + "; log in again to get a new refresh-token");
  }

  const OidcProvider& provider_;
  std::stop_token stop_;
};

/// Nothing of the request that waits for the token was sent.
Credentials refresh_before_sending(OidcProvider& provider, const std::stop_token& stop) {
  try {
    return refresh(provider, stop);
  } catch (const Timeout& error) {
    throw Timeout(error.what(), false);
  } catch (const TlsError& error) {
    throw TlsError(error.what(), false);
  } catch (const TransportError& error) {
    throw TransportError(error.what(), false);
  }
}

/// Text, or the path of a file that was good when it was looked at.
std::string ca_of(const Entry& config) {
  constexpr std::string_view field = "idp-certificate-authority";
  constexpr std::size_t longest_pem = std::size_t{16} << 20;
  std::string data = config.data("idp-certificate-authority-data");
  const std::string path = config.path(field);
  if (data.empty() && path.empty()) return {};
  const std::string name =
      data.empty() ? std::string(field) + ' ' + path : std::string(field) + "-data";
  detail::FileText file{.text = data};
  if (data.empty()) file = detail::read_file(path, longest_pem);
  if (file.error) config.fail(field, "cannot read " + name + ": " + file.error.message());
  const std::string problem = certificates_problem(file.text);
  if (!problem.empty()) config.fail(field, name + " cannot be used: " + problem);
  return data.empty() ? path : data;
}

std::optional<Credentials> initial(const OidcProvider& provider) {
  if (provider.id_token.empty()) return std::nullopt;
  return Credentials{.token = provider.id_token, .expires = expiry_of(provider.id_token)};
}

}  // namespace

void OidcProvider::fail(std::string_view problem) const {
  throw ConfigError("user " + in_quotes(user) + ": " + std::string(problem), file, line);
}

OidcProvider read_oidc(const Entry& user) {
  const Entry entry = *user.nested("auth-provider");
  const std::string name = entry.text("name");
  if (name != "oidc") {
    const std::string other = name == "gcp"     ? "gke-gcloud-auth-plugin"
                              : name == "azure" ? "kubelogin"
                                                : "one that suits the cluster";
    user.fail("auth-provider", "the auth-provider " + in_quotes(name) +
                                   " is not supported, here nor in kubectl; use a credential "
                                   "plugin (exec): " +
                                   other);
  }
  std::map<std::string, std::string> config = entry.text_map("config");
  OidcProvider provider{.file = user.origin().file,
                        .line = entry.line(),
                        .user = user.name(),
                        .issuer_url = config["idp-issuer-url"],
                        .client_id = config["client-id"],
                        .client_secret = config["client-secret"],
                        .id_token = config["id-token"],
                        .refresh_token = config["refresh-token"]};
  provider.config = std::move(config);
  if (provider.issuer_url.empty()) {
    user.fail("auth-provider", "the auth-provider oidc has no idp-issuer-url");
  }
  if (provider.client_id.empty()) {
    user.fail("auth-provider", "the auth-provider oidc has no client-id");
  }
  provider.ca = ca_of(*entry.nested("config"));
  return provider;
}

void check_tokens(const OidcProvider& provider) {
  if (!provider.id_token.empty() && !expiry_of(provider.id_token)) {
    provider.fail(
        "the id-token of the auth-provider is no JWT that says when it expires; log in again");
  }
  if (provider.id_token.empty() && provider.refresh_token.empty()) {
    provider.fail(
        "the auth-provider oidc has neither an id-token nor a refresh-token; log in first");
  }
}

std::optional<std::chrono::system_clock::time_point> expiry_of(const std::string& id_token) {
  const std::size_t first = id_token.find('.');
  const std::size_t second = id_token.find('.', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos || id_token.find('.', second + 1) != std::string::npos) {
    return std::nullopt;
  }
  const std::optional<std::string> payload =
      decode_base64url(id_token.substr(first + 1, second - first - 1));
  const std::optional<json::value> claims = payload ? detail::parse_json(*payload) : std::nullopt;
  const json::object* object = claims ? claims->if_object() : nullptr;
  const json::value* expiry = object == nullptr ? nullptr : object->if_contains("exp");
  if (expiry == nullptr || !expiry->is_number()) return std::nullopt;
  constexpr auto latest = static_cast<double>(latest_expiry.time_since_epoch().count());
  const double seconds = std::clamp(expiry->to_number<double>(), 0.0, latest);
  return std::chrono::system_clock::time_point(
      std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

Credentials refresh(OidcProvider& provider, const std::stop_token& stop) {
  if (provider.refresh_token.empty()) {
    provider.fail(
        "the id-token of the auth-provider has expired or was refused, and there is no "
        "refresh-token; log in again");
  }
  const Conversation conversation(provider, stop);
  const json::object tokens = conversation.tokens(conversation.token_endpoint());
  Credentials fresh{.token = detail::member_text(tokens, "id_token")};
  if (fresh.token.empty()) {
    provider.fail("the OIDC provider " + provider.issuer_url +
                  " gives no id_token; the scope openid must have been asked for at log-in");
  }
  fresh.expires = expiry_of(fresh.token);
  if (!fresh.expires) {
    provider.fail("the OIDC provider " + provider.issuer_url +
                  " gives an id_token that is no JWT that says when it expires");
  }
  if (std::string next = detail::member_text(tokens, "refresh_token"); !next.empty()) {
    provider.refresh_token = std::move(next);
  }
  return fresh;
}

/// The provider, whose tokens change.
class OidcSource::State {
 public:
  explicit State(OidcProvider provider) : provider_(std::move(provider)) {}

  [[nodiscard]] OidcProvider now() const {
    const std::lock_guard lock(mutex_);
    return provider_;
  }

  /// Called by one thread at a time, so that no tokens but these change meanwhile.
  Credentials refresh(const std::stop_token& stop) {
    OidcProvider provider = now();
    Credentials fresh = refresh_before_sending(provider, stop);
    provider.id_token = fresh.token;
    const std::lock_guard lock(mutex_);
    provider_ = std::move(provider);
    return fresh;
  }

 private:
  mutable std::mutex mutex_;
  OidcProvider provider_;
};

OidcSource::OidcSource(const OidcProvider& provider, std::shared_ptr<detail::Clock> clock)
    : OidcSource(std::make_shared<State>(provider), std::move(clock)) {}

OidcSource::OidcSource(std::shared_ptr<State> state, std::shared_ptr<detail::Clock> clock)
    : RenewingSource([state](const std::stop_token& stop) { return state->refresh(stop); },
                     initial(state->now()), std::move(clock)),
      state_(std::move(state)) {}

OidcProvider OidcSource::provider() const {
  return state_->now();
}

}  // namespace k8s::auth
