#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/export.hpp>
#include <k8s/list.hpp>
#include <k8s/options.hpp>
#include <k8s/patch.hpp>

// All that stands between Model<T> and the library: functions that are no templates and know an
// object only as a Kind and an address.

namespace k8s::detail {

/// The name of an object, as a parameter: made from any string, but not from `{}`, so that
/// `get("x", {})` and `delete_({})` are not ambiguous. A null pointer, such as std::getenv gives,
/// is an empty name, which every verb refuses.
class Name {
 public:
  Name(const char* name)
      : text_(name != nullptr ? name : "") {}  // NOLINT(google-explicit-constructor)
  Name(std::nullptr_t) = delete;
  Name(const std::string& name) : text_(name) {}  // NOLINT(google-explicit-constructor)
  Name(std::string_view name) : text_(name) {}    // NOLINT(google-explicit-constructor)

  [[nodiscard]] std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

/// "apps/v1"
[[nodiscard]] K8S_EXPORT std::string api_version(const Kind& kind);

K8S_EXPORT void get(const Kind& kind, Name name, const GetOptions& options, void* object);
/// False if there is no such object.
K8S_EXPORT bool try_get(const Kind& kind, Name name, const GetOptions& options, void* object);
/// Where list() puts what it tells of a list besides its items.
struct ListReport {
  ListMetadata& metadata;
  std::vector<ItemError>& errors;
};

/// Appends to `array`, an Array of the kind. Without a report, items that cannot be decoded are
/// told to the log.
K8S_EXPORT void list(const Kind& kind, const ListOptions& options, void* array,
                     const ListReport* report);
/// As list, with FIAAS's rule: without labels, the objects labelled `app=name`.
K8S_EXPORT void find(const Kind& kind, std::string_view name, const ListOptions& options,
                     void* array);
/// Fetches the object that `wanted` names into `found` and sets on it what `wanted` gives; false if
/// there is none.
K8S_EXPORT bool get_or_create(const Kind& kind, const void* wanted, const GetOptions& options,
                              void* found);
/// POST or PUT; decodes the answer into `answer`, a fresh object.
K8S_EXPORT void save(const Kind& kind, const void* object, const SaveOptions& options,
                     void* answer);
K8S_EXPORT void save_status(const Kind& kind, const void* object, const SaveOptions& options,
                            void* answer);

/// Which part of an object a verb writes.
enum class Part { object, status };

/// What applying `object` makes, into `answer`, a fresh object.
K8S_EXPORT void apply(const Kind& kind, const void* object, Part part, const ApplyOptions& options,
                      void* answer);
K8S_EXPORT void patch(const Kind& kind, Name name, const Patch& patch, const PatchOptions& options,
                      void* answer);
/// Sends what makes `changed` of `object`; false if that is nothing.
K8S_EXPORT bool patch_object(const Kind& kind, const void* object, const void* changed,
                             const PatchOptions& options, void* answer);

K8S_EXPORT void remove(const Kind& kind, Name name, const DeleteOptions& options);
K8S_EXPORT void remove_object(const Kind& kind, const void* object, const DeleteOptions& options);
K8S_EXPORT void remove_list(const Kind& kind, const DeleteListOptions& what,
                            const DeleteOptions& how);

/// Sets the name and the namespace of an object, for get_or_create by name.
K8S_EXPORT void set_name(const Kind& kind, void* object, Name name, const GetOptions& options);
/// Sets the namespace of an object, if the options name one.
K8S_EXPORT void set_namespace(const Kind& kind, void* object, const GetOptions& options);
/// Fetches, under its own name, the object that stands at `object`.
K8S_EXPORT void refresh(const Kind& kind, const void* object, const GetOptions& options,
                        void* answer);

/// One update of an object: read, change, write, again after a Conflict.
class K8S_EXPORT Update {
 public:
  /// \param object whose name, namespace and uid say which one is meant
  Update(const Kind& kind, const void* object, Part part, const SaveOptions& options);
  ~Update();
  Update(const Update&) = delete;
  Update& operator=(const Update&) = delete;

  /// Fetches the object into `object`, a fresh one.
  void read(void* object) const;
  /// Writes it and decodes the answer into `answer`, a fresh object. After a Conflict it waits a
  /// little and returns false: read again. \throws Conflict when that went on for too long
  bool write(const void* object, void* answer);

 private:
  class State;
  std::unique_ptr<State> state_;
};

// ---- watching -------------------------------------------------------------------------------

/// What a watch tells.
struct WatchResult {
  std::string type{};
  std::string error{};
  std::string raw{};
  /// An object of the kind, to be moved from before the next one; null if there is none.
  void* object = nullptr;
  /// Of a Watcher: a list brought it, and more of what that list brought may follow; the bookmark
  /// after all of it ends the list.
  bool of_list = false;
};

/// A running watch, used by one thread at a time.
class WatchSource {
 public:
  virtual ~WatchSource() = default;
  /// Waits for the next event; false at the end.
  virtual bool next(WatchResult& result) = 0;
};

/// The one owner of a running watch, until its end.
class K8S_EXPORT WatchCursor {
 public:
  explicit WatchCursor(std::unique_ptr<WatchSource> source) noexcept;
  WatchCursor(WatchCursor&& other) noexcept;
  WatchCursor& operator=(WatchCursor&& other) noexcept;
  ~WatchCursor();

  /// As WatchSource::next; false for ever after the first time, and after an exception.
  bool next(WatchResult& result);

 private:
  std::unique_ptr<WatchSource> source_;
};

[[nodiscard]] K8S_EXPORT WatchCursor watch_list(const Kind& kind, const WatchOptions& options);
[[nodiscard]] K8S_EXPORT WatchCursor watch_forever(const Kind& kind, const WatcherOptions& options,
                                                   std::size_t capacity);
[[nodiscard]] K8S_EXPORT WatchCursor watch_forever(const Kind& kind, NamespaceScope scope,
                                                   std::size_t capacity);

}  // namespace k8s::detail
