#include "auth/kubeconfig_text.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <k8s/error.hpp>

#include "auth/credentials.hpp"
#include "auth/kube_context.hpp"
#include "auth/oidc.hpp"
#include "auth/pem.hpp"
#include "auth/plugin.hpp"
#include "auth/token_file_or_token.hpp"
#include "base64.hpp"
#include "read_file.hpp"
#include "yaml/emit.hpp"

namespace k8s::auth {

namespace {

namespace json = boost::json;

constexpr const char* oidc_ca = "idp-certificate-authority";

void set(json::object& object, std::string_view field, const std::string& value) {
  if (!value.empty()) object[field] = value;
}

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

std::string document(json::value clusters, json::value users, json::value contexts,
                     const std::string& current) {
  return yaml::emit(json::object{{"apiVersion", "v1"},
                                 {"kind", "Config"},
                                 {"clusters", std::move(clusters)},
                                 {"users", std::move(users)},
                                 {"contexts", std::move(contexts)},
                                 {"current-context", current}});
}

json::array named(std::string_view kind, const std::string& name, json::value fields) {
  return {json::object{{"name", name}, {kind, std::move(fields)}}};
}

// ---- From a kubeconfig

json::object fields_of(const Entry& entry) {
  json::value fields = yaml::to_json(entry.fields());
  return fields.is_object() ? std::move(fields.get_object()) : json::object();
}

/// Makes a path absolute, or puts what stands in its file in its place.
void resolve(const Entry& entry, std::string_view field, bool flatten, json::object& fields) {
  const std::string path = entry.path(field);
  if (path.empty()) return;
  fields[field] = path;
  if (!flatten) return;
  constexpr std::size_t longest = std::size_t{16} << 20;
  const detail::FileText file = detail::read_file(path, longest);
  if (file.error) {
    entry.fail(field,
               "cannot read " + std::string(field) + ' ' + path + ": " + file.error.message());
  }
  fields.erase(field);
  fields[std::string(field) + "-data"] = base64_encode(file.text);
}

json::object cluster_of(const Entry& cluster, bool flatten) {
  json::object fields = fields_of(cluster);
  resolve(cluster, "certificate-authority", flatten, fields);
  return fields;
}

json::object user_of(const Entry& user, bool flatten) {
  json::object fields = fields_of(user);
  resolve(user, "client-certificate", flatten, fields);
  resolve(user, "client-key", flatten, fields);
  resolve(user, "tokenFile", false, fields);
  const std::optional<Entry> exec = user.nested("exec");
  if (exec && exec->text("command").find('/') != std::string::npos) {
    fields["exec"].as_object()["command"] = exec->path("command");
  }
  const std::optional<Entry> provider = user.nested("auth-provider");
  const std::optional<Entry> config = provider ? provider->nested("config") : std::nullopt;
  if (const std::string ca = config ? config->path(oidc_ca) : std::string(); !ca.empty()) {
    fields["auth-provider"].as_object()["config"].as_object()[oidc_ca] = ca;
  }
  return fields;
}

// ---- From a Config

/// `NAME-data` for PEM text, `NAME` for a path.
void set_pem(json::object& object, const std::string& name, const std::string& text_or_path) {
  if (text_or_path.empty()) return;
  if (is_pem(text_or_path)) {
    object[name + "-data"] = base64_encode(text_or_path);
  } else {
    object[name] = text_or_path;
  }
}

json::object exec_of(const Plugin& plugin) {
  using Mode = Plugin::InteractiveMode;
  json::object exec{{"apiVersion", plugin.api_version}, {"command", plugin.command}};
  if (!plugin.arguments.empty()) exec["args"] = array_of(plugin.arguments);
  json::array environment;
  for (const std::string& variable : plugin.environment) {
    const std::size_t end = variable.find('=');
    environment.push_back(
        json::object{{"name", variable.substr(0, end)}, {"value", variable.substr(end + 1)}});
  }
  if (!environment.empty()) exec["env"] = std::move(environment);
  set(exec, "installHint", plugin.install_hint);
  exec["interactiveMode"] = plugin.interactive_mode == Mode::never    ? "Never"
                            : plugin.interactive_mode == Mode::always ? "Always"
                                                                      : "IfAvailable";
  exec["provideClusterInfo"] = !plugin.cluster.is_null();
  return exec;
}

json::object auth_provider_of(const OidcProvider& provider) {
  std::map<std::string, std::string> config = provider.config;
  config["id-token"] = provider.id_token;
  config["refresh-token"] = provider.refresh_token;
  // Its path may have been relative to the kubeconfig.
  if (config.contains(oidc_ca) && !is_pem(provider.ca)) config[oidc_ca] = provider.ca;
  json::object fields;
  for (const auto& [field, text] : config) set(fields, field, text);
  return {{"name", "oidc"}, {"config", std::move(fields)}};
}

json::object cluster_of(const Config& config) {
  json::object cluster{{"server", config.api_server}};
  set(cluster, "tls-server-name", config.tls_server_name);
  if (config.verify_ssl.verify()) {
    set_pem(cluster, "certificate-authority", config.verify_ssl.ca());
  } else {
    cluster["insecure-skip-tls-verify"] = true;
  }
  set(cluster, "proxy-url", config.proxy_url);
  if (config.disable_compression) cluster["disable-compression"] = true;
  const auto* plugin = dynamic_cast<const PluginSource*>(config.api_token_source.get());
  const json::object* told = plugin == nullptr ? nullptr : plugin->plugin().cluster.if_object();
  if (const json::value* words = told == nullptr ? nullptr : told->if_contains("config")) {
    cluster["extensions"] = json::array{
        json::object{{"name", "client.authentication.k8s.io/exec"}, {"extension", *words}}};
  }
  return cluster;
}

void set_token(json::object& user, const Config& config) {
  TokenSource* source = config.api_token_source.get();
  if (const auto* beside = dynamic_cast<const TokenBesideCertificate*>(source)) {
    source = beside->tokens().get();
  }
  if (source == nullptr) {
    set(user, "token", config.api_token);
  } else if (const auto* plugin = dynamic_cast<const PluginSource*>(source)) {
    user["exec"] = exec_of(plugin->plugin());
  } else if (const auto* file = dynamic_cast<const FileTokenSource*>(source)) {
    user["tokenFile"] = file->path();
  } else if (const auto* either = dynamic_cast<const TokenFileOrToken*>(source)) {
    user["tokenFile"] = either->path();
    user["token"] = either->fallback();
  } else if (const auto* oidc = dynamic_cast<const OidcSource*>(source)) {
    user["auth-provider"] = auth_provider_of(oidc->provider());
  } else {
    set(user, "token", source->token());
  }
}

void set_certificate(json::object& user, const Config& config) {
  ClientCertificate cert = shows_certificate(config) ? config.cert : ClientCertificate{};
  if (dynamic_cast<const PluginSource*>(config.cert_source.get()) != nullptr) return;
  if (config.cert_source) {
    const auto now = config.cert_source->certificate();
    cert = now ? *now : ClientCertificate{};
  }
  set_pem(user, "client-certificate", cert.certificate);
  set_pem(user, "client-key", cert.key.empty() ? cert.certificate : cert.key);
}

json::object user_of(const Config& config) {
  json::object user;
  set_certificate(user, config);
  set_token(user, config);
  // With a token they are not sent.
  const bool has_token = config.api_token_source || !config.api_token.empty();
  set(user, "username", has_token ? std::string() : config.username);
  set(user, "password", has_token ? std::string() : config.password);
  set(user, "as", config.impersonate.user);
  set(user, "as-uid", config.impersonate.uid);
  if (!config.impersonate.groups.empty()) user["as-groups"] = array_of(config.impersonate.groups);
  json::object extra;
  for (const auto& [key, values] : config.impersonate.extra) extra[key] = array_of(values);
  if (!extra.empty()) user["as-user-extra"] = std::move(extra);
  return user;
}

}  // namespace

std::string minified(const KubeConfig& kubeconfig, const KubeConfigOptions& options, bool flatten) {
  const auto [context, cluster, user] = choose(kubeconfig, options);
  json::object choice{{"cluster", cluster->name()}, {"user", user ? user->name() : ""}};
  const std::string name_space =
      options.namespace_.empty() ? context->text("namespace") : options.namespace_;
  set(choice, "namespace", name_space);
  json::array users;
  if (user != nullptr) users = named("user", user->name(), user_of(*user, flatten));
  return document(named("cluster", cluster->name(), cluster_of(*cluster, flatten)),
                  std::move(users), named("context", context->name(), std::move(choice)),
                  context->name());
}

std::string kubeconfig_of(const Config& config, const std::string& name) {
  json::object context{{"cluster", name}, {"user", name}};
  if (config.namespace_ != Config().namespace_) set(context, "namespace", config.namespace_);
  return document(named("cluster", name, cluster_of(config)), named("user", name, user_of(config)),
                  named("context", name, std::move(context)), name);
}

}  // namespace k8s::auth
