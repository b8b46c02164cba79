#include "watch/change_queue.hpp"

#include <algorithm>

#include "after.hpp"

namespace k8s::detail {
namespace {

std::chrono::milliseconds pause_after(int failures) {
  constexpr std::chrono::milliseconds first{5};
  constexpr std::chrono::milliseconds longest{1'000'000};
  constexpr int most_doublings = 18;  // beyond the longest
  return std::min(first * (1 << std::min(failures - 1, most_doublings)), longest);
}

}  // namespace

void ChangeQueue::note(const ObjectKey& key) {
  enqueue(*entries_.try_emplace(key).first, queue_.end());
}

void ChangeQueue::note_gone(const ObjectKey& key, SharedObject last) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (!entry.known) {  // who was not told of it need not hear of its end
    dequeue(entry);
    set_due(*found, std::nullopt);
    entries_.erase(found);
    return;
  }
  if (is_same(entry.known, last)) entry.last = std::move(last);
  note(key);
}

std::optional<ChangeQueue::Change> ChangeQueue::take(const ObjectStore& store, Time now) {
  if (latest_) forget_if_idle(*latest_);
  latest_.reset();
  while (!due_.empty() && due_.begin()->first <= now) {
    auto& entry = *entries_.find(due_.begin()->second);
    set_due(entry, std::nullopt);
    enqueue(entry, queue_.end());
  }
  while (!queue_.empty()) {
    auto& [key, entry] = *entries_.find(queue_.front());
    dequeue(entry);
    auto change = difference(key, entry, store.find(key));
    if (!change) {
      forget_if_idle(key);
      continue;
    }
    set_due(*entries_.find(key), std::nullopt);
    if (!std::exchange(entry.failed, false)) entry.failures = 0;
    latest_ = key;
    return change;
  }
  return std::nullopt;
}

std::optional<ChangeQueue::Change> ChangeQueue::difference(const ObjectKey& key, Entry& entry,
                                                           SharedObject now) {
  if (!entry.ended.empty()) {
    Change change{.before = std::move(entry.ended.front())};
    entry.ended.erase(entry.ended.begin());
    entry.is_second_half = true;
    enqueue(*entries_.find(key), queue_.begin());
    return change;
  }
  SharedObject last = std::exchange(entry.last, nullptr);
  if (entry.known && !(now && is_same(entry.known, now))) {
    Change change{.before = last ? std::move(last) : entry.known};
    entry.known = entry.before = nullptr;
    entry.is_second_half = now != nullptr;
    if (now) enqueue(*entries_.find(key), queue_.begin());
    return change;
  }
  if (entry.before == now) return std::nullopt;
  Change change{.before = std::move(entry.before), .after = now};
  entry.known = entry.before = std::move(now);
  return change;
}

void ChangeQueue::again(const ObjectKey& key, const Change& change,
                        std::optional<std::chrono::milliseconds> pause, Time now) {
  auto& found = *entries_.try_emplace(key).first;
  Entry& entry = found.second;
  if (!change.after) {
    take_back_end(entry, change.before);
    if (entry.is_second_half) dequeue(entry);  // the end comes first
  } else if (entry.known && is_same(entry.known, change.after)) {
    entry.before = change.before;
  } else {
    return forget_if_idle(key);  // its end was told since
  }
  entry.failed = !pause;
  if (entry.failed) ++entry.failures;
  set_due(found, after(now, pause ? *pause : pause_after(entry.failures)));
}

void ChangeQueue::take_back_end(Entry& entry, const SharedObject& object) const {
  const auto is_it = [&](const SharedObject& other) { return is_same(other, object); };
  if (!entry.known || is_it(entry.known)) {
    entry.known = entry.before = object;
  } else if (std::ranges::none_of(entry.ended, is_it)) {
    entry.ended.push_back(object);
  }
}

std::optional<ChangeQueue::Time> ChangeQueue::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

bool ChangeQueue::is_same(const SharedObject& object, const SharedObject& other) const {
  return uid_of_(object.get()) == uid_of_(other.get());
}

void ChangeQueue::enqueue(Entries::value_type& entry, Queue::iterator where) {
  if (!entry.second.queued) entry.second.queued = queue_.insert(where, entry.first);
}

void ChangeQueue::dequeue(Entry& entry) {
  if (entry.queued) queue_.erase(*entry.queued);
  entry.queued.reset();
  entry.is_second_half = false;
}

void ChangeQueue::set_due(Entries::value_type& entry, std::optional<Time> due) {
  auto& [key, state] = entry;
  if (state.due) due_.erase({*state.due, key});
  if (due) due_.emplace(*due, key);
  state.due = due;
}

void ChangeQueue::forget_if_idle(const ObjectKey& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  const Entry& entry = found->second;
  if (!entry.known && !entry.queued && !entry.due) entries_.erase(found);
}

}  // namespace k8s::detail
