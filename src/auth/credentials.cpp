#include "auth/credentials.hpp"

#include <cstddef>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>

#include "auth/pem.hpp"
#include "log.hpp"
#include "read_file.hpp"

namespace k8s::auth {

TokenBesideCertificate::TokenBesideCertificate(std::shared_ptr<TokenSource> tokens)
    : tokens_(std::move(tokens)) {}

std::string TokenBesideCertificate::token() {
  return tokens_->token();
}

void TokenBesideCertificate::refused(std::string_view token) {
  tokens_->refused(token);
}

bool holds_user(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  return url.substr(0, url.find_first_of("/?#", authority)).find('@') != std::string_view::npos;
}

namespace {

constexpr std::size_t longest_pem = std::size_t{16} << 20;

/// PEM text, and for errors the file that it came from.
struct Pem {
  std::string text;
  std::string file{};  // empty if the text was given
};

/// \param what it is, for errors: "the CA of verify_ssl"
Pem read_pem(const std::string& text_or_path, std::string_view what) {
  if (is_pem(text_or_path)) return {text_or_path};
  detail::FileText file = detail::read_file(text_or_path, longest_pem);
  if (file.error) {
    throw ConfigError(
        "cannot read " + std::string(what) + ": " + file.error.message() +
            "; name a PEM file that this program may read, or give the PEM text itself",
        text_or_path);
  }
  return {std::move(file.text), text_or_path};
}

void check(const Pem& pem, std::string_view what, const std::string& problem) {
  if (!problem.empty())
    throw ConfigError(std::string(what) + " cannot be used: " + problem, pem.file);
}

std::string read_ca(const std::string& text_or_path) {
  if (text_or_path.empty()) return {};
  constexpr std::string_view what = "the CA of verify_ssl";
  Pem pem = read_pem(text_or_path, what);
  check(pem, what, certificates_problem(pem.text));
  return std::move(pem.text);
}

/// FIAAS: a token source wins over the certificate.
bool shows_certificate(const Config& config) {
  return config.api_token_source == nullptr ||
         dynamic_cast<const TokenBesideCertificate*>(config.api_token_source.get()) != nullptr;
}

void read_client_certificate(const ClientCertificate& cert, CurlOptions& options) {
  if (cert.certificate.empty() && cert.key.empty()) return;
  if (cert.certificate.empty()) {
    throw ConfigError("cert has a key but no certificate; set both, or none");
  }
  constexpr std::string_view what = "the certificate of cert";
  Pem certificate = read_pem(cert.certificate, what);
  check(certificate, what, certificates_problem(certificate.text));
  constexpr std::string_view key_what = "the key of cert";
  Pem key = cert.key.empty() ? certificate : read_pem(cert.key, key_what);
  std::string problem = key_problem(key.text);
  if (cert.key.empty() && !problem.empty()) problem += "; name the file of the key";
  if (problem.empty()) problem = pair_problem(certificate.text, key.text);
  check(key, key_what, problem);
  options.certificate_pem = std::move(certificate.text);
  options.key_pem = std::move(key.text);
}

/// Whether nobody was told of this server yet.
bool is_news(const std::string& server) {
  static std::mutex mutex;
  static auto* const told = new std::set<std::string>;  // may be used while the program ends
  const std::lock_guard lock(mutex);
  return told->insert(server).second;
}

void warn_if_not_verified(const Config& config) {
  if (config.verify_ssl.verify() || config.api_server.starts_with("http://")) return;
  if (!is_news(config.api_server)) return;
  detail::log(
      config, LogLevel::warning,
      "the certificate of " + config.api_server +
          " is not verified: anybody between here and there can read and change everything, "
          "credentials included; set verify_ssl to the cluster's CA");
}

}  // namespace

}  // namespace k8s::auth

namespace k8s::detail {

CurlOptions curl_options(const Config& config) {
  if (config.api_server.empty()) {
    throw ConfigError("api_server is empty; set it to the cluster's URL, or call load_config()");
  }
  if (auth::holds_user(config.api_server)) {
    throw ConfigError("api_server holds a user or a password; put them into username and password");
  }
  CurlOptions options;
  options.server = config.api_server;
  options.verify = config.verify_ssl.verify();
  if (options.verify) options.ca_pem = auth::read_ca(config.verify_ssl.ca());
  if (auth::shows_certificate(config)) auth::read_client_certificate(config.cert, options);
  options.tls_server_name = config.tls_server_name;
  options.proxy_url = config.proxy_url;
  options.user_agent = "k8s-cpp/" K8S_VERSION;
  options.connect_timeout = config.connect_timeout;
  auth::warn_if_not_verified(config);
  return options;
}

}  // namespace k8s::detail
