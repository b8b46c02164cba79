#include "testing/fake/kinds/webhook_client.hpp"

#include <algorithm>
#include <string>

#include "testing/fake/go_url.hpp"

namespace k8s::testing::fake {

void validate_webhook_url(const Part& client) {
  const std::string form = "; desired format: https://host[/path]";
  const FieldPath path = client.at("url");
  FieldErrors& errors = client.errors();
  const auto [url, error] = parse_go_url(client.text("url"));
  if (!error.empty()) return errors.required(path, "url must be a valid URL: " + error + form);
  if (url.scheme != "https") {
    errors.invalid(path, url.scheme, "'https' is the only allowed URL scheme" + form);
  }
  if (url.host.empty()) errors.invalid(path, url.host, "host must be specified" + form);
  if (url.user) errors.invalid(path, *url.user, "user information is not permitted in the URL");
  if (!url.fragment.empty()) {
    errors.invalid(path, url.fragment, "fragments are not permitted in the URL");
  }
  if (!url.query.empty()) {
    errors.invalid(path, url.query, "query parameters are not permitted in the URL");
  }
}

void validate_webhook_path(const Part& service) {
  std::string_view text = service.text("path");
  const FieldPath path = service.at("path");
  FieldErrors& errors = service.errors();
  if (text.empty() || text == "/") return;
  if (text == "//") return errors.invalid(path, text, "segment[0] may not be empty");
  if (!text.starts_with('/')) errors.invalid(path, text, "must start with a '/'");
  std::string_view rest = text.substr(1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  for (int i = 0;; ++i) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view step = rest.substr(0, slash);
    const std::string segment = "segment[" + std::to_string(i) + "]";
    if (step.empty()) errors.invalid(path, text, segment + " may not be empty");
    for (const std::string& complaint : step.empty() ? Complaints() : check_dns_subdomain(step)) {
      errors.invalid(path, text, segment + ": " + complaint);
    }
    if (slash == rest.size()) return;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace k8s::testing::fake
