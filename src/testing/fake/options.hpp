#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "testing/fake/caller.hpp"
#include "testing/fake/field_selector.hpp"
#include "testing/fake/kind_rules.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/query.hpp"
#include "testing/fake/storage.hpp"

// The options of each verb, from the query or from a body, checked as the server checks them.
// https://kubernetes.io/docs/reference/using-api/api-concepts/

namespace k8s::testing::fake {

enum class FieldValidation { ignore, warn, strict };

/// CreateOptions, UpdateOptions and PatchOptions.
struct WriteOptions {
  bool dry_run = false;
  FieldValidation field_validation = FieldValidation::warn;
  /// Who writes, as metadata.managedFields will name it.
  std::string manager{};
  /// Whether an apply takes fields away from other managers.
  bool force = false;
  Caller caller{};
  /// As admission is shown them: an object of the API.
  json::object shown{};
};

/// \param kind "CreateOptions", "UpdateOptions" or "PatchOptions": what a refusal names
/// \throws Refusal
[[nodiscard]] WriteOptions read_write_options(const Query& query, const char* kind);
/// PatchOptions. \throws Refusal
[[nodiscard]] WriteOptions read_patch_options(const Query& query, bool apply);
/// Whom the server takes a client for that does not name its field manager.
[[nodiscard]] std::string manager_of_agent(std::string_view user_agent);

enum class Propagation { unset, orphan, background, foreground };

struct DeleteOptions {
  bool dry_run = false;
  std::optional<std::int64_t> grace_period{};
  Propagation propagation = Propagation::unset;
  /// The old way to say it; excludes `propagation`.
  std::optional<bool> orphan_dependents{};
  std::optional<std::string> uid{};
  std::optional<std::string> resource_version{};
  Caller caller{};
  /// Whether it is one of many that a DELETE of a collection is about.
  bool of_collection = false;
  /// Whether admission has said its word already, about what the deletion is a part of.
  bool admitted = false;
};

/// DeleteOptions as admission is shown them: an object of the API.
[[nodiscard]] json::object shown_options(const DeleteOptions& options);

/// From the body, if there is one: then the query says nothing. \throws Refusal
[[nodiscard]] DeleteOptions read_delete_options(const Query& query, std::string_view body);

enum class Match { unset, exact, not_older_than };

struct ListOptions {
  Selection selection{};
  bool watch = false;
  bool bookmarks = false;
  std::optional<bool> send_initial_events{};
  std::string resource_version{};
  Match match = Match::unset;
  std::optional<std::int64_t> timeout_seconds{};
  std::int64_t limit = 0;
  std::string continue_token{};
};

/// \throws Refusal
[[nodiscard]] ListOptions read_list_options(const Query& query, const Resource& resource,
                                            bool watch);

/// A resourceVersion in a query; 0 if it is empty. \throws Refusal with 500 and the server's words
[[nodiscard]] Revision read_revision(std::string_view text);

}  // namespace k8s::testing::fake
