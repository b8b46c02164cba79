#include "auth/plugin_entry.hpp"

#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "auth/text.hpp"
#include "base64.hpp"

namespace k8s::auth {

namespace {

constexpr std::string_view alpha = "client.authentication.k8s.io/v1alpha1";  // of old
constexpr std::string_view beta = "client.authentication.k8s.io/v1beta1";
constexpr std::string_view stable = "client.authentication.k8s.io/v1";

std::string known_versions() {
  return "; write `apiVersion: " + std::string(stable) + "` or `" + std::string(beta) + "`";
}

std::string api_version_of(const Entry& user, const Entry& exec) {
  std::string version = exec.text("apiVersion");
  if (version.empty()) user.fail("exec", "exec has no apiVersion" + known_versions());
  return version;
}

Plugin::InteractiveMode interactive_mode_of(const Entry& user, const Entry& exec) {
  using Mode = Plugin::InteractiveMode;
  const std::string mode = exec.text("interactiveMode");
  if (mode == "Never") return Mode::never;
  if (mode == "IfAvailable") return Mode::if_available;
  if (mode == "Always") return Mode::always;
  if (!mode.empty()) {
    exec.fail("interactiveMode",
              "exec.interactiveMode must be Never, IfAvailable or Always, not " + in_quotes(mode));
  }
  const std::string version = exec.text("apiVersion");
  if (version == beta || version == alpha) return Mode::if_available;
  user.fail("exec", "exec has no interactiveMode, which " + std::string(stable) +
                        " asks for; write Never, IfAvailable or Always");
}

/// A path is relative to its kubeconfig, a name is looked for on $PATH.
std::string command_of(const Entry& user, const Entry& exec) {
  std::string command = exec.text("command");
  if (command.empty()) user.fail("exec", "exec has no command; write the plugin's name or path");
  return command.find('/') == std::string::npos ? command : exec.path("command");
}

std::vector<std::string> environment_of(const Entry& exec) {
  std::vector<std::string> environment;
  for (const Entry& variable : exec.nested_list("env")) {
    const std::string name = variable.text("name");
    if (name.empty() || name.find('=') != std::string::npos) {
      variable.fail("name", "exec.env has a variable without a name, or with one that holds a `=`");
    }
    environment.push_back(name + '=' + variable.text("value"));
  }
  return environment;
}

/// Cluster-specific words to the plugin: an extension of a name that is reserved for it.
boost::json::value config_of(const Entry& cluster) {
  for (const Entry& extension : cluster.nested_list("extensions")) {
    if (extension.text("name") != "client.authentication.k8s.io/exec") continue;
    const yaml::Node* node = extension.node("extension");
    if (node != nullptr) return yaml::to_json(*node);
  }
  return nullptr;
}

boost::json::value describe(const Entry& cluster, const std::string& ca_pem) {
  boost::json::object info;
  info["server"] = cluster.text("server");
  const auto set = [&](const char* field, std::string text) {
    if (!text.empty()) info[field] = std::move(text);
  };
  set("tls-server-name", cluster.text("tls-server-name"));
  if (cluster.flag("insecure-skip-tls-verify")) info["insecure-skip-tls-verify"] = true;
  set("certificate-authority-data", base64_encode(ca_pem));
  set("proxy-url", cluster.text("proxy-url"));
  if (cluster.flag("disable-compression")) info["disable-compression"] = true;
  if (boost::json::value config = config_of(cluster); !config.is_null()) {
    info["config"] = std::move(config);
  }
  return info;
}

}  // namespace

Plugin read_plugin(const Entry& user, const Entry& cluster, const std::string& ca_pem,
                   const KubeConfigOptions& options) {
  const Entry exec = *user.nested("exec");
  Plugin plugin{.file = user.origin().file, .line = exec.line(), .user = user.name()};
  plugin.command = command_of(user, exec);
  plugin.api_version = api_version_of(user, exec);
  plugin.arguments = exec.texts("args");
  plugin.environment = environment_of(exec);
  plugin.install_hint = exec.text("installHint");
  plugin.interactive_mode = interactive_mode_of(user, exec);
  if (exec.flag("provideClusterInfo")) plugin.cluster = describe(cluster, ca_pem);
  plugin.timeout = options.plugin_timeout;
  plugin.may_read_input = options.plugins_may_read_input;
  return plugin;
}

void refuse_unknown_version(const Entry& user) {
  const Entry exec = *user.nested("exec");
  const std::string version = exec.text("apiVersion");
  if (version.empty() || version == beta || version == stable) return;
  exec.fail("apiVersion",
            "exec.apiVersion " + in_quotes(version) + " is not supported" + known_versions());
}

}  // namespace k8s::auth
