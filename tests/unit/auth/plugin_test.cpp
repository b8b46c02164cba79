#include "auth/plugin.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <k8s/error.hpp>
#include <k8s/time.hpp>

#include "support/environment.hpp"
#include "support/file_limit.hpp"
#include "support/message.hpp"
#include "support/sanitized.hpp"
#include "support/script.hpp"
#include "support/temporary_directory.hpp"
#include "testing/certificates.hpp"

namespace k8s::auth {
namespace {

using testing::EnvironmentVariable;
using ::testing::HasSubstr;
using testing::message_of;
using ::testing::Not;
using testing::TemporaryDirectory;
using testing::write_script;

constexpr const char* v1 = "client.authentication.k8s.io/v1";
constexpr const char* v1beta1 = "client.authentication.k8s.io/v1beta1";

Plugin plugin_of(std::string command, std::string version = v1) {
  return {.file = "config",
          .line = 7,
          .user = "u",
          .api_version = std::move(version),
          .command = std::move(command),
          .interactive_mode = Plugin::InteractiveMode::never};
}

std::string credential(const std::string& status, const std::string& version = v1) {
  return R"({"apiVersion": ")" + version + R"(", "kind": "ExecCredential", "status": )" + status +
         "}";
}

Credentials read(const std::string& printed, const std::string& version = v1) {
  return read_credentials(plugin_of("tool", version), printed);
}

TEST(Plugin, GivesAToken) {
  const Credentials credentials = read(credential(R"({"token": "abc\n"})"));
  EXPECT_EQ(credentials.token, "abc");
  EXPECT_EQ(credentials.certificate, nullptr);
  EXPECT_FALSE(credentials.expires);
  EXPECT_EQ(read(credential(R"({"token": "abc"})", v1beta1), v1beta1).token, "abc");
}

TEST(Plugin, MayPrintYamlAndMembersThatNobodyKnows) {
  EXPECT_EQ(read("kind: ExecCredential\napiVersion: " + std::string(v1) +
                 "\nother: 1\nspec: {}\nstatus:\n  token: abc\n  more: x\n")
                .token,
            "abc");
  // Nor need they say what it is, and of what they say twice the last counts.
  EXPECT_EQ(read("apiVersion: " + std::string(v1) + "\nstatus: {token: a, token: b}\n").token, "b");
}

TEST(Plugin, SaysWhenItsCredentialsExpire) {
  const auto expires =
      read(credential(R"({"token": "t", "expirationTimestamp": "2026-11-21T12:02:55+01:00"})"))
          .expires;
  ASSERT_TRUE(expires);
  EXPECT_EQ(Time(*expires).to_string(), "2026-11-21T11:02:55Z");
  EXPECT_FALSE(read(credential(R"({"token": "t", "expirationTimestamp": null})")).expires);
  EXPECT_GT(
      read(credential(R"({"token": "t", "expirationTimestamp": "9999-12-31T23:59:59Z"})")).expires,
      std::chrono::system_clock::now());
}

std::string escaped(const std::string& pem) {
  return boost::json::serialize(boost::json::value(pem));
}

TEST(Plugin, GivesACertificate) {
  const testing::detail::CertificateAuthority ca("ca");
  const auto ann = ca.issue_client("ann");
  const std::string status = R"({"clientCertificateData": )" + escaped(ann.certificate_pem) +
                             R"(, "clientKeyData": )" + escaped(ann.key_pem);
  const Credentials alone = read(credential(status + "}"));
  ASSERT_NE(alone.certificate, nullptr);
  EXPECT_EQ(alone.certificate->certificate, ann.certificate_pem);
  EXPECT_EQ(alone.certificate->key, ann.key_pem);
  EXPECT_EQ(alone.token, "");
  EXPECT_EQ(read(credential(status + R"(, "token": "t"})")).token, "t");
}

TEST(Plugin, ErrorsOfWhatItPrintsShowNothingOfIt) {
  const testing::detail::CertificateAuthority ca("ca");
  const auto ann = ca.issue_client("ann");
  const auto bob = ca.issue_client("bob");
  const auto pair = [](const std::string& certificate, const std::string& key) {
    return credential(R"({"clientCertificateData": )" + escaped(certificate) +
                      R"(, "clientKeyData": )" + escaped(key) + "}");
  };
  const std::vector<std::pair<std::string, std::string>> table{
      {"", "printed nothing"},
      {" \n", "printed nothing"},
      {"{\"token\": \"s3cr3t\"", "printed what is no JSON (line 2, column 1)"},
      {"a: [s3cr3t", "printed what is no JSON (line 2, column 1)"},
      {"s3cr3t", "printed what is no ExecCredential"},
      {"[\"s3cr3t\"]", "printed what is no ExecCredential"},
      {R"({"kind": "s3cr3t"})", "printed an object whose kind is not ExecCredential"},
      {R"({"kind": ["s3cr3t"]})", "printed a kind that is no string"},
      {credential(R"({"token": "s3cr3t"})", v1beta1),
       "printed an ExecCredential whose apiVersion is not client.authentication.k8s.io/v1, which "
       "the kubeconfig asks for"},
      {credential("null"), "printed an ExecCredential without a status"},
      {credential("\"s3cr3t\""), "printed an ExecCredential without a status"},
      {credential("{}"), "printed neither a token nor a certificate"},
      {credential(R"({"token": ["s3cr3t"]})"), "printed a status.token that is no string"},
      {credential(R"({"token": "s3cr3t\r\nX-Other: y"})"),
       "printed a status.token that holds spaces or control characters"},
      {credential(R"({"token": "s3cr3t", "expirationTimestamp": "tomorrow"})"),
       "printed a status.expirationTimestamp that is no time of RFC 3339"},
      {credential(R"({"clientKeyData": "s3cr3t"})"), "printed a key but no certificate"},
      {credential(R"({"clientCertificateData": "s3cr3t"})"), "printed a certificate but no key"},
      {pair("s3cr3t", "s3cr3t"),
       "printed a status.clientCertificateData that cannot be used: there is no certificate in PEM "
       "form in it (\"-----BEGIN CERTIFICATE-----\")"},
      {pair(ann.certificate_pem, "s3cr3t"),
       "printed a status.clientKeyData that cannot be used: there is no private key in PEM form in "
       "it (\"-----BEGIN PRIVATE KEY-----\")"},
      {pair(ann.certificate_pem, bob.key_pem),
       "printed a status.clientKeyData that cannot be used: the private key does not belong to the "
       "client certificate"},
  };
  for (const auto& [printed, problem] : table) {
    EXPECT_EQ(message_of([&] { (void)read(printed); }),
              "config:7: user \"u\": the credential plugin \"tool\" " + problem +
                  "; run it by hand, with KUBERNETES_EXEC_INFO set, to see what it prints");
  }
}

TEST(Plugin, IsToldOfTheCluster) {
  Plugin plugin = plugin_of("tool", v1beta1);
  EXPECT_EQ(exec_info(plugin, false),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1",)"
            R"("spec":{"interactive":false}})");
  plugin.cluster = boost::json::parse(R"({"server": "https://h"})");
  EXPECT_EQ(exec_info(plugin, true),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1",)"
            R"("spec":{"cluster":{"server":"https://h"},"interactive":true}})");
}

// --- running it

TEST(Plugin, RunsWithItsArgumentsAndEnvironment) {
  const TemporaryDirectory directory;
  const EnvironmentVariable outer("K8S_TEST_OUTER", "outer");
  Plugin plugin = plugin_of(write_script(directory, "tool",
                                         R"(
printf '%s|' "$@" "$K8S_TEST_OUTER" "$K8S_TEST_INNER" "$KUBERNETES_EXEC_INFO" > )" +
                                             directory.path("seen") + R"(
read line && echo "$line" >> )" + directory.path("seen") +
                                             R"(
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"abc"}}'
)"));
  plugin.arguments = {"--flag", "two words", "$HOME;`id`"};
  plugin.environment = {"K8S_TEST_INNER=in ner", "KUBERNETES_EXEC_INFO=x"};
  EXPECT_EQ(run_plugin(plugin, {}).token, "abc");
  EXPECT_EQ(directory.read("seen"),
            "--flag|two words|$HOME;`id`|outer|in ner|" + exec_info(plugin, false) + "|");
}

TEST(Plugin, IsFoundOnThePath) {
  const TemporaryDirectory directory;
  (void)write_script(directory, "k8s-test-tool",
                     "echo '" + credential(R"({"token": "found"})") + "'\n");
  const EnvironmentVariable path("PATH", directory.path() + ":/usr/bin:/bin");
  EXPECT_EQ(run_plugin(plugin_of("k8s-test-tool"), {}).token, "found");
}

std::string error_of(const Plugin& plugin) {
  return message_of([&] { (void)run_plugin(plugin, {}); });
}

TEST(Plugin, ThatIsMissingComesWithItsHint) {
  Plugin plugin = plugin_of("k8s-no-such-tool");
  const std::string user = "config:7: user \"u\": the credential plugin ";
  EXPECT_EQ(error_of(plugin), user +
                                  "\"k8s-no-such-tool\" was not found on $PATH; install it, or "
                                  "correct `command`");
  plugin.install_hint = "brew install \x1B[1mtool\n";
  EXPECT_THAT(error_of(plugin), HasSubstr("correct `command`. Its hint: brew install "));
  EXPECT_THAT(error_of(plugin), Not(HasSubstr("\x1B")));
  EXPECT_EQ(error_of(plugin_of("/no/such/tool")),
            user +
                "\"/no/such/tool\" does not exist or is not executable; install it, or correct "
                "`command`");
}

TEST(Plugin, ThatFailsIsQuotedWithoutItsSecrets) {
  const TemporaryDirectory directory;
  const auto error = [&](const std::string& script) {
    const std::string path = write_script(directory, "tool", script);
    std::string message = error_of(plugin_of(path));
    const std::string begin = "config:7: user \"u\": the credential plugin \"" + path + "\" ";
    EXPECT_TRUE(message.starts_with(begin)) << message;
    return message.substr(std::min(begin.size(), message.size()));
  };
  EXPECT_EQ(error("exit 3"), "failed with exit code 3; run it by hand to see why");
  EXPECT_EQ(error("echo 'token swordfish or pl4nt3d has expired' >&2; exit 1"),
            "failed with exit code 1, saying \"token ... or ... has expired\"; run it by hand to "
            "see why");
  EXPECT_EQ(error("echo pl4nt3d; exit 1"), "failed with exit code 1; run it by hand to see why");
  EXPECT_EQ(error("echo 'please log in first' >&2"),
            "printed nothing, saying \"please log in first\"; run it by hand to see why");
  EXPECT_EQ(error("kill -9 $$"), "was ended by signal 9; run it by hand to see why");
  EXPECT_EQ(error("head -c 2000000 /dev/zero"),
            "printed more than 1048576 bytes; run it by hand to see why");
}

TEST(Plugin, ThatIsNoProgramIsTold) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("tool", "no program");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  EXPECT_EQ(error_of(plugin_of(path)), "config:7: user \"u\": the credential plugin \"" + path +
                                           "\" cannot be run: Exec format error; correct "
                                           "`command`");
}

TEST(Plugin, ThatFindsNoFreeFileIsNotToBlame) {
  if (testing::sanitized) GTEST_SKIP() << "a sanitizer needs files of its own";
  const TemporaryDirectory directory;
  const std::string path = write_script(directory, "tool", "true\n");
  const testing::FileLimit limit(1);
  EXPECT_EQ(error_of(plugin_of(path)),
            "config:7: user \"u\": the credential plugin \"" + path +
                "\" cannot be run: Too many open files; end something else, or raise this "
                "process's limits (ulimit)");
}

TEST(Plugin, ThatTakesTooLongIsEnded) {
  const TemporaryDirectory directory;
  const std::string path = write_script(directory, "tool", "echo waiting >&2; sleep 1000\n");
  Plugin plugin = plugin_of(path);
  plugin.timeout = std::chrono::milliseconds(300);
  EXPECT_EQ(
      error_of(plugin),
      "config:7: user \"u\": the credential plugin \"" + path +
          "\" gave no answer within 300 ms, saying \"waiting\"; run it by hand to see what it "
          "waits for, or give it more time (plugin_timeout)");
}

TEST(Plugin, CanBeStopped) {
  const TemporaryDirectory directory;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW((void)run_plugin(plugin_of(write_script(directory, "tool", "sleep 1000\n")),
                                stop.get_token()),
               Stopped);
}

TEST(PluginSource, IsSharedByThoseWhoDescribeItAlike) {
  Plugin plugin = plugin_of("tool");
  const auto one = PluginSource::shared(plugin);
  EXPECT_EQ(PluginSource::shared(plugin), one);
  plugin.arguments = {"--other"};
  EXPECT_NE(PluginSource::shared(plugin), one);
}

}  // namespace
}  // namespace k8s::auth
