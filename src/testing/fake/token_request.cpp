#include "testing/fake/token_request.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

#include "testing/fake/api_version.hpp"
#include "testing/fake/field_error.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

std::int64_t seconds_of(const json::object& request) {
  constexpr std::int64_t usual = 3600;
  return number_at(request, {"spec", "expirationSeconds"}).value_or(usual);
}

const json::object& bound_object(const json::object& request) {
  return object_at(request, {"spec", "boundObjectRef"});
}

}  // namespace

void complete_token_request(json::object& request) {
  constexpr std::int64_t shortest = 600;
  constexpr std::int64_t longest = std::int64_t{1} << 32;
  const std::int64_t seconds = seconds_of(request);
  const bool too_short = seconds < shortest;
  if (too_short || seconds > longest) {
    FieldErrors errors;
    errors.invalid("spec.expirationSeconds", seconds,
                   too_short ? "may not specify a duration less than 10 minutes"
                             : "may not specify a duration larger than 2^32 seconds");
    refuse_invalid({"authentication.k8s.io", "TokenRequest"}, "", errors);
  }
  ensure_object(request, "spec")["expirationSeconds"] = seconds;
}

void check_bound_object(const json::object& request, const Target& account, const Objects& objects,
                        const ResourceRegistry& resources) {
  const json::object& bound = bound_object(request);
  if (bound.empty()) return;
  const std::string kind(text_at(bound, "kind"));
  const std::string name(text_at(bound, "name"));
  const std::string_view version = text_at(bound, "apiVersion");
  const Resource* const resource = resources.find_kind("", "v1", kind);
  if (version != "v1" || resource == nullptr ||
      (kind != "Pod" && kind != "Secret" && kind != "Node")) {
    refuse_bad_request("cannot bind token to object of type " + kind_text(version, kind));
  }
  const ObjectPtr object =
      objects.get({resource, resource->namespaced ? account.namespace_ : "", name}, "");
  const std::string_view uid = text_at(bound, "uid");
  if (!uid.empty() && uid != uid_of(*object)) {
    refuse_conflict({"", kind}, name,
                    "the UID in the bound object reference (" + std::string(uid) +
                        ") does not match the UID in record. The object might have been deleted "
                        "and then recreated");
  }
  if (kind == "Pod" && text_at(*object, {"spec", "serviceAccountName"}) != account.name) {
    refuse_bad_request("cannot bind token for serviceaccount " + go_quote(account.name) +
                       " to pod running with different serviceaccount name.");
  }
}

TokenClaims claims_of(const json::object& request, const json::object& account, std::string id,
                      const Clock& clock) {
  TokenClaims claims{.namespace_ = std::string(namespace_of(account)),
                     .service_account = std::string(name_of(account)),
                     .uid = std::string(uid_of(account)),
                     .id = std::move(id),
                     .audiences = texts_at(request, {"spec", "audiences"}),
                     .issued = clock.wall_now(),
                     .lifetime = std::chrono::seconds(seconds_of(request))};
  if (claims.audiences.empty()) claims.audiences.emplace_back(server_audience);
  return claims;
}

json::object answer_token_request(const json::object& request, const TokenClaims& claims,
                                  const std::string& token, const Clock& clock) {
  const json::object& bound = bound_object(request);
  return {
      {"kind", "TokenRequest"},
      {"apiVersion", "authentication.k8s.io/v1"},
      {"metadata",
       {{"name", claims.service_account},
        {"namespace", claims.namespace_},
        {"uid", claims.uid},
        {"creationTimestamp", clock.timestamp()}}},
      {"spec",
       {{"audiences", json::array(claims.audiences.begin(), claims.audiences.end())},
        {"expirationSeconds", claims.lifetime.count()},
        {"boundObjectRef", bound.empty() ? json::value() : json::value(bound)}}},
      {"status", {{"token", token}, {"expirationTimestamp", clock.timestamp(claims.lifetime)}}}};
}

void note_token_request(const Resource& kind, const json::object& request, json::object& answer,
                        const std::string& manager, const Clock& clock) {
  note_write({{"spec", json::object()}}, {{"spec", object_at(request, "spec")}}, answer,
             {.type = &merge_type_of(kind)},
             {.name = manager,
              .api_version = "authentication.k8s.io/v1",
              .subresource = "token",
              .now = clock.timestamp()});
}

}  // namespace k8s::testing::fake
