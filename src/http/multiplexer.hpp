#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "http/curl_handles.hpp"
#include "http/multiplexed_transfer.hpp"
#include "owner_process.hpp"

namespace k8s::detail {

/// Runs many streams to one server on one thread, over as few connections as its HTTP version
/// allows. Safe to use from any thread.
///
/// In the child of a fork it does nothing; there it must neither be used nor be destroyed.
class Multiplexer {
 public:
  /// \throws NoRoom
  Multiplexer();
  /// Ends all transfers.
  ~Multiplexer();
  Multiplexer(const Multiplexer&) = delete;
  Multiplexer& operator=(const Multiplexer&) = delete;

  void start(std::shared_ptr<MultiplexedTransfer> transfer);
  /// Goes on with a transfer that was held back.
  void resume(std::shared_ptr<MultiplexedTransfer> transfer);
  /// Ends a transfer that nobody waits for any more.
  void drop(std::shared_ptr<MultiplexedTransfer> transfer);

  /// Ends the thread; whatever is not over stays as it is.
  void halt();

 private:
  enum class Task { start, resume, drop };
  struct Command {
    Task task{};
    std::shared_ptr<MultiplexedTransfer> transfer{};
  };

  void post(Command command);
  /// False if the thread has to end.
  bool obey();
  void obey(const Command& command);
  void run();
  void perform();
  void look_again_soon();
  /// How long to wait if nothing happens.
  [[nodiscard]] std::chrono::milliseconds wait_for_events() const;
  void finish(CURL* easy, CURLcode result);

  const OwnerProcess owner_{};
  MultiHandle multi_;
  std::mutex mutex_;
  std::vector<Command> commands_;
  bool halted_ = false;

  // Of the thread:
  std::map<CURL*, std::shared_ptr<MultiplexedTransfer>> transfers_;
  std::chrono::steady_clock::time_point look_again_until_{};
  std::thread thread_;
};

}  // namespace k8s::detail
