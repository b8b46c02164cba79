#pragma once

#include <chrono>

namespace k8s {

/// How long and how often requests are sent again. Which are is not a matter of configuration: only
/// those that cannot do harm, see docs/transport.md.
struct RetryLimits {
  /// Retries after answers that mean "later". 0 turns all retries off.
  int retries = 10;
  /// Of them, retries after no answer at all or a 500: few, since a closed port or a broken webhook
  /// rarely heals while one waits.
  int blind_retries = 4;
  /// The pauses grow from the first to the longest, doubling, and are shortened by up to a half at
  /// random.
  std::chrono::milliseconds first_pause{100};
  std::chrono::milliseconds longest_pause = std::chrono::seconds(10);
  /// The longest Retry-After that is believed.
  std::chrono::milliseconds longest_retry_after = std::chrono::minutes(1);
  /// For requests without a timeout of their own: no retry begins later than this after the first
  /// try; after no answer or a 500, no later than the other.
  std::chrono::milliseconds patience = std::chrono::minutes(2);
  std::chrono::milliseconds blind_patience = std::chrono::seconds(30);
  friend bool operator==(const RetryLimits&, const RetryLimits&) = default;
};

/// How many requests a client sends at most: a bucket of tokens, from which each try takes one and
/// waits until there is one. Watches and other streams take none.
struct RateLimit {
  /// What the bucket is filled with; 0, the default, means no limit: servers protect themselves
  /// (https://kubernetes.io/docs/concepts/cluster-administration/flow-control/).
  double per_second = 0;
  /// What the bucket holds: so many may be sent at once after a quiet time. At least 1.
  int burst = 1;
  friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

}  // namespace k8s
