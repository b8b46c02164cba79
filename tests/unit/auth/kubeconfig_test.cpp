#include "auth/kubeconfig.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

#include "support/message.hpp"
#include "support/temporary_directory.hpp"

namespace k8s::auth {
namespace {

using testing::message_of;
using testing::TemporaryDirectory;

KubeConfig parsed(std::string_view yaml) {
  return {yaml, {"config", "/dir"}};
}

std::string error_of(std::string_view yaml) {
  return message_of([&] { (void)parsed(yaml); });
}

TEST(KubeConfig, ReadsNamedThings) {
  const KubeConfig config = parsed(R"(
apiVersion: v1
kind: Config
preferences: {colors: true}
unknown: [1, 2]
current-context: dev
contexts:
- name: dev
  context: {cluster: here, user: ann, namespace: web, unknown: 1}
- name: prod
clusters:
- cluster:
    server: https://here
    insecure-skip-tls-verify: true
    certificate-authority-data: |
      aGVs
      bG8=
    extensions: [{name: x, extension: {a: 1}}]
  name: here
users:
- name: ann
  user: {token: t, tokenFile: sub/../token, as-groups: [a]}
- name: nobody
  user: null
extensions: []
)");
  EXPECT_EQ(config.current_context(), "dev");
  EXPECT_EQ(config.current_context_line(), 6U);
  EXPECT_EQ(config.file(), "config");
  ASSERT_NE(config.context("dev"), nullptr);
  EXPECT_EQ(config.context("dev")->text("namespace"), "web");
  ASSERT_NE(config.context("prod"), nullptr);
  EXPECT_EQ(config.context("prod")->text("cluster"), "");
  ASSERT_NE(config.cluster("here"), nullptr);
  EXPECT_EQ(config.cluster("here")->text("server"), "https://here");
  EXPECT_TRUE(config.cluster("here")->flag("insecure-skip-tls-verify"));
  EXPECT_EQ(config.cluster("here")->data("certificate-authority-data"), "hello");
  ASSERT_NE(config.user("ann"), nullptr);
  EXPECT_EQ(config.user("ann")->path("tokenFile"), "/dir/token");
  EXPECT_EQ(config.user("ann")->path("client-key"), "");
  EXPECT_NE(config.user("ann")->node("as-groups"), nullptr);
  ASSERT_NE(config.user("nobody"), nullptr);
  EXPECT_EQ(config.user("nobody")->text("token"), "");
  EXPECT_EQ(config.user("somebody"), nullptr);
  EXPECT_EQ(config.cluster("there"), nullptr);
  EXPECT_EQ(config.context("test"), nullptr);
}

TEST(KubeConfig, MayBeEmptyOrJsonOrTheFirstOfSeveralDocuments) {
  for (const char* text :
       {"", "# nothing\n", "---\n", "{}", "clusters: null\nusers:\n", "kind: Config\n"}) {
    const KubeConfig config = parsed(text);
    EXPECT_TRUE(config.clusters().empty()) << text;
    EXPECT_EQ(config.current_context(), "") << text;
  }
  EXPECT_EQ(parsed("{\n\t\"current-context\": \"x\"\n}").current_context(), "x");
  EXPECT_EQ(parsed("current-context: x\n---\ncurrent-context: [\n").current_context(), "x");
}

TEST(KubeConfig, OfAFieldThatStandsThereTwiceTheLastCounts) {
  const KubeConfig config = parsed(
      "current-context: a\nusers:\n- name: u\n  user: {token: a, token: b, unknown: 1, unknown: "
      "[]}\ncurrent-context: b\n");
  EXPECT_EQ(config.current_context(), "b");
  EXPECT_EQ(config.user("u")->text("token"), "b");
}

TEST(KubeConfig, AbsolutePathsAreTakenAsTheyAre) {
  const KubeConfig config = parsed("users: [{name: a, user: {client-key: /etc/key}}]");
  EXPECT_EQ(config.user("a")->path("client-key"), "/etc/key");
}

TEST(KubeConfig, ErrorsNameFileLineAndEntry) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"hello", "config:1: a kubeconfig must be a mapping, not a string"},
      {"- a", "config:1: a kubeconfig must be a mapping, not a list"},
      {"a: [",
       "config:2: not YAML: did not find expected node content while parsing a flow node "
       "(column 1)"},
      {"extensions: {a: b}", "config:1: extensions must be a list, not a mapping"},
      {"preferences: [a]", "config:1: preferences must be a mapping, not a list"},
      {"preferences:\n  colors: 1",
       "config:2: preferences.colors must be true or false, not a number"},
      {"extensions:\n- name: a\n  extension: 1\n- name: a",
       "config:4: a second extension is named \"a\"; names must differ"},
      {"contexts:\n- name: a\n  context:\n    extensions: x",
       "config:4: context \"a\": extensions must be a list, not a string"},
      {"users:\n- name: a\n  user:\n    extensions: [x]",
       "config:4: user \"a\": each of extensions must be a mapping, not a string"},
      {"apiVersion: v1\nkind: Pod", "config:2: this is a \"Pod\", not a kubeconfig (kind: Config)"},
      {"apiVersion: v2", "config:1: apiVersion \"v2\" of a kubeconfig is not known; only v1 is"},
      {"kind: [Config]", "config:1: kind must be a string, not a list"},
      {"current-context: 1",
       "config:1: current-context must be a string, not a number; put it in quotes"},
      {"\nclusters: {a: b}", "config:2: clusters must be a list, not a mapping"},
      {"users: x", "config:1: users must be a list, not a string"},
      {"contexts:\n- x", "config:2: each of contexts must be a mapping, not a string"},
      {"contexts:\n- name: 1",
       "config:2: the name of a context must be a string, not a number; put "
       "it in quotes"},
      {"contexts:\n- name: a\n  context: b",
       "config:3: context \"a\" must be a mapping, not a string"},
      {"clusters:\n- name: a\n- name: b\n- name: a",
       "config:4: a second cluster is named \"a\"; names must differ"},
      {"users:\n- {}\n- {}", "config:3: a second user is named \"\"; names must differ"},
      {"clusters:\n- name: a\n  cluster:\n    server: 1",
       "config:4: cluster \"a\": server must be a string, not a number; put it in quotes"},
      {"clusters:\n- name: a\n  cluster:\n    server: {}",
       "config:4: cluster \"a\": server must be a string, not a mapping"},
      {"clusters:\n- name: a\n  cluster:\n    tls-server-name: [a]",
       "config:4: cluster \"a\": tls-server-name must be a string, not a list"},
      {"clusters:\n- name: a\n  cluster:\n    certificate-authority: true",
       "config:4: cluster \"a\": certificate-authority must be a string, not a boolean; put it in "
       "quotes"},
      {"clusters:\n- name: a\n  cluster:\n    proxy-url: 1",
       "config:4: cluster \"a\": proxy-url must be a string, not a number; put it in quotes"},
      {"clusters:\n- name: a\n  cluster:\n    insecure-skip-tls-verify: \"true\"",
       "config:4: cluster \"a\": insecure-skip-tls-verify must be true or false, not a string"},
      {"clusters:\n- name: a\n  cluster:\n    certificate-authority-data: '*'",
       "config:4: cluster \"a\": certificate-authority-data is not base64; `base64 -w0 FILE` makes "
       "what belongs there"},
      {"users:\n- name: a\n  user:\n    client-certificate-data: abc",
       "config:4: user \"a\": client-certificate-data is not base64; `base64 -w0 FILE` makes what "
       "belongs there"},
      {"users:\n- name: a\n  user:\n    client-key-data: 1",
       "config:4: user \"a\": client-key-data must be a string, not a number; put it in quotes"},
      {"users:\n- name: a\n  user:\n    password: 12345",
       "config:4: user \"a\": password must be a string, not a number; put it in quotes"},
      {"users:\n- name: a\n  user:\n    token: yes",
       "config:4: user \"a\": token must be a string, not a boolean; put it in quotes"},
      {"users:\n- name: a\n  user:\n    tokenFile: []",
       "config:4: user \"a\": tokenFile must be a string, not a list"},
      {"users:\n- name: a\n  user:\n    as: 1",
       "config:4: user \"a\": as must be a string, not a number; put it in quotes"},
      {"contexts:\n- name: a\n  context:\n    namespace: 1",
       "config:4: context \"a\": namespace must be a string, not a number; put it in quotes"},
  };
  for (const auto& [text, message] : table) EXPECT_EQ(error_of(text), message) << text;
}

TEST(KubeConfig, AnErrorKnowsItsPlace) {
  try {
    (void)parsed("\n\nclusters: 1");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.file(), "config");
    EXPECT_EQ(error.line(), 3U);
  }
}

TEST(KubeConfig, NeverShowsSecrets) {
  for (const char* text : {"users: [{name: a, user: {token: [s3cret]}}]",
                           "users: [{name: a, user: {client-key-data: s3cret}}]",
                           "users: [{name: a, user: {password: {s3cret: 1}}}]"}) {
    const std::string message = error_of(text);
    EXPECT_NE(message, "no error") << text;
    EXPECT_EQ(message.find("s3cret"), std::string::npos) << message;
  }
}

TEST(KubeConfigFiles, RelativePathsAreRelativeToTheirFile) {
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("sub/config", "users: [{name: a, user: {client-key: ../pki/key}}]");
  EXPECT_EQ(KubeConfig::read(file).user("a")->path("client-key"), directory.path("pki/key"));
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  EXPECT_EQ(KubeConfig::read("sub/config").user("a")->path("client-key"),
            directory.path("pki/key"));
  std::filesystem::current_path(before);
}

TEST(KubeConfigFiles, ThatCannotBeReadAreErrors) {
  const TemporaryDirectory directory;
  const std::string missing = directory.path("missing");
  EXPECT_EQ(message_of([&] { (void)KubeConfig::read(missing); }),
            missing + ": there is no such kubeconfig; correct the path");
  EXPECT_FALSE(KubeConfig::read_if_there(missing));
  EXPECT_EQ(
      message_of([&] { (void)KubeConfig::read_if_there(directory.path()); }),
      directory.path() +
          ": cannot read the kubeconfig: Is a directory; name a file that this program may read");
  EXPECT_EQ(message_of([&] { (void)KubeConfig::read("/dev/zero"); }),
            "/dev/zero: cannot read the kubeconfig: File too large; name a file that this program "
            "may read");
}

TEST(KubeConfigMerge, TheFirstFileThatNamesAThingWins) {
  KubeConfig merged(R"(
clusters: [{name: red, cluster: {server: https://red-1}}]
users: [{name: red, user: {token: one}}]
contexts: [{name: red, context: {cluster: red}}]
)",
                    {"one", "/one"});
  merged.merge({R"(
current-context: red
clusters:
- {name: red, cluster: {server: https://red-2, tls-server-name: x}}
- {name: blue, cluster: {server: https://blue-2, certificate-authority: ca}}
users: [{name: red, user: {username: ann}}, {name: blue, user: {token: two}}]
contexts: [{name: red, context: {namespace: two}}]
)",
                {"two", "/two"}});
  merged.merge({"current-context: blue\ncontexts: [{name: blue}]", {"three", "/three"}});
  EXPECT_EQ(merged.current_context(), "red");
  EXPECT_EQ(merged.current_context_line(), 2U);
  EXPECT_EQ(merged.file(), "two");
  EXPECT_EQ(merged.clusters().size(), 2U);
  EXPECT_EQ(merged.cluster("red")->text("server"), "https://red-1");
  EXPECT_EQ(merged.cluster("red")->text("tls-server-name"), "") << "entries are not mixed";
  EXPECT_EQ(merged.cluster("blue")->path("certificate-authority"), "/two/ca");
  EXPECT_EQ(merged.cluster("blue")->origin().file, "two");
  EXPECT_EQ(merged.user("red")->text("token"), "one");
  EXPECT_EQ(merged.user("red")->text("username"), "");
  EXPECT_EQ(merged.user("blue")->text("token"), "two");
  EXPECT_EQ(merged.context("red")->text("namespace"), "");
  EXPECT_NE(merged.context("blue"), nullptr);
}

TEST(KubeConfigMerge, WithNothingIsTheOther) {
  KubeConfig merged;
  merged.merge({"clusters: [{name: a}]", {"one", "/one"}});
  EXPECT_NE(merged.cluster("a"), nullptr);
  EXPECT_EQ(merged.file(), "one");
}

}  // namespace
}  // namespace k8s::auth
