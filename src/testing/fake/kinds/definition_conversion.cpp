#include "testing/fake/kinds/definition_conversion.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/kinds/webhook_client.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

void validate_service(const json::object& service, const FieldPath& path, FieldErrors& errors) {
  for (const char* const name : {"name", "namespace"}) {
    // The server tells of the name in either case.
    if (text_at(service, name).empty()) errors.required(path.child("name"));
  }
  if (const auto port = number_at(service, "port"); port && (*port < 1 || *port > 65535)) {
    errors.invalid(path.child("port"), *port,
                   "port is not valid: must be between 1 and 65535, inclusive");
  }
  validate_webhook_path(Part{service, path, errors});
}

void validate_webhook_client(const json::object& webhook, const FieldPath& path,
                             FieldErrors& errors) {
  const FieldPath at = path.child("webhookClientConfig");
  const json::value* const client = find(webhook, "clientConfig");
  if (client == nullptr || !client->is_object()) {
    return errors.required(at, "required when strategy is set to Webhook");
  }
  const json::value* const url = find(client->get_object(), "url");
  const json::value* const service = find(client->get_object(), "service");
  if ((url != nullptr) == (service != nullptr)) {
    return errors.required(at, "exactly one of url or service is required");
  }
  if (service != nullptr && service->is_object()) {
    return validate_service(service->get_object(), at.child("service"), errors);
  }
  validate_webhook_url(Part{client->get_object(), at, errors});
}

void validate_review_versions(const json::object& webhook, const FieldPath& path,
                              FieldErrors& errors) {
  const FieldPath at = path.child("conversionReviewVersions");
  const std::vector<std::string> versions = texts_at(webhook, {"conversionReviewVersions"});
  if (versions.empty()) return errors.required(at);
  std::set<std::string> seen;
  bool known = false;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    if (!seen.insert(versions[i]).second) {
      errors.invalid(at.index(i), versions[i], "duplicate version");
      continue;
    }
    errors.invalid(at.index(i), versions[i], check_dns_1035_label(versions[i]));
    known = known || versions[i] == "v1" || versions[i] == "v1beta1";
  }
  if (!known) {
    errors.invalid(at, array_at(webhook, "conversionReviewVersions"),
                   "must include at least one of v1, v1beta1");
  }
}

}  // namespace

void validate_conversion(const json::object& conversion, const FieldPath& path,
                         FieldErrors& errors) {
  const std::string_view strategy = text_at(conversion, "strategy");
  const json::object& webhook = object_at(conversion, "webhook");
  if (strategy == "Webhook") {
    validate_webhook_client(webhook, path, errors);
    return validate_review_versions(webhook, path, errors);
  }
  if (strategy.empty()) {
    errors.required(path.child("strategy"));
  } else if (strategy != "None") {
    errors.not_supported(path.child("strategy"), strategy, {"None", "Webhook"});
  }
  const std::string_view words = "should not be set when strategy is not set to Webhook";
  if (find(webhook, "clientConfig") != nullptr) {
    errors.forbidden(path.child("webhookClientConfig"), words);
  }
  if (!array_at(webhook, "conversionReviewVersions").empty()) {
    errors.forbidden(path.child("conversionReviewVersions"), words);
  }
}

}  // namespace k8s::testing::fake
