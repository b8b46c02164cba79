#include "http/multiplexer.hpp"

#include <pthread.h>

#include <chrono>
#include <set>
#include <system_error>
#include <utility>

#include "http/server_handle.hpp"
#include "signals_blocked.hpp"

namespace k8s::detail {
namespace {

/// Whatever has to happen earlier wakes the thread up.
constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(1);

/// When a transfer's rest or end comes together with what is another's, libcurl sets a timer to go
/// on with it. 7.88 drops that timer if an earlier one of the same transfer ran out less than a
/// millisecond before, and then waits for the server. Whoever looks again goes on: at short
/// intervals after a stream began or was resumed, when this happens, and now and then while any
/// runs.
constexpr std::chrono::milliseconds until_another_look{10};
constexpr std::chrono::milliseconds looking_again_for = std::chrono::seconds(1);
constexpr std::chrono::milliseconds until_a_late_look = std::chrono::seconds(1);

/// Those that run. The default client, and so its watches, are never destroyed: their threads have
/// to end before OpenSSL tidies up at the end of the process.
class Running {
 public:
  void add(Multiplexer* multiplexer) {
    const std::lock_guard lock(mutex_);
    all_.insert(multiplexer);
  }
  void remove(Multiplexer* multiplexer) {
    const std::lock_guard lock(mutex_);
    all_.erase(multiplexer);
  }
  void halt() {
    const std::lock_guard lock(mutex_);
    for (Multiplexer* const each : all_) each->halt();
  }

 private:
  std::mutex mutex_;
  std::set<Multiplexer*> all_;
};

struct AtExit {
  Running& running;
  ~AtExit() { running.halt(); }
};

/// First called when OpenSSL is at work, so that its own work at exit comes later.
Running& running() {
  static auto& all = *new Running;  // used by whatever is destroyed later, too
  static const AtExit guard{all};
  return all;
}

}  // namespace

Multiplexer::Multiplexer() {
  start_libcurl();
  multi_ = make_multi();
  try {
    // A signal is for the program's own threads, whose handlers may expect to find them there.
    const SignalsBlocked blocked;
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    throw NoRoom(error.code());
  }
  running().add(this);
}

Multiplexer::~Multiplexer() {
  running().remove(this);
  halt();
  for (const auto& [easy, transfer] : transfers_) curl_multi_remove_handle(multi_.get(), easy);
}

void Multiplexer::halt() {
  if (!owner_.is_this()) return;
  {
    const std::lock_guard lock(mutex_);
    halted_ = true;
  }
  curl_multi_wakeup(multi_.get());
  if (thread_.joinable()) thread_.join();
}

void Multiplexer::start(std::shared_ptr<MultiplexedTransfer> transfer) {
  post({Task::start, std::move(transfer)});
}

void Multiplexer::resume(std::shared_ptr<MultiplexedTransfer> transfer) {
  post({Task::resume, std::move(transfer)});
}

void Multiplexer::drop(std::shared_ptr<MultiplexedTransfer> transfer) {
  post({Task::drop, std::move(transfer)});
}

void Multiplexer::post(Command command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  curl_multi_wakeup(multi_.get());
}

void Multiplexer::run() {
  pthread_setname_np(::pthread_self(), "k8s-watches");
  while (obey()) {
    perform();
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait_for_events().count()), nullptr);
  }
}

std::chrono::milliseconds Multiplexer::wait_for_events() const {
  if (transfers_.empty()) return longest_wait;
  const bool lately = std::chrono::steady_clock::now() < look_again_until_;
  return lately ? until_another_look : until_a_late_look;
}

void Multiplexer::look_again_soon() {
  look_again_until_ = std::chrono::steady_clock::now() + looking_again_for;
}

bool Multiplexer::obey() {
  std::vector<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    if (halted_) return false;
    commands.swap(commands_);
  }
  for (const Command& command : commands) obey(command);
  return true;
}

void Multiplexer::obey(const Command& command) {
  CURL* const easy = command.transfer->easy();
  switch (command.task) {
    case Task::start:
      transfers_.emplace(easy, command.transfer);
      look_again_soon();
      if (curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) finish(easy, CURLE_FAILED_INIT);
      return;
    case Task::resume:
      if (!transfers_.contains(easy)) return;
      look_again_soon();
      if (const CURLcode code = command.transfer->resume(); code != CURLE_OK) finish(easy, code);
      return;
    case Task::drop:
      if (transfers_.erase(easy) == 0) return;
      // libcurl tells the server with the next frame that it sends, which the server's next one
      // brings about. If nobody else uses the connection, there will be none: it is closed.
      curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
      curl_multi_remove_handle(multi_.get(), easy);
      return;
  }
}

void Multiplexer::perform() {
  int running = 0;
  const CURLMcode code = curl_multi_perform(multi_.get(), &running);
  while (code != CURLM_OK && !transfers_.empty()) {
    finish(transfers_.begin()->first,
           code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT);
  }
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
  }
}

void Multiplexer::finish(CURL* easy, CURLcode result) {
  const auto ended = transfers_.extract(easy);
  curl_multi_remove_handle(multi_.get(), easy);
  ended.mapped()->ended(result);
}

}  // namespace k8s::detail
