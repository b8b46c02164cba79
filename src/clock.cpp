#include "clock.hpp"

#include <condition_variable>
#include <mutex>

namespace k8s::detail {
namespace {

class RealClock : public Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override {
    return std::chrono::steady_clock::now();
  }

  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const override {
    return std::chrono::system_clock::now();
  }

  bool sleep_until(std::chrono::steady_clock::time_point when,
                   const std::stop_token& stop) override {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any stopped;
    stopped.wait_until(lock, stop, when, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace

std::shared_ptr<Clock> real_clock() {
  return std::make_shared<RealClock>();
}

}  // namespace k8s::detail
