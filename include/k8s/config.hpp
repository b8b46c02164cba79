#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/callback.hpp>
#include <k8s/detail/defaults.hpp>
#include <k8s/export.hpp>
#include <k8s/limits.hpp>

namespace k8s {

class Metrics;

/// Gives the bearer token for each request. Implementations must be safe to call from any thread.
class K8S_EXPORT TokenSource {
 public:
  virtual ~TokenSource() = default;
  /// The token to send now. Empty if there is none and Config::cert_source says who we are.
  /// \throws ConfigError if there is none to be had.
  [[nodiscard]] virtual std::string token() = 0;
  /// As token(), for a source that may take its time; this is what the library calls. Calls token()
  /// by default.
  /// \throws Stopped if a stop is requested meanwhile
  [[nodiscard]] virtual std::string wait_for_token(const std::stop_token& stop);
  /// Told after the server refused `token` with 401, once for all requests that wait; the next
  /// token() should be a fresh one. Does nothing by default.
  virtual void refused(std::string_view token);
};

/// A token in a file, re-read when it is older than a minute: how Kubernetes rotates the token of a
/// pod's service account.
class K8S_EXPORT FileTokenSource : public TokenSource {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  /// \param path the file; a relative path is resolved against the working directory now
  /// \param max_age how old a token may be before the file is read again
  /// \param clock for tests; the steady clock if empty
  /// \throws ConfigError if the file cannot be read or is empty
  explicit FileTokenSource(std::string path, std::chrono::seconds max_age = std::chrono::minutes(1),
                           Clock clock = {});
  ~FileTokenSource() override;
  /// Reads the file again if it is due; keeps the old token if that fails.
  [[nodiscard]] std::string token() override;
  void refused(std::string_view token) override;
  /// Of the file, absolute.
  [[nodiscard]] const std::string& path() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// How the server's certificate is verified: `true` against the system's authorities, `false` not
/// at all (which is said once in the log), a text against that CA alone: a path to a PEM file, or
/// PEM itself. The name in the certificate is verified too.
class VerifySsl {
 public:
  template <std::same_as<bool> B>
  VerifySsl(B verify) : verify_(verify) {}           // NOLINT(google-explicit-constructor)
  VerifySsl(const char* ca) : ca_(ca) {}             // NOLINT(google-explicit-constructor)
  VerifySsl(std::string_view ca) : ca_(ca) {}        // NOLINT(google-explicit-constructor)
  VerifySsl(std::string ca) : ca_(std::move(ca)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool verify() const noexcept { return verify_; }
  /// A path, or PEM text if it holds "-----BEGIN"; empty means the system's authorities.
  [[nodiscard]] const std::string& ca() const noexcept { return ca_; }

  friend bool operator==(const VerifySsl&, const VerifySsl&) = default;

 private:
  bool verify_ = true;
  std::string ca_;
};

/// A client certificate and its key: paths to PEM files, or PEM text itself (what holds
/// "-----BEGIN"). Files are read when a client is made, and again when they change; keys never
/// leave memory.
struct ClientCertificate {
  std::string certificate{};
  /// Empty if the key stands beside the certificate.
  std::string key{};
  friend bool operator==(const ClientCertificate&, const ClientCertificate&) = default;
};

/// Gives the client certificate for connections, where it may change while the program runs.
/// Implementations must be safe to call from any thread.
class K8S_EXPORT CertificateSource {
 public:
  virtual ~CertificateSource() = default;
  /// Asked before every request: the certificate to show now, as PEM text or paths, or null for
  /// none. The same object until it changes; after a change connections are made anew.
  /// \throws ConfigError if there is none to be had
  [[nodiscard]] virtual std::shared_ptr<const ClientCertificate> certificate() = 0;
};

/// Whom to be instead of who we are, if RBAC lets us impersonate them.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
struct Impersonation {
  /// Empty means nobody; the others need it.
  std::string user{};
  std::string uid{};
  std::vector<std::string> groups{};
  std::map<std::string, std::vector<std::string>> extra{};
  friend bool operator==(const Impersonation&, const Impersonation&) = default;
};

enum class LogLevel { debug, info, warning, error };

/// Takes the library's log lines, which never hold a token, a key or a Secret's data. Must be safe
/// to call from any thread; what it throws is dropped.
///
///     config().logger = [](LogLevel level, std::string_view line) { ... };
using Logger = Callback<void(LogLevel, std::string_view)>;

/// What a server says beside an answer, in a Warning header: that an API is going away, that a
/// field is unknown.
struct ServerWarning {
  /// What it was said to: "save Pod default/nginx".
  std::string_view request{};
  std::string_view text{};
};

/// Takes the warnings of servers, each text once for each client. Must be safe to call from any
/// thread; what it throws is dropped.
using WarningHandler = Callback<void(const ServerWarning&)>;

extern template class K8S_EXPORT Callback<void(LogLevel, std::string_view)>;
extern template class K8S_EXPORT Callback<void(const ServerWarning&)>;

/// How to reach a cluster. A plain object: change its fields before use or at a quiet moment.
struct Config {
  /// The server's URL, with a path if the server stands behind one.
  std::string api_server = "https://kubernetes.default.svc.cluster.local";
  /// A bearer token.
  std::string api_token{};
  /// Gives bearer tokens; wins over api_token and cert, which are then not sent.
  std::shared_ptr<TokenSource> api_token_source{};
  ClientCertificate cert{};
  /// Gives client certificates; wins over cert.
  std::shared_ptr<CertificateSource> cert_source{};
  VerifySsl verify_ssl = true;
  /// The name to expect in the server's certificate, if it is not the host of api_server.
  std::string tls_server_name{};
  /// Username and password for basic authentication.
  std::string username{};
  std::string password{};
  /// Whom to act as.
  Impersonation impersonate{};
  /// http, https or socks5 URL of a proxy for every request; empty takes HTTPS_PROXY, HTTP_PROXY
  /// and NO_PROXY from the environment, read as kubectl reads them.
  std::string proxy_url{};
  /// Asks the server to send its answers as they are and not packed by gzip, which saves time where
  /// bandwidth is ample.
  bool disable_compression = false;
  /// The namespace of verbs that name none.
  std::string namespace_ = "default";
  /// What requests say of the program that sends them, "my-controller/1.2", for the server's audit
  /// log. What stands before the slash is also who writes, in metadata.managedFields, where
  /// SaveOptions::fieldManager is empty. Empty means "k8s-cpp/" and the library's version.
  std::string user_agent{};
  /// Logs each request line and each answer's status.
  bool debug = false;
  /// For one try of one request, in all.
  std::chrono::milliseconds timeout = std::chrono::seconds(20);
  /// The longest silence in a watch, after which it ends without an error.
  std::chrono::milliseconds stream_timeout = std::chrono::seconds(270);
  /// For connecting and the TLS handshake.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  /// How many objects a Watcher remembers to tell each event once.
  std::size_t watcher_cache_size = 1000;
  /// The largest answer that is read into memory, in bytes, unpacked; a stream has no limit.
  std::size_t largest_answer = std::size_t{2} << 30;
  RetryLimits retry_limits{};
  RateLimit rate_limit{};
  /// If empty, log lines go to std::clog, debug lines only with `debug`.
  Logger logger{};
  /// If empty, warnings of the server go to the log.
  WarningHandler warning_handler{};
  /// Is told what the library does, for counters and histograms.
  std::shared_ptr<Metrics> metrics{};
  /// Where this configuration came from, for people: "kubeconfig /home/me/.kube/config, context
  /// dev", "service account of the pod". Set by the functions that load one.
  std::string source{};

  friend bool operator==(const Config&, const Config&) = default;
};

/// The configuration of the default client. Change it before first use or at a quiet moment: the
/// next use of the default client after a call of this function sees the change. Calls and watches
/// that run keep the client they began with.
///
/// Thread safety: changing it while another thread is inside the library, or through a reference
/// kept from earlier, is an error. Lifetime: never destroyed.
K8S_EXPORT Config& config();

/// What load_kube_config may be told.
struct KubeConfigOptions {
  /// The file; empty means the files of $KUBECONFIG (a list, merged as kubectl does), else
  /// ~/.kube/config.
  std::string path{};
  /// The context; empty means the file's current-context.
  std::string context{};
  /// Names of a cluster and of a user of the file, instead of those of the context.
  std::string cluster{};
  std::string user{};
  /// Instead of the context's namespace.
  std::string namespace_{};
  /// How long a credential plugin (exec) may take, a user's answers to its questions included.
  std::chrono::milliseconds plugin_timeout = std::chrono::minutes(1);
  /// Whether a plugin may ask the user at the terminal: not if the program reads standard input
  /// itself.
  bool plugins_may_read_input = true;
  /// Of parse_kube_config alone, instead of `path`: what relative paths are relative to; empty
  /// means the working directory.
  std::string directory{};
};

namespace detail {
template <>
K8S_EXPORT const KubeConfigOptions& defaults<KubeConfigOptions>() noexcept;
}

/// A context of a kubeconfig.
struct KubeContext {
  std::string name{};
  std::string cluster{};
  std::string user{};
  /// Empty if it names none.
  std::string namespace_{};
  /// Whether it is the current one.
  bool current = false;
  friend bool operator==(const KubeContext&, const KubeContext&) = default;
};

/// Reads a kubeconfig and returns what its context says, without touching config().
///
/// The rules are kubectl's: of several files the first that names a cluster, a user, a context or
/// the current context wins, files that do not exist are skipped, relative paths are relative to
/// their file, tokenFile wins over token and is read again every minute, and a server without TLS
/// gets no credentials. Fields that kubectl does not know are ignored.
///
/// Credential plugins (exec) run when the first request needs credentials, once for all threads and
/// all configurations that describe them alike, and again before what they gave expires. Tokens of
/// the auth-provider oidc are refreshed; new ones stay in memory.
/// https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
///
/// \throws ConfigError naming the file, the line and what to do.
K8S_EXPORT Config
read_kube_config(const KubeConfigOptions& options = detail::defaults<KubeConfigOptions>());

/// As read_kube_config, from text.
/// \param context empty means the text's current-context
/// \param directory what relative paths are relative to; empty means the working directory
K8S_EXPORT Config parse_kube_config(std::string_view yaml, std::string_view context = {},
                                    std::string_view directory = {});
K8S_EXPORT Config parse_kube_config(std::string_view yaml, const KubeConfigOptions& options);
/// Reads a stream to its end. \throws ConfigError if it cannot be read
K8S_EXPORT Config parse_kube_config(
    std::istream& in, const KubeConfigOptions& options = detail::defaults<KubeConfigOptions>());

/// The contexts of a kubeconfig, of several files in their order. What they name need not exist.
/// \param options only its path counts
/// \throws ConfigError naming the file, the line and what to do
K8S_EXPORT std::vector<KubeContext> list_contexts(
    const KubeConfigOptions& options = detail::defaults<KubeConfigOptions>());

/// A kubeconfig with one context only, as `kubectl config view --minify --raw` prints it: its
/// cluster, its user and their secrets. Paths are absolute.
/// \param flatten puts the contents of the files of certificates and keys in place of their paths
/// \throws ConfigError naming the file, the line and what to do
K8S_EXPORT std::string minify_kube_config(
    const KubeConfigOptions& options = detail::defaults<KubeConfigOptions>(), bool flatten = false);

/// A configuration as the text of a kubeconfig that says the same to kubectl, secrets included.
/// Tokens of a source are written as the path of their file or as the plugin or provider that gives
/// them; of any other source, as the token of this moment.
/// \param name of its cluster, its user and its context
/// \throws ConfigError if there is no token to be had
K8S_EXPORT std::string to_kubeconfig(const Config& config, const std::string& name = "default");

/// Reads what Kubernetes puts into every pod: the address from KUBERNETES_SERVICE_HOST and
/// KUBERNETES_SERVICE_PORT, the token (read again every minute), the CA if there is one, and the
/// namespace from /var/run/secrets/kubernetes.io/serviceaccount; POD_NAMESPACE, if set, wins.
/// https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
/// \throws ConfigError if this is not a pod with a service account.
K8S_EXPORT Config read_in_cluster_config();

/// Sets config() from a kubeconfig: server, credentials, TLS, proxy, namespace and source. What has
/// nothing to do with the cluster (debug, logger, limits, watcher_cache_size ...) stays.
/// \throws ConfigError; config() is then as it was.
K8S_EXPORT void load_kube_config(
    const KubeConfigOptions& options = detail::defaults<KubeConfigOptions>());

/// Sets the token source and the CA of config() as FIAAS does: the token is re-read every minute,
/// the CA is used only if its file exists. api_server stays.
/// \throws ConfigError if the token file cannot be read; config() is then as it was.
K8S_EXPORT void use_in_cluster_config(
    const std::string& token_file = "/var/run/secrets/kubernetes.io/serviceaccount/token",
    const std::string& ca_cert_file = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");

/// Sets config() from the first of: the kubeconfig named here, the files of $KUBECONFIG or, if that
/// is not set, ~/.kube/config, the pod's service account. config().source says which it was. As
/// with kubectl, a kubeconfig that is broken is an error, one that chooses no context is passed by.
/// What has nothing to do with the cluster stays, as with load_kube_config.
/// \throws ConfigError that lists what was tried; config() is then as it was.
K8S_EXPORT void load_config(
    const KubeConfigOptions& options = detail::defaults<KubeConfigOptions>());

}  // namespace k8s
