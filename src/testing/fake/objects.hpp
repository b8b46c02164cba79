#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/addresses.hpp"
#include "testing/fake/clock.hpp"
#include "testing/fake/managed_fields.hpp"
#include "testing/fake/options.hpp"
#include "testing/fake/patch.hpp"
#include "testing/fake/random.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

namespace policy {
class Policies;
}
struct AdmissionRequest;

/// Which object a request is about.
struct Target {
  const Resource* resource = nullptr;
  std::string namespace_{};
  std::string name{};
  std::string subresource{};
  /// The subresource that the request named, where another object is written for it: `scale`.
  std::string reached_by{};

  [[nodiscard]] Key key() const { return {namespace_, name}; }
};

/// What became of a write.
struct Written {
  ObjectPtr object{};
  bool created = false;
};

/// What became of a DELETE.
struct Removed {
  ObjectPtr object{};
  /// Whether it is gone, rather than waiting for its finalizers or its grace period.
  bool gone = false;
};

struct Page {
  std::vector<ObjectPtr> items{};
  Revision revision = 0;
  std::string continue_token{};
  std::optional<std::int64_t> remaining{};
};

/// What a test has to say about an object before it is stored: a new one if there is no old one,
/// one that is to be deleted if there is no fresh one.
using Admission =
    std::function<void(const Target& target, json::object* fresh, const json::object* old,
                       bool dry_run, std::vector<std::string>& warnings)>;

/// The verbs of the API on the objects of the store: what the server does between a decoded request
/// and the storage. Every member throws Refusal.
///
/// Thread safety: none; ApiServer guards it.
class Objects {
 public:
  Objects(Storage& storage, const Clock& clock, Random& random, ServiceAddresses& addresses)
      : storage_(storage), clock_(clock), random_(random), addresses_(addresses) {}

  void set_admission(Admission admission) { admission_ = std::move(admission); }
  /// Lets these policies say what may be written.
  void set_policies(policy::Policies& policies) { policies_ = &policies; }

  [[nodiscard]] ObjectPtr get(const Target& target, std::string_view resource_version) const;
  [[nodiscard]] Page list(const Target& target, const ListOptions& options) const;

  /// \param warnings what the server has to say beside the answer is appended
  Written create(const Target& target, json::object object, const WriteOptions& options,
                 std::vector<std::string>& warnings);
  Written update(const Target& target, json::object object, const WriteOptions& options,
                 std::vector<std::string>& warnings);
  Written patch(const Target& target, const Patch& patch, const WriteOptions& options,
                std::vector<std::string>& warnings, const ResourceRegistry& resources);
  /// As get, update and patch, of the object's Scale.
  [[nodiscard]] json::object get_scale(const Target& target,
                                       std::string_view resource_version) const;
  Written update_scale(const Target& target, json::object scale, const WriteOptions& options,
                       std::vector<std::string>& warnings);
  Written patch_scale(const Target& target, const Patch& patch, const WriteOptions& options,
                      std::vector<std::string>& warnings, const ResourceRegistry& resources);
  Removed remove(const Target& target, const DeleteOptions& options,
                 std::vector<std::string>& warnings);
  /// Removes what the options select and returns it as it was.
  Page remove_collection(const Target& target, const DeleteOptions& how, const ListOptions& what,
                         std::vector<std::string>& warnings);

 private:
  // create.cpp
  /// Makes an object that is complete but for what the kind's rules add.
  Written create_completed(const Target& target, json::object object, const WriteOptions& options,
                           std::vector<std::string>& warnings);
  void complete_new(const Target& target, json::object& object);
  void note_creation(const Target& target, json::object& object, const WriteOptions& options) const;
  void prepare_new(const Target& target, json::object& object, bool dry_run);
  void validate_new(const Target& target, const json::object& object);
  void check_namespace(const Target& target, std::string_view name) const;
  Written store_new(const Target& target, json::object object, const WriteOptions& options,
                    bool generated);

  [[nodiscard]] Writer writer(const Target& target, const WriteOptions& options) const;

  // update.cpp
  Written update_existing(const Target& target, json::object object, const ObjectPtr& existing,
                          const WriteOptions& options, std::vector<std::string>& warnings);
  /// As update_existing, for an object that says already who manages its fields.
  Written update_noted(const Target& target, json::object object, const ObjectPtr& existing,
                       const WriteOptions& options, std::vector<std::string>& warnings);
  void note_update(const Target& target, json::object& fresh, const json::object& old,
                   const WriteOptions& options) const;
  void check_precondition(const Target& target, const json::object& object,
                          const json::object* existing) const;
  void prepare_update(const Target& target, json::object& fresh, const json::object& old,
                      bool dry_run);
  static void warn_of_update(const Target& target, const json::object& fresh,
                             const json::object& old, std::vector<std::string>& warnings);
  void validate_update(const Target& target, const json::object& fresh, const json::object& old,
                       std::vector<std::string>& warnings) const;

  // apply.cpp
  Written apply(const Target& target, std::string_view body, const WriteOptions& options,
                std::vector<std::string>& warnings, const ResourceRegistry& resources);

  // scaling.cpp
  Written store_scale(const Target& target, const ObjectPtr& existing, const json::object& scale,
                      const ManagedFields& managers, const WriteOptions& options,
                      std::vector<std::string>& warnings);

  // admit.cpp
  /// What changes an object before its kind's rules see it: the server's own plugins, and policies,
  /// which look again after each other.
  void change(const AdmissionRequest& request, json::object& object, const ObjectPtr& old,
              const WriteOptions& options) const;
  /// Lets policies change it. \returns whether any has
  bool change_by_policies(const Target& target, json::object& object, const ObjectPtr& old,
                          const WriteOptions& options, bool again) const;
  /// Asks the policies about a write, before it is stored.
  void admit_write(const Target& target, const json::object& fresh, const ObjectPtr& old,
                   const WriteOptions& options, std::vector<std::string>& warnings) const;
  void admit_removal(const Target& target, const ObjectPtr& old, const DeleteOptions& options,
                     std::vector<std::string>& warnings) const;

  // remove.cpp
  Removed remove_namespace(const Target& target, const ObjectPtr& object,
                           const DeleteOptions& options, std::vector<std::string>& warnings);
  Removed remove_gracefully(const Target& target, const ObjectPtr& object,
                            const DeleteOptions& options, std::vector<std::string>& warnings);
  Removed finish_remove(const Target& target, const ObjectPtr& object, json::object marked,
                        bool dry_run);
  Removed store_marked(const Target& target, json::object object, bool dry_run);

  /// The object as it is stored: members in order, nothing that the kind does not have.
  [[nodiscard]] static json::object finished(const Resource& resource, const json::object& object);
  /// The same, as it comes back from where it is stored.
  [[nodiscard]] static json::object stored(const Resource& resource, const json::object& object);

  Storage& storage_;
  const Clock& clock_;
  Random& random_;
  ServiceAddresses& addresses_;
  Admission admission_;
  policy::Policies* policies_ = nullptr;
};

/// Sets the namespace of the URL on an object that has none. \throws Refusal if it has another
void match_namespace(const Resource& resource, std::string_view namespace_, json::object& object);

/// Refuses an object without a name, or with another than the URL's. \throws Refusal
void check_name(const json::object& object, std::string_view name);

}  // namespace k8s::testing::fake
