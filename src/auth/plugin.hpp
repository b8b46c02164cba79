#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include <k8s/config.hpp>

#include "auth/renewing_source.hpp"

namespace k8s::auth {

/// A credential plugin as the `exec` of a kubeconfig's user describes it.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
struct Plugin {
  enum class InteractiveMode { never, if_available, always };

  /// Where it was described, for errors.
  std::string file{};
  std::size_t line = 0;
  std::string user{};

  /// "client.authentication.k8s.io/v1" or "/v1beta1"
  std::string api_version{};
  /// A name to look for on $PATH, or a path.
  std::string command{};
  std::vector<std::string> arguments{};
  /// Each as NAME=value.
  std::vector<std::string> environment{};
  std::string install_hint{};
  InteractiveMode interactive_mode = InteractiveMode::if_available;
  /// spec.cluster of what it is told; null if it is told nothing of the cluster.
  boost::json::value cluster{};
  std::chrono::milliseconds timeout = std::chrono::minutes(1);
  /// Whether this program leaves standard input to plugins.
  bool may_read_input = true;

  friend bool operator==(const Plugin&, const Plugin&) = default;

  /// Throws a ConfigError that names file, line and user.
  [[noreturn]] void fail(std::string_view problem) const;
};

/// The value of KUBERNETES_EXEC_INFO.
[[nodiscard]] std::string exec_info(const Plugin& plugin, bool interactive);

/// Reads the ExecCredential that a plugin printed.
/// \throws ConfigError that shows nothing of it
[[nodiscard]] Credentials read_credentials(const Plugin& plugin, std::string_view printed);

/// Runs the plugin. \throws ConfigError; Stopped
[[nodiscard]] Credentials run_plugin(const Plugin& plugin, const std::stop_token& stop);

/// Credentials that a plugin gives.
class PluginSource final : public RenewingSource {
 public:
  explicit PluginSource(Plugin plugin);
  /// The source of a plugin that is described alike and still in use, or a new one: a program that
  /// reads its kubeconfig often should not ask its user as often.
  [[nodiscard]] static std::shared_ptr<PluginSource> shared(const Plugin& plugin);

  [[nodiscard]] const Plugin& plugin() const noexcept { return plugin_; }

 private:
  Plugin plugin_;
};

}  // namespace k8s::auth
