#include "testing/process.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

#include "support/in_fork.hpp"

namespace k8s::testing::detail {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto patience = std::chrono::seconds(20);

/// Waits until `condition` holds; false if it does not in good time.
bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text, '\0');
  return text;
}

/// The state and parent of a process; nothing if there is none, or none that still runs.
struct RunningProcess {
  pid_t parent = 0;
};
std::optional<RunningProcess> find_process(pid_t pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  if (stat.empty()) return std::nullopt;
  std::istringstream rest(stat.substr(stat.rfind(')') + 1));
  char state = 0;
  RunningProcess process;
  rest >> state >> process.parent;
  if (state == 'Z' || state == 'X') return std::nullopt;
  return process;
}

class ProcessTest : public ::testing::Test {
 protected:
  [[nodiscard]] ProcessOptions shell(const std::string& script) const {
    return {.program = "/bin/sh",
            .arguments = {"-c", script},
            .environment = {"PATH=/usr/bin:/bin"},
            .working_folder = folder_.path(),
            .log_file = log_file(),
            .folder = &folder_};
  }
  [[nodiscard]] std::string log_file() const { return folder_.path() + "/log"; }
  [[nodiscard]] std::string log() const { return read_file(log_file()); }

  /// The number on the first line of the log, as soon as it is there.
  [[nodiscard]] pid_t logged_pid() const {
    EXPECT_TRUE(eventually([&] { return log().find('\n') != std::string::npos; }));
    pid_t pid = 0;
    std::istringstream(log()) >> pid;
    return pid;
  }

  TemporaryFolder folder_{"k8s-test-"};
};

TEST_F(ProcessTest, WritesOutputAndTellsExitCode) {
  Process process(shell("echo out; echo err >&2; exit 3"));
  EXPECT_TRUE(eventually([&] { return process.ended().has_value(); }));
  EXPECT_EQ(process.ended(), "exit code 3");
  EXPECT_EQ(log(), "out\nerr\n");
}

TEST_F(ProcessTest, TellsTheSignalThatEndedIt) {
  Process process(shell("kill -SEGV $$"));
  EXPECT_TRUE(eventually([&] { return process.ended().has_value(); }));
  EXPECT_EQ(process.ended(), "signal Segmentation fault");
}

TEST_F(ProcessTest, MissingProgramIsAnErrorThatNamesIt) {
  ProcessOptions options = shell("");
  options.program = "/nowhere/etcd";
  try {
    const Process process(options);
    FAIL() << "started a program that is not there";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("/nowhere/etcd"), HasSubstr("No such file")));
  }
}

TEST_F(ProcessTest, MissingWorkingFolderIsAnError) {
  ProcessOptions options = shell("");
  options.working_folder = "/nowhere";
  EXPECT_THROW(Process{options}, Error);
}

TEST_F(ProcessTest, GetsTheGivenEnvironmentAndNothingElse) {
  ProcessOptions options = shell("");
  options.program = find_program("env", path_folders()).value();
  options.arguments = {};
  options.environment = {"A=1", "B=two words"};
  Process process(options);
  EXPECT_TRUE(eventually([&] { return process.ended().has_value(); }));
  EXPECT_EQ(log(), "A=1\nB=two words\n");
}

TEST_F(ProcessTest, InheritsNoDescriptor) {
  const int leaked = open("/dev/null", O_RDONLY);  // NOLINT(*-cloexec-open): that is the point
  Process process(shell("for n in 3 4 5 6 7 8 9; do [ ! -e /proc/self/fd/$n ] || echo $n; done"));
  EXPECT_TRUE(eventually([&] { return process.ended().has_value(); }));
  close(leaked);
  EXPECT_EQ(log(), "");
}

TEST_F(ProcessTest, GuardianHoldsNoPipeOfItsOwner) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);  // NOLINT(*-cloexec-pipe): that is the point
  const Process process(shell("echo $$; exec sleep 1000"));
  close(ends[1]);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0) << "somebody else still holds the other end";
  close(ends[0]);
}

TEST_F(ProcessTest, StopAsksFirst) {
  Process process(shell("trap 'echo bye; exit 7' TERM; echo $$; while :; do sleep 0.01; done"));
  static_cast<void>(logged_pid());
  process.stop(patience);
  EXPECT_EQ(process.ended(), "exit code 7");
  EXPECT_THAT(log(), HasSubstr("bye"));
}

TEST_F(ProcessTest, StopKillsWhatDoesNotListen) {
  Process process(shell("trap '' TERM; echo $$; while :; do sleep 0.01; done"));
  const pid_t pid = logged_pid();
  process.stop(std::chrono::milliseconds(50));
  EXPECT_EQ(process.ended(), "signal Killed");
  EXPECT_FALSE(find_process(pid));
}

TEST_F(ProcessTest, EndTakesWhatItStartedAlong) {
  std::optional<Process> process(shell("sleep 1000 & echo $!; wait"));
  const pid_t grandchild = logged_pid();
  EXPECT_TRUE(find_process(grandchild));
  process.reset();
  EXPECT_TRUE(eventually([&] { return !find_process(grandchild); }));
}

TEST_F(ProcessTest, OutlivesTheThreadThatStartedIt) {
  std::optional<Process> process;
  std::thread([&] { process.emplace(shell("echo $$; exec sleep 1000")); }).join();
  EXPECT_TRUE(find_process(logged_pid()));
  EXPECT_EQ(process->ended(), std::nullopt);
}

TEST_F(ProcessTest, ControlCReachesNeitherItNorItsGuardian) {
  const Process process(shell("echo $$; exec sleep 1000"));
  const pid_t pid = logged_pid();
  const pid_t guardian = find_process(pid).value().parent;
  EXPECT_NE(getpgid(pid), getpgid(0));
  EXPECT_NE(getpgid(guardian), getpgid(0));
  EXPECT_NE(getpgid(guardian), getpgid(pid)) << "the guardian signals the program's whole group";
}

TEST_F(ProcessTest, DiesWithItsGuardian) {
  Process process(shell("echo $$; exec sleep 1000"));
  const pid_t pid = logged_pid();
  kill(find_process(pid).value().parent, SIGKILL);
  EXPECT_TRUE(eventually([&] { return !find_process(pid); }));
  EXPECT_TRUE(eventually([&] { return process.ended().has_value(); }));
  EXPECT_EQ(process.ended(), "the death of its guardian");
}

TEST_F(ProcessTest, ForkOfTheOwnerEndsNothing) {
  std::optional<Process> process(shell("echo $$; exec sleep 1000"));
  const pid_t pid = logged_pid();
  const int status = in_fork([&] {
    process.reset();
    return 0;
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(process->ended(), std::nullopt);
  EXPECT_TRUE(find_process(pid));
}

TEST(TemporaryFolderTest, IsForItsOwnerAloneAndGoesWithAllItHolds) {
  std::string path;
  {
    const TemporaryFolder folder("k8s-test-");
    path = folder.path();
    struct stat info{};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0700U);
    fs::create_directories(path + "/a/b");
    std::ofstream(path + "/a/b/file") << "text";
  }
  EXPECT_FALSE(fs::exists(path));
}

/// How the owner of a program may die.
struct Death {
  std::string name;
  std::function<void(pid_t owner)> bring;
  friend void PrintTo(const Death& death, std::ostream* out) { *out << death.name; }
};

class OwnerDeathTest : public ::testing::TestWithParam<Death> {};

TEST_P(OwnerDeathTest, LeavesNoProcessAndNoFile) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const pid_t owner = fork();
  if (owner == 0) {
    setpgid(0, 0);
    signal(SIGINT, SIG_DFL);  // a shell lets its background jobs ignore it
    const TemporaryFolder folder("k8s-test-");
    const ProcessOptions options{
        .program = "/bin/sh",
        .arguments = {"-c", "trap '' INT TERM; touch file; echo $$; while :; do sleep 0.01; done"},
        .environment = {"PATH=/usr/bin:/bin"},
        .working_folder = folder.path(),
        .log_file = folder.path() + "/log",
        .folder = &folder};
    const Process first(options);
    const Process second(options);
    static_cast<void>(!write(ends[1], folder.path().data(), folder.path().size()));
    for (;;) pause();
  }
  std::string path(PATH_MAX, '\0');
  path.resize(static_cast<std::size_t>(std::max<ssize_t>(read(ends[0], path.data(), PATH_MAX), 0)));
  close(ends[0]);
  close(ends[1]);
  ASSERT_TRUE(fs::exists(path));
  std::vector<pid_t> pids;
  ASSERT_TRUE(eventually([&] {
    std::istringstream lines(read_file(path + "/log"));
    pids.assign(std::istream_iterator<pid_t>(lines), {});
    return pids.size() == 2;
  }));

  GetParam().bring(owner);
  waitpid(owner, nullptr, 0);

  for (const pid_t pid : pids) {
    EXPECT_TRUE(eventually([&] { return !find_process(pid); })) << pid;
  }
  EXPECT_TRUE(eventually([&] { return !fs::exists(path); })) << path;
}

INSTANTIATE_TEST_SUITE_P(
    Process, OwnerDeathTest,
    ::testing::Values(Death{"Kill", [](pid_t owner) { kill(owner, SIGKILL); }},
                      Death{"ControlC", [](pid_t owner) { kill(-owner, SIGINT); }},
                      Death{"Abort", [](pid_t owner) { kill(owner, SIGABRT); }}),
    [](const auto& death) { return death.param.name; });

}  // namespace
}  // namespace k8s::testing::detail
