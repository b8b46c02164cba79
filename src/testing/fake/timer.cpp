// What the server does as time passes: its controllers, its watches.

#include <algorithm>

#include "testing/fake/api_server.hpp"

namespace k8s::testing::fake {

ApiServer::~ApiServer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  due_changed_.notify_all();
  if (timer_.joinable()) timer_.join();
}

std::optional<detail::Instant> ApiServer::next_due() {
  std::optional<detail::Instant> next = watches_.next_due();
  const std::scoped_lock lock(mutex_);
  const std::optional<detail::Instant> other = controllers_.next_due();
  return next && other ? std::min(*next, *other) : (next ? next : other);
}

void ApiServer::on_time() {
  settle();
  watches_.tick();
}

void ApiServer::settle() {
  const std::scoped_lock lock(mutex_);
  controllers_.settle();
  if (!clock_.runs() || !controllers_.next_due()) return;
  if (!timer_.joinable()) timer_ = std::thread([this] { run_timer(); });
  due_changed_.notify_all();
}

void ApiServer::run_timer() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    controllers_.settle();
    const std::optional<detail::Instant> next = controllers_.next_due();
    clock_.wait(due_changed_, lock, next,
                [&] { return stopping_ || controllers_.next_due() != next; });
  }
}

}  // namespace k8s::testing::fake
