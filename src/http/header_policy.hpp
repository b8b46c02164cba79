#pragma once

#include "http/policy.hpp"

namespace k8s::detail {

/// Adds the headers that every request has, unless it brings its own.
class HeaderPolicy : public Policy {
 public:
  Response send(Request& request, const Next& next) const override;
};

}  // namespace k8s::detail
