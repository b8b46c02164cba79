#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <k8s/client.hpp>
#include <k8s/detail/defaults.hpp>
#include <k8s/export.hpp>
#include <k8s/selector.hpp>

/// \file
/// The options of every verb: plain aggregates for designated initialisers. Wire members come
/// first, in the API's spelling, then ours, always in the order namespace_, ..., client, stop,
/// timeout. Where nothing else is said of them:
///
/// - `namespace_`: the namespace; unset means the object's own, or the client's
///   config().namespace_; of watches, all
/// - `client`: the cluster to talk to; unset means the default client, made from config()
/// - `stop`: ends the call within 100 ms of a stop request, by throwing Stopped
/// - `timeout`: for the whole call, retries included; unset means config().timeout for each try

namespace k8s {

/// Stands for "in all namespaces".
struct AllNamespaces {
  explicit AllNamespaces() = default;
};
inline constexpr AllNamespaces all_namespaces{};

/// Where a collection is listed or watched: the default namespace, a named one, or all.
class NamespaceScope {
 public:
  NamespaceScope() = default;
  NamespaceScope(AllNamespaces) : all_(true) {}  // NOLINT(google-explicit-constructor)
  NamespaceScope(std::string name)
      : name_(std::move(name)) {}                         // NOLINT(google-explicit-constructor)
  NamespaceScope(std::string_view name) : name_(name) {}  // NOLINT(google-explicit-constructor)
  NamespaceScope(const char* name) : name_(name) {}       // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool all() const noexcept { return all_; }
  /// The name, if one was given.
  [[nodiscard]] const std::optional<std::string>& name() const noexcept { return name_; }

 private:
  std::optional<std::string> name_;
  bool all_ = false;
};

/// Of get, try_get, get_or_create and refresh.
struct GetOptions {
  /// How new the answer has to be: unset, the newest; "0", whatever the server has at hand, which
  /// costs it least; any other, not older than that.
  /// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
  std::optional<std::string> resourceVersion{};
  std::optional<std::string> namespace_{};
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of list, list_with_meta and find.
struct ListOptions {
  /// Objects per page; pages are followed to the end in any case. 0 leaves it to the server.
  std::int64_t limit = 500;
  /// How new the list has to be, as in GetOptions; `resourceVersionMatch` says how it is meant.
  /// With "0" the server gives everything in one page, from its memory.
  std::string resourceVersion{};
  /// "NotOlderThan" or "Exact", beside a resourceVersion. \throws Gone if "Exact" is too old
  std::string resourceVersionMatch{};
  NamespaceScope namespace_{};
  Selector labels{};
  Selector fields{};
  /// Throws DecodeError at an item that cannot be decoded. Otherwise such an item is left out:
  /// list_with_meta tells which (List::errors), and the others write a warning to the log.
  bool strict = false;
  /// Leaves out metadata.managedFields, which often is two fifths of an object. Saving such an
  /// object does no harm: the server keeps what it has.
  bool drop_managed_fields = false;
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of save, save_status, update and update_status.
struct SaveOptions {
  /// "All": everything but the storing is done.
  std::string dryRun{};
  /// Who writes, in metadata.managedFields; empty means what stands before the slash in
  /// config().user_agent.
  std::string fieldManager{};
  /// What the server does about fields that it does not know: "Ignore", "Warn" (its default, see
  /// Config::warning_handler) or "Strict".
  std::string fieldValidation{};
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of apply and apply_status.
struct ApplyOptions {
  /// "All": everything but the storing is done.
  std::string dryRun{};
  /// Takes over fields that others own. Otherwise Conflict says which ones those are, and whose.
  bool force = false;
  /// Who owns the fields that are applied; empty means what stands before the slash in
  /// config().user_agent.
  std::string fieldManager{};
  /// As in SaveOptions.
  std::string fieldValidation{};
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of patch.
struct PatchOptions {
  /// "All": everything but the storing is done.
  std::string dryRun{};
  /// As in SaveOptions.
  std::string fieldManager{};
  /// As in SaveOptions.
  std::string fieldValidation{};
  std::optional<std::string> namespace_{};
  /// "status", or another subresource whose answer is the object; empty means the object itself.
  std::string subresource{};
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of delete_, and how delete_list deletes.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/delete-options/
struct DeleteOptions {
  /// "All": everything but the deletion is done.
  std::string dryRun{};
  /// 0 deletes at once; unset means the kind's own, 30 s of a Pod.
  std::optional<std::int64_t> gracePeriodSeconds{};
  /// "Background" (the default here), "Foreground" or "Orphan".
  std::string propagationPolicy = "Background";
  /// The delete is refused with Conflict unless the object has this uid (and resourceVersion).
  struct Preconditions {
    std::string resourceVersion{};
    std::string uid{};
  };
  Preconditions preconditions{};
  std::optional<std::string> namespace_{};
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// What delete_list deletes; how is said by DeleteOptions beside it. Client, stop and timeout may
/// be named in either; where both do, what stands here counts.
struct DeleteListOptions {
  std::optional<std::string> namespace_{};
  Selector labels{};
  Selector fields{};
  /// Deletes every object of the namespace: without it an empty selector is refused.
  bool all = false;
  Client client{};
  std::stop_token stop{};
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of watch_list.
struct WatchOptions {
  /// Where to begin; empty begins with an ADDED for every object that exists.
  std::string resourceVersion{};
  /// Tells BOOKMARK events too.
  bool allowWatchBookmarks = false;
  NamespaceScope namespace_ = all_namespaces;
  Selector labels{};
  Selector fields{};
  Client client{};
  std::stop_token stop{};
  /// A quiet period longer than this ends the watch without an error; unset means
  /// config().stream_timeout.
  std::optional<std::chrono::milliseconds> timeout{};
};

/// Of Watcher::watch.
struct WatcherOptions {
  /// Tells BOOKMARK events too: after each list, when all that it brought has been told
  /// (WatchEvent::ends_initial_events), and those of the server.
  bool allowWatchBookmarks = false;
  NamespaceScope namespace_ = all_namespaces;
  Selector labels{};
  Selector fields{};
  Client client{};
  /// Ends the watch: the range is then at its end, without an exception.
  std::stop_token stop{};
  /// A quiet period longer than this makes a new connection; unset means config().stream_timeout.
  std::optional<std::chrono::milliseconds> timeout{};
};

namespace detail {

template <>
K8S_EXPORT const GetOptions& defaults<GetOptions>() noexcept;
template <>
K8S_EXPORT const ListOptions& defaults<ListOptions>() noexcept;
template <>
K8S_EXPORT const SaveOptions& defaults<SaveOptions>() noexcept;
template <>
K8S_EXPORT const ApplyOptions& defaults<ApplyOptions>() noexcept;
template <>
K8S_EXPORT const PatchOptions& defaults<PatchOptions>() noexcept;
template <>
K8S_EXPORT const DeleteOptions& defaults<DeleteOptions>() noexcept;
template <>
K8S_EXPORT const WatchOptions& defaults<WatchOptions>() noexcept;
template <>
K8S_EXPORT const WatcherOptions& defaults<WatcherOptions>() noexcept;

}  // namespace detail
}  // namespace k8s
