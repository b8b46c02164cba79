// From a kubeconfig to a server over HTTPS: everything between them is as users have it.

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/models/core/v1/pod.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "auth/in_cluster.hpp"
#include "base64.hpp"
#include "support/environment.hpp"
#include "support/message.hpp"
#include "support/oidc_provider.hpp"
#include "support/proxy_double.hpp"
#include "support/script.hpp"
#include "support/temporary_directory.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Waits for no renewed file: renames are seen at once.
void replace(const TemporaryDirectory& directory, const std::string& name,
             const std::string& text) {
  std::filesystem::rename(directory.write(name + ".new", text), directory.path(name));
}

/// A server that knows people by certificates and tokens, and answers each list of Pods with one
/// whose name says who asked.
class Server {
 public:
  Server()
      : server_(options(),
                [this](const detail::ServerRequest& request) { return answer(request); }) {}

  [[nodiscard]] std::string url() const { return server_.url(); }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  void know(const std::string& token, const std::string& user) {
    const std::lock_guard lock(mutex_);
    tokens_ = {{token, user}};
  }
  [[nodiscard]] int requests() const { return requests_; }
  [[nodiscard]] std::string cluster_fields() const {
    return "server: " + url() + ", certificate-authority-data: " + base64_encode(ca.pem());
  }

  detail::CertificateAuthority ca{"cluster"};

 private:
  [[nodiscard]] detail::HttpsServerOptions options() const {
    return {.certificate = ca.issue_server({"127.0.0.1", "cluster.invalid", "fd00::1"}),
            .client_ca_pem = ca.pem()};
  }

  detail::ServerResponse answer(const detail::ServerRequest& request) {
    const std::lock_guard lock(mutex_);
    ++requests_;
    std::string user;
    if (request.client) user = request.client->common_name;
    const std::string* const header = request.headers.find("Authorization");
    if (user.empty() && header != nullptr && header->starts_with("Bearer ")) {
      const auto known = tokens_.find(header->substr(7));
      if (known != tokens_.end()) user = known->second;
    }
    if (user.empty()) return {.status = 401, .body = R"({"kind": "Status", "code": 401})"};
    if (const std::string* other = request.headers.find("Impersonate-User")) user = *other;
    return {.body = R"({"kind": "PodList", "items": [{"metadata": {"name": ")" + user + "\"}}]}"};
  }

  std::mutex mutex_;
  std::map<std::string, std::string> tokens_;
  std::atomic<int> requests_ = 0;
  detail::HttpsServer server_;
};

std::string kubeconfig(const std::string& cluster, const std::string& user) {
  return "current-context: c\ncontexts:\n- name: c\n  context: {cluster: k, user: u}\n"
         "clusters:\n- name: k\n  cluster: {" +
         cluster + "}\nusers:\n- name: u\n  user: {" + user + "}\n";
}

/// As whom the server saw a list of Pods.
std::string who(const Client& client) {
  const auto pods = Pod::list({.client = client});
  return pods.empty() ? "nobody" : pods.front().metadata.name;
}

class ConnectTest : public ::testing::Test {
 protected:
  Client client(const std::string& user, const std::string& more_of_cluster = {}) {
    Config config = parse_kube_config(kubeconfig(server.cluster_fields() + more_of_cluster, user),
                                      {}, directory.path());
    config.logger = [this](LogLevel, std::string_view line) {
      const std::lock_guard lock(mutex);
      log += std::string(line) + '\n';
    };
    return Client(config);
  }

  TemporaryDirectory directory;
  Server server;
  std::mutex mutex;
  std::string log;
};

TEST_F(ConnectTest, ByACertificateThatIsRenewed) {
  const auto ann = server.ca.issue_client("ann");
  const auto bob = server.ca.issue_client("bob");
  (void)directory.write("user.crt", ann.certificate_pem);
  (void)directory.write("user.key", ann.key_pem);
  const Client user = client("client-certificate: user.crt, client-key: user.key");
  EXPECT_EQ(who(user), "ann");
  replace(directory, "user.crt", bob.certificate_pem);
  EXPECT_EQ(who(user), "ann") << "half renewed";
  replace(directory, "user.key", bob.key_pem);
  EXPECT_EQ(who(user), "bob");
}

TEST_F(ConnectTest, ByATokenFileThatIsRenewed) {
  server.know("token-0", "ann");
  (void)directory.write("token", "token-0\n");
  const Client user = client("tokenFile: token");
  EXPECT_EQ(who(user), "ann");
  server.know("token-1", "ann");
  replace(directory, "token", "token-1\n");
  EXPECT_EQ(who(user), "ann") << "read again after the 401";
}

TEST_F(ConnectTest, ToAServerWhoseAuthorityIsRenewed) {
  server.know("token", "ann");
  (void)directory.write("ca.crt", detail::CertificateAuthority("other").pem());
  const std::string yaml =
      kubeconfig("server: " + server.url() + ", certificate-authority: ca.crt", "token: token");
  const Client user(parse_kube_config(yaml, {}, directory.path()));
  EXPECT_THROW(who(user), TlsError);
  replace(directory, "ca.crt", server.ca.pem());
  EXPECT_EQ(who(user), "ann");
}

/// As the kubelet lays out the files of a pod, and renews them all at once.
class PodFiles {
 public:
  explicit PodFiles(const TemporaryDirectory& directory) : directory_(directory) {
    for (const char* name : {"token", "ca.crt", "namespace"}) {
      std::filesystem::create_symlink(std::filesystem::path("..data") / name,
                                      directory_.path(name));
    }
  }
  void renew(const std::string& token, const std::string& ca_pem) {
    const std::string version = "..version-" + std::to_string(++version_);
    (void)directory_.write(version + "/token", token);
    (void)directory_.write(version + "/ca.crt", ca_pem);
    (void)directory_.write(version + "/namespace", "web");
    std::filesystem::create_symlink(version, directory_.path("..data_tmp"));
    std::filesystem::rename(directory_.path("..data_tmp"), directory_.path("..data"));
  }

 private:
  const TemporaryDirectory& directory_;
  int version_ = 0;
};

TEST_F(ConnectTest, FromAPodWhoseFilesAreRenewed) {
  PodFiles pod(directory);
  pod.renew("token-0", server.ca.pem());
  const EnvironmentVariable host("KUBERNETES_SERVICE_HOST", "127.0.0.1");
  const EnvironmentVariable port("KUBERNETES_SERVICE_PORT", std::to_string(server.port()));
  const EnvironmentVariable name_space("POD_NAMESPACE", std::nullopt);
  const Config config = auth::read_in_cluster(directory.path());
  EXPECT_EQ(config.namespace_, "web");
  const Client user(config);
  server.know("token-0", "system:serviceaccount:web:default");
  EXPECT_EQ(who(user), "system:serviceaccount:web:default");
  pod.renew("token-0", detail::CertificateAuthority("other").pem());
  EXPECT_THROW(who(user), TlsError) << "the old authority is not trusted any more";
  server.know("token-1", "system:serviceaccount:web:default");
  pod.renew("token-1", server.ca.pem());
  EXPECT_EQ(who(user), "system:serviceaccount:web:default");
}

TEST_F(ConnectTest, AsSomebodyElse) {
  server.know("token", "ann");
  EXPECT_EQ(who(client("token: token, as: bob")), "bob");
}

// --- plugins

std::string credential(const std::string& status) {
  return R"({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": )" +
         status + "}";
}

constexpr const char* plugin =
    "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ./tool";

TEST_F(ConnectTest, ByThePluginsTokenUntilItIsRefused) {
  (void)write_script(
      directory, "tool",
      "echo x >> " + directory.path("runs") + "\ncat " + directory.path("answer") + "\n");
  (void)directory.write("answer", credential(R"({"token": "token-0"})"));
  server.know("token-0", "ann");
  const Client user = client(std::string(plugin) + "}");
  EXPECT_EQ(directory.read("runs"), "") << "not before it is needed";
  EXPECT_EQ(who(user), "ann");
  EXPECT_EQ(who(user), "ann");
  EXPECT_EQ(directory.read("runs"), "x\n");
  server.know("token-1", "bob");
  (void)directory.write("answer", credential(R"({"token": "token-1"})"));
  EXPECT_EQ(who(user), "bob");
  EXPECT_EQ(directory.read("runs"), "x\nx\n");
}

TEST_F(ConnectTest, ByThePluginsTokenUntilItExpires) {
  (void)write_script(
      directory, "tool",
      "echo x >> " + directory.path("runs") + "\ncat " + directory.path("answer") + "\n");
  server.know("token", "ann");
  (void)directory.write(
      "answer", credential(R"({"token": "token", "expirationTimestamp": "2020-01-01T00:00:00Z"})"));
  const Client user = client(std::string(plugin) + "}");
  EXPECT_EQ(who(user), "ann");
  EXPECT_EQ(who(user), "ann");
  EXPECT_EQ(directory.read("runs"), "x\nx\n");
}

std::string in_json(std::string pem) {
  for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos;)
    pem.replace(at, 1, "\\n");
  return '"' + pem + '"';
}

TEST_F(ConnectTest, ByThePluginsCertificateUntilItIsRefused) {
  (void)write_script(directory, "tool", "cat " + directory.path("answer") + "\n");
  const auto give = [&](const detail::KeyPair& pair) {
    (void)directory.write(
        "answer", credential(R"({"clientCertificateData": )" + in_json(pair.certificate_pem) +
                             R"(, "clientKeyData": )" + in_json(pair.key_pem) + "}"));
  };
  give(detail::CertificateAuthority("strange").issue_client("mallory"));
  const Client user = client(std::string(plugin) + "}");
  EXPECT_THROW(who(user), Unauthorized);
  give(server.ca.issue_client("ann"));
  EXPECT_EQ(who(user), "ann");
}

TEST_F(ConnectTest, WithoutThePluginNothingIsSent) {
  const Client user = client(std::string(plugin) + ", installHint: brew install tool}");
  EXPECT_EQ(message_of([&] { who(user); }),
            "kubeconfig:10: user \"u\": the credential plugin \"" + directory.path("tool") +
                "\" does not exist or is not executable; install it, or correct `command`. Its "
                "hint: brew install tool");
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(ConnectTest, AStopEndsThePlugin) {
  (void)write_script(directory, "tool", "echo x > " + directory.path("runs") + "; sleep 1000\n");
  const Client user = client(std::string(plugin) + "}");
  std::stop_source stop;
  std::jthread stopper([&] {
    while (directory.read("runs").empty()) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_THROW((void)Pod::list({.client = user, .stop = stop.get_token()}), Stopped);
}

// --- OpenID Connect

TEST_F(ConnectTest, ByIdTokensThatAreRefreshed) {
  const auto now = std::chrono::system_clock::now();
  const std::string expired = make_jwt(now - std::chrono::hours(1));
  const std::string fresh = make_jwt(now + std::chrono::hours(1), "1");
  const std::string fresher = make_jwt(now + std::chrono::hours(1), "2");
  OidcProviderDouble idp(
      [&](const detail::ServerRequest&) { return OidcProviderDouble::tokens(fresh, "r1"); });
  server.know(fresh, "ann");
  const Client user =
      client("auth-provider: {name: oidc, config: {idp-issuer-url: '" + idp.issuer() +
             "', client-id: c, refresh-token: r0, id-token: " + expired +
             ", idp-certificate-authority-data: " + base64_encode(idp.ca.pem()) + "}}");
  EXPECT_EQ(who(user), "ann");
  EXPECT_EQ(who(user), "ann");
  EXPECT_EQ(idp.forms().size(), 1U);
  server.know(fresher, "ann");
  idp.change([&](const detail::ServerRequest&) { return OidcProviderDouble::tokens(fresher); });
  EXPECT_EQ(who(user), "ann") << "refreshed after the 401";
  EXPECT_THAT(idp.forms(),
              ElementsAre(HasSubstr("refresh_token=r0"), HasSubstr("refresh_token=r1")));
}

// --- proxies

TEST_F(ConnectTest, ThroughAProxyThatFindsTheServer) {
  server.know("token", "ann");
  for (const std::string scheme : {"http", "socks5"}) {
    const ProxyDouble proxy(server.port());
    Config config = parse_kube_config(
        kubeconfig("server: 'https://cluster.invalid:6443', certificate-authority-data: " +
                       base64_encode(server.ca.pem()) + ", proxy-url: '" + proxy.url(scheme) + "'",
                   "token: token"));
    EXPECT_EQ(who(Client(config)), "ann") << scheme;
    EXPECT_THAT(proxy.targets(), ElementsAre("cluster.invalid:6443")) << scheme;
  }
}

/// The proxy is there since not every machine has such addresses.
TEST_F(ConnectTest, ToAnAddressOfIpv6) {
  server.know("token", "ann");
  const ProxyDouble proxy(server.port());
  PodFiles pod(directory);
  pod.renew("token", server.ca.pem());
  const EnvironmentVariable host("KUBERNETES_SERVICE_HOST", "fd00::1");
  const EnvironmentVariable port("KUBERNETES_SERVICE_PORT", "6443");
  Config config = auth::read_in_cluster(directory.path());
  config.proxy_url = proxy.url("http");
  EXPECT_EQ(who(Client(config)), "ann");
  EXPECT_THAT(proxy.targets(), ElementsAre("[fd00::1]:6443"));

  config.api_server = server.url();
  config.proxy_url = "";
  config.tls_server_name = "fd00::1";
  EXPECT_EQ(who(Client(config)), "ann");
  config.tls_server_name = "fd00::2";
  config.retry_limits.retries = 0;
  EXPECT_THROW(who(Client(config)), TlsError);
}

TEST_F(ConnectTest, ThroughTheEnvironmentsProxyUnlessTheServerIsNear) {
  server.know("token", "ann");
  const ProxyDouble proxy(server.port());
  const EnvironmentVariable https("HTTPS_PROXY", proxy.url("http"));
  Config config = parse_kube_config(
      kubeconfig("server: 'https://10.255.255.1:6443', tls-server-name: cluster.invalid, "
                 "certificate-authority-data: " +
                     base64_encode(server.ca.pem()),
                 "token: token"));
  {
    const EnvironmentVariable none("NO_PROXY", "10.0.0.0/16,.other");
    EXPECT_EQ(who(Client(config)), "ann");
    EXPECT_THAT(proxy.targets(), ElementsAre("10.255.255.1:6443"));
  }
  EXPECT_EQ(who(client("token: token")), "ann");
  EXPECT_EQ(proxy.targets().size(), 1U) << "127.0.0.1 is reached directly";
}

TEST_F(ConnectTest, AProxyMayWantAPassword) {
  server.know("token", "ann");
  for (const std::string scheme : {"http", "socks5"}) {
    const ProxyDouble proxy(server.port(), "me:pl4nt3d");
    Config config = parse_kube_config(
        kubeconfig("server: 'https://cluster.invalid:6443', certificate-authority-data: " +
                       base64_encode(server.ca.pem()) + ", proxy-url: '" + proxy.url(scheme) + "'",
                   "token: token"));
    EXPECT_EQ(who(Client(config)), "ann") << scheme;
    config.proxy_url = scheme + "://me:wr0ng@" + proxy.address();
    EXPECT_THAT(message_of([&] { who(Client(config)); }),
                ::testing::AllOf(Not(HasSubstr("wr0ng")), Not(HasSubstr("no error"))));
  }
}

// --- secrets

/// Everything that a user could see: log lines, debug ones included, and errors.
TEST_F(ConnectTest, NoCredentialIsEverShown) {
  const std::string secret = "pl4nt3d";
  const std::string plain = "Swordfish";  // looks like a word
  const std::string expired =
      make_jwt(std::chrono::system_clock::now() - std::chrono::hours(1), secret);
  (void)directory.write("token", secret + ' ' + secret);
  (void)directory.write("key", "-----BEGIN PRIVATE KEY-----\n" + secret);
  (void)write_script(directory, "fails",
                     "echo \"the token is " + plain + ", $SECRET, $1\" >&2\n" + "echo \"" + secret +
                         "\"; exit 1\n");
  (void)write_script(directory, "rubbish", "echo '{\"token\": \"" + secret + "\"'\n");
  (void)write_script(directory, "typed",
                     "echo '" + credential("{\"token\": [\"" + secret + "\"]}") + "'\n");
  (void)write_script(directory, "refused",
                     "echo '" + credential("{\"token\": \"" + secret + "\"}") + "'\n");
  const auto cert = server.ca.issue_client("ann");
  const OidcProviderDouble idp([&](const detail::ServerRequest& request) {
    return detail::ServerResponse{
        .status = 400,
        .body = R"({"error": "invalid_grant", "error_description": "token )" + request.body + ' ' +
                plain + "\"}"};
  });
  const auto exec = [&](const std::string& command) {
    return "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "
           "./" +
           command + ", args: [" + secret + "], env: [{name: SECRET, value: " + secret + "}]}";
  };
  const auto oidc = [&](const std::string& more) {
    return "auth-provider: {name: oidc, config: {idp-issuer-url: '" + idp.issuer() +
           "', client-id: c, client-secret: " + secret +
           ", idp-certificate-authority-data: " + base64_encode(idp.ca.pem()) + ", " + more + "}}";
  };
  const std::vector<std::string> users{
      "token: " + secret,
      "token: '" + secret + " x'",
      "token: [" + secret + "]",
      "tokenFile: token",
      "username: ann, password: " + secret,
      "username: 'a:b', password: " + secret,
      "token: t, password: " + secret,
      "client-certificate-data: '%" + secret + "'",
      "client-certificate-data: " + base64_encode(cert.certificate_pem) +
          ", client-key-data: " + base64_encode(secret),
      "client-certificate-data: " + base64_encode(cert.certificate_pem) + ", client-key: key",
      exec("fails"),
      exec("rubbish"),
      exec("typed"),
      exec("refused"),
      exec("missing"),
      oidc("refresh-token: " + secret),
      oidc("id-token: " + secret),
      oidc("id-token: " + expired),
      oidc("refresh-token: " + secret + ", id-token: " + expired),
      oidc("refresh-token: [" + secret + "]"),
      "token: t, as: \"x\\n\", as-groups: [" + secret + "]",
  };
  const std::vector<std::string> clusters{
      server.cluster_fields(),
      "server: 'https://ann:" + secret + "@h'",
      server.cluster_fields() + ", proxy-url: 'http://ann:" + secret + "@127.0.0.1:1'",
      server.cluster_fields() + ", proxy-url: 'ftp://ann:" + secret + "@127.0.0.1:1'",
      server.cluster_fields() + ", proxy-url: 'socks5://ann:" + secret + "@127.0.0.1:1'",
      server.cluster_fields() + ", proxy-url: 'https://ann:" + secret + "@127.0.0.1:1'",
  };
  std::string seen;
  int failed = 0;
  const auto attempt = [&](const std::string& cluster, const std::string& user) {
    try {
      Config config = parse_kube_config(kubeconfig(cluster, user), {}, directory.path());
      config.debug = true;
      config.logger = [&](LogLevel, std::string_view line) { seen += std::string(line) + '\n'; };
      (void)who(Client(config));
    } catch (const Error& error) {
      seen += std::string(error.what()) + '\n';
      ++failed;
    }
  };
  for (const std::string& user : users) attempt(clusters.front(), user);
  EXPECT_EQ(failed, static_cast<int>(users.size())) << seen;
  for (const std::string& cluster : clusters) attempt(cluster, "token: " + secret);
  for (const std::string& text : {secret, plain, base64_encode(secret).substr(0, 9), expired}) {
    EXPECT_THAT(seen, Not(HasSubstr(text)));
  }
}

}  // namespace
}  // namespace k8s::testing
