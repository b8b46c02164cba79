#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/informer_options.hpp>

#include "clock.hpp"
#include "watch/change_queue.hpp"
#include "watch/object_store.hpp"

namespace k8s::detail {

/// What the thread of an informer, its readers and the consumers of its changes share. Safe to use
/// from any thread.
class InformerState {
 public:
  /// What a watch told of one object.
  struct News {
    enum class What { is_there, is_gone, is_undecodable };
    ObjectKey key{};
    What what = What::is_there;
    /// Its state; its last, if it is gone and that was told; else null.
    SharedObject object{};
    ObjectStore::IndexValues values{};
  };
  using Time = std::chrono::system_clock::time_point;

  InformerState(const Kind& kind, std::size_t index_count, std::shared_ptr<Clock> clock)
      : kind_(kind), clock_(std::move(clock)), store_(index_count) {}

  // ---- of the informer's thread ----

  /// An event of the stream.
  void tell(News news, Time now);
  /// All that a list brought. If it is `whole`, what it does not name is gone.
  void tell_list(std::vector<News> list, bool whole, Time now);
  /// Nothing happened, says the server.
  void heard(Time now);
  /// A list or a watch was refused.
  void refused(std::exception_ptr error, std::string words);
  /// What waiting may heal went wrong.
  void troubled(std::string words);
  /// There will be no more.
  void end();

  // ---- of readers ----

  void wait_for_sync(const InformerSyncOptions& options);
  [[nodiscard]] InformerHealth health() const;
  [[nodiscard]] SharedObject find(const ObjectKey& key) const;
  /// \param in the namespace; none for all of them
  [[nodiscard]] std::vector<SharedObject> list(std::optional<std::string_view> in,
                                               const Selector& labels) const;
  [[nodiscard]] std::vector<SharedObject> find_by(std::size_t index,
                                                  const std::string& value) const;

  // ---- of consumers ----

  [[nodiscard]] ChangeQueue new_queue() const;
  /// From now on changes are noted in the queue, which lives until it is taken away.
  void add(ChangeQueue& queue);
  void remove(ChangeQueue& queue);
  /// Waits for the next change of that queue; none at the end.
  [[nodiscard]] std::optional<ChangeQueue::Change> next(ChangeQueue& queue,
                                                        const std::stop_token& stop);
  void again(ChangeQueue& queue, const ChangeQueue::Change& change,
             std::optional<std::chrono::milliseconds> pause);

 private:
  [[nodiscard]] ObjectKey key_of(const void* object) const;
  void take_in(News& news);
  void put(News& news);
  void erase(const ObjectKey& key, SharedObject last);
  void erase_all_but(const std::vector<News>& list);
  void all_is_well(Time now);
  void wake_all();
  void sleep_until(ChangeQueue::Time due, const std::stop_token& stop,
                   std::unique_lock<std::mutex>& lock);

  const Kind& kind_;
  const std::shared_ptr<Clock> clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::stop_source sleep_;  // of consumers that wait for a time to come; ended by news
  ObjectStore store_;
  std::set<ObjectKey> undecodable_;
  std::set<ChangeQueue*> queues_;
  bool synced_ = false;
  bool ended_ = false;
  std::optional<Time> heard_;
  std::exception_ptr refusal_;  // the latest
  std::size_t refusals_ = 0;
  std::size_t told_refusals_ = 0;  // to some who waited
  std::string error_;
};

}  // namespace k8s::detail
