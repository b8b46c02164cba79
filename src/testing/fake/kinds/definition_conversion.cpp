#include "testing/fake/kinds/definition_conversion.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

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
  const std::string url_path(text_at(service, "path"));
  if (url_path.empty() || url_path == "/") return;
  const FieldPath at = path.child("path");
  if (!url_path.starts_with('/')) errors.invalid(at, url_path, "must start with a '/'");
  std::string_view rest = std::string_view(url_path).substr(1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  for (std::size_t i = 0;; ++i) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    const std::string words = "segment[" + std::to_string(i) + "]";
    if (segment.empty()) errors.invalid(at, url_path, words + " may not be empty");
    for (const std::string& problem :
         segment.empty() ? Complaints() : check_dns_subdomain(segment)) {
      errors.invalid(at, url_path, words + ": " + problem);
    }
    if (segment.size() == rest.size()) return;
    rest.remove_prefix(segment.size() + 1);
  }
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
  if (url == nullptr || !url->is_string()) return;
  const std::string text(url->get_string());
  if (!text.starts_with("https://")) {
    errors.invalid(at.child("url"), text.substr(0, text.find(':')),
                   "'https' is the only allowed URL scheme; desired format: https://host[/path]");
  }
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
