#include <k8s/testing/fake_clock.hpp>

#include <stdexcept>
#include <string>
#include <utility>

#include "client_core.hpp"
#include "testing/fake_time.hpp"

namespace k8s::testing {

using detail::FakeTime;

FakeClock::FakeClock(FakeClockOptions options)
    : time_(std::make_shared<FakeTime>(
          options.start, FakeTime::Pace::stands,
          options.skip_sleeps ? FakeTime::Sleep::skips : FakeTime::Sleep::waits)) {}

std::chrono::system_clock::time_point FakeClock::now() const {
  return time_->wall_now();
}

void FakeClock::advance(std::chrono::nanoseconds time) {
  time_->advance(time);
}

std::vector<std::chrono::milliseconds> FakeClock::sleeps() const {
  std::vector<std::chrono::milliseconds> sleeps;
  for (const std::chrono::nanoseconds sleep : time_->sleeps()) {
    sleeps.push_back(std::chrono::ceil<std::chrono::milliseconds>(sleep));
  }
  return sleeps;
}

std::size_t FakeClock::sleepers() const {
  return time_->sleepers();
}

void FakeClock::wait_for_sleepers(std::size_t count, std::chrono::milliseconds timeout) const {
  if (time_->wait_for_sleepers(count, timeout)) return;
  throw std::runtime_error("FakeClock: " + std::to_string(time_->sleepers()) + " of " +
                           std::to_string(count) + " threads sleep by it after " +
                           std::to_string(timeout.count()) + " ms");
}

std::function<std::chrono::steady_clock::time_point()> FakeClock::steady() const {
  return [time = time_] { return time->now(); };
}

Client client_for(std::shared_ptr<Transport> transport, const FakeClock& clock,
                  const Config& config) {
  return Client(
      std::make_shared<k8s::detail::ClientCore>(config, std::move(transport), clock.time()));
}

Client client_for(const Config& config, const FakeClock& clock) {
  return Client(std::make_shared<k8s::detail::ClientCore>(config, clock.time()));
}

}  // namespace k8s::testing
