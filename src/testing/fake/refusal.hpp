#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/go_json.hpp"

// Why the server refuses a request: the Status bodies of the API.
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/

namespace k8s::testing::fake {

/// What a Status says, with the names that the API gives its members.
struct Failure {
  int code = 500;
  std::string reason{};
  std::string message{};

  /// Whether it was said before anybody looked at what the request is about.
  bool by_filter = false;
  /// Whether `details` is there though it may be empty.
  bool has_details = false;
  std::string name{};
  std::string group{};
  std::string kind{};
  std::vector<FieldError> causes{};
  int retry_after_seconds = 0;
  /// A token with which a list whose own has expired may go on.
  std::string continue_token{};

  [[nodiscard]] json::object status() const;
};

/// Ends the handling of a request.
class Refusal : public std::exception {
 public:
  explicit Refusal(Failure failure) : failure_(std::move(failure)) {}
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }
  [[nodiscard]] const char* what() const noexcept override { return failure_.message.c_str(); }

 private:
  Failure failure_;
};

/// A group and a resource or kind of it, as messages name them: `deployments.apps`.
struct GroupName {
  std::string group{};
  std::string name{};
  [[nodiscard]] std::string text() const { return group.empty() ? name : name + "." + group; }
};

[[noreturn]] void refuse_bad_request(std::string message);
[[noreturn]] void refuse_unauthorized();
/// \param name may be empty; so may `resource`, for paths that are no resources
[[noreturn]] void refuse_forbidden(const GroupName& resource, std::string_view name,
                                   std::string_view why, std::vector<FieldError> causes = {});
[[noreturn]] void refuse_not_found(const GroupName& resource, std::string_view name);
/// There is no such resource.
[[noreturn]] void refuse_unknown_resource();
[[noreturn]] void refuse_method();
/// \param routed whether the server had found the handler of the request by then
[[noreturn]] void refuse_not_acceptable(std::string message, bool routed);
/// \param routed as above
[[noreturn]] void refuse_media_type(std::string message, bool routed = true);
[[noreturn]] void refuse_too_large(std::string_view what);
[[noreturn]] void refuse_already_exists(const GroupName& resource, std::string_view name,
                                        bool terminating, bool generated);
[[noreturn]] void refuse_conflict(const GroupName& resource, std::string_view name,
                                  std::string_view why);
/// An apply that would take fields from other managers.
[[noreturn]] void refuse_apply_conflict(std::string message, std::vector<FieldError> causes);
[[noreturn]] void refuse_invalid(const GroupName& kind, std::string_view name,
                                 const FieldErrors& errors);
/// 422 without saying which field.
[[noreturn]] void refuse_unprocessable();
[[noreturn]] void refuse_expired(std::string message, std::string continue_token = {});
/// 500 without a reason: what the server says when an error of its own slips through.
[[noreturn]] void refuse_internal(std::string message);
/// 500 with one: what the server calls an internal error.
[[noreturn]] void refuse_internal_error(const std::string& why);

/// A resourceVersion that the server has not reached yet.
[[nodiscard]] Failure too_large_resource_version(std::uint64_t wanted, std::uint64_t current);

}  // namespace k8s::testing::fake
