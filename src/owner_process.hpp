#pragma once

#include <pthread.h>

#include <atomic>
#include <new>

namespace k8s::detail {

/// The process that made what this is a member of. A child of a fork has a copy, and may have to
/// leave alone what it shares with its parent: connections, threads, other processes.
class OwnerProcess {
 public:
  [[nodiscard]] bool is_this() const noexcept { return forks_ == forks().load(relaxed); }

 private:
  static constexpr auto relaxed = std::memory_order_relaxed;

  /// How many forks made this process. They are counted, since each request asks several times, and
  /// asking the system for the process takes a call.
  static std::atomic<unsigned>& forks() {
    static std::atomic<unsigned> count{0};
    static const int problem =
        ::pthread_atfork(nullptr, nullptr, [] { count.fetch_add(1, relaxed); });
    if (problem != 0) throw std::bad_alloc();
    return count;
  }

  unsigned forks_ = forks().load(relaxed);
};

}  // namespace k8s::detail
