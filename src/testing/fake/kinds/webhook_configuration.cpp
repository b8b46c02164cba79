// ValidatingWebhookConfiguration and MutatingWebhookConfiguration.
// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/

#include <algorithm>
#include <set>
#include <string>

#include "testing/fake/kinds/admission_expressions.hpp"
#include "testing/fake/kinds/admission_rules.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/webhook_client.hpp"

namespace k8s::testing::fake {
namespace {

constexpr int usual_timeout = 10;

void set_defaults(json::object& configuration) {
  for (json::object* const webhook : objects_in(configuration, "webhooks")) {
    set_default(*webhook, "failurePolicy", "Fail");
    set_default(*webhook, "matchPolicy", "Equivalent");
    ensure_object(*webhook, "namespaceSelector");
    ensure_object(*webhook, "objectSelector");
    set_default(*webhook, "timeoutSeconds", usual_timeout);
    default_resource_rules(*webhook, "rules");
    json::value* const service = find(ensure_object(*webhook, "clientConfig"), "service");
    if (service != nullptr && service->is_object()) {
      set_default(service->get_object(), "port", 443);
    }
  }
}

void set_mutating_defaults(json::object& configuration) {
  set_defaults(configuration);
  for (json::object* const webhook : objects_in(configuration, "webhooks")) {
    set_default(*webhook, "reinvocationPolicy", "Never");
  }
}

void validate_name(const Part& webhook) {
  if (!webhook.require("name")) return;
  const std::string_view name = webhook.text("name");
  if (const Complaints complaints = check_dns_subdomain(name); !complaints.empty()) {
    webhook.errors().invalid(webhook.at("name"), name, joined(complaints, ","));
  } else if (std::ranges::count(name, '.') < 2) {
    webhook.errors().invalid(webhook.at("name"), name,
                             "should be a domain with at least three segments separated by dots");
  }
}

void validate_client(const Part& webhook) {
  const Part client = webhook.child("clientConfig");
  if (client.has("url") == client.has("service")) {
    webhook.errors().required(client.path(), "exactly one of url or service is required");
  } else if (client.has("url")) {
    validate_webhook_url(client);
  } else {
    const Part service = client.child("service");
    service.require("name");
    service.require("namespace");
    if (const Complaints complaints = check_port_number(service.number("port"));
        !complaints.empty()) {
      webhook.errors().invalid(service.at("port"), service.number("port"),
                               "port is not valid: " + joined(complaints, ", "));
    }
    validate_webhook_path(service);
  }
}

void validate_versions(const Part& webhook) {
  const FieldPath path = webhook.at("admissionReviewVersions");
  FieldErrors& errors = webhook.errors();
  if (!webhook.require("admissionReviewVersions", "must specify one of v1, v1beta1")) return;
  std::set<std::string> seen;
  webhook.each_text("admissionReviewVersions", [&](const std::string& text, const FieldPath& at) {
    if (!seen.insert(text).second) return errors.invalid(at, text, "duplicate version");
    errors.invalid(at, text, check_dns_1035_label(text));
  });
  if (seen.contains("v1") || seen.contains("v1beta1")) return;
  errors.invalid(path, array_at(webhook.object(), "admissionReviewVersions"),
                 "must include at least one of v1, v1beta1");
}

void validate_webhook(const Part& webhook) {
  constexpr std::int64_t longest = 30;
  validate_name(webhook);
  webhook.each("rules", &validate_resource_rule);
  webhook.choose("failurePolicy", {"Fail", "Ignore"});
  webhook.choose("matchPolicy", {"Equivalent", "Exact"});
  if (webhook.require_member("sideEffects", "must specify one of None, NoneOnDryRun")) {
    webhook.choose("sideEffects", {"None", "NoneOnDryRun"});
  }
  webhook.in_range("timeoutSeconds", 1, longest,
                   "the timeout value must be between 1 and 30 seconds");
  for (const char* const name : {"namespaceSelector", "objectSelector"}) {
    (void)validate_label_selector(object_at(webhook.object(), name), webhook.at(name),
                                  webhook.errors());
  }
  webhook.choose("reinvocationPolicy", {"IfNeeded", "Never"});
  validate_client(webhook);
  validate_match_conditions(webhook, false);
  validate_versions(webhook);
}

void validate(const json::object& configuration, FieldErrors& errors) {
  std::set<std::string, std::less<>> names;
  const Part part{configuration, {}, errors};
  part.each("webhooks", [&](const Part& webhook) {
    validate_webhook(webhook);
    const std::string_view name = webhook.text("name");
    if (!name.empty() && !names.emplace(name).second) {
      errors.duplicate(webhook.at("name"), name);
    }
  });
}

}  // namespace

const KindRules validating_webhook_rules{
    .unconditional_update = false, .set_defaults = &set_defaults, .validate = &validate};
const KindRules mutating_webhook_rules{
    .unconditional_update = false, .set_defaults = &set_mutating_defaults, .validate = &validate};

}  // namespace k8s::testing::fake
