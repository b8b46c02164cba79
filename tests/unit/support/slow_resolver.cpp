#include "support/slow_resolver.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>
#include <string_view>

namespace {

struct State {
  std::mutex mutex;
  std::condition_variable changed;
  bool held = false;
  int lookups = 0;
};

State& state() {
  static auto* const only = new State;  // the resolver's threads are detached
  return *only;
}

int fail_when_told() {
  State& here = state();
  std::unique_lock lock(here.mutex);
  ++here.lookups;
  here.changed.notify_all();
  here.changed.wait(lock, [&] { return !here.held; });
  --here.lookups;
  here.changed.notify_all();
  return EAI_NONAME;
}

}  // namespace

/// Comes before that of the C library for all that this program is linked with, libcurl included.
extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* node,
                                                                  const char* service,
                                                                  const addrinfo* hints,
                                                                  addrinfo** result) {
  if (node != nullptr && std::string_view(node) == k8s::testing::unresolvable_host) {
    return fail_when_told();
  }
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): that is how dlsym is used
  static const auto next =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return next(node, service, hints, result);
}

namespace k8s::testing {

SlowResolver::SlowResolver() {
  const std::lock_guard lock(state().mutex);
  state().held = true;
}

SlowResolver::~SlowResolver() {
  std::unique_lock lock(state().mutex);
  state().held = false;
  state().changed.notify_all();
  state().changed.wait(lock, [] { return state().lookups == 0; });
}

void SlowResolver::wait_for_lookup() {
  std::unique_lock lock(state().mutex);
  state().changed.wait(lock, [] { return state().lookups > 0; });
}

}  // namespace k8s::testing
