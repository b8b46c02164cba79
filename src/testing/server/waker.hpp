#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace k8s::testing::detail {

/// Carries wakes from any thread to somebody who may be gone by then: once this is destroyed, the
/// functions that it gave away do nothing.
class OpenWaker {
 public:
  /// \param call tells of a wake; must not block nor call back
  explicit OpenWaker(std::function<void()> call)
      : state_(std::make_shared<State>(std::move(call))) {}
  ~OpenWaker() {
    const std::lock_guard lock(state_->mutex);
    state_->call = nullptr;
  }
  OpenWaker(const OpenWaker&) = delete;
  OpenWaker& operator=(const OpenWaker&) = delete;

  /// The function to give away.
  [[nodiscard]] std::function<void()> wake() const {
    return [state = state_] {
      const std::lock_guard lock(state->mutex);
      if (!std::exchange(state->woken, true) && state->call) state->call();
    };
  }
  /// Whether there was a wake since forget().
  [[nodiscard]] bool woken() const {
    const std::lock_guard lock(state_->mutex);
    return state_->woken;
  }
  void forget() const {
    const std::lock_guard lock(state_->mutex);
    state_->woken = false;
  }

 private:
  struct State {
    explicit State(std::function<void()> on_wake) : call(std::move(on_wake)) {}
    std::mutex mutex;
    std::function<void()> call;
    bool woken = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace k8s::testing::detail
