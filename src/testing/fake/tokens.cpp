#include "testing/fake/tokens.hpp"

#include <algorithm>

#include "testing/fake/openid.hpp"

namespace k8s::testing::fake {
namespace {

std::string user_of(const TokenClaims& claims) {
  return "system:serviceaccount:" + claims.namespace_ + ":" + claims.service_account;
}

json::object payload_of(const TokenClaims& claims) {
  json::array audiences;
  for (const std::string& audience : claims.audiences) audiences.emplace_back(audience);
  const std::int64_t issued = claims.issued.time_since_epoch().count();
  return {{"aud", std::move(audiences)},
          {"exp", issued + claims.lifetime.count()},
          {"iat", issued},
          {"iss", token_issuer},
          {"jti", claims.id},
          {"kubernetes.io",
           {{"namespace", claims.namespace_},
            {"serviceaccount", {{"name", claims.service_account}, {"uid", claims.uid}}}}},
          {"nbf", issued},
          {"sub", user_of(claims)}};
}

}  // namespace

std::string Tokens::issue(const TokenClaims& claims) {
  std::string token = signed_token(to_text(payload_of(claims)));
  Caller owner{.user = user_of(claims),
               .groups = {"system:serviceaccounts", "system:serviceaccounts:" + claims.namespace_,
                          "system:authenticated"},
               .uid = claims.uid,
               .extra = {{credential_id, {"JTI=" + claims.id}}}};
  const std::scoped_lock lock(mutex_);
  issued_[token] = {{std::move(owner), claims.audiences}, claims.issued + claims.lifetime};
  return token;
}

std::string Tokens::admin() const {
  const std::scoped_lock lock(mutex_);
  return admin_;
}

void Tokens::replace_admin(std::string admin) {
  const std::scoped_lock lock(mutex_);
  admin_ = std::move(admin);
}

std::optional<TokenOwner> Tokens::owner_of(const std::string& token, std::chrono::sys_seconds now,
                                           const std::vector<std::string>& audiences) const {
  const std::scoped_lock lock(mutex_);
  if (token == admin_) return TokenOwner{{"admin", {masters}}, audiences};
  const auto found = issued_.find(token);
  if (found == issued_.end() || found->second.expires <= now) return std::nullopt;
  TokenOwner owner = found->second.owner;
  std::erase_if(owner.audiences, [&](const std::string& audience) {
    return std::ranges::find(audiences, audience) == audiences.end();
  });
  if (owner.audiences.empty()) return std::nullopt;
  return owner;
}

}  // namespace k8s::testing::fake
