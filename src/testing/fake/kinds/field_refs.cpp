#include "testing/fake/kinds/field_refs.hpp"

#include <algorithm>
#include <string>

#include "ascii.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {

void validate_field_ref(const Part& reference, Part::Choices fields) {
  if (!reference.require("apiVersion") || !reference.require("fieldPath")) return;
  const std::string_view field = reference.text("fieldPath");
  FieldErrors& errors = reference.errors();
  if (const std::string_view version = reference.text("apiVersion"); version != "v1") {
    return errors.invalid(
        reference.at("fieldPath"), field,
        "error converting fieldPath: unsupported pod version: " + std::string(version));
  }
  const std::size_t bracket = field.find("['");
  const bool subscripted = bracket != field.npos && field.ends_with("']");
  const std::string_view name = subscripted ? field.substr(0, bracket) : field;
  const bool known = is_one_of(
      name, {"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
             "metadata.uid", "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName",
             "spec.schedulerName", "status.phase", "status.hostIP", "status.hostIPs",
             "status.podIP", "status.podIPs", "spec.host"});
  if (!known || (subscripted && name != "metadata.annotations" && name != "metadata.labels" &&
                 name != "metadata.name")) {
    return errors.invalid(reference.at("fieldPath"), field,
                          "error converting fieldPath: field label not supported: " +
                              std::string(subscripted && known ? name : field));
  }
  if (subscripted) {
    constexpr std::size_t quotes = 2;
    std::string key(field.substr(bracket + quotes, field.size() - bracket - 2 * quotes));
    if (name == "metadata.annotations") key = lower(key);
    return errors.invalid(reference.path(), key, check_label_key(key));
  }
  if (!is_one_of(name, fields)) {
    errors.not_supported(reference.at("fieldPath"), name, fields);
  }
}

void validate_resource_field_ref(const Part& reference, bool in_volume) {
  const std::string_view resource = reference.text("resource");
  if (in_volume && reference.text("containerName").empty()) {
    reference.require("containerName");
  } else if (reference.require("resource") && !resource.starts_with("requests.hugepages-") &&
             !resource.starts_with("limits.hugepages-")) {
    reference.choose("resource", {"limits.cpu", "limits.ephemeral-storage", "limits.memory",
                                  "requests.cpu", "requests.ephemeral-storage", "requests.memory"});
  }
  const auto divisor = quantity_at(reference.object(), "divisor");
  if (!divisor || *divisor == Quantity(0)) return;
  const std::string_view what = resource.substr(std::min(resource.find('.'), resource.size()));
  const std::string text = divisor->canonical();
  if (what == ".cpu") {
    if (text == "1" || text == "1m") return;
    return reference.errors().invalid(
        reference.at("divisor"), resource,
        "only divisor's values 1m and 1 are supported with the cpu resource");
  }
  const bool whole = is_one_of(
      text, {"1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"});
  const char* kind = nullptr;
  if (what == ".memory") kind = "memory";
  if (what == ".ephemeral-storage") kind = "local ephemeral storage";
  if (what.starts_with(".hugepages-")) kind = "hugepages";
  if (whole || kind == nullptr) return;
  reference.errors().invalid(reference.at("divisor"), resource,
                             "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, "
                             "1Pi, 1Ei are supported with the " +
                                 std::string(kind) + " resource");
}

}  // namespace k8s::testing::fake
