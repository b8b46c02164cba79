#include <cstddef>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <utility>

#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "auth/text.hpp"
#include "read_file.hpp"

namespace k8s {

namespace {

constexpr std::size_t longest_token = std::size_t{1} << 20;

std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(path, error);
  return error ? path : whole.string();
}

/// \throws ConfigError
std::string read_token(const std::string& path) {
  detail::FileText file = detail::read_file(path, longest_token);
  if (file.error) {
    throw ConfigError("cannot read the token: " + file.error.message() +
                          "; name a file that holds a bearer token and that this program may read",
                      path);
  }
  const std::string_view token = trimmed(file.text);
  if (token.empty())
    throw ConfigError("the token file is empty; write a bearer token into it", path);
  if (!auth::is_token(token)) {
    throw ConfigError("this is no bearer token: it holds spaces or control characters", path);
  }
  return std::string(token);
}

}  // namespace

std::string TokenSource::wait_for_token(const std::stop_token& /*stop*/) {
  return token();
}

void TokenSource::refused(std::string_view /*token*/) {}

class FileTokenSource::State {
 public:
  State(std::string path, std::chrono::seconds max_age, Clock clock)
      : path_(absolute(path)),
        max_age_(max_age),
        clock_(clock ? std::move(clock) : Clock(std::chrono::steady_clock::now)),
        token_(read_token(path_)),
        read_at_(clock_()) {}

  std::string token() {
    const std::lock_guard lock(mutex_);  // whoever comes meanwhile waits for the one reading
    const auto now = clock_();
    if (refused_ || now - read_at_ >= max_age_) renew(now);
    return token_;
  }

  void refused(std::string_view token) {
    const std::lock_guard lock(mutex_);
    if (token == token_) refused_ = true;
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  /// A file that cannot be read now is tried again at the next call: the token we have may still be
  /// good for minutes.
  void renew(std::chrono::steady_clock::time_point now) {
    try {
      token_ = read_token(path_);
    } catch (const ConfigError&) {
      return;
    }
    read_at_ = now;
    refused_ = false;
  }

  std::mutex mutex_;
  const std::string path_;
  const std::chrono::seconds max_age_;
  const Clock clock_;
  std::string token_;
  std::chrono::steady_clock::time_point read_at_;
  bool refused_ = false;
};

FileTokenSource::FileTokenSource(std::string path, std::chrono::seconds max_age, Clock clock)
    : state_(std::make_unique<State>(std::move(path), max_age, std::move(clock))) {}

FileTokenSource::~FileTokenSource() = default;

std::string FileTokenSource::token() {
  return state_->token();
}

const std::string& FileTokenSource::path() const noexcept {
  return state_->path();
}

void FileTokenSource::refused(std::string_view token) {
  state_->refused(token);
}

}  // namespace k8s
