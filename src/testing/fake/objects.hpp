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

/// Which object a request is about.
struct Target {
  const Resource* resource = nullptr;
  std::string namespace_{};
  std::string name{};
  std::string subresource{};

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
  Objects(Storage& storage, const Clock& clock, Random& random, AddressPool& addresses)
      : storage_(storage), clock_(clock), random_(random), addresses_(addresses) {}

  void set_admission(Admission admission) { admission_ = std::move(admission); }

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
  Removed remove(const Target& target, DeleteOptions options);
  /// Removes what the options select and returns it as it was.
  Page remove_collection(const Target& target, const DeleteOptions& how, const ListOptions& what);

 private:
  // create.cpp
  /// Makes an object that is complete but for what the kind's rules add.
  Written create_completed(const Target& target, json::object object, const WriteOptions& options,
                           std::vector<std::string>& warnings);
  void complete_new(const Target& target, json::object& object);
  void note_creation(const Target& target, json::object& object, const WriteOptions& options) const;
  void prepare_new(const Target& target, json::object& object);
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
  void prepare_update(const Target& target, json::object& fresh, const json::object& old);
  void validate_update(const Target& target, const json::object& fresh, const json::object& old,
                       std::vector<std::string>& warnings) const;

  // apply.cpp
  Written apply(const Target& target, std::string_view body, const WriteOptions& options,
                std::vector<std::string>& warnings, const ResourceRegistry& resources);

  // scaling.cpp
  Written store_scale(const Target& target, const ObjectPtr& existing, const json::object& scale,
                      const ManagedFields& managers, const WriteOptions& options,
                      std::vector<std::string>& warnings);

  // remove.cpp
  Removed remove_namespace(const Target& target, const json::object& object,
                           const DeleteOptions& options);
  Removed remove_gracefully(const Target& target, const ObjectPtr& object,
                            const DeleteOptions& options);
  Removed finish_remove(const Target& target, const ObjectPtr& object, json::object marked,
                        bool dry_run);
  Removed store_marked(const Target& target, json::object object, bool dry_run);

  /// The object as it is stored: members in order, nothing that the kind does not have.
  [[nodiscard]] static json::object finished(const Resource& resource, const json::object& object);

  Storage& storage_;
  const Clock& clock_;
  Random& random_;
  AddressPool& addresses_;
  Admission admission_;
};

/// Sets the namespace of the URL on an object that has none. \throws Refusal if it has another
void match_namespace(const Resource& resource, std::string_view namespace_, json::object& object);

/// Refuses an object without a name, or with another than the URL's. \throws Refusal
void check_name(const json::object& object, std::string_view name);

}  // namespace k8s::testing::fake
