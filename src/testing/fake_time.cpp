#include "testing/fake_time.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace k8s::testing::detail {

FakeTime::FakeTime(std::chrono::system_clock::time_point start, Pace pace, Sleep sleep)
    : pace_(pace), sleep_(sleep), origin_(std::chrono::steady_clock::now()), start_(start) {}

Instant FakeTime::now() const {
  return (runs() ? std::chrono::steady_clock::now() : origin_) + ahead();
}

std::chrono::system_clock::time_point FakeTime::wall_now() const {
  return start_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(now() - origin_);
}

bool FakeTime::sleep_until(Instant when, const std::stop_token& stop) {
  if (stop.stop_requested()) return false;
  {
    const std::scoped_lock lock(mutex_);
    sleeps_.push_back(std::max(when - now(), std::chrono::nanoseconds(0)));
  }
  return wait_until(when, stop);
}

bool FakeTime::wait_until(Instant when, const std::stop_token& stop) {
  if (stop.stop_requested()) return false;
  if (sleep_ == Sleep::skips) {
    advance_to(when);
    return !stop.stop_requested();
  }
  std::unique_lock lock(mutex_);
  const auto self = sleepers_.insert(when);
  changed_.notify_all();
  changed_.wait(lock, stop, [&] { return now() >= when; });
  sleepers_.erase(self);
  return !stop.stop_requested();
}

void FakeTime::advance(std::chrono::nanoseconds time) {
  advance_to(now() + time);
}

void FakeTime::advance_to(Instant when) {
  std::optional<Instant> reached;
  for (;;) {
    const std::vector<std::shared_ptr<TimeObserver>> all = observers();
    std::optional<Instant> next;
    for (const auto& observer : all) {
      const std::optional<Instant> due = observer->next_due();
      if (due && *due <= when && (!next || *due < *next)) next = due;
    }
    // What is still due at a time that was reached is not for this thread to do.
    const bool last = !next || (reached && *next <= *reached);
    set(last ? when : *next);
    for (const auto& observer : all) observer->on_time();
    if (last) return;
    reached = next;
  }
}

void FakeTime::set(Instant when) {
  {
    const std::scoped_lock lock(mutex_);
    const std::chrono::nanoseconds missing = when - now();
    if (missing.count() > 0) ahead_ += missing.count();
  }
  changed_.notify_all();
}

void FakeTime::attach(const std::shared_ptr<TimeObserver>& observer) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(observers_, [](const auto& known) { return known.expired(); });
  observers_.push_back(observer);
}

std::vector<std::shared_ptr<TimeObserver>> FakeTime::observers() {
  std::vector<std::shared_ptr<TimeObserver>> alive;
  const std::scoped_lock lock(mutex_);
  for (const auto& known : observers_) {
    if (auto observer = known.lock()) alive.push_back(std::move(observer));
  }
  return alive;
}

std::vector<std::chrono::nanoseconds> FakeTime::sleeps() const {
  const std::scoped_lock lock(mutex_);
  return sleeps_;
}

std::size_t FakeTime::sleepers() const {
  const std::scoped_lock lock(mutex_);
  return sleepers_at(now());
}

std::size_t FakeTime::sleepers_at(Instant time) const {
  return static_cast<std::size_t>(std::distance(sleepers_.upper_bound(time), sleepers_.end()));
}

bool FakeTime::wait_for_sleepers(std::size_t count, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [&] { return sleepers_at(now()) >= count; });
}

}  // namespace k8s::testing::detail
