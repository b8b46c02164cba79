#include "process/run.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <new>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "after.hpp"
#include "file_descriptor.hpp"
#include "process/arguments.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace k8s::process {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

using detail::FileDescriptor;

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category());
}

struct Pipe {
  FileDescriptor reader;
  FileDescriptor writer;
};

/// Its ends are none of the numbers 0, 1 and 2, which mean something to the program.
Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail();
  FileDescriptor reader(ends[0]);
  FileDescriptor writer(ends[1]);
  Pipe pipe{detail::above_standard(std::move(reader)), detail::above_standard(std::move(writer))};
  if (!pipe.reader || !pipe.writer) fail();
  ::fcntl(pipe.reader.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

void check(int error) {
  if (error != 0) throw std::system_error(error, std::generic_category());
}

/// What the new process does before it becomes the program.
class Preparation {
 public:
  Preparation() {
    check(::posix_spawn_file_actions_init(&actions_));
    if (const int error = ::posix_spawnattr_init(&attributes_); error != 0) {
      ::posix_spawn_file_actions_destroy(&actions_);
      check(error);
    }
  }
  ~Preparation() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  void read_nothing() {
    check(::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
  }
  void use(int descriptor, int as) {
    check(::posix_spawn_file_actions_adddup2(&actions_, descriptor, as));
  }
  /// Of what this process has open, sockets and locks, a program that stays behind would hold a
  /// copy.
  void close_others() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    check(::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
#endif
  }
  /// \param own_group so that it can be ended with all that it starts; a terminal would not let
  ///   such a group read
  void set_signals(bool own_group) {
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    check(::posix_spawnattr_setsigmask(&attributes_, &none));
    check(::posix_spawnattr_setsigdefault(&attributes_, &all));
    check(::posix_spawnattr_setpgroup(&attributes_, 0));
    const int flags =
        POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (own_group ? POSIX_SPAWN_SETPGROUP : 0);
    check(::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags)));
  }

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// A program that runs, until it is waited for.
class Running {
 public:
  Running(pid_t id, bool own_group) : id_(id), own_group_(own_group) {}
  ~Running() {
    if (ended_) return;
    end();
    wait(0);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void end() noexcept { ::kill(own_group_ ? -id_ : id_, SIGKILL); }

  /// \param flags of waitpid
  bool wait(int flags) noexcept {
    pid_t result = 0;
    do {
      result = ::waitpid(id_, &status_, flags);
    } while (result < 0 && errno == EINTR);
    // Somebody else in this process has waited for it, or nobody is to: its status is lost.
    if (result < 0) status_ = 0;
    ended_ = result != 0;
    return ended_;
  }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] int status() const { return status_; }

 private:
  pid_t id_;
  bool own_group_;
  bool ended_ = false;
  int status_ = 0;
};

constexpr std::size_t piece_size = 16'384;

/// Appends what there is to read, up to a piece; false at the end.
bool read_some(FileDescriptor& from, std::string& to) {
  std::array<char, piece_size> piece{};
  for (;;) {
    const ssize_t got = ::read(from.get(), piece.data(), piece.size());
    if (got > 0) {
      to.append(piece.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return true;
    from.reset();
    return false;
  }
}

/// How much there is to read.
std::size_t waiting_in(const FileDescriptor& pipe) {
  int bytes = 0;
  if (!pipe || ::ioctl(pipe.get(), FIONREAD, &bytes) != 0) return 0;
  return static_cast<std::size_t>(bytes);
}

/// Collects what a program writes, until it ends.
class Listening {
 public:
  Listening(const Command& command, Pipe output, Pipe errors, Running& program)
      : command_(command),
        output_(std::move(output.reader)),
        errors_(std::move(errors.reader)),
        wake_(make_pipe()),
        program_(program) {}

  Outcome run() {
    const auto until = detail::after(steady_clock::now(), command_.timeout);
    const int wake = wake_.writer.get();
    const std::stop_callback on_stop(command_.stop, [wake] { wake_up(wake); });
    for (;;) {
      if (command_.stop.stop_requested()) return ended_by(Outcome::End::stopped);
      if (steady_clock::now() >= until) return ended_by(Outcome::End::timed_out);
      // Those that it leaves behind may hold its output open; nobody waits for them.
      if (program_.wait(WNOHANG)) return finish();
      wait(until);
      if (!read()) return ended_by(Outcome::End::too_much_output);
    }
  }

 private:
  static void wake_up(int descriptor) {
    const char byte = 0;
    static_cast<void>(!::write(descriptor, &byte, 1));
  }

  /// Nothing tells portably that a process has ended, but its output ends with it.
  void wait(steady_clock::time_point until) {
    constexpr milliseconds while_it_writes{50};
    constexpr milliseconds after_its_output{2};
    const bool open = output_ || errors_;
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    const auto time = std::clamp(left, milliseconds(0), open ? while_it_writes : after_its_output);
    std::array<pollfd, 3> waiting{pollfd{.fd = output_.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = errors_.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = wake_.reader.get(), .events = POLLIN, .revents = 0}};
    static_cast<void>(::poll(waiting.data(), waiting.size(), static_cast<int>(time.count())));
  }

  /// False if there is too much.
  bool read() {
    if (output_) read_some(output_, outcome_.output);
    if (errors_) read_some(errors_, outcome_.errors);
    std::string& errors = outcome_.errors;
    if (errors.size() > command_.most_output) errors.erase(0, errors.size() / 2);
    return outcome_.output.size() <= command_.most_output;
  }

  Outcome ended_by(Outcome::End end) {
    program_.end();
    program_.wait(0);
    outcome_.end = end;
    return std::move(outcome_);
  }

  /// What it wrote is in the pipes; those that it leaves behind may go on writing for ever.
  Outcome finish() {
    const std::size_t waiting = std::max(waiting_in(output_), waiting_in(errors_));
    for (std::size_t pieces = waiting / piece_size + 1; pieces > 0; --pieces) {
      if (!read()) return ended_by(Outcome::End::too_much_output);
    }
    const int status = program_.status();
    outcome_.end = WIFSIGNALED(status) ? Outcome::End::signalled : Outcome::End::exited;
    outcome_.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return std::move(outcome_);
  }

  const Command& command_;
  FileDescriptor output_;
  FileDescriptor errors_;
  Pipe wake_;
  Running& program_;
  Outcome outcome_;
};

pid_t start(const Command& command, const Pipe& output, const Pipe& errors) {
  Preparation preparation;
  if (!command.interactive) {
    preparation.read_nothing();
    preparation.use(errors.writer.get(), STDERR_FILENO);
  }
  preparation.use(output.writer.get(), STDOUT_FILENO);
  preparation.close_others();
  preparation.set_signals(!command.interactive);

  std::vector<std::string> arguments{command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = command.environment;
  pid_t id = 0;
  check(::posix_spawn(&id, command.program.c_str(), preparation.actions(), preparation.attributes(),
                      pointers_to(arguments).data(), pointers_to(environment).data()));
  return id;
}

bool is_program(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, std::min(variable.find('='), variable.size()));
}

}  // namespace

Outcome run(const Command& command) {
  try {
    Pipe output = make_pipe();
    Pipe errors = make_pipe();
    Running program(start(command, output, errors), !command.interactive);
    output.writer.reset();
    errors.writer.reset();
    return Listening(command, std::move(output), std::move(errors), program).run();
  } catch (const std::system_error& error) {
    return {.end = Outcome::End::not_started, .error = error.code()};
  }
}

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return is_program(name) ? std::optional(name) : std::nullopt;
  }
  const char* const path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    const std::string folder(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
    if (!folder.starts_with('/')) continue;
    std::string candidate = folder + '/' + name;
    if (is_program(candidate)) return candidate;
  }
  return std::nullopt;
}

std::vector<std::string> environment_with(const std::vector<std::string>& others) {
  std::vector<std::string> all;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    all.emplace_back(*variable);
  }
  for (const std::string& other : others) {
    std::erase_if(all, [&](const std::string& old) { return name_of(old) == name_of(other); });
    all.push_back(other);
  }
  return all;
}

bool has_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

}  // namespace k8s::process
