#include "http/log_policy.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>

#include "log.hpp"

namespace k8s::detail {
namespace {

constexpr std::array<std::string_view, 3> shown_of_request{"Accept", "Content-Type", "User-Agent"};
constexpr std::array<std::string_view, 4> shown_of_response{
    "Audit-Id", "Content-Type", "Retry-After", "X-Kubernetes-Pf-Flowschema-Uid"};

template <std::size_t n>
std::string shown(const char* intro, const Headers& headers,
                  const std::array<std::string_view, n>& names) {
  std::string text;
  for (const std::string_view name : names) {
    const std::string* const value = headers.find(name);
    if (value == nullptr) continue;
    text += text.empty() ? intro : ", ";
    text += std::string(name) + ": " + *value;
  }
  return text;
}

}  // namespace

LogPolicy::LogPolicy(std::shared_ptr<const Config> config, std::shared_ptr<Clock> clock)
    : config_(std::move(config)), clock_(std::move(clock)) {}

Response LogPolicy::send(Request& request, const Next& next) const {
  if (!is_logged(*config_, LogLevel::debug)) return next.send(request);
  const auto began = clock_->now();
  try {
    Response response = next.send(request);
    log_try(request, began, std::to_string(response.status), response.headers);
    return response;
  } catch (const Stopped&) {
    log_try(request, began, "stopped", {});
    throw;
  } catch (const TransportError& error) {
    log_try(request, began, error.what(), {});
    throw;
  }
}

void LogPolicy::log_try(const Request& request, std::chrono::steady_clock::time_point began,
                        const std::string& outcome, const Headers& got) const {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_->now() - began);
  std::string line = std::string(to_string(request.method)) + ' ' + request.url() + " -> " +
                     outcome + " (" + std::to_string(took.count()) + " ms)";
  line += shown("; sent ", request.headers, shown_of_request);
  line += shown("; got ", got, shown_of_response);
  log(*config_, LogLevel::debug, line);
}

}  // namespace k8s::detail
