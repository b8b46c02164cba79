#include <k8s/testing/control_plane.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/http.hpp>
#include <k8s/transport.hpp>

namespace k8s::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto patience = std::chrono::seconds(60);

bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

using Query = std::vector<std::pair<std::string, std::string>>;

Response send(const Config& config, const Request& request) {
  const auto transport = make_curl_transport({.server = config.api_server,
                                              .ca_pem = config.verify_ssl.ca(),
                                              .certificate_pem = config.cert.certificate,
                                              .key_pem = config.cert.key});
  return transport->send(request);
}

Response get(const Config& config, const std::string& path, Query query = {}) {
  Request request;
  request.path = path;
  request.query = std::move(query);
  return send(config, request);
}

Response make_config_map(const Config& config, const std::string& name) {
  Request request;
  request.method = Method::post;
  request.path = "/api/v1/namespaces/default/configmaps";
  request.headers.set("Content-Type", "application/json");
  request.body = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")" + name + "\"}}";
  return send(config, request);
}

/// A member of `metadata` in the answer, as text.
std::string metadata(const Response& response, const std::string& member) {
  const boost::json::value value = boost::json::parse(response.body);
  return boost::json::value_to<std::string>(value.at("metadata").at(member));
}

/// Makes a folder the one for temporary files, so that a test finds what stands there.
class TemporaryFiles {
 public:
  TemporaryFiles() : before_(fs::temp_directory_path()), path_(before_ / "k8s-test-XXXXXX") {
    std::string name = path_;
    path_ = mkdtemp(name.data());
    setenv("TMPDIR", path_.c_str(), 1);
  }
  TemporaryFiles(TemporaryFiles&&) = delete;
  ~TemporaryFiles() {
    setenv("TMPDIR", before_.c_str(), 1);
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  [[nodiscard]] bool is_empty() const { return fs::is_empty(path_); }

  /// How many processes work in there.
  [[nodiscard]] std::size_t processes() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator("/proc")) {
      std::error_code gone;
      const std::string folder = fs::read_symlink(entry.path() / "cwd", gone).string();
      if (!gone && folder.starts_with(path_.string() + "/")) ++count;
    }
    return count;
  }

 private:
  fs::path before_;
  fs::path path_;
};

class ControlPlaneTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster = std::make_unique<ControlPlane>(); }
  static void TearDownTestSuite() { cluster.reset(); }
  static inline std::unique_ptr<ControlPlane> cluster;
};

TEST_F(ControlPlaneTest, ServesItsAdministrator) {
  const Response version = get(cluster->config(), "/version");
  EXPECT_EQ(version.status, 200);
  EXPECT_THAT(version.body, HasSubstr("gitVersion"));
  EXPECT_EQ(get(cluster->config(), "/api/v1/secrets").status, 200);
}

TEST_F(ControlPlaneTest, HasWhatEveryClusterHasWhenItStarts) {
  EXPECT_EQ(get(cluster->config(), "/api/v1/namespaces/default/services/kubernetes").status, 200);
}

TEST_F(ControlPlaneTest, OthersMayDoNothingUntilTheirGroupMay) {
  const Response refused = get(cluster->config_for("jane", {"developers"}), "/api/v1/secrets");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("jane"));
  EXPECT_EQ(get(cluster->config_for("joe", {"system:masters"}), "/api/v1/secrets").status, 200);
}

TEST_F(ControlPlaneTest, KubeconfigSaysWhatTheConfigSays) {
  const Config expected = cluster->config();
  const Config read = parse_kube_config(cluster->kubeconfig());
  EXPECT_EQ(read.api_server, expected.api_server);
  EXPECT_EQ(read.verify_ssl, expected.verify_ssl);
  EXPECT_EQ(read.cert, expected.cert);
}

TEST_F(ControlPlaneTest, LogsShowEachProgram) {
  EXPECT_THAT(cluster->logs(10000),
              AllOf(HasSubstr("==> etcd <=="), HasSubstr("==> kube-apiserver <=="),
                    HasSubstr("Serving securely")));
  EXPECT_THAT(cluster->logs(1), ::testing::Not(HasSubstr("Serving securely")));
}

TEST_F(ControlPlaneTest, TwoDoNotMeet) {
  const ControlPlane other;
  EXPECT_NE(other.config().api_server, cluster->config().api_server);
  Config stranger = cluster->config();
  stranger.api_server = other.config().api_server;
  EXPECT_THROW(get(stranger, "/version"), TlsError);
}

TEST(ControlPlaneLifeTest, RestartKeepsAddressAndObjects) {
  const std::string path = "/api/v1/namespaces/default/services/kubernetes";
  ControlPlane cluster({.controllers = {"serviceaccount"}});
  const Response before = get(cluster.config(), path);
  cluster.restart();
  const Response after = get(cluster.config(), path);
  EXPECT_EQ(after.status, 200);
  EXPECT_EQ(metadata(after, "uid"), metadata(before, "uid"));
  EXPECT_THAT(cluster.logs(), AllOf(HasSubstr("==> kube-apiserver <=="),
                                    HasSubstr("==> kube-controller-manager <==")));
}

TEST(ControlPlaneLifeTest, CompactMakesEarlierResourceVersionsTooOld) {
  ControlPlane cluster;
  const std::string list = "/api/v1/namespaces";
  const Response first = get(cluster.config(), list, {{"limit", "1"}});
  const std::string version = metadata(first, "resourceVersion");
  const Query next_page{{"limit", "1"}, {"continue", metadata(first, "continue")}};
  const Query exactly{{"resourceVersionMatch", "Exact"}, {"resourceVersion", version}};
  const Query watch{{"watch", "1"}, {"resourceVersion", version}, {"timeoutSeconds", "1"}};
  ASSERT_EQ(get(cluster.config(), list, next_page).status, 200);
  ASSERT_EQ(get(cluster.config(), list, exactly).status, 200);
  ASSERT_THAT(get(cluster.config(), list, watch).body, ::testing::Not(HasSubstr("too old")));
  ASSERT_EQ(make_config_map(cluster.config(), "later").status, 201);

  cluster.compact();

  EXPECT_EQ(get(cluster.config(), list, next_page).status, 410);
  EXPECT_EQ(get(cluster.config(), list, exactly).status, 410);
  EXPECT_THAT(get(cluster.config(), list, watch).body, HasSubstr("too old resource version"));
  EXPECT_EQ(get(cluster.config(), "/api/v1/namespaces/default/configmaps/later").status, 200);
}

TEST(ControlPlaneLifeTest, StopLeavesNothing) {
  const TemporaryFiles files;
  ControlPlane cluster;
  const Config config = cluster.config();
  EXPECT_EQ(files.processes(), 2U);
  cluster.stop();
  EXPECT_EQ(files.processes(), 0U);
  EXPECT_TRUE(files.is_empty());
  EXPECT_THROW(get(config, "/version"), TransportError);
  EXPECT_EQ(cluster.config(), config);
  cluster.stop();
}

TEST(ControlPlaneLifeTest, DeathOfTheOwnerLeavesNothing) {
  const TemporaryFiles files;
  const pid_t owner = fork();
  if (owner == 0) {
    const ControlPlane cluster;
    for (;;) pause();
  }
  EXPECT_TRUE(eventually([&] { return files.processes() == 2; }));
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return files.processes() == 0 && files.is_empty(); }));
}

TEST(ControlPlaneLifeTest, WrongFlagIsAnErrorInTheServersWords) {
  const TemporaryFiles files;
  try {
    const ControlPlane cluster({.apiserver_flags = {"--no-such-flag"}});
    FAIL() << "started with a flag that there is not";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("kube-apiserver"), HasSubstr("no-such-flag")));
  }
  EXPECT_EQ(files.processes(), 0U);
  EXPECT_TRUE(files.is_empty());
}

TEST(ControlPlaneLifeTest, FlagsOfTheTestWin) {
  // A list, of which Kubernetes would add up both: the plugin that is off by default is on again.
  const ControlPlane cluster(
      {.apiserver_flags = {"--disable-admission-plugins=DefaultTolerationSeconds"}});
  Request request{.method = Method::post, .path = "/api/v1/namespaces/default/pods"};
  request.body = R"({"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}})";
  request.headers = {{"Content-Type", "application/json"}};
  const Response response = send(cluster.config(), request);
  EXPECT_EQ(response.status, 403) << response.body;
  EXPECT_THAT(response.body, HasSubstr("serviceaccount"));
}

TEST(ControlPlaneLifeTest, NodesRunPodsAndAServiceAccountHasAToken) {
  const char* const assets = std::getenv("KUBEBUILDER_ASSETS");
  if (assets != nullptr && !fs::exists(fs::path(assets) / "kwok")) {
    GTEST_SKIP() << assets << " has no kwok, which scripts/controlplane would build";
  }
  const ControlPlane cluster({.nodes = 2});
  Request request{.method = Method::post, .path = "/api/v1/namespaces/default/pods"};
  request.body = R"({"metadata":{"name":"p"},
                     "spec":{"nodeName":"node-1","containers":[{"name":"c","image":"i"}]}})";
  request.headers = {{"Content-Type", "application/json"}};
  EXPECT_EQ(send(cluster.config(), request).status, 201);
  EXPECT_TRUE(eventually([&] {
    const std::string pod = get(cluster.config(), "/api/v1/namespaces/default/pods/p").body;
    return pod.find("\"phase\":\"Running\"") != std::string::npos;
  })) << cluster.logs();

  const Config robot = cluster.config_for_service_account("robot");
  const auto transport =
      make_curl_transport({.server = robot.api_server, .ca_pem = robot.verify_ssl.ca()});
  Request list;
  list.path = "/api/v1/namespaces/default/pods";
  list.headers = {{"Authorization", "Bearer " + robot.api_token}};
  const Response refused = transport->send(list);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("system:serviceaccount:default:robot"));
  EXPECT_THROW((void)cluster.config_for_service_account("robot", "nowhere"), Error);
}

TEST(ControlPlaneLifeTest, ControllersMoveObjects) {
  const ControlPlane cluster({.controllers = {"*"}, .scheduler = true});
  EXPECT_TRUE(eventually([&] {
    return get(cluster.config(), "/api/v1/namespaces/default/serviceaccounts/default").status ==
           200;
  })) << cluster.logs();
  EXPECT_THAT(cluster.logs(), AllOf(HasSubstr("==> kube-controller-manager <=="),
                                    HasSubstr("==> kube-scheduler <==")));
}

}  // namespace
}  // namespace k8s::testing
