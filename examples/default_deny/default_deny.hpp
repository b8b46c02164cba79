#pragma once

#include <chrono>
#include <stop_token>

#include <k8s/client.hpp>

/// How to keep the policies.
struct DefaultDenyOptions {
  /// How often each namespace is looked at though nothing in it changed: somebody may have deleted
  /// its policy.
  std::chrono::milliseconds recheck = std::chrono::minutes(10);
  k8s::Client client{};
  std::stop_token stop{};
};

/// Sees to it that every namespace has a NetworkPolicy that lets nothing in, but for those that say
/// so by the label `default-deny: "off"`, until a stop is requested.
void keep_default_deny(const DefaultDenyOptions& options = {});
