#include "auth/kubeconfig_text.hpp"

#include <chrono>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>

#include "auth/credentials.hpp"
#include "base64.hpp"
#include "support/message.hpp"
#include "support/oidc_provider.hpp"
#include "support/temporary_directory.hpp"
#include "testing/certificates.hpp"

namespace k8s::auth {
namespace {

using ::testing::HasSubstr;
using testing::message_of;
using ::testing::Not;
using testing::TemporaryDirectory;

// --- from a kubeconfig

TEST(Minified, HoldsOneContextAndWhatItNames) {
  const KubeConfig kubeconfig(R"(
current-context: dev
contexts:
- {name: dev, context: {cluster: here, user: ann, namespace: web}}
- {name: prod, context: {cluster: there}}
clusters:
- {name: here, cluster: {server: 'https://here', certificate-authority: ca.crt}}
- {name: there, cluster: {server: 'https://there', unknown: 1}}
users:
- name: ann
  user: {tokenFile: ../token, exec: {command: ./tool, args: [a]}, client-key-data: a2V5}
)",
                              {"config", "/dir/sub"});
  EXPECT_EQ(minified(kubeconfig, {}, false), R"(apiVersion: v1
kind: Config
clusters:
- name: here
  cluster:
    server: https://here
    certificate-authority: /dir/sub/ca.crt
users:
- name: ann
  user:
    tokenFile: /dir/token
    exec:
      command: /dir/sub/tool
      args:
      - a
    client-key-data: a2V5
contexts:
- name: dev
  context:
    cluster: here
    user: ann
    namespace: web
current-context: dev
)");
  const std::string prod = minified(kubeconfig, {.context = "prod", .namespace_ = "db"}, false);
  EXPECT_THAT(prod, HasSubstr("users: []\n"));
  EXPECT_THAT(prod, HasSubstr("namespace: db\n"));
  EXPECT_THAT(prod, HasSubstr("current-context: prod\n"));
  EXPECT_THAT(prod, Not(HasSubstr("here:")));
  EXPECT_EQ(message_of([&] { (void)minified(kubeconfig, {.context = "test"}, false); }),
            "config: no context is named \"test\"; there is \"dev\", \"prod\"");
}

TEST(Minified, MayHoldTheFilesToo) {
  const TemporaryDirectory directory;
  (void)directory.write("ca.crt", "authority");
  const KubeConfig kubeconfig(
      "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
      "clusters: [{name: k, cluster: {server: s, certificate-authority: ca.crt}}]\n",
      {"config", directory.path()});
  const std::string text = minified(kubeconfig, {}, true);
  EXPECT_THAT(text, HasSubstr("certificate-authority-data: " + base64_encode("authority")));
  EXPECT_THAT(text, Not(HasSubstr("ca.crt")));
  const KubeConfig broken(
      "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
      "clusters: [{name: k, cluster: {server: s, certificate-authority: none}}]\n",
      {"config", "/dir"});
  EXPECT_EQ(message_of([&] { (void)minified(broken, {}, true); }),
            "config:3: cluster \"k\": cannot read certificate-authority /dir/none: No such file or "
            "directory");
}

TEST(Minified, ThePathOfAProvidersAuthorityIsAbsolute) {
  const KubeConfig kubeconfig(
      "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
      "clusters: [{name: k, cluster: {server: s}}]\n"
      "users: [{name: u, user: {auth-provider: {name: oidc, config: {idp-certificate-authority: "
      "idp.crt}}}}]\n",
      {"config", "/dir"});
  EXPECT_THAT(minified(kubeconfig, {}, false),
              HasSubstr("idp-certificate-authority: /dir/idp.crt\n"));
}

// --- from a Config

/// Where a configuration came from is not written.
Config without_source(Config config) {
  config.source.clear();
  return config;
}

Config round_trip(const Config& config) {
  return without_source(parse_kube_config(to_kubeconfig(config)));
}

TEST(ToKubeconfig, SaysTheSameAsTheConfig) {
  const testing::detail::CertificateAuthority ca("ca");
  const auto ann = ca.issue_client("ann");
  Config config;
  config.api_server = "https://h:6443/prefix";
  config.verify_ssl = ca.pem();
  config.cert = {ann.certificate_pem, ann.key_pem};
  config.api_token = "to: ken";
  config.tls_server_name = "inner";
  config.proxy_url = "socks5://p:1";
  config.disable_compression = true;
  config.namespace_ = "web";
  config.impersonate = {.user = "bob", .uid = "1", .groups = {"g"}, .extra = {{"k", {"v"}}}};
  config.api_token = "token";
  EXPECT_EQ(round_trip(config), config);

  Config password;
  password.api_server = "https://h:1";
  password.username = "yes";
  password.password = "0x10";
  password.verify_ssl = false;
  EXPECT_EQ(round_trip(password), password);

  EXPECT_EQ(round_trip({.api_server = "https://h:1"}), Config{.api_server = "https://h:1"});
}

TEST(ToKubeconfig, IsOfTheUsualForm) {
  Config config;
  config.api_server = "https://10.0.0.1:6443";
  config.api_token = "abc";
  config.namespace_ = "spark-jobs";
  EXPECT_EQ(to_kubeconfig(config, "spark"), R"(apiVersion: v1
kind: Config
clusters:
- name: spark
  cluster:
    server: https://10.0.0.1:6443
users:
- name: spark
  user:
    token: abc
contexts:
- name: spark
  context:
    cluster: spark
    user: spark
    namespace: spark-jobs
current-context: spark
)");
}

class OtherTokens : public TokenSource {
 public:
  std::string token() override { return "of-this-moment"; }
};

TEST(ToKubeconfig, SaysWhereTokensComeFrom) {
  const TemporaryDirectory directory;
  Config config;
  config.api_server = "https://h:1";
  config.cert = {"/not/shown", "/not/shown"};
  const auto file = std::make_shared<FileTokenSource>(directory.write("token", "abc"));
  config.api_token_source = file;
  const std::string text = to_kubeconfig(config);
  EXPECT_THAT(text, HasSubstr("tokenFile: " + directory.path("token") + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("shown")));
  config.cert = {"/a.crt", "/a.key"};
  config.api_token_source = std::make_shared<TokenBesideCertificate>(file);
  EXPECT_THAT(to_kubeconfig(config),
              HasSubstr("client-certificate: /a.crt\n    client-key: /a.key\n"
                        "    tokenFile: "));
  config.api_token_source = std::make_shared<OtherTokens>();
  EXPECT_THAT(to_kubeconfig(config), HasSubstr("token: of-this-moment\n"));
}

TEST(ToKubeconfig, KeepsATokenBesideItsFile) {
  const std::string text = to_kubeconfig(parse_kube_config(
      "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
      "clusters: [{name: k, cluster: {server: 'https://h:1'}}]\n"
      "users: [{name: u, user: {token: abc, tokenFile: none}}]\n",
      {}, "/dir"));
  EXPECT_THAT(text, HasSubstr("tokenFile: /dir/none\n    token: abc\n"));
}

TEST(ToKubeconfig, DescribesTheProviderWithItsTokensOfNow) {
  using std::chrono::hours;
  const auto now = std::chrono::system_clock::now();
  const std::string fresh = testing::make_jwt(now + hours(2), "fresh");
  const testing::OidcProviderDouble idp([&](const testing::detail::ServerRequest&) {
    return testing::OidcProviderDouble::tokens(fresh, "refresh-1");
  });
  const TemporaryDirectory directory;
  (void)directory.write("idp.crt", idp.ca.pem());
  const std::string old = testing::make_jwt(now + hours(1), "old");
  const Config config = parse_kube_config(
      "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
      "clusters: [{name: k, cluster: {server: 'https://h:1'}}]\n"
      "users: [{name: u, user: {auth-provider: {name: oidc, config: {idp-issuer-url: '" +
          idp.issuer() + "', client-id: c, client-secret: s, id-token: " + old +
          ", refresh-token: refresh-0, idp-certificate-authority: idp.crt, extra-scopes: x}}}}]\n",
      {}, directory.path());
  const auto described = [&](const std::string& id_token, const std::string& refresh_token) {
    return HasSubstr(
        "    auth-provider:\n      name: oidc\n      config:\n        client-id: c\n"
        "        client-secret: s\n        extra-scopes: x\n        id-token: " +
        id_token + "\n        idp-certificate-authority: " + directory.path("idp.crt") +
        "\n        idp-issuer-url: " + idp.issuer() + "\n        refresh-token: " + refresh_token +
        "\n");
  };
  EXPECT_THAT(to_kubeconfig(config), described(old, "refresh-0"));
  EXPECT_TRUE(idp.forms().empty()) << "nobody was asked for a token to write this";
  config.api_token_source->refused(old);
  EXPECT_EQ(config.api_token_source->token(), fresh);
  EXPECT_THAT(to_kubeconfig(config), described(fresh, "refresh-1"));
}

TEST(ToKubeconfig, AnAloneFileOfCertificateAndKeyIsBoth) {
  Config config;
  config.cert.certificate = "/both.pem";
  EXPECT_THAT(to_kubeconfig(config),
              HasSubstr("client-certificate: /both.pem\n    client-key: /both.pem\n"));
}

TEST(ToKubeconfig, DescribesThePlugin) {
  const std::string text = R"(apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    server: https://h:1
    extensions:
    - name: client.authentication.k8s.io/exec
      extension:
        audience: x
users:
- name: default
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: aws
      args:
      - eks
      - get-token
      env:
      - name: AWS_PROFILE
        value: a=b
      installHint: brew install aws
      interactiveMode: IfAvailable
      provideClusterInfo: true
contexts:
- name: default
  context:
    cluster: default
    user: default
current-context: default
)";
  EXPECT_EQ(to_kubeconfig(parse_kube_config(text)), text);
}

}  // namespace
}  // namespace k8s::auth
