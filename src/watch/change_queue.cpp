#include "watch/change_queue.hpp"

#include <algorithm>

namespace k8s::detail {

void ChangeQueue::note(const ObjectKey& key) {
  if (queued_.insert(key).second) queue_.push_back(key);
}

void ChangeQueue::note_gone(const ObjectKey& key, SharedObject last) {
  const auto told = told_.find(key);
  if (told != told_.end() && is_same(told->second, last)) last_[key] = std::move(last);
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
    Change change = take_difference(key, store.find(key));
    if (change.before == change.after) continue;
    tell(key, change.after);
    latest_ = std::move(key);
    return change;
  }
  return std::nullopt;
}

ChangeQueue::Change ChangeQueue::take_difference(const ObjectKey& key, SharedObject now) {
  const auto told = told_.find(key);
  const auto last = last_.extract(key);
  Change change{.before = told == told_.end() ? nullptr : told->second, .after = std::move(now)};
  if (!change.before) return change;
  if (change.after && !is_same(change.before, change.after)) {
    change.after = nullptr;
    queued_.insert(key);
    queue_.push_front(key);
  }
  if (!change.after && last) change.before = last.mapped();
  return change;
}

void ChangeQueue::again(const ObjectKey& key, SharedObject before, Time when) {
  tell(key, before);
  if (latest_ == key) latest_.reset();
  forget_due(key);
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

bool ChangeQueue::is_same(const SharedObject& object, const SharedObject& other) const {
  return uid_of_(object.get()) == uid_of_(other.get());
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
