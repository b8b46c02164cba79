#include "http/curl_settings.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>

#include "ascii.hpp"
#include "auth/pem.hpp"

namespace k8s::detail {
namespace {

void check(std::string_view what, const std::string& problem) {
  if (!problem.empty()) throw ConfigError(std::string(what) + ": " + problem);
}

void check_certificates(const CurlOptions& options) {
  if (!options.ca_pem.empty()) check("the CA", auth::certificates_problem(options.ca_pem));
  if (options.certificate_pem.empty() && options.key_pem.empty()) return;
  if (options.certificate_pem.empty())
    throw ConfigError("there is a client key, but no certificate");
  if (options.key_pem.empty()) throw ConfigError("there is a client certificate, but no key");
  check("the client certificate", auth::certificates_problem(options.certificate_pem));
  check("the client key", auth::key_problem(options.key_pem, options.certificate_pem));
}

/// libcurl expects the name of the URL in the certificate and sends it as SNI. To expect another
/// one, the URL has that name, and is connected to where the server really is.
void expect_other_name(CurlSettings& settings) {
  const std::string& name = settings.options.tls_server_name;
  const std::optional<std::string> host = url_host(name);
  if (!host) throw ConfigError("tls_server_name \"" + name + "\" is not a host name");
  ServerUrl named = settings.server;
  named.host = *host;
  const std::string address = settings.server.host + ':' + settings.server.port;
  settings.connect_to = named.host + ':' + named.port + ':' + address;
  settings.host_header = "Host: " + address;
  settings.base_url = named.text();
  settings.tls_name = bare_host(*host);
}

/// Through a tunnel, or one of SOCKS, a server is spoken to as if there were none.
bool asks_proxy(const CurlSettings& settings) {
  const std::string& proxy = settings.proxy_scheme;
  return settings.server.scheme == "http" && !proxy.empty() && !proxy.starts_with("socks");
}

}  // namespace

CurlSettings check_curl_options(CurlOptions options) {
  CurlSettings settings;
  settings.server = parse_server_url(options.server);
  settings.server_text = settings.server.text();
  settings.base_url = settings.server_text;
  settings.tls_name = bare_host(settings.server.host);
  settings.options = std::move(options);
  const std::string& proxy = settings.options.proxy_url;
  if (!proxy.empty()) settings.proxy_scheme = lower(proxy.substr(0, proxy.find("://")));
  settings.target_base = asks_proxy(settings) ? settings.base_url : settings.server.prefix;
  check_certificates(settings.options);
  const bool encrypted = settings.server.scheme == "https";
  if (encrypted && !settings.options.tls_server_name.empty()) expect_other_name(settings);
  return settings;
}

CurlSettings with_material(const CurlSettings& settings, const TlsMaterial& material) {
  CurlSettings renewed = settings;
  renewed.options.ca_pem = material.ca_pem;
  renewed.options.certificate_pem = material.certificate_pem;
  renewed.options.key_pem = material.key_pem;
  check_certificates(renewed.options);
  return renewed;
}

}  // namespace k8s::detail
