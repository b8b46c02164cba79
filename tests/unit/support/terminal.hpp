#pragma once

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "file_descriptor.hpp"

namespace k8s::testing {

/// A terminal, with what its user types and sees.
class Terminal {
 public:
  /// Whether this machine has any: where /dev/pts is not mounted it has none.
  [[nodiscard]] static bool is_available() {
    try {
      const Terminal terminal;
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  Terminal() : user_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    check(user_.get() >= 0 && ::grantpt(user_.get()) == 0 && ::unlockpt(user_.get()) == 0);
    const char* const name = ::ptsname(user_.get());
    check(name != nullptr);
    path_ = name;
    // While nobody else has it open, its user would see its end.
    program_ = detail::FileDescriptor(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    check(program_.get() >= 0);
  }

  /// Of the side that programs have.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int descriptor() const { return program_.get(); }

  void type(std::string_view text) const {
    check(::write(user_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

  /// What there is to see, up to `end`, which must come.
  [[nodiscard]] std::string see(std::string_view end) const {
    constexpr int patience_milliseconds = 10'000;
    std::string seen;
    while (!seen.ends_with(end)) {
      pollfd waiting{.fd = user_.get(), .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, patience_milliseconds) <= 0) return seen + " (and then nothing)";
      char c = 0;
      if (::read(user_.get(), &c, 1) != 1) return seen + " (and then the end)";
      seen += c;
    }
    return seen;
  }

 private:
  static void check(bool good) {
    if (!good) throw std::system_error(errno, std::generic_category(), "no terminal");
  }

  detail::FileDescriptor user_;
  detail::FileDescriptor program_;
  std::string path_;
};

/// Something else in the place of standard input or standard error, for a while.
class ReplacedDescriptor {
 public:
  ReplacedDescriptor(int which, int by)
      : which_(which), before_(::fcntl(which, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) {
    ::dup2(by, which);
  }
  ~ReplacedDescriptor() { ::dup2(before_.get(), which_); }
  ReplacedDescriptor(const ReplacedDescriptor&) = delete;
  ReplacedDescriptor& operator=(const ReplacedDescriptor&) = delete;

 private:
  int which_;
  detail::FileDescriptor before_;
};

}  // namespace k8s::testing
