#include "read_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "file_descriptor.hpp"

namespace k8s::detail {

namespace {

FileText failure(int error) {
  return {{}, {error, std::generic_category()}};
}

/// Opening a pipe, or a file of another machine, may take its time, and a signal ends the waiting.
FileDescriptor open(const std::string& path) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  return FileDescriptor(descriptor);
}

}  // namespace

FileText read_file(const std::string& path, std::size_t max_bytes) {
  const FileDescriptor file = open(path);
  if (!file) return failure(errno);
  constexpr std::size_t piece = 16'384;
  FileText content;
  for (;;) {
    const std::size_t have = content.text.size();
    content.text.resize(have + piece);
    const ssize_t got = ::read(file.get(), content.text.data() + have, piece);
    const int error = errno;
    content.text.resize(have + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got == 0) return content;
    if (got < 0 && error != EINTR) return failure(error);
    if (content.text.size() > max_bytes) return failure(EFBIG);
  }
}

}  // namespace k8s::detail
