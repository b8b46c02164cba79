// Who we are, told by the real server.

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/http.hpp>
#include <k8s/models/core/v1/pod.hpp>
#include <k8s/testing/control_plane.hpp>

#include "base64.hpp"
#include "client_core.hpp"
#include "support/script.hpp"
#include "support/temporary_directory.hpp"

namespace k8s::testing {
namespace {

namespace json = boost::json;
using ::testing::Contains;
using ::testing::HasSubstr;

class RealConnectTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster = std::make_unique<ControlPlane>(); }
  static void TearDownTestSuite() { cluster.reset(); }

  static json::value post(const Client& client, const std::string& path, const std::string& body) {
    Request request;
    request.method = Method::post;
    request.path = path;
    request.body = body;
    request.target = {.verb = "post to", .kind = path};
    const Response response = client.core()->send(std::move(request));
    EXPECT_LT(response.status, 300) << path << ' ' << response.body;
    return json::parse(response.body);
  }

  /// What the server takes us for.
  static json::value who(const Client& client) {
    return post(client, "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                R"({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"})")
        .at("status")
        .at("userInfo");
  }

  static void make_service_account(const std::string& name) {
    (void)post(
        cluster->client(), "/api/v1/namespaces/default/serviceaccounts",
        R"({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": ")" + name + "\"}}");
  }
  static void delete_service_account(const std::string& name) {
    Request request;
    request.method = Method::delete_;
    request.path = "/api/v1/namespaces/default/serviceaccounts/" + name;
    EXPECT_EQ(cluster->client().core()->send(std::move(request)).status, 200);
  }
  static std::string request_token(const std::string& name) {
    const json::value answer =
        post(cluster->client(), "/api/v1/namespaces/default/serviceaccounts/" + name + "/token",
             R"({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
                 "spec": {"expirationSeconds": 600}})");
    return json::value_to<std::string>(answer.at("status").at("token"));
  }

  /// How the cluster is reached, as nobody.
  static Config nobody() {
    Config config = cluster->config();
    config.cert = {};
    return config;
  }

  static inline std::unique_ptr<ControlPlane> cluster;
};

TEST_F(RealConnectTest, AClientCertificateNamesUserAndGroups) {
  const json::value info = who(Client(cluster->config_for("jane", {"developers"})));
  EXPECT_EQ(info.at("username"), "jane");
  EXPECT_THAT(json::value_to<std::vector<std::string>>(info.at("groups")), Contains("developers"));
}

TEST_F(RealConnectTest, WhoeverMayNotIsForbiddenByName) {
  const Client jane(cluster->config_for("jane"));
  try {
    (void)Pod::list({.client = jane});
    FAIL() << "jane may not list Pods";
  } catch (const Forbidden& error) {
    EXPECT_THAT(error.what(), HasSubstr("User \"jane\" cannot list resource \"pods\""));
  }
}

TEST_F(RealConnectTest, AWrongTokenIsUnauthorized) {
  Config config = nobody();
  config.api_token = "wrong";
  EXPECT_THROW((void)Pod::list({.client = Client(config)}), Unauthorized);
}

TEST_F(RealConnectTest, AServiceAccountsTokenMayDoWhatItsRoleSays) {
  make_service_account("reader");
  const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
  (void)post(cluster->client(), rbac + "roles",
             R"({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                 "metadata": {"name": "reader"},
                 "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]})");
  (void)post(cluster->client(), rbac + "rolebindings",
             R"({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                 "metadata": {"name": "reader"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role",
                             "name": "reader"},
                 "subjects": [{"kind": "ServiceAccount", "name": "reader",
                               "namespace": "default"}]})");
  Config config = nobody();
  config.api_token = request_token("reader");
  const Client reader(config);
  EXPECT_EQ(who(reader).at("username"), "system:serviceaccount:default:reader");
  EXPECT_NO_THROW((void)Pod::list({.client = reader}));
  EXPECT_THROW((void)Pod::list({.namespace_ = "kube-system", .client = reader}), Forbidden);
  EXPECT_THROW(Pod::get("x", {.client = reader}), Forbidden);

  // The same by a kubeconfig that was generated from it.
  const Client again(parse_kube_config(to_kubeconfig(config, "reader")));
  EXPECT_NO_THROW((void)Pod::list({.client = again}));
}

/// Tokens live for ten minutes at least; one whose service account was deleted is no good either,
/// as soon as the server has forgotten it.
TEST_F(RealConnectTest, ATokenThatIsNoLongerGoodIsReadAgain) {
  const TemporaryDirectory directory;
  make_service_account("short");
  const std::string old = request_token("short");
  Config config = nobody();
  config.api_token_source = std::make_shared<FileTokenSource>(directory.write("token", old));
  const Client client(config);
  const auto uid = who(client).at("uid");

  delete_service_account("short");
  make_service_account("short");
  std::filesystem::rename(directory.write("token.new", request_token("short")),
                          directory.path("token"));
  Config with_old = nobody();
  with_old.api_token = old;
  const Client forgotten(with_old);
  Request ask;
  ask.path = "/api";
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (forgotten.core()->send(Request(ask)).status != 401) {
    ASSERT_LT(std::chrono::steady_clock::now(), until) << "the old token is still good";
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  const json::value info = who(client);
  EXPECT_EQ(info.at("username"), "system:serviceaccount:default:short");
  EXPECT_NE(info.at("uid"), uid);
}

TEST_F(RealConnectTest, APluginMayGiveTheToken) {
  const TemporaryDirectory directory;
  make_service_account("plugin");
  (void)write_script(directory, "tool",
                     "echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": "
                     "\"ExecCredential\", \"status\": {\"token\": \"" +
                         request_token("plugin") + "\"}}'\n");
  const Config config = parse_kube_config(
      "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n"
      "clusters: [{name: k, cluster: {server: '" +
          cluster->config().api_server +
          "', certificate-authority-data: " + base64_encode(cluster->config().verify_ssl.ca()) +
          "}}]\nusers: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, "
          "command: ./tool, interactiveMode: Never}}}]\n",
      "", directory.path());
  EXPECT_EQ(who(Client(config)).at("username"), "system:serviceaccount:default:plugin");
}

TEST_F(RealConnectTest, ImpersonationIsWhomTheServerSees) {
  Config config = cluster->config();
  config.impersonate = {.user = "zoe",
                        .uid = "uid-1",
                        .groups = {"developers"},
                        .extra = {{"example.com/Scopes \xC3\xA4", {"view", "edit"}}}};
  const json::value info = who(Client(config));
  EXPECT_EQ(info.at("username"), "zoe");
  EXPECT_EQ(info.at("uid"), "uid-1");
  EXPECT_THAT(json::value_to<std::vector<std::string>>(info.at("groups")), Contains("developers"));
  EXPECT_EQ(
      json::value_to<std::vector<std::string>>(info.at("extra").at("example.com/scopes \xC3\xA4")),
      (std::vector<std::string>{"view", "edit"}));
  EXPECT_THROW((void)Pod::list({.client = Client(config)}), Forbidden);
  config.impersonate = {.user = "zoe", .groups = {"system:masters"}};
  EXPECT_NO_THROW((void)Pod::list({.client = Client(config)}));

  Config jane = cluster->config_for("jane");
  jane.impersonate = {.user = "zoe"};
  try {
    (void)Pod::list({.client = Client(jane)});
    FAIL() << "jane may not be zoe";
  } catch (const Forbidden& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot impersonate"));
  }
}

TEST_F(RealConnectTest, ARenewedCertificateIsShown) {
  const TemporaryDirectory directory;
  const ClientCertificate jane = cluster->config_for("jane").cert;
  const ClientCertificate joe = cluster->config_for("joe").cert;
  Config config = nobody();
  config.cert = {directory.write("user.crt", jane.certificate),
                 directory.write("user.key", jane.key)};
  const Client client(config);
  EXPECT_EQ(who(client).at("username"), "jane");
  std::filesystem::rename(directory.write("new", joe.key), directory.path("user.key"));
  std::filesystem::rename(directory.write("new", joe.certificate), directory.path("user.crt"));
  EXPECT_EQ(who(client).at("username"), "joe");
}

}  // namespace
}  // namespace k8s::testing
