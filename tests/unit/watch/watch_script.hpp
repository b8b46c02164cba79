#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <k8s/k8s.hpp>

#include "clock.hpp"
#include "verbs/scripted_transport.hpp"

namespace k8s::scripted {

/// Time that passes only while somebody sleeps.
class SleepingClock : public detail::Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return now_; }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const override { return {}; }
  bool sleep_until(std::chrono::steady_clock::time_point when,
                   const std::stop_token& stop) override {
    if (when > now_) {
      pauses_.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(when - now_));
      now_ = when;
    }
    return !stop.stop_requested();
  }
  void pass(std::chrono::milliseconds time) { now_ += time; }
  [[nodiscard]] const std::vector<std::chrono::milliseconds>& pauses() const { return pauses_; }

 private:
  std::chrono::steady_clock::time_point now_{};
  std::vector<std::chrono::milliseconds> pauses_;
};

/// A ConfigMap as a server sends it.
inline boost::json::object object(const std::string& name, const std::string& version,
                                  const std::string& value = "v", const std::string& uid = {},
                                  const std::string& namespace_ = "default") {
  boost::json::object metadata{
      {"name", name}, {"namespace", namespace_}, {"resourceVersion", version}};
  if (!uid.empty()) metadata["uid"] = uid;
  return {{"kind", "ConfigMap"},
          {"apiVersion", "v1"},
          {"metadata", metadata},
          {"data", {{"value", value}}}};
}

inline std::string list(const std::vector<boost::json::object>& objects,
                        const std::string& version) {
  return boost::json::serialize(
      boost::json::object{{"kind", "ConfigMapList"},
                          {"apiVersion", "v1"},
                          {"metadata", {{"resourceVersion", version}}},
                          {"items", boost::json::array(objects.begin(), objects.end())}});
}

inline Piece event(const std::string& type, const boost::json::object& object) {
  return Piece::line(
      boost::json::serialize(boost::json::object{{"type", type}, {"object", object}}));
}

inline Piece bookmark(const std::string& version) {
  return event(
      "BOOKMARK",
      {{"kind", "ConfigMap"}, {"apiVersion", "v1"}, {"metadata", {{"resourceVersion", version}}}});
}

inline Piece error(int code, const std::string& reason, const std::string& message) {
  return event("ERROR", {{"kind", "Status"},
                         {"apiVersion", "v1"},
                         {"status", "Failure"},
                         {"message", message},
                         {"reason", reason},
                         {"code", code}});
}

/// "ADDED default/name0 7 v" of an event.
inline std::string line_of(const WatchEvent<ConfigMap>& event) {
  if (event.type == WatchEvent<ConfigMap>::undecodable) return event.type + ' ' + event.error;
  const auto& metadata = event.object.metadata;
  std::string line =
      event.type + ' ' + metadata.namespace_ + '/' + metadata.name + ' ' + metadata.resourceVersion;
  const auto value = event.object.data.find("value");
  return value == event.object.data.end() ? line : line + ' ' + value->second;
}

}  // namespace k8s::scripted
