#include <k8s/wait.hpp>

#include <atomic>
#include <string_view>
#include <system_error>
#include <thread>

#include <boost/json.hpp>
#include <k8s/error.hpp>

#include "after.hpp"
#include "clock.hpp"
#include "codec/codec.hpp"
#include "http/curl_error.hpp"
#include "http/target.hpp"
#include "json_value.hpp"
#include "one_line.hpp"
#include "signals_blocked.hpp"
#include "stop_forward.hpp"
#include "time_text.hpp"
#include "verbs/call.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

/// Requests a stop when a time has passed, or when another stop is requested.
class StopInTime {
 public:
  StopInTime(const std::stop_token& other, std::optional<std::chrono::milliseconds> time)
      : forward_(other, source_) {
    if (!time) return;
    const auto when = after(std::chrono::steady_clock::now(), *time);
    const SignalsBlocked blocked;  // they are for the program's own threads
    timer_ = std::jthread([this, when](const std::stop_token& over) { wait(when, over); });
  }

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  [[nodiscard]] bool timed_out() const { return timed_out_; }

 private:
  void wait(std::chrono::steady_clock::time_point when, const std::stop_token& over) {
    if (!real_clock()->sleep_until(when, over)) return;
    timed_out_ = true;
    source_.request_stop();
  }

  std::stop_source source_;
  StopForward forward_;
  std::atomic<bool> timed_out_ = false;
  std::jthread timer_;  // ends first
};

/// "Ready=False (ContainersNotReady)"
std::string condition_words(const json::value& value) {
  const json::object* const condition = value.if_object();
  if (condition == nullptr) return {};
  std::string words = member_text(*condition, "type") + '=' + member_text(*condition, "status");
  if (const std::string reason = member_text(*condition, "reason"); !reason.empty()) {
    words += " (" + reason + ')';
  }
  return words;
}

/// What people look at first: phase and conditions.
std::string status_words(const json::value& object) {
  std::string words;
  const auto add = [&words](const std::string& text) {
    if (text.empty()) return;
    if (!words.empty()) words += ", ";
    words += text;
  };
  boost::system::error_code none;
  if (object.find_pointer("/metadata/deletionTimestamp", none) != nullptr) add("being deleted");
  const std::string phase = member_text(find_member(&object, "status"), "phase");
  if (!phase.empty()) add("phase " + phase);
  if (const json::value* const conditions = object.find_pointer("/status/conditions", none)) {
    if (conditions->is_array()) {
      for (const json::value& each : conditions->get_array()) add(condition_words(each));
    }
  }
  constexpr std::size_t longest = 300;
  return one_line(words, longest);
}

}  // namespace

class Wait::State {
 public:
  State(const Kind& kind, Name name, std::string_view words, const WaitOptions& options)
      : kind_(kind), client_(options.client), timeout_(options.timeout) {
    const Call call(options);
    const auto in = call.namespace_for(kind, words, options.namespace_);
    target_ = object_address(kind, words, in, name.text()).target;
    try {
      stop_.emplace(options.stop, timeout_);
    } catch (const std::system_error& error) {
      throw_no_room(describe(target_), error.code());
    }
  }

  [[nodiscard]] WatchCursor watch() const {
    return watch_forever(
        kind_,
        {.allowWatchBookmarks = true,
         .namespace_ = kind_.namespaced ? NamespaceScope(target_.namespace_) : all_namespaces,
         .fields = {{"metadata.name", target_.name}},
         .client = client_,
         .stop = stop_->token()},
        1);
  }

  void saw(const std::string& type, const void* object, const std::string& error) {
    heard_ = true;
    if (type == "ERROR") throw Error(describe(target_) + ": " + error);
    if (type == "DELETED") last_.clear();
    if (type == "ADDED" || type == "MODIFIED") last_ = codec::encode(kind_.table(), object);
  }

  [[noreturn]] void ended() const {
    if (!stop_->timed_out()) throw Stopped(describe(target_) + ": stopped");
    throw Timeout(describe(target_) + ": not within " + time_text(*timeout_) + state_words(),
                  false);
  }

 private:
  [[nodiscard]] std::string state_words() const {
    if (!heard_) return "; nothing was heard of it";
    if (last_.empty()) return "; there is none";
    const auto object = parse_json(last_);
    const std::string words = object ? status_words(*object) : std::string();
    return words.empty() ? words : "; it is " + words;
  }

  const Kind& kind_;
  const Client client_;
  const std::optional<std::chrono::milliseconds> timeout_;
  RequestTarget target_;
  std::optional<StopInTime> stop_;
  bool heard_ = false;
  std::string last_;
};

Wait::Wait(const Kind& kind, Name name, std::string words, const WaitOptions& options)
    : state_(std::make_unique<State>(kind, name, words, options)) {}
Wait::~Wait() = default;

WatchCursor Wait::watch() const {
  return state_->watch();
}

void Wait::saw(const std::string& type, const void* object, const std::string& error) {
  state_->saw(type, object, error);
}

void Wait::ended() const {
  state_->ended();
}

}  // namespace k8s::detail
