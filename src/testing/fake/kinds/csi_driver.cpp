// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/

#include <set>
#include <string>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& driver) {
  json::object& spec = ensure_object(driver, "spec");
  // What a server with default flags does not keep.
  spec.erase("preventPodSchedulingIfMissing");
  set_default(spec, "attachRequired", true);
  for (const char* const name :
       {"podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount"}) {
    set_default(spec, name, false);
  }
  set_default(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
  if (array_at(spec, "volumeLifecycleModes").empty()) {
    spec["volumeLifecycleModes"] = json::array{"Persistent"};
  }
}

void validate_tokens(const Part& spec) {
  constexpr std::int64_t shortest = 600;
  constexpr std::int64_t longest = std::int64_t{1} << 32;
  std::set<std::string, std::less<>> audiences;
  spec.each("tokenRequests", [&](const Part& request) {
    if (!audiences.emplace(request.text("audience")).second) {
      return spec.errors().duplicate(request.at("audience"), request.text("audience"));
    }
    if (!request.has("expirationSeconds")) return;
    const std::int64_t seconds = request.number("expirationSeconds");
    if (seconds < shortest) {
      spec.errors().invalid(request.at("expirationSeconds"), seconds,
                            "may not specify a duration less than 10 minutes");
    }
    if (seconds > longest) {
      spec.errors().invalid(request.at("expirationSeconds"), seconds,
                            "may not specify a duration larger than 2^32 seconds");
    }
  });
}

void validate(const json::object& driver, FieldErrors& errors) {
  constexpr std::int64_t shortest_period = 10;
  const Part spec{object_at(driver, "spec"), "spec", errors};
  spec.choose("fsGroupPolicy", {"File", "None", "ReadWriteOnceWithFSType"});
  validate_tokens(spec);
  spec.each_text("volumeLifecycleModes", [&](const std::string& mode, const FieldPath& /*at*/) {
    if (mode == "Persistent" || mode == "Ephemeral") return;
    errors.not_supported(spec.at("volumeLifecycleModes"), mode, {"Persistent", "Ephemeral"});
  });
  spec.in_range("nodeAllocatableUpdatePeriodSeconds", shortest_period,
                std::numeric_limits<std::int64_t>::max(),
                "must be greater than or equal to 10 seconds");
  if (spec.has("serviceAccountTokenInSecrets") && spec.count("tokenRequests") == 0) {
    errors.invalid(spec.at("serviceAccountTokenInSecrets"),
                   *find(spec.object(), "serviceAccountTokenInSecrets"),
                   "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
  }
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::object& spec = object_at(fresh, "spec");
  const json::object& before = object_at(old, "spec");
  // The server names the first field so.
  validate_immutable(spec, before, "attachRequired", "spec.attachedRequired", errors);
  validate_immutable(spec, before, "volumeLifecycleModes", "spec.volumeLifecycleModes", errors);
}

void warn(const json::object& driver, std::vector<std::string>& warnings) {
  const json::object& spec = object_at(driver, "spec");
  if (array_at(spec, "tokenRequests").empty() ||
      find(spec, "serviceAccountTokenInSecrets") != nullptr) {
    return;
  }
  warnings.emplace_back(
      "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to "
      "prevent possible logging of tokens in volume attributes");
}

}  // namespace

const KindRules csi_driver_rules{.unconditional_update = false,
                                 .answers_deleted_object = true,
                                 .generation = Generation::none,
                                 .set_defaults = &set_defaults,
                                 .validate = &validate,
                                 .validate_update = &validate_update,
                                 .warn_always = &warn};

}  // namespace k8s::testing::fake
