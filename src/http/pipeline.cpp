#include "http/pipeline.hpp"

#include "http/auth_policy.hpp"
#include "http/header_policy.hpp"
#include "http/impersonation_policy.hpp"
#include "http/log_policy.hpp"
#include "http/metrics_policy.hpp"
#include "http/rate_limit_policy.hpp"
#include "http/redirect_policy.hpp"
#include "http/retry_policy.hpp"
#include "http/user_agent.hpp"
#include "http/warning_policy.hpp"

namespace k8s::detail {

Pipeline make_pipeline(std::shared_ptr<const Config> config, std::shared_ptr<Transport> transport,
                       std::shared_ptr<Clock> clock) {
  std::vector<std::unique_ptr<const Policy>> policies;
  const auto add = [&](auto policy) { policies.push_back(std::move(policy)); };
  add(std::make_unique<HeaderPolicy>(user_agent_of(*config)));
  if (config->impersonate != Impersonation{}) {
    add(std::make_unique<ImpersonationPolicy>(config->impersonate));
  }
  add(std::make_unique<WarningPolicy>(config));
  add(std::make_unique<RetryPolicy>(config, clock));
  if (config->rate_limit.per_second != 0) {
    add(std::make_unique<RateLimitPolicy>(config->rate_limit, clock));
  }
  // Below the retries, so that each try has a token that is good now; above the log, so that each
  // try has its line.
  add(std::make_unique<AuthPolicy>(*config));
  add(std::make_unique<RedirectPolicy>(*config));
  if (config->metrics) add(std::make_unique<MetricsPolicy>(config->metrics, clock));
  add(std::make_unique<LogPolicy>(config, clock));
  return {std::move(policies), std::move(transport)};
}

}  // namespace k8s::detail
