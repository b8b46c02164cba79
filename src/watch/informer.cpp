#include <algorithm>
#include <atomic>
#include <exception>
#include <iterator>
#include <limits>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <k8s/detail/informer_core.hpp>
#include <k8s/error.hpp>

#include "client_core.hpp"
#include "http/curl_error.hpp"
#include "log.hpp"
#include "random_fraction.hpp"
#include "signals_blocked.hpp"
#include "stop_forward.hpp"
#include "verbs/call.hpp"
#include "verbs/metadata.hpp"
#include "watch/backoff.hpp"
#include "watch/forever.hpp"
#include "watch/informer_state.hpp"

namespace k8s::detail {
namespace {

using News = InformerState::News;

std::string who(const Kind& kind) {
  return "informer of " + std::string(kind.name);
}

void check(const Kind& kind, const InformerFunctions& functions) {
  for (auto index = functions.indexes.begin(); index != functions.indexes.end(); ++index) {
    const auto same = [&name = index->name](const auto& other) { return other.name == name; };
    if (!index->values)
      throw ValidationError(who(kind) + ": the index " + index->name + " has no function");
    if (std::any_of(std::next(index), functions.indexes.end(), same)) {
      throw ValidationError(who(kind) + ": two indexes have the name " + index->name);
    }
  }
}

}  // namespace

/// Watches, and tells the state what it hears.
class InformerCore::Worker {
 public:
  Worker(const Kind& kind, WatcherOptions options, InformerFunctions functions,
         std::shared_ptr<InformerState> state)
      : kind_(kind),
        options_(with_fixed_client(std::move(options))),
        functions_(std::move(functions)),
        state_(std::move(state)),
        forward_(options_.stop, stop_) {
    options_.stop = stop_.get_token();
    WatchCursor first = watch();
    const SignalsBlocked blocked;  // they are for the program's own threads
    try {
      thread_ = std::thread([this, first = std::move(first)]() mutable { run(std::move(first)); });
    } catch (const std::system_error& error) {
      throw_no_room(who(kind_), error.code());
    }
  }
  ~Worker() { stop(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void stop() {
    stop_.request_stop();
    if (runs_on_ == std::this_thread::get_id()) return;  // which ends by itself
    const std::scoped_lock lock(joining_);
    if (thread_.joinable()) thread_.join();
  }

  /// Under what an object of that name is found.
  /// \throws ValidationError for a namespace that is not watched
  [[nodiscard]] ObjectKey key_of(Name name, const std::optional<std::string>& namespace_) const {
    const Call call(options_.client, {}, std::nullopt);
    const auto watched = call.scope_for(kind_, "get", options_.namespace_);
    auto in = call.namespace_for(kind_, "get", namespace_);
    if (!namespace_ && watched) in = *watched;
    if (kind_.namespaced) refuse_other(in, watched);
    return {.namespace_ = std::string(in), .name = std::string(name.text())};
  }

  /// \throws ValidationError if no object can be found under it
  void check(const ObjectKey& key) const {
    (void)object_address(kind_, "get", key.namespace_, key.name);
  }

  /// \throws ValidationError for a namespace that can be none, or is not watched
  [[nodiscard]] std::optional<std::string> namespace_of(const NamespaceScope& scope) const {
    const Call call(options_.client, {}, std::nullopt);
    const auto in = call.scope_for(kind_, "list", scope);
    if (!in) return std::nullopt;
    refuse_other(*in, call.scope_for(kind_, "list", options_.namespace_));
    (void)collection_address(kind_, "list", in);
    return std::string(*in);
  }

  /// \throws ValidationError
  [[nodiscard]] std::size_t index_of(std::string_view name) const {
    const auto& indexes = functions_.indexes;
    const auto index = std::ranges::find(indexes, name, &InformerFunctions::Index::name);
    if (index != indexes.end()) return static_cast<std::size_t>(index - indexes.begin());
    throw ValidationError(who(kind_) + ": there is no index " + std::string(name));
  }

 private:
  /// The default client may become another one, of another cluster.
  static WatcherOptions with_fixed_client(WatcherOptions options) {
    options.client = Client(options.client.core());
    return options;
  }

  void refuse_other(std::string_view in, const std::optional<std::string_view>& watched) const {
    if (!watched || in == *watched) return;
    throw ValidationError(who(kind_) + ": it watches the namespace " + std::string(*watched) +
                          ", and knows nothing of \"" + std::string(in) + '"');
  }

  [[nodiscard]] WatchCursor watch() const {
    WatcherSurroundings surroundings = surroundings_of(options_.client);
    surroundings.on_trouble = [this](const std::string& error) { state_->troubled(error); };
    // The store remembers states; the watch need only tell one from the next.
    return watch_forever_with(std::move(surroundings), kind_, options_,
                              std::numeric_limits<std::size_t>::max(), 0);
  }

  void run(WatchCursor first) {
    runs_on_ = std::this_thread::get_id();
    Backoff backoff(random_fraction);
    std::optional<WatchCursor> cursor(std::move(first));
    while (!stop_.stop_requested()) {
      try {
        follow(cursor ? *std::exchange(cursor, std::nullopt) : watch(), backoff);
      } catch (const std::exception& error) {
        pause_after(error.what(), backoff);
      } catch (...) {  // of a transport or a source of tokens that is the user's
        pause_after("something that is no std::exception was thrown", backoff);
      }
    }
    state_->end();
  }

  /// Tells what the watch tells, until its end.
  void follow(WatchCursor cursor, Backoff& backoff) {
    bool whole = true;  // what the first list of a watch does not name is gone
    std::vector<News> list;
    for (WatchResult result; cursor.next(result); result = {}) {
      if (result.of_list) {
        list.push_back(news_of(result));
        continue;
      }
      if (ends_list(result)) {
        state_->tell_list(std::exchange(list, {}), std::exchange(whole, false), wall_now());
        continue;
      }
      backoff.reset();  // the watch works too
      if (result.type == "BOOKMARK") {
        state_->heard(wall_now());
      } else {
        state_->tell(news_of(result), wall_now());
      }
    }
  }

  [[nodiscard]] News news_of(WatchResult& result) const {
    const auto& metadata = metadata_of(kind_, result.object);
    News news{.key = {.namespace_ = metadata.namespace_, .name = metadata.name}};
    if (result.type == "ERROR") {
      could_not_decode(news, result.error);
    } else if (result.type != "DELETED") {
      take(result.object, news);
    } else {
      news.what = News::What::is_gone;
      const bool has_state = kind_.state(result.object).fetched;
      if (has_state) take_last(result.object, news);
    }
    return news;
  }

  /// The functions are the user's, and so are their errors.
  void take(void* object, News& news) const {
    try {
      news.object = functions_.share(object);
      for (const auto& index : functions_.indexes) {
        news.values.push_back(index.values(news.object.get()));
      }
    } catch (const std::exception& error) {
      could_not_decode(news, error.what());
    } catch (...) {
      could_not_decode(news, "a function of the informer's options threw");
    }
  }

  void take_last(void* object, News& news) const {
    try {
      news.object = functions_.share(object);
    } catch (...) {  // the one in the store serves too
    }
  }

  void could_not_decode(News& news, std::string_view why) const {
    news.what = News::What::is_undecodable;
    news.object = nullptr;
    const std::string in = news.key.namespace_.empty() ? "" : news.key.namespace_ + '/';
    log(options_.client.core()->config(), LogLevel::warning,
        who(kind_) + ": " + in + news.key.name + " is left as it was: " + std::string(why));
  }

  void pause_after(const std::string& error, Backoff& backoff) {
    const auto pause = backoff.next();
    log(options_.client.core()->config(), LogLevel::warning,
        who(kind_) + ": " + error + "; tries again in " + std::to_string(pause.count()) + " ms");
    state_->refused(std::current_exception(), error);
    const auto clock = options_.client.core()->clock();
    clock->sleep_until(clock->now() + pause, stop_.get_token());
  }

  /// The server sends bookmarks too.
  [[nodiscard]] bool ends_list(const WatchResult& result) const {
    return result.type == "BOOKMARK" &&
           metadata_of(kind_, result.object).annotations.contains("k8s.io/initial-events-end");
  }

  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const {
    return options_.client.core()->clock()->wall_now();
  }

  const Kind& kind_;
  WatcherOptions options_;
  const InformerFunctions functions_;
  const std::shared_ptr<InformerState> state_;
  std::stop_source stop_;
  const StopForward forward_;
  std::atomic<std::thread::id> runs_on_{};
  std::mutex joining_;
  std::thread thread_;
};

InformerCore::InformerCore(const Kind& kind, const WatcherOptions& options,
                           InformerFunctions functions) {
  check(kind, functions);
  state_ = std::make_shared<InformerState>(kind, functions.indexes.size(),
                                           options.client.core()->clock());
  worker_ = std::make_unique<Worker>(kind, options, std::move(functions), state_);
}

InformerCore::~InformerCore() = default;

void InformerCore::stop() {
  worker_->stop();
}

void InformerCore::wait_for_sync(const InformerSyncOptions& options) const {
  // Who waits may see the informer destroyed.
  const std::shared_ptr<InformerState> state = state_;
  state->wait_for_sync(options);
}

InformerHealth InformerCore::health() const {
  return state_->health();
}

SharedObject InformerCore::try_get(Name name, const InformerGetOptions& options) const {
  const ObjectKey key = worker_->key_of(name, options.namespace_);
  SharedObject found = state_->find(key);
  if (!found) worker_->check(key);  // what was found needs none
  return found;
}

std::vector<SharedObject> InformerCore::list(const InformerListOptions& options) const {
  return state_->list(worker_->namespace_of(options.namespace_), options.labels);
}

std::vector<SharedObject> InformerCore::find_by(std::string_view index,
                                                const std::string& value) const {
  return state_->find_by(worker_->index_of(index), value);
}

ChangeCursor InformerCore::changes(std::stop_token stop) const {
  return {state_, std::move(stop)};
}

// ---- consumers ----------------------------------------------------------------------------------

class ChangeCursor::Consumer {
 public:
  Consumer(std::shared_ptr<InformerState> state, std::stop_token stop)
      : state_(std::move(state)), stop_(std::move(stop)), queue_(state_->new_queue()) {
    state_->add(queue_);
  }
  ~Consumer() { state_->remove(queue_); }
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  std::optional<ChangeQueue::Change> next() { return state_->next(queue_, stop_); }
  void again(const ChangeQueue::Change& change, std::optional<std::chrono::milliseconds> pause) {
    state_->again(queue_, change, pause);
  }

 private:
  const std::shared_ptr<InformerState> state_;
  const std::stop_token stop_;
  ChangeQueue queue_;
};

ChangeCursor::ChangeCursor(std::shared_ptr<InformerState> state, std::stop_token stop)
    : consumer_(std::make_unique<Consumer>(std::move(state), std::move(stop))) {}
ChangeCursor::ChangeCursor(ChangeCursor&& other) noexcept = default;
ChangeCursor& ChangeCursor::operator=(ChangeCursor&& other) noexcept = default;
ChangeCursor::~ChangeCursor() = default;

bool ChangeCursor::next(SharedObject& before, SharedObject& after) {
  auto change = consumer_ ? consumer_->next() : std::nullopt;
  if (!change) return false;
  before = std::move(change->before);
  after = std::move(change->after);
  return true;
}

void ChangeCursor::again(const SharedObject& before, const SharedObject& after,
                         std::optional<std::chrono::milliseconds> pause) {
  if (consumer_) consumer_->again({.before = before, .after = after}, pause);
}

}  // namespace k8s::detail
