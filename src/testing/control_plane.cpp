#include "k8s/testing/control_plane.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/json.hpp>
#include <k8s/error.hpp>
#include <k8s/http.hpp>
#include <k8s/transport.hpp>

#include "testing/assets.hpp"
#include "testing/certificates.hpp"
#include "testing/etcd.hpp"
#include "testing/process.hpp"

namespace k8s::testing {
namespace {

namespace json = boost::json;

using detail::Assets;
using detail::CertificateAuthority;
using detail::KeyPair;
using detail::Process;
using detail::ProcessOptions;
using detail::SigningKey;
using detail::TemporaryFolder;

constexpr auto poll_interval = std::chrono::milliseconds(20);
constexpr auto request_timeout = std::chrono::seconds(5);
// A kube-apiserver waits a minute for its watches to end; nobody here needs that.
constexpr auto stop_grace = std::chrono::seconds(1);
constexpr int most_tries = 5;
constexpr const char* etcd_socket = "etcd.sock";

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw Error("cannot write " + path);
}

/// The last lines of a file, at most `bytes` of it.
std::string tail(const std::string& path, std::size_t lines, std::size_t bytes) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::size_t>(std::max<std::streamoff>(file.tellg(), 0));
  file.seekg(static_cast<std::streamoff>(size - std::min(size, bytes)));
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::size_t begin = text.size();
  for (std::size_t found = 0; found <= lines && begin != std::string::npos && begin > 0; ++found) {
    begin = text.rfind('\n', begin - 1);
  }
  return begin == std::string::npos || begin == 0 ? text : text.substr(begin + 1);
}

/// A port of 127.0.0.1 that nobody listens on now. Somebody may a moment later.
std::uint16_t free_port() {
  const detail::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket.get(), generic, size) != 0 || getsockname(socket.get(), generic, &size) != 0) {
    throw Error("cannot find a free port: " + std::generic_category().message(errno));
  }
  return ntohs(address.sin_port);
}

std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL's idea of bytes
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  text.resize(static_cast<std::size_t>(size));
  return text;
}

/// "--name" of "--name=value".
std::string_view name_of_flag(std::string_view flag) {
  return flag.substr(0, flag.find('='));
}

/// Both lists, without those of the first that the second has too: Kubernetes adds up the values of
/// a flag that takes a list.
std::vector<std::string> overridden(std::vector<std::string> flags,
                                    const std::vector<std::string>& stronger) {
  std::erase_if(flags, [&](const std::string& flag) {
    return std::ranges::any_of(stronger, [&](const std::string& other) {
      return name_of_flag(flag) == name_of_flag(other);
    });
  });
  flags.insert(flags.end(), stronger.begin(), stronger.end());
  return flags;
}

/// Puts `separator` between the texts.
std::string join(const std::vector<std::string>& texts, char separator) {
  std::string result;
  for (const std::string& text : texts) {
    if (!result.empty()) result += separator;
    result += text;
  }
  return result;
}

}  // namespace

class ControlPlane::State {
 public:
  explicit State(ControlPlaneOptions options)
      : options_(std::move(options)),
        assets_(detail::find_assets(options_.assets)),
        folder_(std::in_place, "k8s-controlplane-"),
        authority_("control plane of a test"),
        admin_(authority_.issue_client("admin", {"system:masters"})) {
    write_files();
    start_etcd();
    apiserver_ = &components_.emplace_back(Component{.name = "kube-apiserver"});
    apiserver_port_ = start_apiserver(*apiserver_, free_port);
    if (!options_.controllers.empty()) start_controller_manager();
    if (options_.scheduler) start_scheduler();
    if (options_.nodes > 0) start_nodes();
  }
  State(State&&) = delete;
  ~State() { stop(); }

  void stop() noexcept {
    while (!components_.empty()) {
      if (components_.back().process) components_.back().process->stop(stop_grace);
      components_.pop_back();
    }
    folder_.reset();
  }

  [[nodiscard]] Config config(const KeyPair& identity) const {
    Config config;
    config.api_server = url(apiserver_port_);
    config.cert = {.certificate = identity.certificate_pem, .key = identity.key_pem};
    config.verify_ssl = VerifySsl(authority_.pem());
    config.source = "control plane of a test";
    return config;
  }
  [[nodiscard]] Config admin_config() const { return config(admin_); }
  [[nodiscard]] Config config_for(const std::string& user,
                                  const std::vector<std::string>& groups) const {
    return config(authority_.issue_client(user, groups));
  }
  [[nodiscard]] Config config_for_service_account(const std::string& name,
                                                  const std::string& namespace_) const {
    const std::string accounts =
        "/api/v1/namespaces/" + percent_encode(namespace_) + "/serviceaccounts";
    const Response made = post(accounts, json::object{{"metadata", {{"name", name}}}});
    if (made.status != 201 && made.status != 409) fail_to_post("ServiceAccount " + name, made);
    const Response answer = post(accounts + "/" + percent_encode(name) + "/token",
                                 json::object{{"spec", json::object()}});
    if (answer.status != 201) fail_to_post("the token of ServiceAccount " + name, answer);
    Config config = admin_config();
    config.cert = {};
    config.api_token =
        json::value_to<std::string>(json::parse(answer.body).at("status").at("token"));
    config.namespace_ = namespace_;
    return config;
  }
  [[nodiscard]] const std::string& assets() const noexcept { return assets_.folder; }

  void restart() {
    apiserver_->process->stop(std::chrono::milliseconds(0));
    start_apiserver(*apiserver_, [this] { return apiserver_port_; });
  }
  void compact() {
    detail::compact_etcd(folder_->path(), etcd_socket);
    restart();
  }

  [[nodiscard]] std::string kubeconfig() const {
    return "apiVersion: v1\n"
           "kind: Config\n"
           "clusters:\n"
           "- name: test\n"
           "  cluster:\n"
           "    server: " +
           url(apiserver_port_) + "\n    certificate-authority-data: " + base64(authority_.pem()) +
           "\n"
           "users:\n"
           "- name: admin\n"
           "  user:\n"
           "    client-certificate-data: " +
           base64(admin_.certificate_pem) + "\n    client-key-data: " + base64(admin_.key_pem) +
           "\n"
           "contexts:\n"
           "- name: test\n"
           "  context: {cluster: test, user: admin}\n"
           "current-context: test\n";
  }

  [[nodiscard]] std::string logs(std::size_t lines) const {
    constexpr std::size_t most_bytes = std::size_t{1} << 20;
    std::string text;
    for (const Component& component : components_) {
      text +=
          "==> " + component.name + " <==\n" + tail(log_file(component.name), lines, most_bytes);
    }
    return text;
  }

 private:
  struct Component {
    std::string name{};
    std::unique_ptr<Process> process{};
  };

  static std::string url(std::uint16_t port) { return "https://127.0.0.1:" + std::to_string(port); }
  [[nodiscard]] std::string file(const std::string& name) const {
    return folder_->path() + "/" + name;
  }
  [[nodiscard]] std::string log_file(const std::string& name) const { return file(name + ".log"); }

  void write_files() const {
    const KeyPair server = authority_.issue_server(
        {"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
         "kubernetes.default.svc.cluster.local", "127.0.0.1", "10.0.0.1"});
    const SigningKey tokens = detail::make_signing_key();
    write_file(file("ca.crt"), authority_.pem());
    write_file(file("server.crt"), server.certificate_pem);
    write_file(file("server.key"), server.key_pem);
    write_file(file("tokens.pub"), tokens.public_pem);
    write_file(file("tokens.key"), tokens.private_pem);
  }

  /// Runs the program of a component, with a new log.
  void run(Component& component, const std::string& program, std::vector<std::string> flags) {
    std::error_code ignored;
    std::filesystem::remove(log_file(component.name), ignored);
    component.process = std::make_unique<Process>(
        ProcessOptions{.program = program,
                       .arguments = std::move(flags),
                       .environment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                       "HOME=" + folder_->path(), "TMPDIR=" + folder_->path()},
                       .working_folder = folder_->path(),
                       .log_file = log_file(component.name),
                       .folder = &*folder_});
  }

  [[noreturn]] void fail_to_start(const Component& component, const std::string& why) const {
    constexpr std::size_t lines = 6;
    constexpr std::size_t most_bytes = 1500;  // an error has room for 2,000
    throw Error(component.name + " of " + assets_.folder + " " + why +
                "; its last words: " + tail(log_file(component.name), lines, most_bytes));
  }
  [[noreturn]] void fail_to_start(const Component& component) const {
    fail_to_start(component, "ended with " + component.process->ended().value_or("no reason"));
  }

  /// Waits until `is_ready` says so. \returns false if the program ended instead
  bool wait_for(const Component& component, const std::function<bool()>& is_ready) const {
    const auto until = std::chrono::steady_clock::now() + options_.start_timeout;
    while (!is_ready()) {
      if (component.process->ended()) return false;
      if (std::chrono::steady_clock::now() > until) {
        fail_to_start(component, "was not ready after " +
                                     std::to_string(options_.start_timeout.count()) + " ms");
      }
      std::this_thread::sleep_for(poll_interval);
    }
    return true;
  }

  // etcd and kube-apiserver meet at a socket in their working folder. Its path is relative, since
  // a socket's path may have no more than 108 bytes.
  void start_etcd() {
    Component& etcd = components_.emplace_back(Component{.name = "etcd"});
    const std::string url = std::string("unix://") + etcd_socket;
    run(etcd, assets_.etcd,
        {"--data-dir=etcd", "--listen-client-urls=" + url, "--advertise-client-urls=" + url + ":0",
         "--listen-peer-urls=unix://peer.sock", "--unsafe-no-fsync", "--log-level=warn"});
    if (!wait_for(etcd, [&] { return std::filesystem::is_socket(file(etcd_socket)); })) {
      fail_to_start(etcd);
    }
  }

  /// Runs a program that serves HTTPS and waits until it does. It runs it again if somebody else
  /// has the port.
  /// \param next_port gives the port of each try
  /// \param paths answer 200 when it is ready
  /// \returns the port
  std::uint16_t start_server(Component& component, const std::string& program,
                             const std::vector<std::string>& flags,
                             const std::vector<std::string>& paths,
                             const std::function<std::uint16_t()>& next_port = free_port) {
    for (int tries = 1;; ++tries) {
      const std::uint16_t port = next_port();
      std::vector<std::string> all{"--bind-address=127.0.0.1",
                                   "--secure-port=" + std::to_string(port),
                                   "--tls-cert-file=server.crt",
                                   "--tls-private-key-file=server.key", "--cert-dir=certificates"};
      all.insert(all.end(), flags.begin(), flags.end());
      run(component, program, std::move(all));
      const auto transport = make_transport(port);
      if (wait_for(component, [&] { return answers(*transport, paths); })) return port;
      const std::string log = tail(log_file(component.name), 100, 100'000);
      if (tries == most_tries || log.find("address already in use") == std::string::npos) {
        fail_to_start(component);
      }
    }
  }

  [[nodiscard]] std::shared_ptr<Transport> make_transport(std::uint16_t port) const {
    return make_curl_transport({.server = url(port),
                                .ca_pem = authority_.pem(),
                                .certificate_pem = admin_.certificate_pem,
                                .key_pem = admin_.key_pem});
  }

  static bool answers(Transport& transport, const std::vector<std::string>& paths) {
    try {
      return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
        Request request;
        request.path = path;
        request.timeout = request_timeout;
        return transport.send(request).status == 200;
      });
    } catch (const TransportError&) {
      return false;
    }
  }

  std::uint16_t start_apiserver(Component& component,
                                const std::function<std::uint16_t()>& next_port) {
    std::vector<std::string> flags{"--etcd-servers=unix://etcd.sock",
                                   "--advertise-address=127.0.0.1",
                                   "--client-ca-file=ca.crt",
                                   "--service-account-key-file=tokens.pub",
                                   "--service-account-signing-key-file=tokens.key",
                                   "--service-account-issuer=https://kubernetes.default.svc",
                                   "--service-cluster-ip-range=10.0.0.0/24",
                                   "--authorization-mode=RBAC",
                                   "--disable-admission-plugins=ServiceAccount",
                                   "--allow-privileged"};
    flags = overridden(std::move(flags), options_.apiserver_flags);
    // The server makes what stands in the namespace default after it says that it is ready.
    return start_server(component, assets_.apiserver, flags,
                        {"/readyz", "/api/v1/namespaces/default/services/kubernetes"}, next_port);
  }

  /// kube-controller-manager and kube-scheduler alike.
  void start_helper(const std::string& name, std::vector<std::string> flags) {
    const auto program = detail::find_program(name, {assets_.folder});
    if (!program) {
      throw ConfigError(assets_.folder + " has no " + name +
                        "; run scripts/controlplane, which builds it, with KUBEBUILDER_ASSETS "
                        "not set");
    }
    write_file(file("kubeconfig"), kubeconfig());
    flags.insert(flags.end(), {"--kubeconfig=kubeconfig", "--leader-elect=false"});
    start_server(components_.emplace_back(Component{.name = name}), *program, flags, {"/healthz"});
  }

  void start_controller_manager() {
    start_helper("kube-controller-manager",
                 {"--controllers=" + join(options_.controllers, ','),
                  "--service-account-private-key-file=tokens.key", "--root-ca-file=ca.crt"});
  }

  void start_scheduler() { start_helper("kube-scheduler", {}); }

  /// Nodes that kwok plays: it says that they are ready and that the pods on them run.
  /// https://kwok.sigs.k8s.io/docs/
  void start_nodes() {
    const auto program = detail::find_program("kwok", {assets_.folder});
    const std::string stages = assets_.folder + "/kwok-stages";
    if (!program || !std::filesystem::is_directory(stages)) {
      throw ConfigError(assets_.folder +
                        " has no kwok; run scripts/controlplane, which builds it, with "
                        "KUBEBUILDER_ASSETS not set");
    }
    write_file(file("kubeconfig"), kubeconfig());
    std::vector<std::string> flags{"--kubeconfig=kubeconfig", "--manage-all-nodes=true"};
    for (const char* const folder : {"/node/fast", "/node/heartbeat", "/pod/fast"}) {
      for (const auto& entry : std::filesystem::directory_iterator(stages + folder)) {
        const std::filesystem::path& path = entry.path();
        if (path.extension() != ".yaml" || path.filename() == "kustomization.yaml") continue;
        flags.push_back("--config=" + path.string());
      }
    }
    Component& kwok = components_.emplace_back(Component{.name = "kwok"});
    run(kwok, *program, flags);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < options_.nodes; ++i) {
      names.push_back("node-" + std::to_string(i));
      const json::object room{{"cpu", "32"}, {"memory", "256Gi"}, {"pods", "110"}};
      const Response made = post(
          "/api/v1/nodes", json::object{{"metadata",
                                         {{"name", names.back()},
                                          {"labels", {{"kubernetes.io/hostname", names.back()}}}}},
                                        {"status", {{"allocatable", room}, {"capacity", room}}}});
      if (made.status != 201) fail_to_post("node " + names.back(), made);
    }
    const auto transport = make_transport(apiserver_port_);
    const auto all_ready = [&] {
      return std::ranges::all_of(
          names, [&](const std::string& name) { return is_ready_node(*transport, name); });
    };
    if (!wait_for(kwok, all_ready)) fail_to_start(kwok);
  }

  static bool is_ready_node(Transport& transport, const std::string& name) {
    Request request;
    request.path = "/api/v1/nodes/" + name;
    request.timeout = request_timeout;
    const Response response = transport.send(request);
    if (response.status != 200) return false;
    const json::value node = json::parse(response.body);
    const json::value* const conditions = node.at("status").as_object().if_contains("conditions");
    if (conditions == nullptr) return false;
    return std::ranges::any_of(conditions->as_array(), [](const json::value& condition) {
      return condition.at("type") == "Ready" && condition.at("status") == "True";
    });
  }

  [[nodiscard]] Response post(const std::string& path, const json::object& body) const {
    Request request{.method = Method::post, .path = path, .body = json::serialize(body)};
    request.headers = {{"Content-Type", "application/json"}};
    request.timeout = request_timeout;
    return make_transport(apiserver_port_)->send(request);
  }

  [[noreturn]] static void fail_to_post(const std::string& what, const Response& response) {
    throw Error("the control plane of a test refused " + what + " with " +
                std::to_string(response.status) + ": " + response.body.substr(0, 300));
  }

  ControlPlaneOptions options_;
  Assets assets_;
  std::optional<TemporaryFolder> folder_;  // until it is stopped
  CertificateAuthority authority_;
  KeyPair admin_;
  std::uint16_t apiserver_port_ = 0;
  std::deque<Component> components_;  // in the order of their start
  Component* apiserver_ = nullptr;    // one of them
};

ControlPlane::ControlPlane(ControlPlaneOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
ControlPlane::ControlPlane(ControlPlane&&) noexcept = default;
ControlPlane& ControlPlane::operator=(ControlPlane&&) noexcept = default;
ControlPlane::~ControlPlane() = default;

Config ControlPlane::config() const {
  return state_->admin_config();
}
Config ControlPlane::config_for(const std::string& user,
                                const std::vector<std::string>& groups) const {
  return state_->config_for(user, groups);
}
Config ControlPlane::config_for_service_account(const std::string& name,
                                                const std::string& namespace_) const {
  return state_->config_for_service_account(name, namespace_);
}
Client ControlPlane::client() const {
  return Client(config());
}
Client ControlPlane::client_for(const std::string& user,
                                const std::vector<std::string>& groups) const {
  return Client(config_for(user, groups));
}
ControlPlane& ControlPlane::shared() {
  static ControlPlane plane;
  return plane;
}
std::string ControlPlane::kubeconfig() const {
  return state_->kubeconfig();
}
const std::string& ControlPlane::assets() const noexcept {
  return state_->assets();
}
std::string ControlPlane::logs(std::size_t lines) const {
  return state_->logs(lines);
}
void ControlPlane::compact() {
  state_->compact();
}
void ControlPlane::restart() {
  state_->restart();
}
void ControlPlane::stop() noexcept {
  state_->stop();
}

}  // namespace k8s::testing
