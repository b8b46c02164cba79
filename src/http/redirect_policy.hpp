#pragma once

#include <optional>
#include <string>

#include <k8s/config.hpp>

#include "http/policy.hpp"

namespace k8s::detail {

/// Follows a GET or HEAD to where the server sends it, within the same server alone: the same
/// scheme, host, port and path prefix. So credentials never come to another host, and nothing that
/// changes anything is ever sent twice. Other redirects are answers as they are.
class RedirectPolicy : public Policy {
 public:
  explicit RedirectPolicy(const Config& config);
  Response send(Request& request, const Next& next) const override;

 private:
  [[nodiscard]] std::optional<std::string> path_of_next(const Request& request,
                                                        const Response& response) const;
  std::string api_server_;
};

}  // namespace k8s::detail
