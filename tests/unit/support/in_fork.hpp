#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

namespace k8s::testing {

/// What `child` returns, a number below 100, in a fork of this process. Nothing else runs there: no
/// destructor of this process's objects, no exit handler. Other numbers tell that it ended
/// otherwise.
[[nodiscard]] inline int in_fork(const std::function<int()>& child) {
  constexpr int threw = 100;
  constexpr int died = 128;  // by the signal of which number is added, as shells tell it
  const pid_t pid = ::fork();
  if (pid < 0) return -errno;
  if (pid == 0) {
    try {
      ::_exit(child());
    } catch (...) {
      ::_exit(threw);
    }
  }
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid) return -errno;
  return WIFEXITED(status) ? WEXITSTATUS(status) : died + WTERMSIG(status);
}

}  // namespace k8s::testing
