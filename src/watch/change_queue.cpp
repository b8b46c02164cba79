#include "watch/change_queue.hpp"

#include <algorithm>

namespace k8s::detail {

void ChangeQueue::note(const ObjectKey& key) {
  if (queued_.insert(key).second) queue_.push_back(key);
}

void ChangeQueue::note_gone(const ObjectKey& key, SharedObject last) {
  // Who was never told of it need not hear of its end.
  if (const auto told = told_.find(key); told != told_.end()) told->second = std::move(last);
  note(key);
}

std::optional<ChangeQueue::Change> ChangeQueue::take(const ObjectStore& store, Time now) {
  if (latest_) taken_back_.erase(*latest_);
  latest_.reset();
  while (!due_in_order_.empty() && due_in_order_.begin()->first <= now) {
    const ObjectKey key = due_in_order_.begin()->second;
    forget_due(key);
    note(key);
  }
  while (!queue_.empty()) {
    ObjectKey key = std::move(queue_.front());
    queue_.pop_front();
    queued_.erase(key);
    forget_due(key);
    const auto told = told_.find(key);
    Change change{.before = told == told_.end() ? nullptr : told->second, .after = store.find(key)};
    if (change.before == change.after) continue;
    if (change.before && change.after &&
        uid_of_(change.before.get()) != uid_of_(change.after.get())) {
      change.after = nullptr;
      queued_.insert(key);
      queue_.push_front(key);
    }
    tell(key, change.after);
    latest_ = std::move(key);
    return change;
  }
  return std::nullopt;
}

void ChangeQueue::again(const ObjectKey& key, SharedObject before, Time when) {
  tell(key, before);
  if (latest_ == key) latest_.reset();
  forget_due(key);
  if (queued_.contains(key)) return;
  due_.emplace(key, when);
  due_in_order_.emplace(when, key);
}

std::chrono::milliseconds ChangeQueue::pause_for(const ObjectKey& key) {
  constexpr std::chrono::milliseconds first{5};
  constexpr std::chrono::milliseconds longest{1'000'000};
  constexpr int most_doublings = 18;  // beyond the longest
  const int doublings = std::min(taken_back_[key]++, most_doublings);
  return std::min(first * (1 << doublings), longest);
}

std::optional<ChangeQueue::Time> ChangeQueue::next_due() const {
  if (due_in_order_.empty()) return std::nullopt;
  return due_in_order_.begin()->first;
}

void ChangeQueue::tell(const ObjectKey& key, const SharedObject& object) {
  if (object) {
    told_[key] = object;
  } else {
    told_.erase(key);
  }
}

void ChangeQueue::forget_due(const ObjectKey& key) {
  const auto due = due_.find(key);
  if (due == due_.end()) return;
  due_in_order_.erase({due->second, key});
  due_.erase(due);
}

}  // namespace k8s::detail
