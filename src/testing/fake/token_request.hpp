#pragma once

#include <string>

#include "testing/fake/clock.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/tokens.hpp"

// How a TokenRequest is read and answered.
// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/

namespace k8s::testing::fake {

/// Fills in for how long the token is to be good. \throws Refusal if that is too short or too long
void complete_token_request(json::object& request);

/// Refuses a token that cannot be bound to the object that the request names, if it names one.
/// \throws Refusal
void check_bound_object(const json::object& request, const Target& account, const Objects& objects,
                        const ResourceRegistry& resources);

/// What the token is to say.
/// \param account as it is stored
/// \param id of the token
[[nodiscard]] TokenClaims claims_of(const json::object& request, const json::object& account,
                                    std::string id, const Clock& clock);

[[nodiscard]] json::object answer_token_request(const json::object& request,
                                                const TokenClaims& claims, const std::string& token,
                                                const Clock& clock);

/// Notes in the answer who has asked for the token.
/// \param kind the TokenRequest
void note_token_request(const Resource& kind, const json::object& request, json::object& answer,
                        const std::string& manager, const Clock& clock);

}  // namespace k8s::testing::fake
