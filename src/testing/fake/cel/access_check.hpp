#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake::cel {

/// Whether somebody may do something, asked as the `spec` of a SubjectAccessReview asks it. Who
/// does not name a user asks about the one who sends the request.
/// https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/
using Authorize = std::function<bool(const json::object& question)>;

/// What expressions make of `authorizer`, step by step:
/// `authorizer.group('apps').resource('deployments').check('create').allowed()`.
/// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library
struct AccessCheck {
  enum class Step { authorizer, path, group, resource, decision };

  Step step = Step::authorizer;
  std::shared_ptr<const Authorize> authorize{};
  /// As far as it is known.
  json::object question{};
  bool allowed = false;  // of a decision

  /// `kubernetes.authorization.Authorizer`
  [[nodiscard]] std::string_view type_name() const;
};

}  // namespace k8s::testing::fake::cel
