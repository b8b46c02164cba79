#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/caller.hpp"
#include "testing/fake/field_error.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/object.hpp"

// What is particular to a kind. The rules that are the same for all stand in the rooms that call
// these; each kind's own stand in kinds/.

namespace k8s::testing::fake {

/// What raises metadata.generation.
enum class Generation {
  none,  // the kind has none
  spec,
  spec_and_annotations,
};

/// What a field selector may ask of a kind beside its name and namespace.
struct FieldLabels {
  std::span<const std::string_view> names{};
  /// How a field that is not among them is refused.
  enum class Refusal {
    listing_common,  // with the two that every kind has
    plain,
    naming_kind,
  };
  Refusal refusal = Refusal::listing_common;
  /// Whether metadata.namespace is among them.
  bool has_namespace = true;
};

/// Gives out cluster IPs and node ports to one Service.
class AddressPool {
 public:
  virtual ~AddressPool() = default;
  [[nodiscard]] virtual std::string free_ip() = 0;
  /// Why a Service cannot have that IP; empty if it can.
  [[nodiscard]] virtual std::string ip_problem(std::string_view ip) const = 0;
  /// Takes any port.
  [[nodiscard]] virtual std::int64_t free_port() = 0;
  /// Takes that port. Why a Service cannot have it; empty if it can.
  [[nodiscard]] virtual std::string take_port(std::int64_t port) = 0;
};

struct KindRules {
  NameCheck check_name = &check_dns_subdomain;
  /// A PUT to a name that is not there makes the object.
  bool create_on_update = false;
  /// A PUT may come without a resourceVersion.
  bool unconditional_update = true;
  /// DELETE answers with the object instead of a Status.
  bool answers_deleted_object = false;
  /// A DELETE without a policy leaves the dependents alone.
  bool orphans_dependents = false;
  /// Has finalizers of its own in `spec`, as a Namespace.
  bool finalizers_in_spec = false;
  /// An update is checked with the rules for a new object's metadata too.
  bool checks_new_metadata_on_update = false;
  /// Refusals name the kind as one of the core group.
  bool named_as_core = false;
  /// The kind has rules for the metadata of a new object.
  bool checks_metadata = true;
  /// A creator may say what the status is.
  bool keeps_status = false;
  Generation generation = Generation::spec;
  /// Under which path etcd would hold it, if that is not its plural.
  std::string_view storage_path{};
  /// The finalizer that a DELETE adds.
  std::string_view deletion_finalizer{};
  FieldLabels field_labels{};
  /// What the server warns all who ask for the kind of.
  std::string_view deprecation{};
  /// What it warns those of who delete without saying what becomes of the dependents.
  std::string_view orphan_warning{};

  /// Fills in what the API's conversion does, after decoding.
  void (*set_defaults)(json::object& object) = nullptr;
  /// What admission adds to an object.
  void (*admit)(json::object& object) = nullptr;
  /// The same, of a new object alone.
  void (*admit_new)(json::object& object) = nullptr;
  /// Makes what a creator leaves to the server; metadata is complete, the status is gone.
  void (*prepare_create)(json::object& object, AddressPool& addresses,
                         FieldErrors& errors) = nullptr;
  /// Notes who made the object.
  void (*note_author)(json::object& object, const Caller& author) = nullptr;
  /// Carries over what an update leaves to the server, beside the status.
  void (*prepare_update)(json::object& fresh, const json::object& old, AddressPool& addresses,
                         FieldErrors& errors) = nullptr;
  void (*prepare_status_update)(json::object& fresh, const json::object& old) = nullptr;
  /// The same, where it depends on the time.
  void (*date_status)(json::object& fresh, const json::object& old,
                      const std::string& now) = nullptr;
  /// As date_status, of the subresource `approval`, which a kind with this has.
  void (*date_approval)(json::object& fresh, const json::object& old,
                        const std::string& now) = nullptr;
  /// Puts a valid object into its final form.
  void (*canonicalize)(json::object& object) = nullptr;

  /// Beside the metadata.
  void (*validate)(const json::object& object, FieldErrors& errors) = nullptr;
  /// The same, of a new object alone.
  void (*validate_new)(const json::object& object, FieldErrors& errors) = nullptr;
  void (*validate_update)(const json::object& fresh, const json::object& old,
                          FieldErrors& errors) = nullptr;
  void (*validate_status_update)(const json::object& fresh, const json::object& old,
                                 FieldErrors& errors) = nullptr;
  void (*validate_approval)(const json::object& fresh, const json::object& old,
                            FieldErrors& errors) = nullptr;
  /// What the server warns a creator of.
  void (*warn)(const json::object& object, std::vector<std::string>& warnings) = nullptr;
  /// What it warns those of who update an object.
  void (*warn_update)(const json::object& fresh, const json::object& old,
                      std::vector<std::string>& warnings) = nullptr;
  /// What it warns those of who update a status.
  void (*warn_of_status)(const json::object& object, std::vector<std::string>& warnings) = nullptr;
  /// What it warns those of who create or update an object.
  void (*warn_always)(const json::object& object, std::vector<std::string>& warnings) = nullptr;

  /// How many seconds an object of a kind that is deleted gracefully still lives.
  std::int64_t (*grace_period)(const json::object& object,
                               std::optional<std::int64_t> requested) = nullptr;
  /// The value that a field selector compares.
  std::string (*field_value)(const json::object& object, std::string_view field) = nullptr;
};

/// The rules of a kind that Kubernetes itself has; those of a plain one if it has none of its own.
[[nodiscard]] const KindRules& builtin_rules(std::string_view group, std::string_view plural);
/// The rules of a kind that a CustomResourceDefinition or a user's model describes.
[[nodiscard]] const KindRules& custom_rules();

}  // namespace k8s::testing::fake
