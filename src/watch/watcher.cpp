#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <k8s/detail/description.hpp>
#include <k8s/error.hpp>
#include <k8s/metrics.hpp>

#include "client_core.hpp"
#include "codec/codec.hpp"
#include "http/metrics_policy.hpp"
#include "http/target.hpp"
#include "log.hpp"
#include "random_fraction.hpp"
#include "verbs/lists.hpp"
#include "verbs/metadata.hpp"
#include "watch/forever.hpp"
#include "watch/objects.hpp"
#include "watch/raw_object.hpp"
#include "watch/told_objects.hpp"
#include "watch/watch_plan.hpp"
#include "watch/watch_stream.hpp"

namespace k8s::detail {
namespace {

/// Carries out what a WatchPlan decides, and tells what ToldObjects has not told yet.
class Forever : public WatchSource {
 public:
  Forever(WatcherSurroundings surroundings, const Kind& kind, const WatcherOptions& options,
          std::size_t capacity, std::size_t longest_state)
      : kind_(kind),
        objects_(kind),
        lost_object_(kind),
        stop_(options.stop),
        clock_(std::move(surroundings.clock)),
        on_trouble_(std::move(surroundings.on_trouble)),
        call_(options.client, options.stop, std::nullopt),
        selectors_(selector_query(options.labels, options.fields)),
        capacity_(capacity != 0 ? capacity : call_.config().watcher_cache_size),
        plan_(Backoff(std::move(surroundings.random))),
        remembers_states_(longest_state > 0),
        told_(capacity_, longest_state),
        bookmarks_(options.allowWatchBookmarks) {
    require_verb(kind, verb_list, "list");
    require_verb(kind, verb_watch, "watch");
    const auto in = call_.scope_for(kind, "watch", options.namespace_);
    list_address_ = collection_address(kind, "list", in);
    watch_ = call_.request(Method::get, collection_address(kind, "watch", in), Idempotency::safe);
    watch_.idle_timeout = options.timeout.value_or(call_.config().stream_timeout);
  }

  bool next(WatchResult& result) override {
    try {
      while (!stop_.stop_requested()) {
        if (tell_lost(result) || tell_listed(result) || tell_end_of_list(result) ||
            tell_held(result) || tell_streamed(result)) {
          return true;
        }
        take_next_step();
      }
      return false;
    } catch (const Stopped&) {
      return false;
    }
  }

 private:
  // ---- connecting ----

  void take_next_step() {
    if (!clock_->sleep_until(clock_->now() + plan_.pause(), stop_)) return;
    try {
      if (plan_.action() == WatchPlan::Action::list) {
        list();
      } else {
        open();
      }
      connected_once_ = true;
    } catch (const Gone&) {
      if (plan_.action() == WatchPlan::Action::list) throw;
      expired();
    } catch (const TlsError& error) {
      if (!connected_once_) throw;  // it never will: a configuration that cannot work
      broke(error);
    } catch (const TransportError& error) {
      broke(error);
    } catch (const ServerError& error) {
      broke(error);
    } catch (const TooManyRequests& error) {
      broke(error);
    }
  }

  void list() {
    listed_.clear();
    bad_items_.clear();
    objects_.clear();
    const auto metadata = fetch_list(call_,
                                     {.kind = kind_,
                                      .address = list_address_,
                                      .selectors = selectors_,
                                      .how = {.limit = ListOptions().limit}},
                                     objects_.array(), bad_items_);
    // In the server's order, in which bad items stand among the others.
    std::vector<Listed> all;
    const auto count = objects_.size() + bad_items_.size();
    for (std::size_t i = 0, bad = 0; i < count; ++i) {
      if (bad < bad_items_.size() && bad_items_[bad].index == i) {
        all.push_back(
            {.bad = &bad_items_[bad], .identity = identity_in_object(bad_items_[bad].json)});
        ++bad;
      } else {
        void* const object = objects_.at(i - bad);
        all.push_back({.object = object, .identity = identity_of(object)});
      }
    }
    std::vector<Identity> objects;
    objects.reserve(all.size());
    for (const Listed& each : all) objects.push_back(each.identity);
    for (auto& lost : told_.missing_from(objects)) lost_.push_back(std::move(lost));
    // All of them are judged before the first is told, which makes the memory forget others.
    for (Listed& each : all) {
      each.tell = told_.listed(each.identity);
      if (each.tell != ToldObjects::Tell::nothing) listed_.push_back(std::move(each));
    }
    plan_.listed(metadata.resourceVersion);
    end_of_list_ = bookmarks_;
  }

  void open() {
    objects_.release();  // those of the list were told
    watch_.query = watch_query(selectors_, plan_.resource_version(), true);
    stream_.emplace(call_, kind_, watch_);
    if (on_trouble_) on_trouble_({});
    plan_.opened(clock_->now());
  }

  // ---- telling ----

  bool tell_lost(WatchResult& result) {
    if (lost_.empty()) return false;
    const auto lost = std::move(lost_.front());
    lost_.pop_front();
    tell_as_deleted(lost, result);
    result.of_list = true;
    return true;
  }

  bool tell_listed(WatchResult& result) {
    if (listed_.empty()) return false;
    // Of the first of many, the states would be forgotten before the last is told.
    const bool remembered = listed_.size() <= capacity_;
    const Listed listed = std::move(listed_.front());
    listed_.pop_front();
    result.of_list = true;
    if (listed.bad != nullptr) {
      tell_undecodable(listed.identity, std::move(listed.bad->message), std::move(listed.bad->json),
                       result);
      return true;
    }
    result.type = listed.tell == ToldObjects::Tell::as_added ? "ADDED" : "MODIFIED";
    result.object = listed.object;
    told_.told(listed.identity, remembered ? state_of(result.object) : std::string());
    return true;
  }

  /// As a server ends a list that it streams.
  bool tell_end_of_list(WatchResult& result) {
    if (!std::exchange(end_of_list_, false)) return false;
    void* const object = lost_object_.fresh();
    auto& metadata = metadata_of(kind_, object);
    metadata.resourceVersion = plan_.resource_version();
    metadata.annotations = {{"k8s.io/initial-events-end", "true"}};
    result.type = "BOOKMARK";
    result.object = object;
    return true;
  }

  bool tell_held(WatchResult& result) {
    if (!held_) return false;
    tell(*std::exchange(held_, std::nullopt), result);
    return true;
  }

  bool tell_streamed(WatchResult& result) {
    if (!stream_) return false;
    try {
      while (true) {
        void* object = objects_.fresh();
        auto event = stream_->next(object);
        if (!event) break;
        if (handle(*event, object, result)) return true;
      }
      if (stream_->end() == WatchStream::End::silent) {
        plan_.fell_silent();
        tell_restart(Restart::silent, "nothing came for too long");
      } else {
        plan_.closed(clock_->now());
        tell_restart(Restart::closed, "the server ended the stream");
      }
    } catch (const Gone&) {
      expired();
    } catch (const TransportError& error) {
      broke(error);
    } catch (const ServerError& error) {
      broke(error);
    } catch (const TooManyRequests& error) {
      broke(error);
    }
    stream_.reset();
    return false;
  }

  // ---- what went wrong ----

  using Restart = WatchRestartMetrics::Reason;

  void expired() {
    plan_.expired();
    tell_restart(Restart::expired, "the server has forgotten the resourceVersion");
  }

  /// What waiting may heal: a connection that broke, a server that starts, ends or is overloaded.
  void broke(const Error& error) {
    plan_.broke(clock_->now());
    if (on_trouble_) on_trouble_(error.what());
    tell_restart(Restart::broken, error.what());
  }

  /// Servers end streams as a matter of course, so that is no news.
  void tell_restart(Restart reason, std::string_view why) {
    detail::tell(call_.config().metrics, [&](Metrics& metrics) {
      metrics.watch_restarted({.kind = kind_.name, .reason = reason});
    });
    const bool routine = reason == Restart::closed || reason == Restart::silent;
    const bool lists = plan_.action() == WatchPlan::Action::list;
    const std::string what = describe(watch_) + ": ";  // with which most errors begin
    log(call_.config(), routine ? LogLevel::debug : LogLevel::info,
        (why.starts_with(what) ? "" : what) + std::string(why) + "; " +
            (lists ? "lists again" : "goes on from resourceVersion " + plan_.resource_version()) +
            " in " + std::to_string(plan_.pause().count()) + " ms");
  }

  /// True if there is something to tell of it.
  bool handle(WatchStream::Event& event, void* object, WatchResult& result) {
    if (!event.error.empty()) return handle_undecodable(event, result);
    const Identity identity = identity_of(object);
    if (event.type != "DELETED" && event.type != "BOOKMARK" && told_.was_told(identity)) {
      plan_.saw_again(identity.resourceVersion);
      return false;
    }
    plan_.saw(identity.resourceVersion);
    if (event.type == "BOOKMARK") {
      if (!bookmarks_) return false;
      result.type = std::move(event.type);
      result.object = object;
      return true;
    }
    if (auto lost = event.type == "DELETED" ? std::nullopt : told_.replaced_by(identity)) {
      held_ = Held{.type = "ADDED", .object = object};
      tell_as_deleted(*lost, result);
      return true;
    }
    tell({.type = std::move(event.type), .object = object}, result);
    return true;
  }

  bool handle_undecodable(WatchStream::Event& event, WatchResult& result) {
    if (event.cut_off) return false;  // it comes again, whole, over the next connection
    const auto [type, identity] = read_raw_event(event.raw);
    if (!identity.resourceVersion.empty()) plan_.saw_again(identity.resourceVersion);
    // That it is gone matters more than what it was at last.
    if (type == "DELETED" && !identity.name.empty()) {
      auto lost = told_.deleted(identity).value_or(ToldObjects::Lost());
      lost.identity = identity;
      tell_as_deleted(lost, result);
      return true;
    }
    if (told_.was_told(identity)) return false;
    tell_undecodable(identity, std::move(event.error), std::move(event.raw), result);
    return true;
  }

  struct Listed {
    void* object = nullptr;    // in the array
    ItemError* bad = nullptr;  // or it cannot be decoded
    ToldObjects::Tell tell{};
    Identity identity{};
  };
  struct Held {
    std::string type{};
    void* object = nullptr;
  };

  void tell(Held event, WatchResult& result) {
    const Identity identity = identity_of(event.object);
    if (event.type == "DELETED") {
      (void)told_.deleted(identity);
    } else {
      told_.told(identity, state_of(event.object));
    }
    result.type = std::move(event.type);
    result.object = event.object;
  }

  void tell_undecodable(const Identity& object, std::string error, std::string raw,
                        WatchResult& result) {
    if (!object.name.empty()) told_.told(object, {});
    result.type = "ERROR";
    result.error = std::move(error);
    result.raw = std::move(raw);
    result.object = lost_object_.fresh();
    set_identity(kind_, result.object, object);
  }

  void tell_as_deleted(const ToldObjects::Lost& lost, WatchResult& result) {
    void* const object = lost_object_.fresh();
    if (!lost.state.empty()) {
      codec::decode(kind_, lost.state, object);
    } else {
      set_identity(kind_, object, lost.identity);
    }
    result.type = "DELETED";
    result.object = object;
  }

  // ---- objects ----

  [[nodiscard]] Identity identity_of(const void* object) const {
    const auto& metadata = metadata_of(kind_, object);
    return {.namespace_ = metadata.namespace_,
            .name = metadata.name,
            .uid = metadata.uid,
            .resourceVersion = metadata.resourceVersion};
  }
  [[nodiscard]] std::string state_of(const void* object) const {
    return remembers_states_ ? codec::encode(kind_.table(), object) : std::string();
  }

  const Kind& kind_;
  Objects objects_;      // those of a list until all are told, then that of the latest event
  Objects lost_object_;  // that of an event which no server sent
  std::stop_token stop_;
  std::shared_ptr<Clock> clock_;
  std::function<void(const std::string&)> on_trouble_;
  Call call_;
  Address list_address_;
  Request watch_;
  Query selectors_;
  std::size_t capacity_;
  WatchPlan plan_;
  const bool remembers_states_;
  ToldObjects told_;
  const bool bookmarks_;
  bool connected_once_ = false;

  std::deque<ToldObjects::Lost> lost_;  // to be told first
  std::deque<Listed> listed_;           // to be told then
  std::vector<ItemError> bad_items_;
  bool end_of_list_ = false;  // to be told after them
  std::optional<WatchStream> stream_;
  std::optional<Held> held_;  // to be told before the stream goes on
};

}  // namespace

WatcherSurroundings surroundings_of(const Client& client) {
  return {.clock = client.core()->clock(), .random = random_fraction};
}

WatchCursor watch_forever_with(WatcherSurroundings surroundings, const Kind& kind,
                               const WatcherOptions& options, std::size_t capacity,
                               std::size_t longest_state) {
  return WatchCursor(
      std::make_unique<Forever>(std::move(surroundings), kind, options, capacity, longest_state));
}

WatchCursor watch_forever(const Kind& kind, const WatcherOptions& options, std::size_t capacity) {
  return watch_forever_with(surroundings_of(options.client), kind, options, capacity);
}

WatchCursor watch_forever(const Kind& kind, NamespaceScope scope, std::size_t capacity) {
  return watch_forever(kind, WatcherOptions{.namespace_ = std::move(scope)}, capacity);
}

}  // namespace k8s::detail
