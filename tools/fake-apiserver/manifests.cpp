#include "manifests.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace fake_apiserver {
namespace {

bool is_manifest(const std::filesystem::path& path) {
  const std::string extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

}  // namespace

std::vector<std::filesystem::path> manifest_files(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (is_manifest(entry.path()) && !entry.is_directory()) files.push_back(entry.path());
  }
  if (files.empty()) {
    throw std::runtime_error(path.string() + ": this folder has no *.yaml, *.yml or *.json");
  }
  std::ranges::sort(files);
  return files;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw std::runtime_error(path.string() + ": " + std::generic_category().message(errno));
  }
  return text;
}

}  // namespace fake_apiserver
