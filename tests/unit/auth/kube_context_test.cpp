#include "auth/kube_context.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>
#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "auth/credentials.hpp"
#include "auth/plugin.hpp"
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
  return config_of_context(KubeConfig(yaml, {"config", directory}),
                           {.context = std::string(context)});
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
      {"https:///h", "server \"https:///h\" names no host: write it as https://host:port"},
      {"https://h:99999", "server \"https://h:99999\" is no URL: write it as https://host:port"},
      {"https://h?a=b",
       "server \"https://h?a=b\" has more than a path: write it as https://host:port"},
      {"https://%31.0.0.1",
       "server \"https://%31.0.0.1\" is no URL: write it as https://host:port"},
      {"::1", "server \"http://::1\" is no URL: write it as https://host:port"},
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
       "cannot read certificate-authority /dir/missing.crt: No such file or directory; name a PEM "
       "file that this program may read, or put it in base64 into certificate-authority-data"},
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
      {"proxy-url: 'http://ann:secret@pro xy'",
       "proxy-url is no URL; write it as http://HOST:PORT"},
      {"proxy-url: 'http://%31'", "proxy-url is no URL; write it as http://HOST:PORT"},
      {"proxy-url: 'socks5://proxy:99999'", "proxy-url is no URL; write it as socks5://HOST:PORT"},
      {"tls-server-name: a/b", "tls-server-name \"a/b\" is not a host name"},
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

TEST(KubeContext, WithoutItsFileTheTokenServesUntilThereIsOne) {
  const TemporaryDirectory directory;
  const Config config =
      config_of(with(https, "token: inline, tokenFile: token"), {}, directory.path());
  ASSERT_NE(config.api_token_source, nullptr);
  EXPECT_EQ(config.api_token_source->token(), "inline");
  config.api_token_source->refused("inline");
  EXPECT_EQ(config.api_token_source->token(), "inline");
  directory.write("token", "from-file\n");
  EXPECT_EQ(config.api_token_source->token(), "from-file");
  directory.write("token", "rotated\n");
  config.api_token_source->refused("from-file");
  EXPECT_EQ(config.api_token_source->token(), "rotated");
  directory.write("token", "");
  EXPECT_EQ(config.api_token_source->token(), "rotated");
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
  EXPECT_EQ(curl_options(with_token).certificate_pem, ann.certificate_pem);
  const Config with_file =
      config_of(with(https, cert + ", tokenFile: token"), {}, directory.path());
  EXPECT_EQ(with_file.api_token_source->token(), "from-file");
  EXPECT_EQ(curl_options(with_file).certificate_pem, ann.certificate_pem);
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
  const std::string no_key =
      "there is no private key in PEM form in it (\"-----BEGIN PRIVATE KEY-----\")";
  const std::vector<std::pair<std::string, std::string>> table{
      {"as-uid: '1'", "as-uid is set, but as, the user to impersonate, is not"},
      {"as-groups: [a]", "as-groups is set, but as, the user to impersonate, is not"},
      {"as-user-extra: {a: [b]}", "as-user-extra is set, but as, the user to impersonate, is not"},
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
       "client-key-data cannot be used: the private key does not belong to the client certificate"},
      {cert + ", client-key-data: " + base64_encode("rubbish"),
       "client-key-data cannot be used: " + no_key},
      {cert + ", client-key: " + rubbish, "client-key " + rubbish + " cannot be used: " + no_key},
      {cert + ", client-key: missing",
       "cannot read client-key /dir/missing: No such file or directory; name a PEM file that this "
       "program may read, or put it in base64 into client-key-data"},
      {cert + ", client-key: a, client-key-data: aaaa",
       "both client-key and client-key-data are set; remove one"},
      {cert + ", client-certificate: a, client-key: b",
       "both client-certificate and client-certificate-data are set; remove one"},
      {"client-certificate: missing, client-key: b",
       "cannot read client-certificate /dir/missing: No such file or directory; name a PEM file "
       "that this program may read, or put it in base64 into client-certificate-data"},
      {"client-certificate: " + rubbish + ", client-key: b",
       "client-certificate " + rubbish +
           " cannot be used: there is no certificate in PEM form in it "
           "(\"-----BEGIN CERTIFICATE-----\")"},
  };
  for (const auto& [fields, problem] : table) {
    EXPECT_EQ(error_of(with(https, fields)), "config:10: user \"u\": " + problem);
  }
}

TEST(KubeContext, AUserMayActAsAnother) {
  const Config config = config_of(
      with(https, "token: t, as: ann, as-uid: u1, as-groups: [a, b], as-user-extra: {k: [v, w]}"));
  EXPECT_EQ(config.impersonate,
            (Impersonation{
                .user = "ann", .uid = "u1", .groups = {"a", "b"}, .extra = {{"k", {"v", "w"}}}}));
  EXPECT_EQ(config_of(with("server: 'http://h'", "as: ann")).impersonate.user, "ann");
  EXPECT_EQ(config_of(with(https, "as: '', as-groups: null, as-user-extra: {}")).impersonate,
            Impersonation());
}

TEST(KubeContext, CompressionMayBeOff) {
  EXPECT_TRUE(
      config_of(with(std::string(https) + ", disable-compression: true", "")).disable_compression);
  EXPECT_FALSE(config_of(with(https, "")).disable_compression);
}

TEST(KubeContext, OptionsWinOverTheContext) {
  const std::string yaml = with(https, "token: t", "cluster: k, user: u, namespace: web") +
                           "- name: v\n  user: {token: other}\n";
  const auto config = [&](const KubeConfigOptions& options) {
    return config_of_context(KubeConfig(yaml, {"config", "/dir"}), options);
  };
  EXPECT_EQ(config({.user = "v"}).api_token, "other");
  EXPECT_EQ(config({.namespace_ = "db"}).namespace_, "db");
  EXPECT_EQ(message_of([&] { (void)config({.cluster = "l"}); }),
            "config: no cluster is named \"l\"; there is \"k\"");
  EXPECT_EQ(message_of([&] { (void)config({.user = "w"}); }),
            "config: no user is named \"w\"; there is \"u\", \"v\"");
}

// --- plugins and providers

constexpr const char* plugin_v1 =
    "exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never";

Plugin plugin_of(const std::string& yaml, const KubeConfigOptions& options = {}) {
  const Config config = config_of_context(KubeConfig(yaml, {"config", "/dir"}), options);
  const auto source = std::dynamic_pointer_cast<PluginSource>(config.api_token_source);
  EXPECT_NE(source, nullptr);
  EXPECT_EQ(std::dynamic_pointer_cast<PluginSource>(config.cert_source), source);
  return source ? source->plugin() : Plugin{};
}

TEST(KubeContext, APluginIsDescribed) {
  const Plugin plugin =
      plugin_of(with(https, std::string(plugin_v1) +
                                ", args: [eks, --name, x], env: [{name: A, value: b}, {name: C}], "
                                "installHint: brew}"),
                {.plugin_timeout = std::chrono::seconds(5), .plugins_may_read_input = false});
  EXPECT_EQ(plugin.file, "config");
  EXPECT_EQ(plugin.line, 10U);
  EXPECT_EQ(plugin.user, "u");
  EXPECT_EQ(plugin.api_version, "client.authentication.k8s.io/v1");
  EXPECT_EQ(plugin.command, "aws");
  EXPECT_EQ(plugin.arguments, (std::vector<std::string>{"eks", "--name", "x"}));
  EXPECT_EQ(plugin.environment, (std::vector<std::string>{"A=b", "C="}));
  EXPECT_EQ(plugin.install_hint, "brew");
  EXPECT_EQ(plugin.interactive_mode, Plugin::InteractiveMode::never);
  EXPECT_TRUE(plugin.cluster.is_null());
  EXPECT_EQ(plugin.timeout, std::chrono::seconds(5));
  EXPECT_FALSE(plugin.may_read_input);
}

TEST(KubeContext, APluginsPathIsRelativeToTheKubeconfig) {
  const auto command = [](const std::string& text) {
    return plugin_of(
               with(https, "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: " +
                               text + "}"))
        .command;
  };
  EXPECT_EQ(command("aws"), "aws");
  EXPECT_EQ(command("./aws"), "/dir/aws");
  EXPECT_EQ(command("bin/aws"), "/dir/bin/aws");
  EXPECT_EQ(command("/usr/bin/aws"), "/usr/bin/aws");
}

TEST(KubeContext, APluginsInteractiveModeHasADefaultInTheOldVersionOnly) {
  using Mode = Plugin::InteractiveMode;
  const auto mode = [](const std::string& text) {
    return plugin_of(
               with(https, "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws" +
                               text + "}"))
        .interactive_mode;
  };
  EXPECT_EQ(mode(""), Mode::if_available);
  EXPECT_EQ(mode(", interactiveMode: Never"), Mode::never);
  EXPECT_EQ(mode(", interactiveMode: Always"), Mode::always);
  EXPECT_EQ(mode(", interactiveMode: IfAvailable"), Mode::if_available);
}

TEST(KubeContext, APluginMayBeToldOfTheCluster) {
  const TemporaryDirectory directory;
  const std::string pem = certificates().ca.pem();
  const std::string cluster =
      std::string(https) + ", certificate-authority: " + directory.write("ca.crt", pem) +
      ", tls-server-name: inner, proxy-url: 'http://p:1', disable-compression: true, extensions: "
      "[{name: other, extension: 1}, {name: client.authentication.k8s.io/exec, extension: "
      "{audience: x}}]";
  const Plugin plugin =
      plugin_of(with(cluster, std::string(plugin_v1) + ", provideClusterInfo: true}"));
  EXPECT_EQ(
      boost::json::serialize(plugin.cluster),
      R"({"server":"https://h:1","tls-server-name":"inner","certificate-authority-data":")" +
          base64_encode(pem) +
          R"(","proxy-url":"http://p:1","disable-compression":true,"config":{"audience":"x"}})");
}

TEST(KubeContext, OtherCredentialsWinOverAPlugin) {
  const testing::detail::KeyPair& ann = certificates().ann;
  const std::string cert = "client-certificate-data: " + base64_encode(ann.certificate_pem) +
                           ", client-key-data: " + base64_encode(ann.key_pem);
  for (const std::string& fields :
       {std::string("token: t"), std::string("username: a, password: b"), cert}) {
    const Config config = config_of(with(https, fields + ", " + plugin_v1 + "}"));
    EXPECT_EQ(config.api_token_source, nullptr) << fields;
    EXPECT_EQ(config.cert_source, nullptr) << fields;
  }
}

TEST(KubeContext, WithoutTlsNoPluginRuns) {
  EXPECT_EQ(config_of(with("server: 'http://h'", std::string(plugin_v1) + "}")).api_token_source,
            nullptr);
}

std::string jwt(const std::string& claims) {
  std::string payload = base64_encode(claims);
  payload.erase(payload.find_last_not_of('=') + 1);
  return "e30." + payload + ".x";
}

TEST(KubeContext, WithoutTlsEntriesThatCannotBeMeantAreToldAllTheSame) {
  const std::string http = "server: 'http://h'";
  const std::vector<std::pair<std::string, std::string>> table{
      {"exec: {command: aws, apiVersion: client.authentication.k8s.io/v1, interactiveMode: never}",
       "exec.interactiveMode must be Never, IfAvailable or Always, not \"never\""},
      {std::string(plugin_v1) + "}, auth-provider: {name: oidc}",
       "both exec and auth-provider are set; remove one"},
      {"client-certificate-data: aaaa",
       "it has a client certificate but no client-key or client-key-data"},
      {"client-certificate-data: aaaa, client-certificate: a.crt",
       "both client-certificate and client-certificate-data are set; remove one"},
  };
  for (const auto& [fields, problem] : table) {
    EXPECT_EQ(error_of(with(http, fields)), "config:10: user \"u\": " + problem);
  }
  for (const char* unused :
       {"client-certificate-data: aaaa, client-key-data: aaaa", "tokenFile: none",
        "exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}",
        "auth-provider: {name: gcp}"}) {
    EXPECT_EQ(config_of(with(http, unused)).api_server, "http://h") << unused;
  }
}

TEST(KubeContext, AProviderGivesTokens) {
  const std::string token = jwt(R"({"exp": 99999999999})");
  const Config config = config_of(
      with(https,
           "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://idp', client-id: "
           "c, id-token: " +
               token + "}}"));
  ASSERT_NE(config.api_token_source, nullptr);
  EXPECT_EQ(config.api_token_source->token(), token);
  EXPECT_EQ(config_of(with(https,
                           "token: t, auth-provider: {name: oidc, config: {idp-issuer-url: "
                           "'https://idp', client-id: c}}"))
                .api_token_source,
            nullptr);
}

TEST(KubeContext, ErrorsOfPluginsAndProvidersNameTheField) {
  const std::string versions =
      "; write `apiVersion: client.authentication.k8s.io/v1` or "
      "`client.authentication.k8s.io/v1beta1`";
  const std::string oidc = "auth-provider: {name: oidc, config: {idp-issuer-url: 'https://idp', ";
  const std::vector<std::pair<std::string, std::string>> table{
      {"exec: {}", "exec has no command; write the plugin's name or path"},
      {"exec: {command: aws}", "exec has no apiVersion" + versions},
      {"exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}",
       "exec.apiVersion \"client.authentication.k8s.io/v1alpha1\" is not supported" + versions},
      {"exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}",
       "exec has no interactiveMode, which client.authentication.k8s.io/v1 asks for; write Never, "
       "IfAvailable or Always"},
      {"exec: {command: aws, apiVersion: client.authentication.k8s.io/v1, interactiveMode: never}",
       "exec.interactiveMode must be Never, IfAvailable or Always, not \"never\""},
      {std::string(plugin_v1) + ", env: [{value: s3cr3t}]}",
       "exec.env has a variable without a name, or with one that holds a `=`"},
      {std::string(plugin_v1) + "}, auth-provider: {name: oidc}",
       "both exec and auth-provider are set; remove one"},
      {"auth-provider: {name: gcp}",
       "the auth-provider \"gcp\" is not supported, here nor in kubectl; use a credential plugin "
       "(exec): gke-gcloud-auth-plugin"},
      {"auth-provider: {name: oidc}", "the auth-provider oidc has no idp-issuer-url"},
      {oidc + "}}", "the auth-provider oidc has no client-id"},
      {oidc + "client-id: c}}",
       "the auth-provider oidc has neither an id-token nor a refresh-token; log in first"},
      {oidc + "client-id: c, id-token: s3cr3t}}",
       "the id-token of the auth-provider is no JWT that says when it expires; log in again"},
      {oidc + "client-id: c, refresh-token: s3cr3t, idp-certificate-authority: none}}",
       "cannot read idp-certificate-authority /dir/none: No such file or directory"},
      {oidc + "client-id: c, refresh-token: s3cr3t, idp-certificate-authority-data: aaaa}}",
       "idp-certificate-authority-data cannot be used: there is no certificate in PEM form in it "
       "(\"-----BEGIN CERTIFICATE-----\")"},
  };
  for (const auto& [fields, problem] : table) {
    EXPECT_EQ(error_of(with(https, fields)), "config:10: user \"u\": " + problem);
  }
}

TEST(KubeContext, WhatIsWrongDisturbsOnlyWhoUsesIt) {
  const std::string yaml =
      with(https, "token: t") +
      "- name: v\n  user: {exec: {command: aws}, as-uid: bob, auth-provider: {name: gcp}}\n";
  EXPECT_EQ(config_of(yaml).api_token, "t");
  EXPECT_EQ(config_of(with(https, "token: t, as: '', as-groups: null, exec: null")).api_token, "t");
}

TEST(KubeContext, WrongTypesDisturbEverybody) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"exec: aws", "exec must be a mapping, not a string"},
      {"exec: {args: x}", "exec.args must be a list, not a string"},
      {"exec: {args: [1]}", "each of exec.args must be a string, not a number; put it in quotes"},
      {"exec: {args: [s3cr3t, [s3cr3t]]}", "each of exec.args must be a string, not a list"},
      {"exec: {env: {A: b}}", "exec.env must be a list, not a mapping"},
      {"exec: {env: [A]}", "each of exec.env must be a mapping, not a string"},
      {"exec: {env: [{name: A, value: 1}]}",
       "exec.env.value must be a string, not a number; put it in quotes"},
      {"exec: {provideClusterInfo: 'yes'}",
       "exec.provideClusterInfo must be true or false, not a string"},
      {"as-groups: ann", "as-groups must be a list, not a string"},
      {"as-groups: [true]", "each of as-groups must be a string, not a boolean; put it in quotes"},
      {"as-user-extra: [a]", "as-user-extra must be a mapping, not a list"},
      {"as-user-extra: {k: v}", "as-user-extra.k must be a list, not a string"},
      {"auth-provider: {config: {client-id: 1}}",
       "auth-provider.config.client-id must be a string, not a number; put it in quotes"},
  };
  for (const auto& [fields, problem] : table) {
    EXPECT_EQ(error_of(with(https, "token: t") + "- name: v\n  user: {" + fields + "}\n"),
              "config:12: user \"v\": " + problem);
  }
}

}  // namespace
}  // namespace k8s::auth
