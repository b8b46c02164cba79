#include "testing/fake/caller.hpp"

#include <algorithm>
#include <utility>

namespace k8s::testing::fake {
bool Caller::may_do_everything() const {
  return std::ranges::find(groups, masters) != groups.end();
}

std::vector<std::string> groups_of_account(std::string_view user) {
  static constexpr std::string_view prefix = "system:serviceaccount:";
  if (!user.starts_with(prefix)) return {};
  const std::string_view rest = user.substr(prefix.size());
  return {"system:serviceaccounts",
          "system:serviceaccounts:" + std::string(rest.substr(0, rest.find(':')))};
}

std::vector<std::string> all_groups(const Caller& caller) {
  std::vector<std::string> groups = caller.groups;
  const char* const everybody =
      caller.user == Caller().user ? "system:unauthenticated" : "system:authenticated";
  if (std::ranges::find(groups, everybody) == groups.end()) groups.emplace_back(everybody);
  return groups;
}

json::object user_info(const Caller& caller) {
  json::array groups;
  for (const std::string& group : all_groups(caller)) groups.emplace_back(group);
  json::object info{{"username", caller.user}};
  if (!caller.uid.empty()) info["uid"] = caller.uid;
  info["groups"] = std::move(groups);
  json::object extra;
  for (const auto& [name, values] : caller.extra) {
    extra[name] = json::array(values.begin(), values.end());
  }
  if (!extra.empty()) info["extra"] = std::move(extra);
  return info;
}

}  // namespace k8s::testing::fake
