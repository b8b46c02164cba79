#pragma once

#include <concepts>
#include <iosfwd>
#include <optional>
#include <string_view>
#include <utility>

#include <k8s/array.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/detail/table.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/list.hpp>
#include <k8s/options.hpp>
#include <k8s/patch.hpp>
#include <k8s/watch_range.hpp>

namespace k8s {

namespace meta::v1 {
struct ObjectMeta;
}

/// The verbs of a top-level kind, the base of every one: `class Pod : public Model<Pod>`.
///
/// Errors of every verb: ValidationError before anything is sent (an empty name, a name that is no
/// path segment, a required field without a value); ApiError and its leaves when the server
/// refuses; TransportError when there is no answer; DecodeError when the answer is not what it
/// should be; Stopped after a stop request; ConfigError if the client's configuration cannot work.
///
/// Thread safety: an object is a value, used by one thread at a time; static verbs may be called
/// from any thread.
template <class T>
class Model {
 public:
  /// "Pod"
  [[nodiscard]] static std::string_view kind() { return info().name; }
  /// "v1", "apps/v1"
  [[nodiscard]] static std::string api_version() { return detail::api_version(info()); }

  /// Fetches one object. \throws NotFound
  static T get(detail::Name name, const GetOptions& options = detail::defaults<GetOptions>()) {
    T object;
    detail::get(info(), name, options, &object);
    return object;
  }

  /// Fetches one object, or nothing if there is none.
  [[nodiscard]] static std::optional<T> try_get(
      detail::Name name, const GetOptions& options = detail::defaults<GetOptions>()) {
    std::optional<T> object(std::in_place);
    if (!detail::try_get(info(), name, options, &*object)) object.reset();
    return object;
  }

  /// All objects that the options select, page after page, decoded as they arrive. Objects that
  /// cannot be decoded are left out, with a warning in the log; or see ListOptions::strict.
  [[nodiscard]] static Array<T> list(const ListOptions& options = detail::defaults<ListOptions>()) {
    Array<T> items;
    detail::list(info(), options, &items, nullptr);
    return items;
  }

  /// As list(), with the list's metadata, and with what could not be decoded.
  [[nodiscard]] static List<T> list_with_meta(
      const ListOptions& options = detail::defaults<ListOptions>()) {
    List<T> list;
    const detail::ListReport report{.metadata = list.metadata, .errors = list.errors};
    detail::list(info(), options, &list.items, &report);
    return list;
  }

  /// The objects with the label `app=name`; with `options.labels` those decide and the name is
  /// ignored.
  [[nodiscard]] static Array<T> find(detail::Name name,
                                     const ListOptions& options = detail::defaults<ListOptions>()) {
    Array<T> items;
    detail::find(info(), name.text(), options, &items);
    return items;
  }

  /// The objects that `options.labels` selects.
  [[nodiscard]] static Array<T> find(const ListOptions& options) {
    Array<T> items;
    detail::find(info(), {}, options, &items);
    return items;
  }

  /// The stored object with what `wanted` gives set on it, so that save() is an update; `wanted`
  /// itself, unsaved, if there is none.
  ///
  /// Given is: a plain member that is not zero, a present optional or Box, a list or map that is
  /// not empty, anything marked present. Structs are merged member by member, lists and maps
  /// replaced. What the server sets (uid, resourceVersion, generation, status ...) is never merged,
  /// nor is what cannot change once an object exists (such as a Service's clusterIP).
  /// To set a zero, assign it on the result.
  [[nodiscard]] static T get_or_create(const T& wanted,
                                       const GetOptions& options = detail::defaults<GetOptions>()) {
    T found;
    if (detail::get_or_create(info(), &wanted, options, &found)) return found;
    T created = wanted;
    detail::set_namespace(info(), &created, options);
    return created;
  }

  /// As above, of an object made of its metadata and its content: the spec; a ConfigMap's data; a
  /// Secret's stringData; a Role's rules.
  template <class Kind = T>
  [[nodiscard]] static T get_or_create(const meta::v1::ObjectMeta& metadata,
                                       const typename Kind::content_type& content,
                                       const GetOptions& options = detail::defaults<GetOptions>()) {
    return get_or_create(T(metadata, content), options);
  }

  /// As above, with nothing but metadata.
  [[nodiscard]] static T get_or_create(const meta::v1::ObjectMeta& metadata,
                                       const GetOptions& options = detail::defaults<GetOptions>()) {
    return get_or_create(T(metadata), options);
  }

  /// The stored object, or a new, unsaved one of that name.
  [[nodiscard]] static T get_or_create(detail::Name name,
                                       const GetOptions& options = detail::defaults<GetOptions>()) {
    T wanted;
    detail::set_name(info(), &wanted, name, options);
    return get_or_create(wanted, options);
  }

  /// Creates the object if it is new (has no resourceVersion), else updates it, and loads the
  /// answer into it. When it throws, the object is as it was.
  /// \throws Conflict if somebody else changed it first, AlreadyExists if it was to be new
  void save(const SaveOptions& options = detail::defaults<SaveOptions>()) {
    T answer;
    detail::save(info(), self(), options, &answer);
    *self() = std::move(answer);
  }

  /// Updates the status subresource and loads the answer.
  void save_status(const SaveOptions& options = detail::defaults<SaveOptions>()) {
    T answer;
    detail::save_status(info(), self(), options, &answer);
    *self() = std::move(answer);
  }

  /// Reads the object again, calls `change` with what is stored now, and writes that; again from
  /// the start if somebody else was faster. Loads the answer into this object, which is as it was
  /// if this throws.
  ///
  ///     deployment.update([](Deployment& d) { d.spec.replicas = 3; });
  ///
  /// \param change may be called several times; what it throws is passed on
  /// \throws Conflict if others were faster ten times, or if the object of that name is another
  /// one by now; NotFound if there is none
  template <std::invocable<T&> Change>
  void update(Change&& change, const SaveOptions& options = detail::defaults<SaveOptions>()) {
    change_stored(change, detail::Part::object, options);
  }

  /// As update(), of the status subresource: what `change` does beside the status is not written.
  ///
  ///     node.update_status([](Node& n) { n.status.conditions.push_back(ready); });
  ///
  /// \throws ValidationError for a kind that has no such subresource; and what update() throws
  template <std::invocable<T&> Change>
  void update_status(Change&& change,
                     const SaveOptions& options = detail::defaults<SaveOptions>()) {
    change_stored(change, detail::Part::status, options);
  }

  /// Server-side apply: makes the stored object, or a new one, have what this object gives, and
  /// leaves all else to those who own it. Returns what is stored then. The same again changes
  /// nothing; what is not given any more is removed, unless others own it too.
  ///
  ///     Deployment intent{{.name = "web"}, {.replicas = 3}};
  ///     Deployment stored = intent.apply({.fieldManager = "scaler"});
  ///
  /// Given is what get_or_create() calls given; in the items of lists, required numbers and truths
  /// besides, which may be 0 and false.
  /// https://kubernetes.io/docs/reference/using-api/server-side-apply/
  /// \throws Conflict if others own a field with another value, unless `options.force`;
  /// ValidationError for an object that was read from a server, with which every field would be
  /// given
  T apply(const ApplyOptions& options = detail::defaults<ApplyOptions>()) const {
    T answer;
    detail::apply(info(), self(), detail::Part::object, options, &answer);
    return answer;
  }

  /// As apply(), of the status subresource. \throws NotFound
  T apply_status(const ApplyOptions& options = detail::defaults<ApplyOptions>()) const {
    T answer;
    detail::apply(info(), self(), detail::Part::status, options, &answer);
    return answer;
  }

  /// Changes the stored object of that name, without reading it, and returns it.
  ///
  ///     Deployment::patch("web", Patch::merge(R"({"spec": {"replicas": 3}})"));
  ///
  /// \throws NotFound; Invalid or another ClientError if it cannot be patched so
  static T patch(detail::Name name, const Patch& patch,
                 const PatchOptions& options = detail::defaults<PatchOptions>()) {
    T answer;
    detail::patch(info(), name, patch, options, &answer);
    return answer;
  }

  /// Calls `change` with a copy and sends what is different in it, as a merge patch; nothing if
  /// that is nothing. Loads the answer into this object, which is as it was if this throws.
  ///
  ///     deployment.patch([](Deployment& d) { d.metadata.labels["tier"] = "web"; });
  ///
  /// What others changed meanwhile stays, unlike with save(), which refuses. A list is sent whole:
  /// with one goes the resourceVersion, so that nothing of others' is lost.
  /// \throws Conflict if a list changes and somebody else was faster; NotFound if the object is no
  /// more; Invalid if another one has its name now
  template <std::invocable<T&> Change>
  void patch(Change&& change, const PatchOptions& options = detail::defaults<PatchOptions>()) {
    T changed = *self();
    change(changed);
    T answer;
    if (detail::patch_object(info(), self(), &changed, options, &answer)) {
      *self() = std::move(answer);
    }
  }

  /// Loads what is stored now into the object. \throws NotFound
  void refresh(const GetOptions& options = detail::defaults<GetOptions>()) {
    T answer;
    detail::refresh(info(), self(), options, &answer);
    *self() = std::move(answer);
  }

  /// Deletes the object of that name, its dependents after it. \throws NotFound
  static void delete_(detail::Name name,
                      const DeleteOptions& options = detail::defaults<DeleteOptions>()) {
    detail::remove(info(), name, options);
  }

  /// Deletes this object and no other of its name: its uid goes along as precondition. One that
  /// was never saved has no uid: then it is whatever has its name. The object stays as it is, so
  /// that saving it afterwards is refused (NotFound); to make it anew, save one without a
  /// resourceVersion.
  void delete_(const DeleteOptions& options = detail::defaults<DeleteOptions>()) const {
    detail::remove_object(info(), self(), options);
  }

  /// Deletes every object that `what` selects; an empty selector is refused unless `what.all`.
  static void delete_list(const DeleteListOptions& what,
                          const DeleteOptions& how = detail::defaults<DeleteOptions>()) {
    detail::remove_list(info(), what, how);
  }

  /// Watches over one connection; ends when it does. Watcher<T> goes on for ever.
  ///
  /// The range throws ApiError when the server refuses or reports an error in the stream. A line
  /// that cannot be decoded is an event of type "ERROR" with the line in it.
  [[nodiscard]] static WatchRange<T> watch_list(
      const WatchOptions& options = detail::defaults<WatchOptions>()) {
    return WatchRange<T>(detail::watch_list(info(), options));
  }

  /// Prints the object as YAML.
  friend std::ostream& operator<<(std::ostream& out, const T& object) {
    detail::print(info().table(), &object, out);
    return out;
  }

 protected:
  Model() = default;
  Model(const Model&) = default;
  Model(Model&&) noexcept = default;
  Model& operator=(const Model&) = default;
  Model& operator=(Model&&) noexcept = default;
  ~Model() = default;

 private:
  friend struct detail::StateAccess;
  [[nodiscard]] static const detail::Kind& info() {
    return k8s_kind(static_cast<const T*>(nullptr));
  }
  template <class Change>
  void change_stored(Change& change, detail::Part part, const SaveOptions& options) {
    detail::Update update(info(), self(), part, options);
    T answer;
    bool written = false;
    while (!written) {
      T stored;
      update.read(&stored);
      change(stored);
      written = update.write(&stored, &answer);
    }
    *self() = std::move(answer);
  }
  [[nodiscard]] T* self() { return static_cast<T*>(this); }
  [[nodiscard]] const T* self() const { return static_cast<const T*>(this); }

  detail::ObjectState state_;
};

}  // namespace k8s
