#include "http/pipeline.hpp"

#include "http/auth_policy.hpp"
#include "http/header_policy.hpp"
#include "http/impersonation_policy.hpp"
#include "http/log_policy.hpp"
#include "http/retry_policy.hpp"

namespace k8s::detail {

Pipeline make_pipeline(std::shared_ptr<const Config> config, std::shared_ptr<Transport> transport,
                       std::shared_ptr<Clock> clock) {
  std::vector<std::unique_ptr<const Policy>> policies;
  policies.push_back(std::make_unique<HeaderPolicy>());
  if (config->impersonate != Impersonation{}) {
    policies.push_back(std::make_unique<ImpersonationPolicy>(config->impersonate));
  }
  policies.push_back(std::make_unique<RetryPolicy>(config, clock));
  // Below the retries, so that each try has a token that is good now; above the log, so that each
  // try has its line.
  policies.push_back(std::make_unique<AuthPolicy>(*config));
  policies.push_back(std::make_unique<LogPolicy>(config, clock));
  return {std::move(policies), std::move(transport)};
}

}  // namespace k8s::detail
