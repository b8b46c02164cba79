#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "testing/https_server.hpp"

namespace k8s::test {

/// The far end of a BodySource: a test pushes pieces into an answer while it is being sent.
class BodyFeed {
 public:
  void push(std::string piece) {
    change([&] { state_->pieces.push_back(std::move(piece)); });
  }
  void finish() {
    change([&] { state_->finished = true; });
  }
  /// Blocks until the server has dropped the source.
  void wait_until_dropped() const {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [&] { return state_->dropped; });
  }
  [[nodiscard]] bool dropped() const {
    const std::lock_guard lock(state_->mutex);
    return state_->dropped;
  }
  /// How many pieces the server has not asked for yet.
  [[nodiscard]] std::size_t waiting() const {
    const std::lock_guard lock(state_->mutex);
    return state_->pieces.size();
  }
  /// The source for the response; one per feed.
  [[nodiscard]] std::unique_ptr<testing::detail::BodySource> source() const {
    return std::make_unique<Source>(state_);
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> pieces;
    testing::detail::BodySource::Wake wake;
    bool finished = false;
    bool dropped = false;
  };

  class Source final : public testing::detail::BodySource {
   public:
    explicit Source(std::shared_ptr<Shared> state) : state_(std::move(state)) {}
    ~Source() override {
      const std::lock_guard lock(state_->mutex);
      state_->dropped = true;
      state_->changed.notify_all();
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    void on_wake(Wake wake) override {
      const std::lock_guard lock(state_->mutex);
      state_->wake = std::move(wake);
    }
    State pull(std::string& piece) override {
      const std::lock_guard lock(state_->mutex);
      if (state_->pieces.empty()) return state_->finished ? State::finished : State::waiting;
      piece += state_->pieces.front();
      state_->pieces.pop_front();
      return State::more;
    }

   private:
    std::shared_ptr<Shared> state_;
  };

  template <class Change>
  void change(Change change_state) {
    const std::lock_guard lock(state_->mutex);
    change_state();
    if (state_->wake) state_->wake();
  }

  std::shared_ptr<Shared> state_ = std::make_shared<Shared>();
};

}  // namespace k8s::test
