#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "clock.hpp"
#include "http/policy.hpp"

namespace k8s::detail {

/// Logs each try of each request with the exact request line, at debug level:
///
///     GET /api/v1/pods?limit=500 -> 200 (12 ms); sent Accept: application/json; got Audit-Id: 4f1
///
/// Of the headers only those on a list are shown, which holds none that carries credentials; bodies
/// are never logged.
class LogPolicy : public Policy {
 public:
  LogPolicy(std::shared_ptr<const Config> config, std::shared_ptr<Clock> clock);
  Response send(Request& request, const Next& next) const override;

 private:
  void log_try(const Request& request, std::chrono::steady_clock::time_point began,
               const std::string& outcome, const Headers& got) const;

  std::shared_ptr<const Config> config_;
  std::shared_ptr<Clock> clock_;
};

}  // namespace k8s::detail
