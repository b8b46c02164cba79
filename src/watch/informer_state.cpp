#include "watch/informer_state.hpp"

#include <utility>

#include <k8s/error.hpp>

#include "after.hpp"
#include "stop_forward.hpp"
#include "time_text.hpp"
#include "verbs/metadata.hpp"

namespace k8s::detail {

// ---- of the informer's thread -------------------------------------------------------------------

void InformerState::tell(News news, Time now) {
  const std::scoped_lock lock(mutex_);
  take_in(news);
  all_is_well(now);
}

void InformerState::tell_list(std::vector<News> list, bool whole, Time now) {
  const std::scoped_lock lock(mutex_);
  if (whole) erase_all_but(list);
  for (News& each : list) take_in(each);
  synced_ = true;
  all_is_well(now);
}

void InformerState::heard(Time now) {
  const std::scoped_lock lock(mutex_);
  all_is_well(now);
}

void InformerState::refused(std::exception_ptr error, std::string words) {
  const std::scoped_lock lock(mutex_);
  refusal_ = std::move(error);
  ++refusals_;
  error_ = std::move(words);
  wake_all();
}

void InformerState::troubled(std::string words) {
  const std::scoped_lock lock(mutex_);
  error_ = std::move(words);
}

void InformerState::end() {
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  wake_all();
}

void InformerState::take_in(News& news) {
  if (news.what == News::What::is_undecodable) {
    undecodable_.insert(news.key);
    return;
  }
  undecodable_.erase(news.key);
  if (news.what == News::What::is_there) {
    put(news);
  } else {
    erase(news.key, std::move(news.object));
  }
}

void InformerState::put(News& news) {
  if (const SharedObject known = store_.find(news.key)) {
    const auto& before = metadata_of(kind_, known.get());
    const auto& after = metadata_of(kind_, news.object.get());
    const bool is_same = before.uid == after.uid && !after.resourceVersion.empty() &&
                         before.resourceVersion == after.resourceVersion;
    if (is_same) return;  // as after a watch that was begun anew
    if (before.uid != after.uid) erase(news.key, nullptr);
  }
  store_.put(news.key, std::move(news.object), std::move(news.values));
  for (ChangeQueue* const queue : queues_) queue->note(news.key);
}

void InformerState::erase(const ObjectKey& key, SharedObject last) {
  const SharedObject known = store_.find(key);
  if (!known) return;
  if (!last) last = known;
  store_.erase(key);
  for (ChangeQueue* const queue : queues_) queue->note_gone(key, last);
}

void InformerState::erase_all_but(const std::vector<News>& list) {
  std::set<ObjectKey> listed;
  for (const News& each : list) listed.insert(each.key);
  std::vector<ObjectKey> gone;
  for (const auto& [key, object] : store_.objects()) {
    if (!listed.contains(key)) gone.push_back(key);
  }
  for (const ObjectKey& key : gone) erase(key, nullptr);
  std::erase_if(undecodable_, [&listed](const ObjectKey& key) { return !listed.contains(key); });
}

void InformerState::all_is_well(Time now) {
  heard_ = now;
  refusal_ = nullptr;
  error_.clear();
  wake_all();
}

void InformerState::wake_all() {
  changed_.notify_all();
  sleep_.request_stop();
}

// ---- of readers ---------------------------------------------------------------------------------

void InformerState::wait_for_sync(const InformerSyncOptions& options) {
  std::unique_lock lock(mutex_);
  // Who waits again waits for what becomes of the next attempt.
  const auto is_refused = [this, told = told_refusals_] { return refusal_ && refusals_ > told; };
  const auto is_over = [&] { return synced_ || ended_ || is_refused(); };
  if (options.timeout) {
    const auto when = after(std::chrono::steady_clock::now(), *options.timeout);
    changed_.wait_until(lock, options.stop, when, is_over);
  } else {
    changed_.wait(lock, options.stop, is_over);
  }
  if (synced_) return;
  if (is_refused()) {
    told_refusals_ = refusals_;
    std::rethrow_exception(refusal_);
  }
  const std::string who = "informer of " + std::string(kind_.name);
  if (ended_ || options.stop.stop_requested()) throw Stopped(who + ": stopped");
  throw Timeout(who + ": not synced within " + time_text(*options.timeout) +
                    (error_.empty() ? "" : "; " + error_),
                false);
}

InformerHealth InformerState::health() const {
  const std::scoped_lock lock(mutex_);
  return {.synced = synced_,
          .objects = store_.objects().size(),
          .undecodable = undecodable_.size(),
          .heard = heard_,
          .error = error_};
}

SharedObject InformerState::find(const ObjectKey& key) const {
  const std::scoped_lock lock(mutex_);
  return store_.find(key);
}

std::vector<SharedObject> InformerState::list(std::optional<std::string_view> in,
                                              const Selector& labels) const {
  const std::scoped_lock lock(mutex_);
  const auto& objects = store_.objects();
  std::vector<SharedObject> found;
  auto each = in ? objects.lower_bound({std::string(*in), {}}) : objects.begin();
  for (; each != objects.end() && (!in || each->first.namespace_ == *in); ++each) {
    if (labels.matches(metadata_of(kind_, each->second.get()).labels)) {
      found.push_back(each->second);
    }
  }
  return found;
}

std::vector<SharedObject> InformerState::find_by(std::size_t index,
                                                 const std::string& value) const {
  const std::scoped_lock lock(mutex_);
  return store_.find_by(index, value);
}

// ---- of consumers -------------------------------------------------------------------------------

ChangeQueue InformerState::new_queue() const {
  return ChangeQueue(
      [this](const void* object) -> std::string_view { return metadata_of(kind_, object).uid; });
}

void InformerState::add(ChangeQueue& queue) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [key, object] : store_.objects()) queue.note(key);
  queues_.insert(&queue);
}

void InformerState::remove(ChangeQueue& queue) {
  const std::scoped_lock lock(mutex_);
  queues_.erase(&queue);
}

std::optional<ChangeQueue::Change> InformerState::next(ChangeQueue& queue,
                                                       const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!ended_ && !stop.stop_requested()) {
    if (auto change = queue.take(store_, clock_->now())) return change;
    if (const auto due = queue.next_due()) {
      sleep_until(*due, stop, lock);
    } else {
      changed_.wait(lock, stop, [this, &queue] { return ended_ || queue.has_news(); });
    }
  }
  return std::nullopt;
}

/// Until news come, if they come earlier.
void InformerState::sleep_until(ChangeQueue::Time due, const std::stop_token& stop,
                                std::unique_lock<std::mutex>& lock) {
  if (sleep_.stop_requested()) sleep_ = std::stop_source();
  const std::stop_source either;
  const StopForward news(sleep_.get_token(), either);
  const StopForward end(stop, either);
  lock.unlock();
  clock_->sleep_until(due, either.get_token());
  lock.lock();
}

void InformerState::again(ChangeQueue& queue, const ChangeQueue::Change& change,
                          std::optional<std::chrono::milliseconds> pause) {
  const std::scoped_lock lock(mutex_);
  const SharedObject& object = change.after ? change.after : change.before;
  if (object) queue.again(key_of(object.get()), change, pause, clock_->now());
}

ObjectKey InformerState::key_of(const void* object) const {
  const auto& metadata = metadata_of(kind_, object);
  return {.namespace_ = metadata.namespace_, .name = metadata.name};
}

}  // namespace k8s::detail
