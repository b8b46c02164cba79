#include "testing/fake/clock.hpp"

#include <utility>

#include <k8s/time.hpp>

namespace k8s::testing::fake {
namespace {

std::shared_ptr<detail::FakeTime> running_time() {
  return std::make_shared<detail::FakeTime>(std::chrono::system_clock::now(),
                                            detail::FakeTime::Pace::runs,
                                            detail::FakeTime::Sleep::skips);
}

}  // namespace

Clock::Clock(std::shared_ptr<detail::FakeTime> time)
    : time_(time != nullptr ? std::move(time) : running_time()) {}

std::string Clock::timestamp(std::chrono::seconds from_now) const {
  return Time(wall_now() + from_now).to_string();
}

std::chrono::sys_seconds Clock::wall_now() const {
  return std::chrono::floor<std::chrono::seconds>(time_->wall_now());
}

}  // namespace k8s::testing::fake
