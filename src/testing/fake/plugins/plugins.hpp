#pragma once

#include "testing/fake/objects.hpp"

// What the admission plugins of a server with default flags do that depends on other objects.
// What they do with an object alone, its kind's rules say.
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/

namespace k8s::testing::fake {

/// A write that a plugin looks at.
struct AdmissionRequest {
  const Target& target;
  /// Null if the object is new.
  const json::object* old = nullptr;
  Storage& storage;
  bool dry_run = false;

  /// Whether it is about objects of that kind, and no subresource.
  [[nodiscard]] bool is_about(std::string_view group, std::string_view plural) const;
  [[nodiscard]] bool creates() const noexcept { return old == nullptr; }
  /// All objects of a collection, of one namespace if it is given.
  [[nodiscard]] std::vector<ObjectPtr> list(std::string_view collection,
                                            std::string_view namespace_ = {}) const;
  /// Refuses the write as admission does.
  [[noreturn]] void refuse(const json::object& object, std::string_view why) const;
};

/// Changes an object before its kind's rules see it. \throws Refusal
void run_changing_plugins(const AdmissionRequest& request, json::object& object);
/// Looks at an object that its kind's rules have passed. What a quota says comes last, by
/// check_quota. \throws Refusal
void run_checking_plugins(const AdmissionRequest& request, const json::object& object);

// One plugin a file. Each looks only at what it is for.

void set_limits(const AdmissionRequest& request, json::object& object);
void check_limits(const AdmissionRequest& request, const json::object& object);

void set_priority(const AdmissionRequest& request, json::object& object);
void check_priority_class(const AdmissionRequest& request, const json::object& object);

void set_default_class(const AdmissionRequest& request, json::object& object);

void set_protection(const AdmissionRequest& request, json::object& object);

void set_runtime(const AdmissionRequest& request, json::object& object);
void check_runtime(const AdmissionRequest& request, const json::object& object);

void check_quota(const AdmissionRequest& request, const json::object& object);

}  // namespace k8s::testing::fake
