#pragma once

#include <string>

#include "http/policy.hpp"

namespace k8s::detail {

/// Adds the headers that every request has, unless it brings its own.
class HeaderPolicy : public Policy {
 public:
  explicit HeaderPolicy(std::string user_agent);
  Response send(Request& request, const Next& next) const override;

 private:
  std::string user_agent_;
};

}  // namespace k8s::detail
