#include "auth/kube_context.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

#include "auth/credentials.hpp"
#include "base64.hpp"
#include "support/message.hpp"
#include "support/temporary_directory.hpp"
#include "testing/certificates.hpp"

namespace k8s::auth {
namespace {

using testing::message_of;
using testing::TemporaryDirectory;

struct Certificates {
  testing::detail::CertificateAuthority ca{"ca"};
  testing::detail::KeyPair ann = ca.issue_client("ann");
  testing::detail::KeyPair bob = ca.issue_client("bob");
};

const Certificates& certificates() {
  static const Certificates only;
  return only;
}

/// A kubeconfig with the context "c", in which line 7 is of the cluster "k", line 10 of the user
/// "u".
std::string with(const std::string& cluster, const std::string& user,
                 const std::string& context = "cluster: k, user: u") {
  return "current-context: c\ncontexts:\n- name: c\n  context: {" + context +
         "}\nclusters:\n- name: k\n  cluster: {" + cluster + "}\nusers:\n- name: u\n  user: {" +
         user + "}\n";
}

Config config_of(const std::string& yaml, std::string_view context = {},
                 const std::string& directory = "/dir") {
  return config_of_context(KubeConfig(yaml, {"config", directory}), context);
}

std::string error_of(const std::string& yaml, std::string_view context = {},
                     const std::string& directory = "/dir") {
  return message_of([&] { (void)config_of(yaml, context, directory); });
}

constexpr const char* https = "server: 'https://h:1'";

// --- contexts

TEST(KubeContext, GivesServerAndNamespace) {
  const Config config = config_of(with(https, "", "cluster: k, user: u, namespace: web"));
  EXPECT_EQ(config.api_server, "https://h:1");
  EXPECT_EQ(config.namespace_, "web");
  EXPECT_EQ(config.verify_ssl, VerifySsl(true));
  EXPECT_EQ(config.api_token, "");
  EXPECT_EQ(config.api_token_source, nullptr);
}

TEST(KubeContext, TheNamespaceIsDefaultUnlessTheContextSaysOtherwise) {
  EXPECT_EQ(config_of(with(https, "")).namespace_, "default");
  EXPECT_EQ(config_of(with(https, "", "cluster: k, namespace: ''")).namespace_, "default");
}

TEST(KubeContext, AContextMayBeChosenByName) {
  const std::string yaml = with(https, "") + "- name: v\n  user: {token: other}\n" + "x: 1\n";
  const std::string two =
      "contexts:\n- {name: a, context: {cluster: k}}\n- {name: b, context: {cluster: l}}\n"
      "clusters:\n- {name: k, cluster: {server: 'https://k'}}\n"
      "- {name: l, cluster: {server: 'https://l'}}\n";
  EXPECT_EQ(config_of(two, "a").api_server, "https://k");
  EXPECT_EQ(config_of(two, "b").api_server, "https://l");
  EXPECT_EQ(config_of("current-context: a\n" + two, "b").api_server, "https://l");
  EXPECT_EQ(config_of(yaml, "c").api_server, "https://h:1");
}

TEST(KubeContext, AContextWithoutAUserIsAnonymous) {
  EXPECT_EQ(config_of(with(https, "token: t", "cluster: k")).api_token, "");
  EXPECT_EQ(config_of(with(https, "token: t", "cluster: k, user: ''")).api_token, "");
}

TEST(KubeContext, ErrorsOfTheChoice) {
  const std::string two = "contexts:\n- {name: a, context: {cluster: k}}\n- {name: b}\n";
  std::string many = "contexts:\n";
  for (int i = 0; i < 12; ++i) many += "- {name: c" + std::to_string(i) + "}\n";
  const std::vector<std::tuple<std::string, std::string, std::string>> table{
      {"", "", "config: there is no current-context; set it or name a context: there is none"},
      {two, "",
       "config: there is no current-context; set it or name a context: there is \"a\", \"b\""},
      {two, "c", "config: no context is named \"c\"; there is \"a\", \"b\""},
      {"current-context: c\n" + two, "",
       "config:1: no context is named \"c\"; there is \"a\", \"b\""},
      {"current-context: a\n" + two, "c",
       "config: no context is named \"c\"; there is \"a\", \"b\""},
      {many, "c",
       "config: no context is named \"c\"; there is \"c0\", \"c1\", \"c2\", \"c3\", \"c4\", "
       "\"c5\", "
       "\"c6\", \"c7\", \"c8\", \"c9\", ..."},
      {two, "b", "config:3: context \"b\": it names no cluster"},
      {two, "a", "config:2: context \"a\": no cluster is named \"k\"; there is none"},
      {with(https, "", "cluster: j"), "",
       "config:4: context \"c\": no cluster is named \"j\"; there is \"k\""},
      {with(https, "", "cluster: k, user: v"), "",
       "config:4: context \"c\": no user is named \"v\"; there is \"u\""},
  };
  for (const auto& [yaml, context, message] : table) EXPECT_EQ(error_of(yaml, context), message);
}

// --- clusters

TEST(KubeContext, ServersAreUrlsOrHosts) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"https://h", "https://h"},
      {"HTTPS://h:6443/prefix", "HTTPS://h:6443/prefix"},
      {"https://[::1]:6443", "https://[::1]:6443"},
      {"http://h:8080", "http://h:8080"},
      {"localhost:8080", "http://localhost:8080"},
      {"10.0.0.1:6443", "http://10.0.0.1:6443"},
  };
  for (const auto& [server, url] : table) {
    EXPECT_EQ(config_of(with("server: '" + std::string(server) + "'", "")).api_server, url);
  }
  const std::vector<std::pair<const char*, const char*>> refused{
      {"", "it has no server; write `server: https://HOST:PORT`"},
      {"ftp://h", "server must begin with https://, not ftp://"},
      {"h/path", "server must be a URL (https://HOST:PORT) or HOST:PORT"},
      {"https://ann:secret@h",
       "server holds a user or a password; put them into a user of this file"},
  };
  for (const auto& [server, problem] : refused) {
    EXPECT_EQ(error_of(with("server: '" + std::string(server) + "'", "")),
              "config:7: cluster \"k\": " + std::string(problem));
  }
}

TEST(KubeContext, AuthoritiesAreDataOrFiles) {
  const TemporaryDirectory directory;
  const std::string pem = certificates().ca.pem();
  const std::string file = directory.write("ca.crt", pem);
  const std::string cluster = std::string(https) + ", certificate-authority";
  EXPECT_EQ(config_of(with(cluster + "-data: " + base64_encode(pem), "")).verify_ssl,
            VerifySsl(pem));
  EXPECT_EQ(
      config_of(with(cluster + "-data: " + base64_encode("a comment\n" + pem), "")).verify_ssl,
      VerifySsl(pem));
  EXPECT_EQ(config_of(with(cluster + ": " + file, "")).verify_ssl, VerifySsl(file));
  EXPECT_EQ(config_of(with(cluster + ": ca.crt", ""), {}, directory.path()).verify_ssl,
            VerifySsl(file));
  EXPECT_EQ(config_of(with(cluster + ": ''", "")).verify_ssl, VerifySsl(true));
}

TEST(KubeContext, VerificationMayBeOff) {
  EXPECT_EQ(config_of(with(std::string(https) + ", insecure-skip-tls-verify: true", "")).verify_ssl,
            VerifySsl(false));
  EXPECT_EQ(
      config_of(with(std::string(https) + ", insecure-skip-tls-verify: false", "")).verify_ssl,
      VerifySsl(true));
}

TEST(KubeContext, TheServerMayHaveAnotherNameAndAProxy) {
  const Config config = config_of(
      with(std::string(https) + ", tls-server-name: inner, proxy-url: 'socks5://p:1080'", ""));
  EXPECT_EQ(config.tls_server_name, "inner");
  EXPECT_EQ(config.proxy_url, "socks5://p:1080");
  for (const char* proxy : {"http://p:3128", "https://p:3128", "HTTP://p"}) {
    EXPECT_EQ(config_of(with(std::string(https) + ", proxy-url: '" + proxy + "'", "")).proxy_url,
              proxy);
  }
}

TEST(KubeContext, ErrorsOfAClusterNameTheField) {
  const TemporaryDirectory directory;
  const std::string rubbish = directory.write("rubbish", "rubbish");
  const std::string no_certificate =
      "there is no certificate in PEM form in it (\"-----BEGIN CERTIFICATE-----\")";
  const std::string data = base64_encode(certificates().ca.pem());
  const std::vector<std::pair<std::string, std::string>> table{
      {"certificate-authority: missing.crt",
       "cannot read certificate-authority /dir/missing.crt: No such file or directory"},
      {"certificate-authority: " + rubbish,
       "certificate-authority " + rubbish + " cannot be used: " + no_certificate},
      {"certificate-authority-data: " + base64_encode("rubbish"),
       "certificate-authority-data cannot be used: " + no_certificate},
      {"certificate-authority-data: " + base64_encode(certificates().ca.pem().substr(0, 100)),
       "certificate-authority-data cannot be used: certificate 1 in it is damaged"},
      {"certificate-authority: a, certificate-authority-data: " + data,
       "both certificate-authority and certificate-authority-data are set; remove one"},
      {"insecure-skip-tls-verify: true, certificate-authority-data: " + data,
       "it has a certificate authority and insecure-skip-tls-verify; remove one"},
      {"proxy-url: 'proxy:3128'", "proxy-url must begin with http://, https:// or socks5://"},
      {"proxy-url: 'ftp://ann:secret@proxy'",
       "proxy-url must begin with http://, https:// or socks5://"},
  };
  for (const auto& [fields, problem] : table) {
    EXPECT_EQ(error_of(with(std::string(https) + ", " + fields, "")),
              "config:7: cluster \"k\": " + problem);
  }
}

// --- users

TEST(KubeContext, ATokenIsTaken) {
  EXPECT_EQ(config_of(with(https, "token: abc.def")).api_token, "abc.def");
  EXPECT_EQ(config_of(with(https, "token: \"abc\\n\"")).api_token, "abc");
}

TEST(KubeContext, ATokenFileWinsAndIsReadAgain) {
  const TemporaryDirectory directory;
  directory.write("token", "from-file\n");
  const Config config =
      config_of(with(https, "token: inline, tokenFile: token"), {}, directory.path());
  ASSERT_NE(config.api_token_source, nullptr);
  EXPECT_EQ(config.api_token_source->token(), "from-file");
  directory.write("token", "rotated");
  config.api_token_source->refused("from-file");
  EXPECT_EQ(config.api_token_source->token(), "rotated");
}

TEST(KubeContext, WithoutItsFileTheTokenServes) {
  const Config config = config_of(with(https, "token: inline, tokenFile: missing"));
  EXPECT_EQ(config.api_token_source, nullptr);
  EXPECT_EQ(config.api_token, "inline");
}

TEST(KubeContext, ACertificateIsDataOrFiles) {
  const TemporaryDirectory directory;
  const auto& [ca, ann, bob] = certificates();
  const std::string certificate = directory.write("ann.crt", ann.certificate_pem);
  const std::string key = directory.write("ann.key", ann.key_pem);
  const ClientCertificate from_data =
      config_of(
          with(https, "client-certificate-data: " + base64_encode("x\n" + ann.certificate_pem) +
                          ", client-key-data: " + base64_encode("x\n" + ann.key_pem)))
          .cert;
  EXPECT_EQ(from_data, (ClientCertificate{ann.certificate_pem, ann.key_pem}));
  const ClientCertificate from_files =
      config_of(with(https, "client-certificate: ann.crt, client-key: " + key), {},
                directory.path())
          .cert;
  EXPECT_EQ(from_files, (ClientCertificate{certificate, key}));
  const ClientCertificate mixed =
      config_of(with(https,
                     "client-certificate: ann.crt, client-key-data: " + base64_encode(ann.key_pem)),
                {}, directory.path())
          .cert;
  EXPECT_EQ(mixed, (ClientCertificate{certificate, ann.key_pem}));
}

TEST(KubeContext, AKeyWithoutACertificateIsIgnored) {
  EXPECT_EQ(config_of(with(https, "client-key: missing")).cert, ClientCertificate());
}

// kubectl sends both, and the API server asks the certificate first.
TEST(KubeContext, ACertificateAndATokenAreBothSent) {
  const TemporaryDirectory directory;
  directory.write("token", "from-file");
  const testing::detail::KeyPair& ann = certificates().ann;
  const std::string cert = "client-certificate-data: " + base64_encode(ann.certificate_pem) +
                           ", client-key-data: " + base64_encode(ann.key_pem);
  const Config with_token = config_of(with(https, cert + ", token: t"));
  EXPECT_EQ(with_token.api_token, "t");
  EXPECT_EQ(detail::curl_options(with_token).certificate_pem, ann.certificate_pem);
  const Config with_file =
      config_of(with(https, cert + ", tokenFile: token"), {}, directory.path());
  EXPECT_EQ(with_file.api_token_source->token(), "from-file");
  EXPECT_EQ(detail::curl_options(with_file).certificate_pem, ann.certificate_pem);
}

TEST(KubeContext, AUserMayHaveAPassword) {
  const Config config = config_of(with(https, "username: ann, password: 'p w'"));
  EXPECT_EQ(config.username, "ann");
  EXPECT_EQ(config.password, "p w");
}

TEST(KubeContext, CredentialsDoNotTravelWithoutTls) {
  for (const char* server : {"http://h", "localhost:8080"}) {
    const Config config = config_of(with("server: '" + std::string(server) + "'", "token: t"));
    EXPECT_EQ(config.api_token, "");
  }
  const Config config = config_of(with("server: 'http://h'", "username: a, password: b"));
  EXPECT_EQ(config.username, "");
  EXPECT_EQ(config.password, "");
}

TEST(KubeContext, ErrorsOfAUserNameTheField) {
  const TemporaryDirectory directory;
  const auto& [ca, ann, bob] = certificates();
  const std::string rubbish = directory.write("rubbish", "rubbish");
  const std::string cert = "client-certificate-data: " + base64_encode(ann.certificate_pem);
  const std::string instead =
      " is not supported yet; use a user with token, tokenFile or a client certificate";
  const std::string no_key =
      "there is no private key in PEM form in it (\"-----BEGIN PRIVATE KEY-----\")";
  const std::vector<std::pair<std::string, std::string>> table{
      {"exec: {command: aws}", "a credential plugin (exec)" + instead},
      {"auth-provider: {name: oidc}", "an auth-provider" + instead},
      {"as: bob", "impersonation (as) is not supported yet; use a user without it"},
      {"as-uid: '1'", "impersonation (as-uid) is not supported yet; use a user without it"},
      {"as-groups: [a]", "impersonation (as-groups) is not supported yet; use a user without it"},
      {"as-user-extra: {a: [b]}",
       "impersonation (as-user-extra) is not supported yet; use a user without it"},
      {"token: 'a b'", "token holds spaces or control characters"},
      {"token: \"a\\r\\nX: y\"", "token holds spaces or control characters"},
      {"token: t, username: ann", "both a token and a username or password are set; remove one"},
      {"token: t, password: p", "both a token and a username or password are set; remove one"},
      {"tokenFile: t, password: p", "both a token and a username or password are set; remove one"},
      {"tokenFile: missing",
       "/dir/missing: cannot read the token: No such file or directory; name a file that holds a "
       "bearer token and that this program may read"},
      {cert, "it has a client certificate but no client-key or client-key-data"},
      {cert + ", client-key-data: " + base64_encode(bob.key_pem),
       "the private key does not belong to the client certificate"},
      {cert + ", client-key-data: " + base64_encode("rubbish"),
       "client-key-data cannot be used: " + no_key},
      {cert + ", client-key: " + rubbish, "client-key " + rubbish + " cannot be used: " + no_key},
      {cert + ", client-key: missing",
       "cannot read client-key /dir/missing: No such file or directory"},
      {cert + ", client-key: a, client-key-data: aaaa",
       "both client-key and client-key-data are set; remove one"},
      {cert + ", client-certificate: a, client-key: b",
       "both client-certificate and client-certificate-data are set; remove one"},
      {"client-certificate: missing, client-key: b",
       "cannot read client-certificate /dir/missing: No such file or directory"},
      {"client-certificate: " + rubbish + ", client-key: b",
       "client-certificate " + rubbish +
           " cannot be used: there is no certificate in PEM form in it "
           "(\"-----BEGIN CERTIFICATE-----\")"},
  };
  for (const auto& [fields, problem] : table) {
    EXPECT_EQ(error_of(with(https, fields)), "config:10: user \"u\": " + problem);
  }
}

TEST(KubeContext, WhatIsNotSupportedDisturbsOnlyWhoUsesIt) {
  const std::string yaml =
      with(https, "token: t") + "- name: v\n  user: {exec: {command: aws}, as: bob}\n";
  EXPECT_EQ(config_of(yaml).api_token, "t");
  EXPECT_EQ(config_of(with(https, "token: t, as: '', as-groups: null, exec: null")).api_token, "t");
}

}  // namespace
}  // namespace k8s::auth
