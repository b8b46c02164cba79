#include "testing/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <thread>

#include <k8s/error.hpp>

#include "process/arguments.hpp"
#include "signals_blocked.hpp"

namespace k8s::testing::detail {
namespace {

using k8s::detail::above_standard;
using k8s::detail::SignalsBlocked;

[[noreturn]] void fail(const std::string& what) {
  throw Error(what + ": " + std::generic_category().message(errno));
}

FileDescriptor open_file(const std::string& path, int flags) {
  constexpr mode_t owner_only = 0600;
  FileDescriptor file =
      above_standard(FileDescriptor(open(path.c_str(), flags | O_CLOEXEC, owner_only)));
  if (!file) fail("cannot open " + path);
  return file;
}

struct Ends {
  FileDescriptor ours;
  FileDescriptor guardians;
};

/// Descriptors 0, 1 and 2 mean something to every program: a guardian's move out of their way.
Ends own(const std::array<int, 2>& ends) {
  FileDescriptor ours(ends[0]);
  FileDescriptor guardians(ends[1]);
  Ends result{.ours = above_standard(std::move(ours)),
              .guardians = above_standard(std::move(guardians))};
  if (!result.ours || !result.guardians) fail("cannot copy a file descriptor");
  return result;
}

Ends make_socket_pair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    fail("cannot make a pair of sockets");
  }
  return own(ends);
}

enum class Reader { us, guardian };

Ends make_pipe(Reader reader) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot make a pipe");
  if (reader == Reader::guardian) std::swap(ends[0], ends[1]);
  return own(ends);
}

constexpr std::chrono::milliseconds for_ever{-1};

bool read_number(int descriptor, int& number) {
  ssize_t result = 0;
  do {
    result = read(descriptor, &number, sizeof number);
  } while (result < 0 && errno == EINTR);
  return result == sizeof number;
}

pid_t wait_for(pid_t child, int* status, int flags) {
  pid_t result = 0;
  do {
    result = waitpid(child, status, flags);
  } while (result < 0 && errno == EINTR);
  return result;
}

// What runs between fork and exec may only use functions that are safe in signal handlers, since
// another thread may have held any lock at the fork: no allocation, no exception, no iostream.

void reset_signal_handlers() noexcept {
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, nullptr);
}

/// Closes every descriptor but those in `kept`, so that a guardian holds no pipe or socket of the
/// process it comes from; standard input and output become `null`.
template <std::size_t count>
void keep_only(std::array<int, count> kept, int null) noexcept {
  for (int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, standard);
  std::sort(kept.begin(), kept.end());
  unsigned int next = STDERR_FILENO + 1;
  for (const int descriptor : kept) {
    if (descriptor < static_cast<int>(next)) continue;
    const auto number = static_cast<unsigned int>(descriptor);
    if (number > next) close_range(next, number - 1, 0);
    next = number + 1;
  }
  close_range(next, UINT_MAX, 0);
}

void become_guardian() noexcept {
  setsid();
  reset_signal_handlers();
  prctl(PR_SET_NAME, "k8s-guardian");
  static_cast<void>(chdir("/"));
}

struct ProgramStart {
  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* working_folder;
  int null;
  int log;
  int failure;  // takes errno if the program cannot be run
};

[[noreturn]] void run_program(const ProgramStart& start, pid_t guardian) noexcept {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != guardian) _exit(EXIT_FAILURE);
  setpgid(0, 0);
  dup2(start.log, STDOUT_FILENO);
  dup2(start.log, STDERR_FILENO);
  if (chdir(start.working_folder) == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(start.program, start.arguments, start.environment);
  }
  const int error = errno;
  static_cast<void>(write(start.failure, &error, sizeof error));
  _exit(EXIT_FAILURE);
}

void signal_group(pid_t leader, int signal) noexcept {
  if (kill(-leader, signal) != 0) kill(leader, signal);
}

/// Passes signals that arrive at `control` to the program until it ends, and kills it when
/// `control` closes or the guardian itself is asked to end.
void guard(pid_t program, int control, int signals) noexcept {
  for (;;) {
    std::array<pollfd, 2> waiting{pollfd{.fd = control, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = signals, .events = POLLIN, .revents = 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[1].revents != 0) {
      signalfd_siginfo info{};
      if (read(signals, &info, sizeof info) != sizeof info) return;
      if (info.ssi_signo != SIGCHLD) return;
      siginfo_t ended{};
      waitid(P_PID, static_cast<id_t>(program), &ended, WEXITED | WNOHANG | WNOWAIT);
      if (ended.si_pid != 0) return;
    }
    if (waiting[0].revents != 0) {
      int signal = 0;
      if (recv(control, &signal, sizeof signal, 0) != sizeof signal) return;
      signal_group(program, signal);
    }
  }
}

[[noreturn]] void run_process_guardian(const ProgramStart& start, int control,
                                       int lifeline) noexcept {
  keep_only(std::array{control, start.log, start.failure, lifeline}, start.null);
  become_guardian();
  sigset_t handled;
  sigemptyset(&handled);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&handled, signal);
  const int signals = signalfd(-1, &handled, SFD_CLOEXEC);
  const pid_t guardian = getpid();
  const pid_t program = signals < 0 ? -1 : fork();
  if (program == 0) run_program(start, guardian);
  if (program < 0) {
    const int error = errno;
    static_cast<void>(write(start.failure, &error, sizeof error));
    _exit(EXIT_FAILURE);
  }
  setpgid(program, program);
  close(start.failure);
  close(start.log);
  guard(program, control, signals);
  signal_group(program, SIGKILL);
  int status = 0;
  wait_for(program, &status, 0);
  send(control, &status, sizeof status, MSG_NOSIGNAL);
  _exit(EXIT_SUCCESS);
}

[[noreturn]] void run_folder_guardian(int lifeline, int null, char* const* remove) noexcept {
  keep_only(std::array{lifeline}, null);
  become_guardian();
  char byte = 0;
  while (read(lifeline, &byte, 1) < 0 && errno == EINTR) {
  }
  if (remove != nullptr) execv(remove[0], remove);
  _exit(EXIT_SUCCESS);
}

std::string describe(int status) {
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  return std::string("signal ") + strsignal(WTERMSIG(status));
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::string& prefix)
    : path_(std::filesystem::temp_directory_path() / (prefix + "XXXXXX")) {
  Ends lifeline = make_pipe(Reader::guardian);
  const FileDescriptor null = open_file("/dev/null", O_RDWR);
  std::vector<std::string> remove{find_program("rm", path_folders()).value_or(""), "-rf", "--"};
  if (mkdtemp(path_.data()) == nullptr) fail("cannot make a folder like " + path_);
  remove.push_back(path_);
  std::vector<char*> arguments = pointers_to(remove);
  {
    const SignalsBlocked blocked;
    guardian_ = fork();
    if (guardian_ == 0) {
      run_folder_guardian(lifeline.guardians.get(), null.get(),
                          remove.front().empty() ? nullptr : arguments.data());
    }
  }
  if (guardian_ < 0) {
    const int error = errno;
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
    errno = error;
    fail("cannot start a process that removes " + path_);
  }
  lifeline_ = std::move(lifeline.ours);
}

TemporaryFolder::~TemporaryFolder() {
  if (!owner_.is_this()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  lifeline_.reset();
  wait_for(guardian_, nullptr, 0);
}

Process::Process(const ProcessOptions& options) {
  std::vector<std::string> arguments{options.program};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment = options.environment;
  const std::vector<char*> argument_pointers = pointers_to(arguments);
  const std::vector<char*> environment_pointers = pointers_to(environment);
  const FileDescriptor null = open_file("/dev/null", O_RDWR);
  const FileDescriptor log = open_file(options.log_file, O_WRONLY | O_CREAT | O_APPEND);
  Ends failure = make_pipe(Reader::us);
  Ends control = make_socket_pair();
  const ProgramStart start{.program = options.program.c_str(),
                           .arguments = argument_pointers.data(),
                           .environment = environment_pointers.data(),
                           .working_folder = options.working_folder.c_str(),
                           .null = null.get(),
                           .log = log.get(),
                           .failure = failure.guardians.get()};
  {
    const SignalsBlocked blocked;
    guardian_ = fork();
    if (guardian_ == 0) {
      run_process_guardian(start, control.guardians.get(),
                           options.folder != nullptr ? options.folder->lifeline() : -1);
    }
  }
  if (guardian_ < 0) fail("cannot start " + options.program);
  control.guardians.reset();
  failure.guardians.reset();
  int error = 0;
  if (read_number(failure.ours.get(), error)) {
    control.ours.reset();
    wait_for(guardian_, nullptr, 0);
    errno = error;
    fail("cannot run " + options.program);
  }
  control_ = std::move(control.ours);
}

Process::~Process() {
  if (owner_.is_this()) stop(std::chrono::milliseconds(0));
}

std::optional<std::string> Process::ended() {
  wait_for_end(std::chrono::milliseconds(0));
  return ended_;
}

void Process::stop(std::chrono::milliseconds grace) {
  if (grace.count() > 0 && !ended()) {
    send(SIGTERM);
    wait_for_end(grace);
  }
  if (!ended_) send(SIGKILL);
  wait_for_end(for_ever);
}

void Process::send(int signal) noexcept {
  static_cast<void>(::send(control_.get(), &signal, sizeof signal, MSG_NOSIGNAL));
}

void Process::wait_for_end(std::chrono::milliseconds timeout) {
  if (ended_) return;
  const auto until = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    auto left = timeout;
    if (timeout.count() > 0) {
      left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      left = std::max(left, std::chrono::milliseconds(0));
    }
    pollfd waiting{.fd = control_.get(), .events = POLLIN, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return;
    break;
  }
  int status = 0;
  const bool reported = recv(control_.get(), &status, sizeof status, 0) == sizeof status;
  ended_ = reported ? describe(status) : "the death of its guardian";
  control_.reset();
  wait_for(guardian_, nullptr, 0);
}

std::optional<std::string> find_program(const std::string& name,
                                        const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0) {
      return path.string();
    }
  }
  return std::nullopt;
}

std::vector<std::string> path_folders() {
  std::vector<std::string> folders;
  const char* const path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) folders.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return folders;
}

}  // namespace k8s::testing::detail
