#include "http/warning_policy.hpp"

#include <functional>
#include <string_view>
#include <utility>

#include "http/target.hpp"
#include "log.hpp"
#include "one_line.hpp"

namespace k8s::detail {
namespace {

/// Then it begins anew: better told twice than kept for ever.
constexpr std::size_t most_remembered = 4096;

constexpr std::size_t longest_text = 2000;

/// The text of a Warning header: `299 - "unknown field \"spec.x\""`.
std::string text_of(std::string_view value) {
  const std::size_t open = value.find('"');
  const std::size_t close = value.rfind('"');
  if (open == std::string_view::npos || close <= open) return std::string(value);
  std::string text;
  for (std::size_t i = open + 1; i < close; ++i) {
    if (value[i] == '\\' && i + 1 < close) ++i;
    text += value[i];
  }
  return text;
}

void call(const WarningHandler& handler, const ServerWarning& warning) noexcept {
  try {
    handler(warning);
  } catch (...) {
    return;
  }
}

}  // namespace

WarningPolicy::WarningPolicy(std::shared_ptr<const Config> config) : config_(std::move(config)) {}

Response WarningPolicy::send(Request& request, const Next& next) const {
  Response response = next.send(request);
  if (response.headers.find("Warning") == nullptr) return response;
  for (const std::string& value : response.headers.find_all("Warning")) tell(request, value);
  return response;
}

void WarningPolicy::tell(const Request& request, const std::string& value) const {
  std::string text = one_line(text_of(value), longest_text);
  if (!is_news(text)) return;
  if (request.target.secret) text = "(left out, since it may quote the secret)";
  const std::string what = describe(request);
  if (config_->warning_handler) {
    call(config_->warning_handler, {.request = what, .text = text});
  } else {
    log(*config_, LogLevel::warning, what + ": the server warns: " + text);
  }
}

bool WarningPolicy::is_news(const std::string& text) const {
  const std::lock_guard lock(mutex_);
  if (told_.size() >= most_remembered) told_.clear();
  return told_.insert(std::hash<std::string>()(text)).second;
}

}  // namespace k8s::detail
