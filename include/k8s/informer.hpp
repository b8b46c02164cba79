#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/detail/informer_core.hpp>
#include <k8s/detail/one_pass.hpp>
#include <k8s/informer_options.hpp>

namespace k8s {

/// A change of one object, from what its consumer was told last to what is now.
template <class T>
struct InformerChange {
  /// As it was told last; if it is gone, its last state. Null if it is new.
  std::shared_ptr<const T> before{};
  /// As it is now. Null if it is gone.
  std::shared_ptr<const T> after{};

  [[nodiscard]] bool is_added() const { return before == nullptr; }
  [[nodiscard]] bool is_modified() const { return before != nullptr && after != nullptr; }
  [[nodiscard]] bool is_deleted() const { return after == nullptr; }
  /// Its state now; of one that is gone, its last.
  [[nodiscard]] const T& object() const { return after != nullptr ? *after : *before; }
};

/// The changes that an Informer sees, for one consumer: a range to loop over once. It begins with
/// everything that is there as added, and waits for more until the informer or a stop token ends
/// it.
///
/// A consumer that is slower than the changes is told of fewer states, but of each object its
/// newest, and of every end of an object that it was told of: an object that was modified three
/// times meanwhile is one change, and one that came and went is none. So it holds no more than
/// there is, and what was told. An object that was deleted and made again under its name is a
/// deletion and an addition.
///
/// What could not be done about a change is asked for again, which makes the range a work queue:
///
///     auto changes = deployments.changes();
///     for (const InformerChange<Deployment>& change : changes) {
///       if (!reconcile(change)) changes.again(change);
///     }
///
/// Move-only; its iterators point into it and end when it is moved. It may outlive the informer.
///
/// Thread safety: one thread at a time; several ranges of one informer are apart.
template <class T>
class InformerChanges : public detail::OnePass<InformerChanges<T>, InformerChange<T>> {
 public:
  explicit InformerChanges(detail::ChangeCursor cursor) : cursor_(std::move(cursor)) {}

  /// Tells the change again after a pause, or earlier together with the object's next change: from
  /// the same `before` to what is then, or, if the object has come to an end, that. Without a pause
  /// of one's own it counts as a failure: 5 ms, and twice that with each failure in a row for the
  /// same object, up to 1,000 s (of an end, if it is the change that came last).
  void again(const InformerChange<T>& change,
             std::optional<std::chrono::milliseconds> pause = std::nullopt) {
    cursor_.again(change.before, change.after, pause);
  }

 private:
  friend class detail::OnePass<InformerChanges, InformerChange<T>>;

  void step(std::optional<InformerChange<T>>& next) {
    detail::SharedObject before;
    detail::SharedObject after;
    if (!cursor_.next(before, after)) return;
    next.emplace(std::static_pointer_cast<const T>(std::move(before)),
                 std::static_pointer_cast<const T>(std::move(after)));
  }

  detail::ChangeCursor cursor_;
};

/// Keeps the objects of a kind at hand: a thread lists and watches them, and everybody else reads
/// them from memory.
///
///     Informer<Pod> pods({.indexes = {{"node", [](const Pod& pod) {
///                                        return std::vector{pod.spec.nodeName};
///                                      }}}});
///     pods.wait_for_sync();
///     for (const auto& pod : pods.find_by("node", "node-1")) std::cout << *pod;
///
/// It does what a Watcher does, and what that throws does not end it: a refusal is told to the log,
/// to wait_for_sync() and to health(), and it tries again, with growing pauses, up to 30 s. What it
/// has stays readable meanwhile. A list takes effect as a whole, so that no reader sees half of it.
///
/// An object that is read is a snapshot that never changes; who keeps it keeps its memory.
///
/// In the child of a fork it must neither be used nor be destroyed.
///
/// Thread safety: safe to use from any thread. The functions of the options are called on its own;
/// they may stop it, but not destroy it.
/// https://pkg.go.dev/k8s.io/client-go/tools/cache#SharedInformer
template <class T>
class Informer {
 public:
  using Object = std::shared_ptr<const T>;

  /// Begins to list.
  /// \throws ValidationError for options that no server would take, and if two indexes have one
  /// name; ConfigError; TransportError if there is no room for a thread
  explicit Informer(const InformerOptions<T>& options = {})
      : core_(k8s_kind(static_cast<const T*>(nullptr)),
              {.allowWatchBookmarks = true,
               .namespace_ = options.namespace_,
               .labels = options.labels,
               .fields = options.fields,
               .client = options.client,
               .stop = options.stop,
               .timeout = options.timeout},
              functions(options)) {}

  /// Ends it, as stop() does.
  ~Informer() = default;
  Informer(const Informer&) = delete;
  Informer& operator=(const Informer&) = delete;

  /// Ends the watch and its thread, within 100 ms, and all ranges of changes. What is stored stays
  /// readable.
  void stop() { core_.stop(); }

  /// Waits until everything that there is has been listed once.
  /// \throws what the server refused an attempt with, though the informer goes on trying: who calls
  /// again waits for the next one; Timeout, which says what went wrong last;
  /// Stopped, also if the informer was stopped
  void wait_for_sync(const InformerSyncOptions& options = {}) const {
    core_.wait_for_sync(options);
  }

  [[nodiscard]] InformerHealth health() const { return core_.health(); }

  /// The object of that name as it is known, or null.
  /// \throws ValidationError for a name that can be none, and for a namespace that the informer
  /// does not watch
  [[nodiscard]] Object try_get(detail::Name name, const InformerGetOptions& options = {}) const {
    return std::static_pointer_cast<const T>(core_.try_get(name, options));
  }

  /// All objects that the options select, by namespace and name.
  /// \throws ValidationError for a namespace that the informer does not watch
  [[nodiscard]] std::vector<Object> list(const InformerListOptions& options = {}) const {
    return typed(core_.list(options));
  }

  /// The objects that an index has under that value, by namespace and name.
  /// \throws ValidationError if there is no such index
  [[nodiscard]] std::vector<Object> find_by(std::string_view index,
                                            const std::string& value) const {
    return typed(core_.find_by(index, value));
  }

  /// The changes from now on, after everything that is there as added.
  /// \param stop ends the range
  [[nodiscard]] InformerChanges<T> changes(std::stop_token stop = {}) const {
    return InformerChanges<T>(core_.changes(std::move(stop)));
  }

 private:
  static detail::InformerFunctions functions(const InformerOptions<T>& options) {
    detail::InformerFunctions functions;
    functions.share = [transform = options.transform](void* object) {
      T& typed = *static_cast<T*>(object);
      if (transform) transform(typed);
      return std::make_shared<const T>(std::move(typed));
    };
    for (const auto& [name, values] : options.indexes) {
      auto& index = functions.indexes.emplace_back();
      index.name = name;
      if (!values) continue;  // which is refused
      index.values = [values](const void* object) {
        return values(*static_cast<const T*>(object));
      };
    }
    return functions;
  }

  static std::vector<Object> typed(std::vector<detail::SharedObject> objects) {
    std::vector<Object> typed;
    typed.reserve(objects.size());
    for (auto& each : objects) typed.push_back(std::static_pointer_cast<const T>(std::move(each)));
    return typed;
  }

  detail::InformerCore core_;
};

}  // namespace k8s
