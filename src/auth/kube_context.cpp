#include "auth/kube_context.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <k8s/error.hpp>

#include "ascii.hpp"
#include "auth/credentials.hpp"
#include "auth/oidc.hpp"
#include "auth/pem.hpp"
#include "auth/plugin_entry.hpp"
#include "auth/text.hpp"
#include "auth/token_file_or_token.hpp"
#include "http/server_url.hpp"
#include "read_file.hpp"

namespace k8s::auth {

namespace {

constexpr std::size_t longest_pem = std::size_t{16} << 20;

/// The names to choose from, for people who mistyped one.
std::string there_is(const std::vector<Entry>& entries) {
  constexpr std::size_t most = 10;
  if (entries.empty()) return "there is none";
  std::string names = "there is ";
  for (std::size_t i = 0; i < std::min(most, entries.size()); ++i) {
    names += (i == 0 ? "" : ", ") + in_quotes(entries[i].name());
  }
  return names + (entries.size() > most ? ", ..." : "");
}

/// In lower case; empty if there is none.
std::string scheme_of(std::string_view url) {
  const std::size_t end = url.find("://");
  return lower(url.substr(0, end == std::string_view::npos ? 0 : end));
}

const Entry& choose_context(const KubeConfig& kubeconfig, std::string_view wanted) {
  const std::string_view name = wanted.empty() ? kubeconfig.current_context() : wanted;
  if (name.empty()) {
    throw ConfigError(
        "there is no current-context; set it or name a context: " + there_is(kubeconfig.contexts()),
        kubeconfig.file());
  }
  const Entry* context = kubeconfig.context(name);
  if (context == nullptr) {
    throw ConfigError(
        "no context is named " + in_quotes(name) + "; " + there_is(kubeconfig.contexts()),
        kubeconfig.file(), wanted.empty() ? kubeconfig.current_context_line() : 0);
  }
  return *context;
}

const Entry& choose_cluster(const KubeConfig& kubeconfig, const Entry& context,
                            const std::string& wanted) {
  const std::string name = wanted.empty() ? context.text("cluster") : wanted;
  if (name.empty()) context.fail("cluster", "it names no cluster");
  const Entry* cluster = kubeconfig.cluster(name);
  if (cluster != nullptr) return *cluster;
  const std::string problem =
      "no cluster is named " + in_quotes(name) + "; " + there_is(kubeconfig.clusters());
  if (!wanted.empty()) throw ConfigError(problem, kubeconfig.file());
  context.fail("cluster", problem);
}

/// Null for a context without a user: requests are then anonymous.
const Entry* choose_user(const KubeConfig& kubeconfig, const Entry& context,
                         const std::string& wanted) {
  const std::string name = wanted.empty() ? context.text("user") : wanted;
  if (name.empty()) return nullptr;
  const Entry* user = kubeconfig.user(name);
  if (user != nullptr) return user;
  const std::string problem =
      "no user is named " + in_quotes(name) + "; " + there_is(kubeconfig.users());
  if (!wanted.empty()) throw ConfigError(problem, kubeconfig.file());
  context.fail("user", problem);
}

struct Pem {
  /// What stands in the Config: the text itself, or the path of its file.
  std::string value;
  std::string text;
};

/// Says what is wrong with a text; nothing if it is empty.
using PemProblem = std::function<std::string(std::string_view)>;

/// What one of two fields gives, `NAME-data` or the file `NAME`. Empty if neither is set.
Pem read_pem(const Entry& entry, const std::string& name, const PemProblem& problem_of) {
  const std::string data_name = name + "-data";
  const std::string data = entry.data(data_name);
  const std::string path = entry.path(name);
  if (!data.empty() && !path.empty()) {
    entry.fail(name, "both " + name + " and " + data_name + " are set; remove one");
  }
  if (!data.empty()) {
    const std::string problem = problem_of(data);
    if (!problem.empty()) entry.fail(data_name, data_name + " cannot be used: " + problem);
    const std::size_t begin = data.find("-----BEGIN ");
    const std::string pem = data.substr(begin == std::string::npos ? 0 : begin);
    return {pem, pem};
  }
  if (path.empty()) return {};
  detail::FileText file = detail::read_file(path, longest_pem);
  if (file.error) {
    entry.fail(name, "cannot read " + name + " " + path + ": " + file.error.message() +
                         "; name a PEM file that this program may read, or put it in base64 into " +
                         data_name);
  }
  const std::string problem = problem_of(file.text);
  if (!problem.empty()) entry.fail(name, name + " " + path + " cannot be used: " + problem);
  return {path, std::move(file.text)};
}

void check_proxy(const Entry& cluster) {
  const std::string proxy = cluster.text("proxy-url");
  if (proxy.empty()) return;
  const std::string scheme = scheme_of(proxy);
  if (scheme != "http" && scheme != "https" && scheme != "socks5") {
    cluster.fail("proxy-url", "proxy-url must begin with http://, https:// or socks5://");
  }
  if (!detail::is_proxy_url(proxy)) {
    cluster.fail("proxy-url", "proxy-url is no URL; write it as " + scheme + "://HOST:PORT");
  }
}

void check_tls_server_name(const Entry& cluster) {
  const std::string name = cluster.text("tls-server-name");
  if (name.empty() || detail::url_host(name)) return;
  cluster.fail("tls-server-name", "tls-server-name " + in_quotes(name) + " is not a host name");
}

std::string server_of(const Entry& cluster) {
  std::string server = cluster.text("server");
  if (server.empty()) cluster.fail("server", "it has no server; write `server: https://HOST:PORT`");
  const std::string scheme = scheme_of(server);
  if (scheme.empty()) {
    // As kubectl: a host and a port alone are reached without TLS.
    if (server.find('/') != std::string::npos) {
      cluster.fail("server", "server must be a URL (https://HOST:PORT) or HOST:PORT");
    }
    server = "http://" + server;
  } else if (scheme != "http" && scheme != "https") {
    cluster.fail("server", "server must begin with https://, not " + scheme + "://");
  }
  if (holds_user(server)) {
    cluster.fail("server", "server holds a user or a password; put them into a user of this file");
  }
  try {
    (void)detail::parse_server_url(server, "server");
  } catch (const ConfigError& error) {
    cluster.fail("server", error.what());
  }
  return server;
}

void read_cluster(const Entry& cluster, Config& config) {
  config.api_server = server_of(cluster);
  check_tls_server_name(cluster);
  config.tls_server_name = cluster.text("tls-server-name");
  check_proxy(cluster);
  config.proxy_url = cluster.text("proxy-url");
  config.disable_compression = cluster.flag("disable-compression");
  const Pem ca = read_pem(cluster, "certificate-authority", certificates_problem);
  const bool insecure = cluster.flag("insecure-skip-tls-verify");
  if (insecure && !ca.value.empty()) {
    cluster.fail("insecure-skip-tls-verify",
                 "it has a certificate authority and insecure-skip-tls-verify; remove one");
  }
  if (insecure) config.verify_ssl = false;
  if (!ca.value.empty()) config.verify_ssl = ca.value;
}

Impersonation read_impersonation(const Entry& user) {
  Impersonation whom{.user = user.text("as"),
                     .uid = user.text("as-uid"),
                     .groups = user.texts("as-groups"),
                     .extra = user.text_lists("as-user-extra")};
  if (whom.user.empty() && whom != Impersonation{}) {
    const char* field = !whom.uid.empty()      ? "as-uid"
                        : !whom.groups.empty() ? "as-groups"
                                               : "as-user-extra";
    user.fail(field, std::string(field) + " is set, but as, the user to impersonate, is not");
  }
  return whom;
}

void refuse_two_identities(const Entry& user) {
  if (user.text("token").empty() && user.text("tokenFile").empty()) return;
  for (const char* field : {"username", "password"}) {
    if (user.text(field).empty()) continue;
    user.fail(field, "both a token and a username or password are set; remove one");
  }
}

/// \param is_shown to the server; what nobody looks at may be no certificate at all
ClientCertificate read_certificate(const Entry& user, bool is_shown) {
  const auto check = [is_shown](auto problem_of) -> PemProblem {
    if (is_shown) return problem_of;
    return [](std::string_view) { return std::string(); };
  };
  const Pem certificate = read_pem(user, "client-certificate", check(certificates_problem));
  if (certificate.value.empty()) return {};
  const Pem key =
      read_pem(user, "client-key",
               check([&](std::string_view pem) { return key_problem(pem, certificate.text); }));
  if (key.value.empty()) {
    user.fail("client-certificate",
              "it has a client certificate but no client-key or client-key-data");
  }
  return {certificate.value, key.value};
}

std::string token_of(const Entry& user) {
  const std::string text = user.text("token");
  const std::string_view token = trimmed(text);
  if (!token.empty() && !is_token(token)) {
    user.fail("token", "token holds spaces or control characters");
  }
  return std::string(token);
}

/// tokenFile wins, as long as it can be read.
void read_token(const Entry& user, Config& config) {
  config.api_token = token_of(user);
  const std::string path = user.path("tokenFile");
  if (path.empty()) return;
  if (!config.api_token.empty()) {
    config.api_token_source = std::make_shared<TokenFileOrToken>(path, config.api_token);
  } else {
    try {
      config.api_token_source = std::make_shared<FileTokenSource>(path);
    } catch (const ConfigError& error) {
      user.fail("tokenFile", error.what());
    }
  }
  if (!config.cert.certificate.empty()) {
    config.api_token_source = std::make_shared<TokenBesideCertificate>(config.api_token_source);
  }
}

bool has_credentials(const Config& config) {
  return !config.api_token.empty() || config.api_token_source || !config.username.empty() ||
         !config.password.empty();
}

void read_user(const Entry& user, Config& config) {
  config.cert = read_certificate(user, true);
  read_token(user, config);
  config.username = user.text("username");
  config.password = user.text("password");
}

void refuse_two_providers(const Entry& user) {
  if (user.node("exec") != nullptr && user.node("auth-provider") != nullptr) {
    user.fail("exec", "both exec and auth-provider are set; remove one");
  }
}

/// As client-go: a token or a password of the user itself wins over both, a certificate over a
/// plugin. What is wrong with them is told in any case.
void read_providers(const Entry& user, const Entry& cluster, const KubeConfigOptions& options,
                    Config& config) {
  refuse_two_providers(user);
  if (user.node("exec") != nullptr) {
    refuse_unknown_version(user);
    const std::string ca_pem =
        read_pem(cluster, "certificate-authority", certificates_problem).text;
    const Plugin plugin = read_plugin(user, cluster, ca_pem, options);
    if (has_credentials(config) || !config.cert.certificate.empty()) return;
    const auto source = PluginSource::shared(plugin);
    config.api_token_source = source;
    config.cert_source = source;
  }
  if (user.node("auth-provider") != nullptr) {
    const OidcProvider provider = read_oidc(user);
    if (has_credentials(config)) return;
    check_tokens(provider);
    config.api_token_source = std::make_shared<OidcSource>(provider);
    if (!config.cert.certificate.empty()) {
      config.api_token_source = std::make_shared<TokenBesideCertificate>(config.api_token_source);
    }
  }
}

/// As kubectl: nobody's credentials travel without TLS, and entries that can never be meant are
/// refused all the same.
void check_unsent(const Entry& user, const Entry& cluster, const KubeConfigOptions& options) {
  (void)read_certificate(user, false);
  refuse_two_providers(user);
  if (user.node("exec") != nullptr) (void)read_plugin(user, cluster, {}, options);
}

}  // namespace

Choice choose(const KubeConfig& kubeconfig, const KubeConfigOptions& options) {
  const Entry& context = choose_context(kubeconfig, options.context);
  return {&context, &choose_cluster(kubeconfig, context, options.cluster),
          choose_user(kubeconfig, context, options.user)};
}

Config config_of_context(const KubeConfig& kubeconfig, const KubeConfigOptions& options) {
  const auto [context, cluster, user] = choose(kubeconfig, options);
  Config config;
  read_cluster(*cluster, config);
  const std::string name_space =
      options.namespace_.empty() ? context->text("namespace") : options.namespace_;
  if (!name_space.empty()) config.namespace_ = name_space;
  if (user != nullptr) {
    config.impersonate = read_impersonation(*user);
    refuse_two_identities(*user);
    if (scheme_of(config.api_server) == "https") {
      read_user(*user, config);
      read_providers(*user, *cluster, options, config);
    } else {
      check_unsent(*user, *cluster, options);
    }
  }
  return config;
}

}  // namespace k8s::auth
