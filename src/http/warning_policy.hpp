#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

#include <k8s/config.hpp>

#include "http/policy.hpp"

namespace k8s::detail {

/// Passes what servers say in Warning headers on, each text once: to the handler of the
/// configuration, or to the log. What was said to a request with a Secret is left out, since it may
/// quote it.
class WarningPolicy : public Policy {
 public:
  explicit WarningPolicy(std::shared_ptr<const Config> config);
  Response send(Request& request, const Next& next) const override;

 private:
  void tell(const Request& request, const std::string& value) const;
  [[nodiscard]] bool is_news(const std::string& text) const;

  std::shared_ptr<const Config> config_;
  mutable std::mutex mutex_;
  /// Hashes, since a text may quote a Secret.
  mutable std::unordered_set<std::size_t> told_;
};

}  // namespace k8s::detail
