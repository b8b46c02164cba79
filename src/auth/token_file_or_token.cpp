#include "auth/token_file_or_token.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include <k8s/error.hpp>

namespace k8s::auth {

namespace {

std::string absolute(std::string path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? std::move(path) : whole.string();
}

}  // namespace

TokenFileOrToken::TokenFileOrToken(std::string path, std::string token)
    : path_(absolute(std::move(path))), fallback_(std::move(token)) {}

std::shared_ptr<FileTokenSource> TokenFileOrToken::file() {
  const std::lock_guard lock(mutex_);
  if (file_) return file_;
  try {
    file_ = std::make_shared<FileTokenSource>(path_);
  } catch (const ConfigError&) {
    return nullptr;
  }
  return file_;
}

std::string TokenFileOrToken::token() {
  const std::shared_ptr<FileTokenSource> source = file();
  return source ? source->token() : fallback_;
}

void TokenFileOrToken::refused(std::string_view token) {
  if (const std::shared_ptr<FileTokenSource> source = file()) source->refused(token);
}

}  // namespace k8s::auth
