#pragma once

namespace k8s::testing {

/// The name that the test program's getaddrinfo() does not find until it is told to. All other
/// names are looked up as usual.
inline constexpr const char* unresolvable_host = "never-answered.test";

/// Holds lookups of unresolvable_host back for as long as it lives.
class SlowResolver {
 public:
  SlowResolver();
  /// Lets the lookups fail, and waits until none is left.
  ~SlowResolver();
  SlowResolver(const SlowResolver&) = delete;
  SlowResolver& operator=(const SlowResolver&) = delete;

  /// Waits until somebody looks it up.
  void wait_for_lookup();
};

}  // namespace k8s::testing
