#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <k8s/client.hpp>
#include <k8s/options.hpp>
#include <k8s/selector.hpp>

namespace k8s {

/// What an Informer keeps, and how.
template <class T>
struct InformerOptions {
  /// Finds objects by something in them: under which values an object is found.
  struct Index {
    std::string name{};
    std::function<std::vector<std::string>(const T&)> values{};
  };

  NamespaceScope namespace_ = all_namespaces;
  Selector labels{};
  Selector fields{};
  std::vector<Index> indexes{};
  /// Called with each object before it is stored, to leave out what only takes memory:
  /// `[](Pod& pod) { pod.metadata.managedFields.clear(); }`. Not the name, the namespace, the uid
  /// or the resourceVersion.
  std::function<void(T&)> transform{};
  Client client{};
  /// Ends the informer.
  std::stop_token stop{};
  /// A quiet period longer than this makes a new connection; unset means config().stream_timeout.
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of Informer::wait_for_sync.
struct InformerSyncOptions {
  std::stop_token stop{};
  /// How long to wait at most; unset means until it is so.
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of Informer::try_get.
struct InformerGetOptions {
  /// Unset means the one that the informer watches; if it watches all, the client's
  /// config().namespace_.
  std::optional<std::string> namespace_{};
};

/// Of Informer::list.
struct InformerListOptions {
  /// All means all that the informer watches.
  NamespaceScope namespace_ = all_namespaces;
  Selector labels{};
};

/// How an Informer is.
struct InformerHealth {
  /// Whether it has had a whole list.
  bool synced = false;
  std::size_t objects = 0;
  /// Of how many objects the latest state could not be decoded, which the log told; the store has
  /// the one before, if there was one.
  std::size_t undecodable = 0;
  /// When the server said something last: a list, an event, or the bookmark that it sends about
  /// once a minute if nothing happens.
  std::optional<std::chrono::system_clock::time_point> heard{};
  /// What went wrong with the latest list or watch: a refusal, a server that is not there or not
  /// well. Empty while all is well.
  std::string error{};
};

}  // namespace k8s
