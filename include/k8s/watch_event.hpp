#pragma once

#include <string>

namespace k8s {

/// One thing that happened to an object, as a watch tells it.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
template <class T>
struct WatchEvent {
  /// added, modified, deleted, bookmark or error; a type that the server adds later is kept as it
  /// is.
  std::string type{};
  /// The object after the change; of deleted, its last state; of bookmark, only
  /// metadata.resourceVersion, up to which all has been told; of error, only who it is (metadata's
  /// name, namespace, uid and resourceVersion), as far as that can be read.
  T object{};
  /// Of error: what could not be decoded and why. Empty otherwise.
  std::string error{};
  /// Of error: the line as the server sent it; if the object stood in a list, the object.
  std::string raw{};

  static constexpr const char* added = "ADDED";
  static constexpr const char* modified = "MODIFIED";
  static constexpr const char* deleted = "DELETED";
  static constexpr const char* bookmark = "BOOKMARK";
  static constexpr const char* undecodable = "ERROR";

  /// Whether it is the bookmark after the last of the objects that existed when they were listed:
  /// from here on events are news.
  /// https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists
  [[nodiscard]] bool ends_initial_events() const {
    return type == bookmark && object.metadata.annotations.contains("k8s.io/initial-events-end");
  }
};

}  // namespace k8s
