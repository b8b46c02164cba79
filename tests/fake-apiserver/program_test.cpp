#include <sys/stat.h>

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "program.hpp"

namespace {

using program_tests::Folder;
using program_tests::Program;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

k8s::Client client_of(const std::string& kubeconfig) {
  return k8s::Client(k8s::read_kube_config({.path = kubeconfig}));
}

class FakeApiserver : public ::testing::Test {
 protected:
  [[nodiscard]] std::string kubeconfig() const { return folder.file("kubeconfig"); }

  Folder folder;
};

TEST_F(FakeApiserver, ServesWhoeverHasItsKubeconfig) {
  Program program({"--kubeconfig", kubeconfig()});
  const std::string line = program.read_line();
  EXPECT_THAT(line, StartsWith("k8s-fake-apiserver is ready at https://127.0.0.1:"));
  EXPECT_THAT(line, HasSubstr(kubeconfig()));

  const k8s::Client client = client_of(kubeconfig());
  k8s::ConfigMap({.name = "settings"}, {{"key", "value"}}).save({.client = client});
  EXPECT_EQ(k8s::ConfigMap::get("settings", {.client = client}).data.at("key"), "value");
}

TEST_F(FakeApiserver, ItsKubeconfigIsForItsUserAlone) {
  Program program({"--kubeconfig", kubeconfig()});
  (void)program.read_line();
  struct stat status{};
  ASSERT_EQ(stat(kubeconfig().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_THAT(folder.names(), ElementsAre("kubeconfig"));
}

TEST_F(FakeApiserver, EndsWellOnSignals) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program program({"--kubeconfig", kubeconfig()});
    (void)program.read_line();
    program.signal(signal);
    EXPECT_EQ(program.wait(), 0);
    EXPECT_THAT(program.errors(), IsEmpty());
    EXPECT_THAT(folder.names(), IsEmpty());
  }
}

TEST_F(FakeApiserver, EndsWhileAClientWatches) {
  Program program({"--kubeconfig", kubeconfig()});
  (void)program.read_line();
  auto events = k8s::Pod::watch_list({.client = client_of(kubeconfig())});
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

TEST_F(FakeApiserver, TakesTheFileThatAKilledOneLeft) {
  {
    Program killed({"--kubeconfig", kubeconfig()});
    (void)killed.read_line();
  }
  ASSERT_THAT(folder.names(), ElementsAre("kubeconfig"));
  Program program({"--kubeconfig", kubeconfig()});
  (void)program.read_line();
  EXPECT_THAT(k8s::Pod::list({.client = client_of(kubeconfig())}), IsEmpty());
}

TEST_F(FakeApiserver, LeavesAKubeconfigOfAnotherClusterAlone) {
  folder.write("kubeconfig", "apiVersion: v1\nkind: Config\n");
  Program program({"--kubeconfig", kubeconfig()});
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.errors(), HasSubstr(kubeconfig() + ": something else is there already"));
  EXPECT_EQ(program_tests::read_file(kubeconfig()), "apiVersion: v1\nkind: Config\n");
}

TEST_F(FakeApiserver, BeginsWithWhatManifestsHold) {
  folder.write("a.yaml",
               "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n"
               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, namespace: shop}\n");
  folder.write("b.json", R"({"apiVersion": "v1", "kind": "List", "items": [
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "second", "namespace": "shop"}}
  ]})");
  folder.write("notes.txt", "no manifest");
  Program program({"--kubeconfig", kubeconfig(), "--load", folder.file("")});
  (void)program.read_line();
  std::vector<std::string> names;
  for (const auto& map :
       k8s::ConfigMap::list({.namespace_ = "shop", .client = client_of(kubeconfig())})) {
    names.push_back(map.metadata.name);
  }
  EXPECT_THAT(names, UnorderedElementsAre("first", "second"));
}

TEST_F(FakeApiserver, SaysWhereAManifestIsWrong) {
  const std::string refused =
      folder.write("refused.yaml",
                   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n\napiVersion: v1\n"
                   "kind: ConfigMap\nmetadata: {name: Not_A_Name}\n");
  const std::string broken = folder.write("broken.yaml", "kind: Pod\nmetadata: [\n");
  const std::string no_object = folder.write("list.yaml", "- one\n");
  {
    Program program({"--load", refused});
    EXPECT_EQ(program.wait(), 1);
    EXPECT_THAT(program.errors(), HasSubstr(refused + ":6: "));
    EXPECT_THAT(program.errors(), HasSubstr("metadata.name"));
  }
  {
    Program program({"--load", broken});
    EXPECT_EQ(program.wait(), 1);
    EXPECT_THAT(program.errors(), HasSubstr(broken + ":3"));
  }
  {
    Program program({"--load", no_object});
    EXPECT_EQ(program.wait(), 1);
    EXPECT_THAT(program.errors(), HasSubstr(no_object + ":1: an object"));
  }
}

TEST_F(FakeApiserver, SaysWhenItsPortIsTaken) {
  k8s::testing::FakeCluster other({.https = true});
  const std::string url = other.config().api_server;
  const std::string port = url.substr(url.rfind(':') + 1);
  Program program({"--kubeconfig", kubeconfig(), "--port", port});
  EXPECT_EQ(program.wait(), 1);
  EXPECT_THAT(program.errors(), HasSubstr(port));
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST_F(FakeApiserver, RefusesWhatItDoesNotKnow) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--prot", "1"}, {"--port", "70000"}, {"--latency", "5"}, {"--load", "/nowhere"}}) {
    Program program(arguments);
    EXPECT_EQ(program.wait(), 2) << arguments.front();
    EXPECT_THAT(program.errors(), HasSubstr(arguments.front()));
  }
}

TEST_F(FakeApiserver, RunsTheControllersThatAreNamed) {
  Program program({"--kubeconfig", kubeconfig(), "--controllers", "deployment,replicaset"});
  EXPECT_THAT(program.read_line(), StartsWith("k8s-fake-apiserver is ready"));
  Program unknown({"--controllers", "gravity"});
  EXPECT_EQ(unknown.wait(), 1);
  EXPECT_THAT(unknown.errors(), HasSubstr("gravity"));
}

TEST_F(FakeApiserver, GoesWrongAsItsScriptSays) {
  const std::string script = folder.write(
      "faults.yaml",
      "faults:\n- {verb: list, resource: pods, fault: status, code: 403, message: no lists}\n");
  Program program({"--kubeconfig", kubeconfig(), "--faults", script});
  (void)program.read_line();
  const k8s::Client client = client_of(kubeconfig());
  EXPECT_THROW((void)k8s::Pod::list({.client = client}), k8s::Forbidden);
  EXPECT_THAT(k8s::ConfigMap::list({.client = client}), IsEmpty());

  const std::string wrong = folder.write("wrong.yaml", "faults:\n- {fault: earthquake}\n");
  Program refused({"--faults", wrong});
  EXPECT_EQ(refused.wait(), 1);
  EXPECT_THAT(refused.errors(), HasSubstr(wrong + ":2"));
  EXPECT_THAT(refused.errors(), HasSubstr("earthquake"));
  EXPECT_THAT(folder.names(), ::testing::Contains("faults.yaml"));
}

TEST_F(FakeApiserver, TakesItsTime) {
  Program program({"--kubeconfig", kubeconfig(), "--latency", "1h"});
  EXPECT_EQ(program.wait(), 2);  // hours are no unit
  Program slow({"--kubeconfig", kubeconfig(), "--latency", "600s"});
  (void)slow.read_line();
  const k8s::Client client = client_of(kubeconfig());
  EXPECT_THROW((void)k8s::Pod::list({.client = client, .timeout = std::chrono::milliseconds(100)}),
               k8s::Timeout);
}

}  // namespace
