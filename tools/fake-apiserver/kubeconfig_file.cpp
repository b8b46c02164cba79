#include "kubeconfig_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "manifests.hpp"

namespace fake_apiserver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = "# Written by k8s-fake-apiserver, which removes it.\n";

[[noreturn]] void fail(const fs::path& path, int error) {
  throw std::runtime_error(path.string() + ": " + std::generic_category().message(error));
}

fs::path make_folder() {
  std::string name = fs::temp_directory_path() / "k8s-fake-apiserver-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) fail(name, errno);
  return name;
}

/// Nobody's way to a real cluster may be lost.
void remove_own(const fs::path& path) {
  if (!fs::exists(path)) return;
  const std::string text = fs::is_regular_file(path) ? read_file(path) : "no file";
  if (!text.empty() && !text.starts_with(mark)) {
    throw std::runtime_error(path.string() +
                             ": something else is there already; name another file, or remove it");
  }
  fs::remove(path);
}

void write_all(int file, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

KubeconfigFile::KubeconfigFile(fs::path path) : path_(std::move(path)) {
  if (path_.empty()) {
    folder_ = make_folder();
    path_ = folder_ / "config";
  }
  remove_own(path_);
}

KubeconfigFile::~KubeconfigFile() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  if (!folder_.empty()) fs::remove(folder_, ignored);
}

void KubeconfigFile::write(std::string_view kubeconfig) const {
  std::string draft = path_.string() + ".XXXXXX";
  const int file = mkstemp(draft.data());  // with mode 0600
  if (file < 0) fail(path_, errno);
  try {
    write_all(file, mark, path_);
    write_all(file, kubeconfig, path_);
    if (fsync(file) != 0) fail(path_, errno);
    fs::rename(draft, path_);
  } catch (...) {
    close(file);
    std::error_code ignored;
    fs::remove(draft, ignored);
    throw;
  }
  close(file);
}

}  // namespace fake_apiserver
