#pragma once

#include <unistd.h>

namespace k8s::detail {

/// The process that made what this is a member of. A child of a fork has a copy, and may have to
/// leave alone what it shares with its parent: connections, threads, other processes.
class OwnerProcess {
 public:
  [[nodiscard]] bool is_this() const noexcept { return pid_ == ::getpid(); }

 private:
  pid_t pid_ = ::getpid();
};

}  // namespace k8s::detail
