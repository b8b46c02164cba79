#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "file_descriptor.hpp"
#include "owner_process.hpp"

namespace k8s::testing::detail {

using k8s::detail::FileDescriptor;
using k8s::detail::OwnerProcess;

/// A new folder that nobody else may look into. It is removed with all it holds, in the destructor
/// or, if this process dies before that, by a small process that waits for it.
class TemporaryFolder {
 public:
  /// \param prefix of the folder's name, in the system's folder for temporary files
  /// \throws Error if it cannot be made
  explicit TemporaryFolder(const std::string& prefix);
  TemporaryFolder(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// While a copy of this descriptor is open somewhere, the folder is not removed behind its back.
  [[nodiscard]] int lifeline() const noexcept { return lifeline_.get(); }

 private:
  std::string path_;
  OwnerProcess owner_{};
  FileDescriptor lifeline_;
  pid_t guardian_ = -1;
};

struct ProcessOptions {
  /// Path of the program; nothing looks for it.
  std::string program{};
  /// Without the program's name.
  std::vector<std::string> arguments{};
  /// The whole environment, each as NAME=value.
  std::vector<std::string> environment{};
  std::string working_folder{};
  /// Takes its standard output and error; appended to.
  std::string log_file{};
  /// Outlives this process by the moment that it takes to kill the program, if this process dies.
  const TemporaryFolder* folder = nullptr;
};

/// A program that never outlives its owner: when this process ends, in whatever way, the program
/// and what it started are killed. No shell is involved.
///
/// Between this process and the program stands a guardian, a fork of this process that holds
/// nothing but a socket to it, and kills the program when that closes. So it does not matter which
/// thread started the program (PR_SET_PDEATHSIG alone would end it with that thread), and a Ctrl-C
/// reaches neither before the owner is gone.
///
/// Used by one thread at a time.
class Process {
 public:
  /// Starts the program. \throws Error if it cannot be run
  explicit Process(const ProcessOptions& options);
  Process(Process&&) = delete;
  /// Kills the program if it still runs.
  ~Process();

  /// How the program ended, such as "exit code 1"; nothing while it runs.
  [[nodiscard]] std::optional<std::string> ended();
  /// Asks the program to end by SIGTERM and kills it after `grace`. Returns when it is gone.
  void stop(std::chrono::milliseconds grace);

 private:
  void send(int signal) noexcept;
  void wait_for_end(std::chrono::milliseconds timeout);

  OwnerProcess owner_{};  // a fork of the owner has copies of all this, and must not act on them
  pid_t guardian_ = -1;
  FileDescriptor control_;
  std::optional<std::string> ended_;
};

/// The path of an executable file of that name in one of `folders`, or nothing.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name,
                                                      const std::vector<std::string>& folders);

/// The folders of $PATH.
[[nodiscard]] std::vector<std::string> path_folders();

}  // namespace k8s::testing::detail
