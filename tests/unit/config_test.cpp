#include <k8s/config.hpp>

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>

#include "default_config.hpp"
#include "support/environment.hpp"
#include "support/message.hpp"
#include "support/temporary_directory.hpp"

namespace k8s {
namespace {

using testing::EnvironmentVariable;
using testing::message_of;
using testing::TemporaryDirectory;

/// Gives every test a config() as a program finds it, and no cluster in its environment.
class ConfigTest : public ::testing::Test {
 protected:
  ConfigTest() { config() = Config(); }
  ~ConfigTest() override { config() = Config(); }

  static std::string kubeconfig(const std::string& name) {
    return "apiVersion: v1\nkind: Config\ncurrent-context: " + name +
           "\ncontexts:\n- name: " + name + "\n  context: {cluster: " + name + ", user: " + name +
           ", namespace: ns-" + name + "}\nclusters:\n- name: " + name +
           "\n  cluster: {server: https://" + name + ":6443}\nusers:\n- name: " + name +
           "\n  user: {token: token-" + name + "}\n";
  }

  TemporaryDirectory directory;
  EnvironmentVariable home{"HOME", directory.path("home")};
  EnvironmentVariable list{"KUBECONFIG", std::nullopt};
  EnvironmentVariable host{"KUBERNETES_SERVICE_HOST", std::nullopt};
  EnvironmentVariable port{"KUBERNETES_SERVICE_PORT", std::nullopt};
  EnvironmentVariable name_space{"POD_NAMESPACE", std::nullopt};
};

// The defaults of FIAAS.
TEST_F(ConfigTest, HasDefaults) {
  const Config& defaults = config();
  EXPECT_EQ(defaults.api_server, "https://kubernetes.default.svc.cluster.local");
  EXPECT_EQ(defaults.api_token, "");
  EXPECT_EQ(defaults.api_token_source, nullptr);
  EXPECT_EQ(defaults.cert, ClientCertificate());
  EXPECT_EQ(defaults.verify_ssl, VerifySsl(true));
  EXPECT_FALSE(defaults.debug);
  EXPECT_EQ(defaults.timeout, std::chrono::seconds(20));
  EXPECT_EQ(defaults.stream_timeout, std::chrono::seconds(270));
  EXPECT_EQ(defaults.watcher_cache_size, 1000U);
  EXPECT_EQ(defaults.namespace_, "default");
}

TEST_F(ConfigTest, IsOneObject) {
  config().api_server = "https://example.com";
  EXPECT_EQ(config().api_server, "https://example.com");
  EXPECT_EQ(&config(), &detail::default_config());
}

TEST_F(ConfigTest, VerifySslTakesABooleanOrACa) {
  config().verify_ssl = false;
  EXPECT_FALSE(config().verify_ssl.verify());
  config().verify_ssl = "path/to/ca.crt";
  EXPECT_TRUE(config().verify_ssl.verify());
  EXPECT_EQ(config().verify_ssl.ca(), "path/to/ca.crt");
  config().verify_ssl = true;
  EXPECT_TRUE(config().verify_ssl.verify());
  EXPECT_EQ(config().verify_ssl.ca(), "");
}

TEST_F(ConfigTest, ACallIsSeenOnce) {
  (void)detail::take_config_called();
  EXPECT_FALSE(detail::take_config_called());
  (void)detail::default_config();
  EXPECT_FALSE(detail::take_config_called());
  (void)config();
  EXPECT_TRUE(detail::take_config_called());
  EXPECT_FALSE(detail::take_config_called());
}

class NoCertificate : public CertificateSource {
 public:
  std::shared_ptr<const ClientCertificate> certificate() override { return nullptr; }
};

TEST_F(ConfigTest, IsEqualIfEveryFieldIs) {
  EXPECT_EQ(Config(), Config());
  std::vector<Config> others(22);
  others[0].api_server = "x";
  others[1].api_token = "x";
  others[2].cert.key = "x";
  others[3].verify_ssl = false;
  others[4].tls_server_name = "x";
  others[5].username = "x";
  others[6].password = "x";
  others[7].proxy_url = "x";
  others[8].namespace_ = "x";
  others[9].debug = true;
  others[10].timeout = std::chrono::seconds(1);
  others[11].stream_timeout = std::chrono::seconds(1);
  others[12].connect_timeout = std::chrono::seconds(1);
  others[13].watcher_cache_size = 1;
  others[14].source = "x";
  others[15].logger = [](LogLevel, std::string_view) {};
  others[16].api_token_source =
      std::make_shared<FileTokenSource>(directory.write("token", "token"));
  others[17].verify_ssl = "x";
  others[18].impersonate.extra = {{"x", {}}};
  others[19].disable_compression = true;
  others[20].cert_source = std::make_shared<NoCertificate>();
  others[21].user_agent = "x";
  for (std::size_t i = 0; i < others.size(); ++i) {
    EXPECT_NE(others[i], Config()) << i;
    EXPECT_EQ(others[i], Config(others[i])) << i;
  }
}

TEST_F(ConfigTest, ALoggerIsWhateverTakesALine) {
  const auto ignore = [](LogLevel, std::string_view) {};
  EXPECT_NE(Logger(ignore), Logger(ignore)) << "made apart";
  EXPECT_FALSE(Logger());
  EXPECT_FALSE(Logger(nullptr));
  EXPECT_FALSE(Logger(Logger::Function()));
  std::string heard;
  const Logger logger = [&](LogLevel, std::string_view line) { heard = line; };
  const Logger copy = logger;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(copy, logger);
  ASSERT_TRUE(copy);
  copy(LogLevel::info, "hello");
  EXPECT_EQ(heard, "hello");
}

// --- use_in_cluster_config

TEST_F(ConfigTest, UseInClusterConfigSetsTheTokenSourceAndTheCa) {
  const std::string token = directory.write("token", "secret\n");
  const std::string ca = directory.write("ca.crt", "a CA");
  config().api_server = "https://elsewhere";
  use_in_cluster_config(token, ca);
  ASSERT_NE(config().api_token_source, nullptr);
  EXPECT_EQ(config().api_token_source->token(), "secret");
  EXPECT_EQ(config().verify_ssl, VerifySsl(ca));
  EXPECT_EQ(config().api_server, "https://elsewhere");
  EXPECT_EQ(config().source, "service account of the pod");
}

TEST_F(ConfigTest, UseInClusterConfigUsesTheCaOnlyIfItExists) {
  use_in_cluster_config(directory.write("token", "secret"), directory.path("ca.crt"));
  EXPECT_EQ(config().verify_ssl, VerifySsl(true));
}

TEST_F(ConfigTest, UseInClusterConfigFailsWithoutATokenAndChangesNothing) {
  config().api_token = "before";
  const std::string missing = directory.path("token");
  EXPECT_EQ(message_of([&] { use_in_cluster_config(missing, directory.write("ca.crt", "a CA")); }),
            missing +
                ": cannot read the token: No such file or directory; name a file that holds a "
                "bearer token and that this program may read");
  Config before;
  before.api_token = "before";
  EXPECT_EQ(config(), before);
}

// --- load_kube_config and read_kube_config

TEST_F(ConfigTest, LoadKubeConfigReadsTheFileThatIsNamed) {
  const std::string file = directory.write("a.yaml", kubeconfig("a"));
  load_kube_config({.path = file});
  EXPECT_EQ(config().api_server, "https://a:6443");
  EXPECT_EQ(config().api_token, "token-a");
  EXPECT_EQ(config().namespace_, "ns-a");
  EXPECT_EQ(config().source, "kubeconfig " + file + ", context a");
}

TEST_F(ConfigTest, LoadKubeConfigLeavesWhatIsNotAboutTheCluster) {
  config().debug = true;
  config().logger = [](LogLevel, std::string_view) {};
  config().timeout = std::chrono::seconds(1);
  config().stream_timeout = std::chrono::seconds(2);
  config().connect_timeout = std::chrono::seconds(3);
  config().watcher_cache_size = 4;
  config().user_agent = "me/1";
  load_kube_config({.path = directory.write("a.yaml", kubeconfig("a"))});
  EXPECT_TRUE(config().debug);
  EXPECT_TRUE(config().logger);
  EXPECT_EQ(config().timeout, std::chrono::seconds(1));
  EXPECT_EQ(config().stream_timeout, std::chrono::seconds(2));
  EXPECT_EQ(config().connect_timeout, std::chrono::seconds(3));
  EXPECT_EQ(config().watcher_cache_size, 4U);
  EXPECT_EQ(config().user_agent, "me/1");
}

TEST_F(ConfigTest, LoadKubeConfigLeavesNothingOfAnotherCluster) {
  config().api_server = "https://other";
  config().api_token = "other";
  config().api_token_source = std::make_shared<FileTokenSource>(directory.write("token", "other"));
  config().cert = {"other", "other"};
  config().verify_ssl = false;
  config().tls_server_name = "other";
  config().username = "other";
  config().password = "other";
  config().proxy_url = "http://other";
  config().namespace_ = "other";
  const std::string file = directory.write("a.yaml", kubeconfig("a"));
  load_kube_config({.path = file});
  EXPECT_EQ(config(), read_kube_config({.path = file}));
}

TEST_F(ConfigTest, AnErrorLeavesConfigAsItWas) {
  config().api_server = "https://before";
  EXPECT_THROW(load_kube_config({.path = directory.path("missing")}), ConfigError);
  EXPECT_THROW(load_kube_config({.path = directory.write("bad", "a: [")}), ConfigError);
  EXPECT_THROW(load_config(), ConfigError);
  EXPECT_EQ(config().api_server, "https://before");
}

TEST_F(ConfigTest, ReadKubeConfigDoesNotTouchConfig) {
  (void)detail::take_config_called();
  const Config read = read_kube_config({.path = directory.write("a.yaml", kubeconfig("a"))});
  EXPECT_EQ(read.api_server, "https://a:6443");
  EXPECT_FALSE(detail::take_config_called());
  EXPECT_EQ(config().api_server, Config().api_server);
}

TEST_F(ConfigTest, AMissingFileThatIsNamedIsAnError) {
  list.set(directory.write("a.yaml", kubeconfig("a")));
  const std::string missing = directory.path("missing");
  EXPECT_EQ(message_of([&] { load_kube_config({.path = missing}); }),
            missing + ": there is no such kubeconfig; correct the path");
  EXPECT_EQ(message_of([&] { load_config({.path = missing}); }),
            missing + ": there is no such kubeconfig; correct the path");
}

TEST_F(ConfigTest, TheListWinsOverHome) {
  directory.write("home/.kube/config", kubeconfig("home"));
  EXPECT_EQ(read_kube_config().api_server, "https://home:6443");
  EXPECT_EQ(read_kube_config().source,
            "kubeconfig " + directory.path("home/.kube/config") + ", context home");
  list.set("");
  EXPECT_EQ(read_kube_config().api_server, "https://home:6443");
  list.set(directory.write("a.yaml", kubeconfig("a")));
  EXPECT_EQ(read_kube_config().api_server, "https://a:6443");
}

TEST_F(ConfigTest, FilesOfTheListAreMergedAndMissingOnesSkipped) {
  const std::string a = directory.write("a.yaml", kubeconfig("a"));
  const std::string b = directory.write("b.yaml", kubeconfig("b"));
  list.set(":" + directory.path("missing") + "::" + a + ":" + b + ":" + a + ":");
  EXPECT_EQ(read_kube_config().api_server, "https://a:6443");
  EXPECT_EQ(read_kube_config().source, "kubeconfig " + a + ":" + b + ", context a");
  EXPECT_EQ(read_kube_config({.context = "b"}).api_server, "https://b:6443");
  EXPECT_EQ(read_kube_config({.context = "b"}).source, "kubeconfig " + a + ":" + b + ", context b");
  EXPECT_EQ(read_kube_config({.path = b}).api_server, "https://b:6443");
  EXPECT_EQ(message_of([&] { (void)read_kube_config({.path = b, .context = "a"}); }),
            b + ": no context is named \"a\"; there is \"b\"");
}

TEST_F(ConfigTest, ABrokenFileOfTheListIsAnError) {
  const std::string a = directory.write("a.yaml", kubeconfig("a"));
  const std::string bad = directory.write("bad.yaml", "clusters: [");
  list.set(a + ":" + bad);
  EXPECT_EQ(message_of([] { load_config(); }),
            bad +
                ":2: not YAML: did not find expected node content while parsing a flow node "
                "(column 1)");
}

TEST_F(ConfigTest, SaysWhyThereIsNoKubeconfig) {
  const std::string end = "; name one, or set $KUBECONFIG to the path of one";
  EXPECT_EQ(message_of([] { (void)read_kube_config(); }),
            "there is no kubeconfig: $KUBECONFIG is not set and there is no " +
                directory.path("home/.kube/config") + end);
  list.set("/nowhere/a:/nowhere/b");
  EXPECT_EQ(
      message_of([] { (void)read_kube_config(); }),
      "there is no kubeconfig: $KUBECONFIG names no file that exists (/nowhere/a:/nowhere/b)" +
          end);
  list.set(":");
  EXPECT_EQ(message_of([] { (void)read_kube_config(); }),
            "there is no kubeconfig: $KUBECONFIG names no file that exists (:)" + end);
  list.set(std::nullopt);
  home.set(std::nullopt);
  EXPECT_EQ(message_of([] { (void)read_kube_config(); }),
            "there is no kubeconfig: neither $KUBECONFIG nor $HOME is set" + end);
}

TEST_F(ConfigTest, ParseKubeConfigReadsText) {
  const Config parsed = parse_kube_config(kubeconfig("a"));
  EXPECT_EQ(parsed.api_server, "https://a:6443");
  EXPECT_EQ(parsed.source, "kubeconfig, context a");
  EXPECT_EQ(message_of([] { (void)parse_kube_config("a: [", ""); }),
            "kubeconfig:2: not YAML: did not find expected node content while parsing a flow node "
            "(column 1)");
}

TEST_F(ConfigTest, ParseKubeConfigReadsStreamsAndTakesOptions) {
  std::istringstream in(kubeconfig("a"));
  EXPECT_EQ(parse_kube_config(in, {.namespace_ = "web"}).namespace_, "web");
  EXPECT_EQ(parse_kube_config(kubeconfig("a"), {.context = "a"}).api_server, "https://a:6443");
  std::istringstream bad("x");
  bad.setstate(std::ios::badbit);
  EXPECT_EQ(message_of([&] { (void)parse_kube_config(bad); }),
            "cannot read the kubeconfig from the stream");
}

TEST_F(ConfigTest, ListsTheContextsOfAllFiles) {
  const std::string a = directory.write("a.yaml", kubeconfig("a"));
  const std::string b = directory.write(
      "b.yaml",
      "current-context: b\ncontexts:\n- {name: b, context: {cluster: k, user: u, namespace: ns}}\n"
      "- {name: c}\n- {name: a, context: {cluster: hidden}}\n");
  list.set(a + ":" + b);
  const std::vector<KubeContext> all = list_contexts();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "a");
  EXPECT_NE(all[0].cluster, "hidden");
  EXPECT_TRUE(all[0].current);
  EXPECT_EQ(all[1], (KubeContext{.name = "b", .cluster = "k", .user = "u", .namespace_ = "ns"}));
  EXPECT_EQ(all[2], (KubeContext{.name = "c"}));
  EXPECT_EQ(list_contexts({.path = b}).size(), 3U);
  EXPECT_THROW((void)list_contexts({.path = "/nowhere"}), ConfigError);
}

TEST_F(ConfigTest, LoadConfigListsWhatItTried) {
  EXPECT_EQ(message_of([] { load_config(); }),
            "found no cluster to talk to: $KUBECONFIG is not set and there is no " +
                directory.path("home/.kube/config") +
                "; this is not a pod with a service account either: KUBERNETES_SERVICE_HOST is not "
                "set. Set $KUBECONFIG to the path of a kubeconfig, or set config().api_server");
}

}  // namespace
}  // namespace k8s
