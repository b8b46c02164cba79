#include "testing/fake/watch.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/kinds/versions.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

using namespace std::chrono_literals;

constexpr auto default_timeout = 30min;
constexpr auto bookmark_interval = 60s;
/// How long before its end a watch gets a last bookmark.
constexpr auto last_bookmark = 2s;

ObjectPtr share(json::object object) {
  return std::make_shared<const json::object>(std::move(object));
}

bool in_scope(const WatchScope& scope, const Change& change) {
  return change.collection == scope.resource->collection() &&
         (scope.namespace_.empty() || scope.namespace_ == change.key.namespace_) &&
         (scope.name.empty() || scope.name == change.key.name);
}

/// Keeps a watch alive while its reader reads.
class WatchBody final : public detail::BodySource {
 public:
  explicit WatchBody(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}
  ~WatchBody() override { watch_->end(false); }
  WatchBody(const WatchBody&) = delete;
  WatchBody& operator=(const WatchBody&) = delete;
  void on_wake(Wake wake) override { watch_->on_wake(std::move(wake)); }
  State pull(std::string& piece) override { return watch_->pull(piece); }

 private:
  std::shared_ptr<Watch> watch_;
};

}  // namespace

void Watch::push(const char* type, ObjectPtr object) {
  const bool is_object = std::string_view(type) != "ERROR";
  if (is_object && scope_.convert) object = scope_.convert(object);
  {
    const std::scoped_lock lock(mutex_);
    if (ended_) return;
    events_.push_back({type, std::move(object), clock_.now() + scope_.late});
  }
  wake();
}

void Watch::end(bool broken) {
  {
    const std::scoped_lock lock(mutex_);
    if (ended_) return;
    ended_ = true;
    broken_ = broken;
  }
  wake();
}

bool Watch::ended() const {
  const std::scoped_lock lock(mutex_);
  return ended_;
}

detail::BodySource::State Watch::pull(std::string& piece) {
  Event event;
  {
    const std::scoped_lock lock(mutex_);
    reading_ = false;
    if (events_.empty() || is_late(events_.front())) {
      if (!ended_) return detail::BodySource::State::waiting;
      return broken_ ? detail::BodySource::State::broken : detail::BodySource::State::finished;
    }
    event = std::move(events_.front());
    events_.pop_front();
    reading_ = true;
  }
  piece.append(R"({"type":")").append(event.type).append(R"(","object":)");
  write_text(*event.object, piece);
  piece += "}\n";
  return detail::BodySource::State::more;
}

std::optional<Clock::Instant> Watch::next_late() const {
  const std::scoped_lock lock(mutex_);
  // Not of the first alone: its reader may not have taken yet what is due.
  const auto late =
      std::ranges::find_if(events_, [this](const Event& event) { return is_late(event); });
  return late == events_.end() ? std::nullopt : std::optional(late->due);
}

bool Watch::is_idle() const {
  const std::scoped_lock lock(mutex_);
  return ended_ || (!reading_ && (events_.empty() || is_late(events_.front())));
}

void Watch::on_wake(detail::BodySource::Wake wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

void Watch::wake() {
  detail::BodySource::Wake wake;
  {
    const std::scoped_lock lock(mutex_);
    wake = wake_;
  }
  if (wake) wake();
}

WatchHub::~WatchHub() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    for (const Entry& entry : entries_) entry.watch->end(false);
  }
  changed_.notify_all();
  if (timer_.joinable()) timer_.join();
}

std::unique_ptr<detail::BodySource> WatchHub::open(WatchScope scope, const ListOptions& options,
                                                   const Storage& storage) {
  const Clock::Instant now = clock_.now();
  Entry entry{.watch = std::make_shared<Watch>(std::move(scope), clock_),
              .bookmarks = options.bookmarks};
  entry.ends = now + (options.timeout_seconds.value_or(0) > 0
                          ? std::chrono::seconds(*options.timeout_seconds)
                          : std::chrono::duration_cast<std::chrono::seconds>(default_timeout));
  entry.next_bookmark = bookmark_after(now, entry);
  auto body = std::make_unique<WatchBody>(entry.watch);

  const std::scoped_lock lock(mutex_);
  remove_ended();
  revision_ = storage.revision();
  begin(entry, options, storage);
  if (entry.watch->ended()) return body;
  entries_.push_back(std::move(entry));
  if (clock_.runs() && !timer_.joinable()) timer_ = std::thread([this] { run_timer(); });
  look_again_ = true;
  changed_.notify_all();
  return body;
}

void WatchHub::begin(Entry& entry, const ListOptions& options, const Storage& storage) {
  const Revision asked = read_revision(options.resource_version);
  const auto fail = [&](const Failure& failure) {
    entry.watch->push("ERROR", share(failure.status()));
    entry.watch->end(false);
  };
  entry.after = storage.revision();
  if (options.send_initial_events.value_or(asked == 0)) {
    if (asked > storage.revision()) {
      return fail(too_large_resource_version(asked, storage.revision()));
    }
    push_all(entry, storage);
    if (entry.bookmarks) push_bookmark(entry, true);
    return;
  }
  if (asked == 0) return;
  if (asked < storage.oldest()) {
    return fail({.code = 410,
                 .reason = "Expired",
                 .message = "too old resource version: " + options.resource_version + " (" +
                            std::to_string(storage.oldest()) + ")"});
  }
  entry.after = asked;
  for (const Change& change : storage.changes_after(asked)) push_change(entry, change);
}

void WatchHub::push_all(Entry& entry, const Storage& storage) {
  const WatchScope& scope = entry.watch->scope();
  for (const ObjectPtr& object : storage.list(scope.resource->collection(), storage.revision())) {
    if (!scope.namespace_.empty() && namespace_of(*object) != scope.namespace_) continue;
    if (!scope.name.empty() && name_of(*object) != scope.name) continue;
    if (!scope.selection.matches(*object, *scope.resource)) continue;
    entry.watch->push("ADDED", in_version(object, *scope.resource));
  }
}

void WatchHub::push_change(const Entry& entry, const Change& change) {
  const WatchScope& scope = entry.watch->scope();
  if (change.revision <= entry.after || !in_scope(scope, change)) return;
  const auto selected = [&](const ObjectPtr& object) {
    return object != nullptr && scope.selection.matches(*object, *scope.resource);
  };
  const bool was = selected(change.before);
  const bool is = selected(change.after);
  if (is) {
    entry.watch->push(was ? "MODIFIED" : "ADDED", in_version(change.after, *scope.resource));
  } else if (was) {
    // What leaves a selection is told as it was, at the revision at which it left.
    json::object last = *in_version(change.before, *scope.resource);
    metadata_of(last)["resourceVersion"] = std::to_string(change.revision);
    entry.watch->push("DELETED", share(std::move(last)));
  }
}

void WatchHub::on_change(const Change& change) {
  const std::scoped_lock lock(mutex_);
  revision_ = change.revision;
  for (const Entry& entry : entries_) {
    push_change(entry, change);
    if (entry.watch->scope().late.count() == 0) continue;
    look_again_ = true;
    changed_.notify_all();
  }
}

void WatchHub::push_bookmark(const Entry& entry, bool initial_events_end) const {
  const Resource& resource = *entry.watch->scope().resource;
  json::object metadata{{"resourceVersion", std::to_string(revision_)}};
  if (initial_events_end) metadata["annotations"] = {{"k8s.io/initial-events-end", "true"}};
  json::object bookmark{{"kind", resource.kind},
                        {"apiVersion", resource.api_version()},
                        {"metadata", std::move(metadata)}};
  if (resource.table != nullptr) bookmark = arrange(*resource.table, bookmark);
  entry.watch->push("BOOKMARK", share(std::move(bookmark)));
}

void WatchHub::send_bookmarks() {
  const std::scoped_lock lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.bookmarks) push_bookmark(entry, false);
  }
}

void WatchHub::end(std::string_view collection) {
  const std::scoped_lock lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.watch->scope().resource->collection() == collection) entry.watch->end(false);
  }
  remove_ended();
}

void WatchHub::end_all(bool broken) {
  const std::scoped_lock lock(mutex_);
  for (const Entry& entry : entries_) entry.watch->end(broken);
  entries_.clear();
}

void WatchHub::expire_all() {
  const std::scoped_lock lock(mutex_);
  const ObjectPtr expired = share(Failure{.code = 410,
                                          .reason = "Expired",
                                          .message = "The resourceVersion for the provided watch "
                                                     "is too old."}
                                      .status());
  for (const Entry& entry : entries_) {
    entry.watch->push("ERROR", expired);
    entry.watch->end(false);
  }
  entries_.clear();
}

std::size_t WatchHub::open_count() {
  const std::scoped_lock lock(mutex_);
  remove_ended();
  return entries_.size();
}

std::optional<Clock::Instant> WatchHub::next_due() {
  const std::scoped_lock lock(mutex_);
  return earliest_due();
}

std::string WatchHub::wait_until_idle(std::chrono::milliseconds timeout) {
  // The readers take events without telling the hub, so that no reader waits for another.
  constexpr auto interval = std::chrono::milliseconds(1);
  const auto until = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    std::string busy;
    {
      const std::scoped_lock lock(mutex_);
      for (const Entry& entry : entries_) {
        if (entry.watch->is_idle()) continue;
        const WatchScope& scope = entry.watch->scope();
        busy += (busy.empty() ? "" : ", ") + scope.resource->plural;
        if (!scope.namespace_.empty()) busy += " in " + scope.namespace_;
      }
    }
    if (busy.empty() || std::chrono::steady_clock::now() >= until) return busy;
    std::this_thread::sleep_for(interval);
  }
}

void WatchHub::tick() {
  const std::scoped_lock lock(mutex_);
  do_what_is_due();
  look_again_ = true;
  changed_.notify_all();
}

Clock::Instant WatchHub::bookmark_after(Clock::Instant now, const Entry& entry) const {
  const Clock::Instant regular = now + bookmark_interval;
  const Clock::Instant last = entry.ends - last_bookmark;
  return last > now && last < regular ? last : regular;
}

void WatchHub::do_what_is_due() {
  const Clock::Instant now = clock_.now();
  for (Entry& entry : entries_) {
    if (entry.watch->scope().late.count() > 0) entry.watch->wake();
    if (now >= entry.ends) {
      entry.watch->end(false);
    } else if (entry.bookmarks && now >= entry.next_bookmark) {
      push_bookmark(entry, false);
      entry.next_bookmark = bookmark_after(now, entry);
    }
  }
  remove_ended();
}

Clock::Instant WatchHub::due(const Entry& entry) {
  Clock::Instant next = entry.bookmarks ? std::min(entry.ends, entry.next_bookmark) : entry.ends;
  if (const auto late = entry.watch->next_late()) next = std::min(next, *late);
  return next;
}

std::optional<Clock::Instant> WatchHub::earliest_due() const {
  const auto earliest = std::ranges::min_element(entries_, {}, &due);
  return earliest == entries_.end() ? std::nullopt : std::optional(due(*earliest));
}

void WatchHub::remove_ended() {
  std::erase_if(entries_, [](const Entry& entry) { return entry.watch->ended(); });
}

void WatchHub::run_timer() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    look_again_ = false;
    do_what_is_due();
    clock_.wait(changed_, lock, earliest_due(), [this] { return stopping_ || look_again_; });
  }
}

}  // namespace k8s::testing::fake
