#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <k8s/export.hpp>

namespace k8s {

/// A change of an object, in one of the forms that API servers take.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-update
class K8S_EXPORT Patch {
 public:
  /// RFC 7386: members are set, null removes one, lists are replaced as a whole.
  ///
  ///     Patch::merge(R"({"spec": {"replicas": 3}})")
  [[nodiscard]] static Patch merge(std::string json);
  /// RFC 6902: a list of operations, of which all are carried out or none.
  ///
  ///     Patch::json(R"([{"op": "replace", "path": "/spec/replicas", "value": 3}])")
  [[nodiscard]] static Patch json(std::string operations);
  /// Kubernetes' own: as merge, but lists are merged by the keys of their items. Custom resources
  /// do not take it.
  [[nodiscard]] static Patch strategic(std::string json);

  [[nodiscard]] std::string_view content_type() const noexcept { return content_type_; }
  /// As it is sent; the server checks it.
  [[nodiscard]] const std::string& body() const noexcept { return body_; }

 private:
  Patch(std::string_view content_type, std::string body)
      : content_type_(content_type), body_(std::move(body)) {}

  std::string_view content_type_;
  std::string body_;
};

}  // namespace k8s
