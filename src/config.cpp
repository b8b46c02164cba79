#include <k8s/config.hpp>

#include <atomic>
#include <filesystem>
#include <istream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include <k8s/error.hpp>

#include "auth/in_cluster.hpp"
#include "auth/kube_context.hpp"
#include "auth/kubeconfig.hpp"
#include "auth/kubeconfig_text.hpp"
#include "auth/search.hpp"
#include "default_config.hpp"

namespace k8s {

namespace {

std::atomic<bool> config_called = false;

Config& the_config() {
  static auto* const only = new Config;  // never destroyed: threads may outlive main
  return *only;
}

/// Takes over how to reach a cluster; time limits, logging and the like stay as they were.
void adopt(Config loaded) {
  Config& target = config();
  target.api_server = std::move(loaded.api_server);
  target.api_token = std::move(loaded.api_token);
  target.api_token_source = std::move(loaded.api_token_source);
  target.cert = std::move(loaded.cert);
  target.cert_source = std::move(loaded.cert_source);
  target.verify_ssl = std::move(loaded.verify_ssl);
  target.tls_server_name = std::move(loaded.tls_server_name);
  target.username = std::move(loaded.username);
  target.password = std::move(loaded.password);
  target.impersonate = std::move(loaded.impersonate);
  target.proxy_url = std::move(loaded.proxy_url);
  target.disable_compression = loaded.disable_compression;
  target.namespace_ = std::move(loaded.namespace_);
  target.source = std::move(loaded.source);
}

}  // namespace

namespace detail {

bool take_config_called() noexcept {
  return config_called.exchange(false, std::memory_order_acq_rel);
}

const Config& default_config() {
  return the_config();
}

}  // namespace detail

Config& config() {
  config_called.store(true, std::memory_order_release);
  return the_config();
}

Config parse_kube_config(std::string_view yaml, std::string_view context,
                         std::string_view directory) {
  return parse_kube_config(yaml, KubeConfigOptions{.context = std::string(context),
                                                   .directory = std::string(directory)});
}

Config parse_kube_config(std::string_view yaml, const KubeConfigOptions& options) {
  const auth::KubeConfig kubeconfig(yaml, {"kubeconfig", options.directory});
  Config config = auth::config_of_context(kubeconfig, options);
  config.source = "kubeconfig, context ";
  config.source += options.context.empty() ? kubeconfig.current_context() : options.context;
  return config;
}

Config parse_kube_config(std::istream& in, const KubeConfigOptions& options) {
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) throw ConfigError("cannot read the kubeconfig from the stream");
  return parse_kube_config(text, options);
}

std::vector<KubeContext> list_contexts(const KubeConfigOptions& options) {
  const auth::KubeConfig kubeconfig = auth::find_kubeconfig(options.path);
  std::vector<KubeContext> contexts;
  for (const auth::Entry& context : kubeconfig.contexts()) {
    contexts.push_back({.name = context.name(),
                        .cluster = context.text("cluster"),
                        .user = context.text("user"),
                        .namespace_ = context.text("namespace"),
                        .current = context.name() == kubeconfig.current_context()});
  }
  return contexts;
}

std::string minify_kube_config(const KubeConfigOptions& options, bool flatten) {
  return auth::minified(auth::find_kubeconfig(options.path), options, flatten);
}

std::string to_kubeconfig(const Config& config, const std::string& name) {
  return auth::kubeconfig_of(config, name);
}

Config read_kube_config(const KubeConfigOptions& options) {
  return auth::search_kubeconfig(options);
}

Config read_in_cluster_config() {
  return auth::read_in_cluster();
}

void load_kube_config(const KubeConfigOptions& options) {
  adopt(read_kube_config(options));
}

void use_in_cluster_config(const std::string& token_file, const std::string& ca_cert_file) {
  auto tokens = std::make_shared<FileTokenSource>(token_file);
  Config& target = config();
  target.api_token_source = std::move(tokens);
  std::error_code error;
  if (std::filesystem::exists(ca_cert_file, error)) target.verify_ssl = ca_cert_file;
  target.source = "service account of the pod";
}

void load_config(const KubeConfigOptions& options) {
  adopt(auth::search(options));
}

}  // namespace k8s
