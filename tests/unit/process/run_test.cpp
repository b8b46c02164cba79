#include "process/run.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/environment.hpp"
#include "support/temporary_directory.hpp"

namespace k8s::process {
namespace {

using ::testing::ElementsAre;
using testing::EnvironmentVariable;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using testing::TemporaryDirectory;
using End = Outcome::End;

Command shell(const std::string& script, std::vector<std::string> arguments = {}) {
  Command command{.program = "/bin/sh", .arguments = {"-c", script, "script"}};
  for (std::string& argument : arguments) command.arguments.push_back(std::move(argument));
  command.environment = environment_with({});
  return command;
}

TEST(Run, CollectsWhatAProgramWrites) {
  const Outcome outcome = run(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.output, "out\n");
  EXPECT_EQ(outcome.errors, "err\n");
}

TEST(Run, ArgumentsAndEnvironmentArriveAsTheyAre) {
  Command command = shell("printf '%s|' \"$@\" \"$VALUE\"", {"a b", "$HOME;`id`", "", "'\"\\"});
  command.environment = environment_with({"VALUE=1", "VALUE=x y\nz"});
  EXPECT_EQ(run(command).output, "a b|$HOME;`id`||'\"\\|x y\nz|");
}

TEST(Run, TheEnvironmentIsOursWithSomeOthers) {
  const EnvironmentVariable old("K8S_TEST_OLD", "old");
  const EnvironmentVariable kept("K8S_TEST_KEPT", "kept");
  std::vector<std::string> mine;
  for (const std::string& variable : environment_with({"K8S_TEST_OLD=new", "K8S_TEST_NEW="})) {
    if (variable.starts_with("K8S_TEST_")) mine.push_back(variable);
  }
  EXPECT_THAT(mine, ElementsAre("K8S_TEST_KEPT=kept", "K8S_TEST_OLD=new", "K8S_TEST_NEW="));
}

TEST(Run, AProgramReadsNothing) {
  EXPECT_EQ(run(shell("cat; echo end")).output, "end\n");
}

TEST(Run, MuchOutputArrivesWhole) {
  const Outcome outcome = run(shell("head -c 500000 /dev/zero; head -c 300000 /dev/zero >&2"));
  EXPECT_EQ(outcome.output.size(), 500'000U);
  EXPECT_EQ(outcome.errors.size(), 300'000U);
}

TEST(Run, WhoeverWritesTooMuchIsEnded) {
  Command command = shell("cat /dev/zero");
  command.most_output = 100'000;
  EXPECT_EQ(run(command).end, End::too_much_output);
}

TEST(Run, OfTooManyErrorsTheLastStay) {
  Command command = shell("head -c 900000 /dev/zero >&2; echo last >&2");
  command.most_output = 100'000;
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_LE(outcome.errors.size(), 100'000U);
  EXPECT_TRUE(outcome.errors.ends_with("last\n"));
}

TEST(Run, ASignalIsTold) {
  const Outcome outcome = run(shell("kill -TERM $$"));
  EXPECT_EQ(outcome.end, End::signalled);
  EXPECT_EQ(outcome.code, SIGTERM);
}

TEST(Run, WhatCannotBeStartedIsTold) {
  const TemporaryDirectory directory;
  EXPECT_EQ(run({.program = directory.path("none")}).error, std::errc::no_such_file_or_directory);
  const std::string plain = directory.write("plain", "no program");
  EXPECT_EQ(run({.program = plain}).error, std::errc::permission_denied);
  ::chmod(plain.c_str(), 0700);
  EXPECT_EQ(run({.program = plain}).error, std::errc::executable_format_error);
}

TEST(Run, WhoeverTakesTooLongIsEndedWithAllThatItStarted) {
  const TemporaryDirectory directory;
  ASSERT_EQ(::mkfifo(directory.path("fifo").c_str(), 0600), 0);
  // The child of the script holds the pipe open for as long as it lives.
  Command command = shell("exec 3>" + directory.path("fifo") + "; sleep 1000 & wait");
  command.timeout = std::chrono::milliseconds(100);
  const int fifo = ::open(directory.path("fifo").c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_EQ(run(command).end, End::timed_out);
  ::fcntl(fifo, F_SETFL, 0);
  char byte = 0;
  EXPECT_EQ(::read(fifo, &byte, 1), 0) << "nobody writes any more";
  ::close(fifo);
}

TEST(Run, AStopEndsIt) {
  std::stop_source stop;
  Command command = shell("echo started >&2; sleep 1000");
  command.stop = stop.get_token();
  std::thread later([&] { stop.request_stop(); });
  EXPECT_EQ(run(command).end, End::stopped);
  later.join();
  EXPECT_EQ(run(command).end, End::stopped) << "requested before";
}

TEST(Run, WhatAProgramLeavesBehindIsNotWaitedFor) {
  const Outcome outcome = run(shell("sleep 1000 & echo $!"));
  EXPECT_EQ(outcome.end, End::exited);
  const int left = std::atoi(outcome.output.c_str());
  ASSERT_GT(left, 0);
  EXPECT_EQ(::kill(left, SIGKILL), 0) << "still there";
}

TEST(Run, WhatItLeavesBehindMayWriteForEver) {
  Command command = shell("(while :; do echo more; done) >&2 & echo $!");
  command.most_output = 10'000;
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_GT(std::atoi(outcome.output.c_str()), 0);
}

TEST(Run, AProgramInheritsNoOpenFiles) {
  const int null = ::open("/dev/null", O_RDONLY);
  const std::string number = std::to_string(null);
  EXPECT_EQ(run(shell("[ -e /proc/self/fd/" + number + " ] && echo open || echo closed")).output,
            "closed\n");
  ::close(null);
}

TEST(Run, SignalsAreAsAProgramExpectsThem) {
  struct sigaction ignored{};
  struct sigaction before{};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignored, &before);
  const Outcome outcome = run(shell("kill -PIPE $$; echo ignored"));
  ::sigaction(SIGPIPE, &before, nullptr);
  EXPECT_EQ(outcome.end, End::signalled);
}

TEST(Run, AProcessThatNobodyWaitsForIsNoTrouble) {
  struct sigaction ignored{};
  struct sigaction before{};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(SIGCHLD, &ignored, &before);
  const Outcome outcome = run(shell("echo out"));
  ::sigaction(SIGCHLD, &before, nullptr);
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.output, "out\n");
}

TEST(FindProgram, LooksIntoThePathUnlessThereIsASlash) {
  const TemporaryDirectory directory;
  const std::string tool = directory.write("bin/tool", "#!/bin/sh\n");
  ::chmod(tool.c_str(), 0700);
  (void)directory.write("other/tool", "not for running");
  const EnvironmentVariable path(
      "PATH", "relative::" + directory.path("other") + ':' + directory.path("bin"));
  EXPECT_EQ(find_program("tool"), tool);
  EXPECT_EQ(find_program(tool), tool);
  EXPECT_EQ(find_program("nothing"), std::nullopt);
  EXPECT_EQ(find_program(directory.path("other/tool")), std::nullopt);
  EXPECT_EQ(find_program(directory.path("bin")), std::nullopt) << "a folder";
}

TEST(FindProgram, DoesNotLookIntoTheWorkingDirectory) {
  const EnvironmentVariable path("PATH", ".:");
  EXPECT_EQ(find_program("sh"), std::nullopt);
}

}  // namespace
}  // namespace k8s::process
