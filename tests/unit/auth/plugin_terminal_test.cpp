// Plugins and the user at the terminal: who may ask, and who reads what.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#input-and-output-formats

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/plugin.hpp"
#include "file_descriptor.hpp"
#include "process/run.hpp"
#include "support/message.hpp"
#include "support/script.hpp"
#include "support/temporary_directory.hpp"
#include "support/terminal.hpp"

namespace k8s::auth {
namespace {

using Mode = Plugin::InteractiveMode;
using ::testing::HasSubstr;
using testing::message_of;
using testing::ReplacedDescriptor;
using testing::TemporaryDirectory;
using testing::Terminal;
using testing::write_script;

/// Asks for a PIN; what it reads is its token, "nothing" if it can read nothing. Leaves what it was
/// told in the file "told".
Plugin asking(const TemporaryDirectory& directory, Mode mode) {
  Plugin plugin{.file = "config",
                .line = 7,
                .user = "u",
                .api_version = "client.authentication.k8s.io/v1",
                .interactive_mode = mode,
                .timeout = std::chrono::seconds(20)};
  plugin.command = write_script(directory, "tool",
                                R"(
printf '%s' "$KUBERNETES_EXEC_INFO" > )" +
                                    directory.path("told") +
                                    R"(
printf 'PIN: ' >&2
read line || line=nothing
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$line'"}}'
)");
  return plugin;
}

constexpr const char* no_terminal_here = "this machine has no terminals: /dev/pts is not mounted";

/// The standard input and standard error of a program that was started in a terminal.
class PluginTerminalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Terminal::is_available()) GTEST_SKIP() << no_terminal_here;
    terminal.emplace();
    input.emplace(STDIN_FILENO, terminal->descriptor());
    errors.emplace(STDERR_FILENO, terminal->descriptor());
  }

  std::optional<Terminal> terminal;
  TemporaryDirectory directory;
  std::optional<ReplacedDescriptor> input;
  std::optional<ReplacedDescriptor> errors;
};

TEST_F(PluginTerminalTest, WhoMayAskTheUserDoes) {
  for (const Mode mode : {Mode::if_available, Mode::always}) {
    terminal->type("1234\n");
    EXPECT_EQ(run_plugin(asking(directory, mode), {}).token, "1234");
    EXPECT_THAT(directory.read("told"), HasSubstr(R"("interactive":true)"));
    EXPECT_THAT(terminal->see("PIN: "), HasSubstr("PIN: "));
  }
}

TEST_F(PluginTerminalTest, WhoMustNotAskReadsNothing) {
  terminal->type("1234\n");
  EXPECT_EQ(run_plugin(asking(directory, Mode::never), {}).token, "nothing");
  EXPECT_THAT(directory.read("told"), HasSubstr(R"("interactive":false)"));
  // What the user typed is there for whoever it was meant for.
  std::array<char, 8> typed{};
  EXPECT_EQ(::read(STDIN_FILENO, typed.data(), typed.size()), 5);
}

TEST_F(PluginTerminalTest, AProgramMayKeepItsInputToItself) {
  Plugin plugin = asking(directory, Mode::if_available);
  plugin.may_read_input = false;
  EXPECT_EQ(run_plugin(plugin, {}).token, "nothing");
  EXPECT_THAT(directory.read("told"), HasSubstr(R"("interactive":false)"));
  plugin.interactive_mode = Mode::always;
  EXPECT_THAT(message_of([&] { (void)run_plugin(plugin, {}); }),
              HasSubstr("wants to ask the user (interactiveMode: Always), but this program keeps "
                        "standard input to itself; use credentials that ask nobody"));
}

TEST_F(PluginTerminalTest, WithoutATerminalNobodyIsAsked) {
  const detail::FileDescriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const ReplacedDescriptor no_terminal(STDIN_FILENO, file.get());
  EXPECT_EQ(run_plugin(asking(directory, Mode::if_available), {}).token, "nothing");
  EXPECT_THAT(directory.read("told"), HasSubstr(R"("interactive":false)"));
  EXPECT_THAT(message_of([&] { (void)run_plugin(asking(directory, Mode::always), {}); }),
              HasSubstr("wants to ask the user (interactiveMode: Always), but standard input is "
                        "not a terminal; run this program in one, or use credentials that ask "
                        "nobody"));
}

/// Runs this test once more as the program that a user starts in a terminal, of which a plugin in
/// the background could not read.
TEST(PluginControllingTerminalTest, APluginStaysInTheForeground) {
  constexpr const char* in_terminal = "K8S_TEST_IN_TERMINAL";
  if (std::getenv(in_terminal) != nullptr) {
    const TemporaryDirectory directory;
    EXPECT_EQ(run_plugin(asking(directory, Mode::always), {}).token, "1234");
    return;
  }
  if (!Terminal::is_available()) GTEST_SKIP() << no_terminal_here;
  const Terminal terminal;
  posix_spawn_file_actions_t actions;
  ASSERT_EQ(posix_spawn_file_actions_init(&actions), 0);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, descriptor, terminal.path().c_str(), O_RDWR, 0);
  }
  posix_spawnattr_t attributes;
  ASSERT_EQ(posix_spawnattr_init(&attributes), 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::string program = "/proc/self/exe";
  std::string filter = "--gtest_filter=PluginControllingTerminalTest.*";
  std::vector<char*> arguments{program.data(), filter.data(), nullptr};
  std::vector<std::string> environment =
      process::environment_with({std::string(in_terminal) + "=1"});
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawn(&child, std::filesystem::read_symlink(program).c_str(), &actions,
                                &attributes, arguments.data(), variables.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ASSERT_EQ(error, 0);
  EXPECT_THAT(terminal.see("PIN: "), HasSubstr("PIN: "));
  terminal.type("1234\n");
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace k8s::auth
