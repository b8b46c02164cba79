#include "auth/credentials.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "auth/proxy.hpp"
#include "auth/tls_files.hpp"
#include "http/server_url.hpp"
#include "http/user_agent.hpp"
#include "log.hpp"

namespace k8s::auth {

TokenBesideCertificate::TokenBesideCertificate(std::shared_ptr<TokenSource> tokens)
    : tokens_(std::move(tokens)) {}

std::string TokenBesideCertificate::token() {
  return tokens_->token();
}

std::string TokenBesideCertificate::wait_for_token(const std::stop_token& stop) {
  return tokens_->wait_for_token(stop);
}

void TokenBesideCertificate::refused(std::string_view token) {
  tokens_->refused(token);
}

bool shows_certificate(const Config& config) {
  return config.api_token_source == nullptr ||
         dynamic_cast<const TokenBesideCertificate*>(config.api_token_source.get()) != nullptr;
}

bool holds_user(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  return url.substr(0, url.find_first_of("/?#", authority)).find('@') != std::string_view::npos;
}

namespace {

/// Whether nobody was told of this server yet.
bool is_news(const std::string& server) {
  static std::mutex mutex;
  static auto* const told = new std::set<std::string>;  // may be used while the program ends
  const std::lock_guard lock(mutex);
  return told->insert(server).second;
}

void warn_if_not_verified(const Config& config) {
  if (config.verify_ssl.verify()) return;
  if (detail::parse_server_url(config.api_server).scheme != "https") return;
  if (!is_news(config.api_server)) return;
  detail::log(
      config, LogLevel::warning,
      "the certificate of " + config.api_server +
          " is not verified: anybody between here and there can read and change everything, "
          "credentials included; set verify_ssl to the cluster's CA");
}

}  // namespace

}  // namespace k8s::auth

namespace k8s {

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
  auto files = std::make_shared<auth::TlsFiles>(config);
  options.ca_pem = files->now().ca_pem;
  options.certificate_pem = files->now().certificate_pem;
  options.key_pem = files->now().key_pem;
  if (files->may_change()) options.tls_source = std::move(files);
  options.tls_server_name = config.tls_server_name;
  options.proxy_url = auth::proxy_of(config);
  options.compression = !config.disable_compression;
  options.user_agent = detail::user_agent_of(config);
  options.connect_timeout = config.connect_timeout;
  options.max_body = config.largest_answer;
  auth::warn_if_not_verified(config);
  return options;
}

}  // namespace k8s
