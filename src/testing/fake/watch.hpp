#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "testing/fake/clock.hpp"
#include "testing/fake/options.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/storage.hpp"
#include "testing/https_server.hpp"

// Watches: what changes, told line by line.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes

namespace k8s::testing::fake {

/// What a watch follows.
struct WatchScope {
  const Resource* resource = nullptr;
  std::string namespace_{};  // empty: all
  std::string name{};        // empty: all
  Selection selection{};
  /// How much later than others it tells what happens.
  std::chrono::milliseconds late{0};
  /// Brings the objects of events into the form that the client wants, in their order; may be
  /// empty.
  std::function<ObjectPtr(const ObjectPtr&)> convert{};
};

/// One open watch: the queue between the server and its reader.
class Watch {
 public:
  Watch(WatchScope scope, const Clock& clock) : scope_(std::move(scope)), clock_(clock) {}

  [[nodiscard]] const WatchScope& scope() const noexcept { return scope_; }

  void push(const char* type, ObjectPtr object);
  /// \param broken whether the connection is cut, rather than ended
  void end(bool broken);
  [[nodiscard]] bool ended() const;
  /// When the next event is due that is told late.
  [[nodiscard]] std::optional<Clock::Instant> next_late() const;
  /// Whether its reader has taken every event and come back for more.
  [[nodiscard]] bool is_idle() const;

  // For the reader.
  [[nodiscard]] detail::BodySource::State pull(std::string& piece);
  void on_wake(detail::BodySource::Wake wake);
  void wake();

 private:
  struct Event {
    const char* type = nullptr;
    ObjectPtr object{};
    Clock::Instant due{};  // of a watch that tells late
  };
  [[nodiscard]] bool is_late(const Event& event) const {
    return scope_.late.count() > 0 && !ended_ && event.due > clock_.now();
  }

  const WatchScope scope_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::deque<Event> events_;
  bool ended_ = false;
  bool broken_ = false;
  bool reading_ = false;  // its reader has an event and has not come back
  detail::BodySource::Wake wake_;
};

/// All open watches.
///
/// Thread safety: every member may be called from any thread, if calls of on_change() and open()
/// are serialised.
class WatchHub {
 public:
  explicit WatchHub(const Clock& clock) : clock_(clock) {}
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  /// Begins a watch, with the events from which its options say that it begins.
  [[nodiscard]] std::unique_ptr<detail::BodySource> open(WatchScope scope,
                                                         const ListOptions& options,
                                                         const Storage& storage);
  void on_change(const Change& change);

  void send_bookmarks();
  void end_all(bool broken);
  /// Ends the watches of a collection.
  void end(std::string_view collection);
  /// Ends every watch with 410: what it knows is not to be gone on from.
  void expire_all();
  [[nodiscard]] std::size_t open_count();
  /// Waits, by the machine's clock, until every reader has every event. Says who has not, after
  /// `timeout`; empty if all have.
  [[nodiscard]] std::string wait_until_idle(std::chrono::milliseconds timeout);
  /// When something is due next: an end, a bookmark.
  [[nodiscard]] std::optional<Clock::Instant> next_due();
  /// Does what is due.
  void tick();

 private:
  struct Entry {
    std::shared_ptr<Watch> watch{};
    Revision after = 0;  // what is told has a later revision
    bool bookmarks = false;
    Clock::Instant ends{};
    Clock::Instant next_bookmark{};
  };

  void begin(Entry& entry, const ListOptions& options, const Storage& storage);
  void push_all(Entry& entry, const Storage& storage);
  static void push_change(const Entry& entry, const Change& change);
  void push_bookmark(const Entry& entry, bool initial_events_end) const;
  [[nodiscard]] Clock::Instant bookmark_after(Clock::Instant now, const Entry& entry) const;
  void run_timer();
  void remove_ended();
  void do_what_is_due();
  [[nodiscard]] std::optional<Clock::Instant> earliest_due() const;
  [[nodiscard]] static Clock::Instant due(const Entry& entry);

  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Entry> entries_;
  Revision revision_ = 0;
  bool stopping_ = false;
  bool look_again_ = false;
  std::thread timer_;
};

}  // namespace k8s::testing::fake
