#include "watch/watch_plan.hpp"

#include <utility>

namespace k8s::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto at_once = 1s;     // a stream that ends before this and told nothing is suspect
constexpr auto long_life = 10s;  // a stream that lasts this long is progress though it told nothing
constexpr int empty_streams_to_list_again = 2;

}  // namespace

void WatchPlan::listed(std::string resource_version) {
  action_ = Action::watch;
  pause_ = 0ms;
  resource_version_ = std::move(resource_version);
  list_was_worth_ = false;
  empty_streams_ = 0;
}

void WatchPlan::opened(Time now) {
  opened_ = now;
  open_ = true;
  saw_something_ = false;
}

void WatchPlan::saw(const std::string& resource_version) {
  if (!resource_version.empty()) resource_version_ = resource_version;
  saw_something_ = true;
  list_was_worth_ = true;
  empty_streams_ = 0;
  backoff_.reset();
}

void WatchPlan::saw_again(const std::string& resource_version) {
  if (resource_version != resource_version_) saw(resource_version);
}

void WatchPlan::closed(Time now) {
  note_long_life(now);
  open_ = false;
  pause_ = 0ms;
  if (saw_something_ || now - opened_ >= at_once) {
    empty_streams_ = 0;
    return;
  }
  pause_ = backoff_.next();
  if (++empty_streams_ >= empty_streams_to_list_again) list_again();
}

void WatchPlan::fell_silent() {
  open_ = false;
  pause_ = 0ms;
}

void WatchPlan::broke(Time now) {
  note_long_life(now);
  open_ = false;
  pause_ = backoff_.next();
}

void WatchPlan::expired() {
  open_ = false;
  pause_ = list_was_worth_ ? 0ms : backoff_.next();
  list_again();
}

void WatchPlan::list_again() {
  action_ = Action::list;
  empty_streams_ = 0;
}

void WatchPlan::note_long_life(Time now) {
  if (!open_ || now - opened_ < long_life) return;
  list_was_worth_ = true;
  backoff_.reset();
}

}  // namespace k8s::detail
