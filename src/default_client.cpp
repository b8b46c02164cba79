#include "default_client.hpp"

#include <pthread.h>

#include <mutex>
#include <utility>

#include "client_core.hpp"
#include "default_config.hpp"

namespace k8s::detail {
namespace {

class DefaultClient {
 public:
  [[nodiscard]] std::shared_ptr<ClientCore> core() {
    const std::lock_guard lock(mutex_);
    if (replacement_) return replacement_;
    // Remembered until a client could be made: while that fails, the old one is not what config()
    // says.
    if (take_config_called()) stale_ = true;
    if (core_ && !stale_) return core_;
    if (!core_ || core_->config() != default_config()) {
      core_ = std::make_shared<ClientCore>(default_config());
    }
    stale_ = false;
    return core_;
  }

  std::shared_ptr<ClientCore> replace(std::shared_ptr<ClientCore> core) {
    const std::lock_guard lock(mutex_);
    return std::exchange(replacement_, std::move(core));
  }

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
  std::shared_ptr<ClientCore> core_;
  std::shared_ptr<ClientCore> replacement_;
  bool stale_ = false;
};

DefaultClient& the_default_client();

/// Held through a fork, so that the child does not find it locked by a thread that it has not.
DefaultClient* make_default_client() {
  ::pthread_atfork([] { the_default_client().lock(); }, [] { the_default_client().unlock(); },
                   [] { the_default_client().unlock(); });
  return new DefaultClient;
}

/// Never destroyed: threads may outlive main.
DefaultClient& the_default_client() {
  static DefaultClient* const only = make_default_client();
  return *only;
}

}  // namespace

std::shared_ptr<ClientCore> default_client() {
  return the_default_client().core();
}

std::shared_ptr<ClientCore> replace_default_client(std::shared_ptr<ClientCore> core) {
  return the_default_client().replace(std::move(core));
}

}  // namespace k8s::detail
