#include "testing/fake/policy/declarations.hpp"

#include <utility>

namespace k8s::testing::fake::policy {
namespace {

using cel::Kind;
using cel::object_of;
using cel::plain_type;
using cel::TypePtr;

TypePtr texts() {
  return cel::list_of(plain_type(Kind::text));
}

TypePtr text_map() {
  return cel::map_of(plain_type(Kind::text), plain_type(Kind::text));
}

/// A group, a version and a kind or a resource.
TypePtr named_type(const char* name, const char* last) {
  return object_of(name, {{"group", plain_type(Kind::text)},
                          {"version", plain_type(Kind::text)},
                          {last, plain_type(Kind::text)}});
}

TypePtr user_type() {
  return object_of("kubernetes.UserInfo",
                   {{"username", plain_type(Kind::text)},
                    {"uid", plain_type(Kind::text)},
                    {"groups", texts()},
                    {"extra", cel::map_of(plain_type(Kind::text), texts())}});
}

TypePtr request_type() {
  const TypePtr text = plain_type(Kind::text);
  const TypePtr kind = named_type("kubernetes.GroupVersionKind", "kind");
  const TypePtr resource = named_type("kubernetes.GroupVersionResource", "resource");
  return object_of("kubernetes.AdmissionRequest", {{"kind", kind},
                                                   {"resource", resource},
                                                   {"subResource", text},
                                                   {"requestKind", kind},
                                                   {"requestResource", resource},
                                                   {"requestSubResource", text},
                                                   {"name", text},
                                                   {"namespace", text},
                                                   {"operation", text},
                                                   {"userInfo", user_type()},
                                                   {"dryRun", plain_type(Kind::boolean)},
                                                   {"options", plain_type(Kind::dyn)}});
}

TypePtr namespace_type() {
  const TypePtr text = plain_type(Kind::text);
  const TypePtr time = plain_type(Kind::timestamp);
  const TypePtr number = plain_type(Kind::integer);
  const TypePtr condition =
      object_of("kubernetes.NamespaceCondition", {{"status", text},
                                                  {"type", text},
                                                  {"lastTransitionTime", time},
                                                  {"message", text},
                                                  {"reason", text}});
  const TypePtr metadata =
      object_of("kubernetes.NamespaceMetadata", {{"name", text},
                                                 {"generateName", text},
                                                 {"namespace", text},
                                                 {"labels", text_map()},
                                                 {"annotations", text_map()},
                                                 {"UID", text},
                                                 {"creationTimestamp", time},
                                                 {"deletionGracePeriodSeconds", number},
                                                 {"deletionTimestamp", time},
                                                 {"generation", number},
                                                 {"resourceVersion", text},
                                                 {"finalizers", texts()}});
  return object_of(
      "kubernetes.Namespace",
      {{"metadata", metadata},
       {"spec", object_of("kubernetes.NamespaceSpec", {{"finalizers", texts()}})},
       {"status", object_of("kubernetes.NamespaceStatus",
                            {{"conditions", cel::list_of(condition)}, {"phase", text}})}});
}

TypePtr patch_type() {
  const TypePtr text = plain_type(Kind::text);
  return object_of(
      "JSONPatch",
      {{"op", text}, {"path", text}, {"from", text}, {"value", plain_type(Kind::dyn)}});
}

}  // namespace

cel::Variables declare(const Declared& declared) {
  static const TypePtr request = request_type();
  static const TypePtr namespace_object = namespace_type();
  cel::Variables variables{{"object", plain_type(Kind::dyn)},
                           {"oldObject", plain_type(Kind::dyn)},
                           {"request", request},
                           {"namespaceObject", namespace_object}};
  if (declared.patches) {
    variables["Object"] = cel::type_of(cel::open_object("Object"));
    variables["JSONPatch"] = cel::type_of(patch_type());
  }
  if (declared.params) variables["params"] = plain_type(Kind::dyn);
  if (declared.authorizer) {
    variables["authorizer"] = cel::parse_type("kubernetes.authorization.Authorizer");
    variables["authorizer.requestResource"] =
        cel::parse_type("kubernetes.authorization.ResourceCheck");
  }
  return variables;
}

}  // namespace k8s::testing::fake::policy
