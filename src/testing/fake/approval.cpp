#include "testing/fake/approval.hpp"

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

bool is_protected(std::string_view group) {
  return group == "k8s.io" || group == "kubernetes.io" || group.ends_with(".k8s.io") ||
         group.ends_with(".kubernetes.io");
}

}  // namespace

Approval approval_of(const json::object& definition) {
  using enum Approval::State;
  if (!is_protected(text_at(definition, {"spec", "group"}))) return {};
  std::string text(
      text_at(object_at(definition, {"metadata", "annotations"}), approval_annotation));
  if (text.empty()) return {missing, {}};
  if (text.starts_with("unapproved")) return {unapproved, std::move(text)};
  const bool is_url = text.find("://") != text.npos && !text.starts_with("://");
  return {is_url ? approved : invalid, std::move(text)};
}

}  // namespace k8s::testing::fake
