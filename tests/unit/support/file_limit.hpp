#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace k8s::testing {

/// As long as it lives, this process may have so many more files open than it has now. The numbers
/// below the lowest free one are all taken, and a limit is one of numbers.
class FileLimit {
 public:
  explicit FileLimit(int more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(lowest_free);
    rlimit limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(lowest_free + more);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~FileLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace k8s::testing
