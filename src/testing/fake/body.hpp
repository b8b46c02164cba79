#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <k8s/http.hpp>

#include "testing/fake/options.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// What a request brings, as JSON.
struct Body {
  std::string text{};
  /// As it came, if that was something else.
  std::string original{};
  /// Of keys that stand there twice, which JSON tells by itself.
  std::vector<std::string> complaints{};
};

/// Reads the object in a request's body as the server does: its kind, its types, its unknown and
/// duplicate members, its defaults.
/// \param warnings of members that are unknown or stand there twice
/// \throws Refusal
[[nodiscard]] json::object read_object(const Resource& resource, std::string_view body,
                                       FieldValidation validation,
                                       std::vector<std::string>& warnings,
                                       const ResourceRegistry& resources);

[[nodiscard]] json::object read_object(const Resource& resource, const Body& body,
                                       FieldValidation validation,
                                       std::vector<std::string>& warnings,
                                       const ResourceRegistry& resources);

/// Reads what an apply has made of an object, in which a null is a value.
/// \throws Refusal
[[nodiscard]] json::object read_merged(const Resource& resource, std::string_view text,
                                       const ResourceRegistry& resources);

/// Reads what a patch has made of an object, in the same way.
/// \param shown what a refusal shows in place of the text
/// \param complaints what of the patch itself is unknown or stands there twice
/// \throws Refusal, in the words that the server has for patches
[[nodiscard]] json::object read_patched(const Resource& resource, std::string_view text,
                                        std::string_view shown, std::vector<std::string> complaints,
                                        FieldValidation validation,
                                        std::vector<std::string>& warnings,
                                        const ResourceRegistry& resources);

/// The body of a request as JSON: it may be YAML too, and protobuf for kinds of Kubernetes' own.
/// \throws Refusal: 415 for anything else, 400 if it is not what it says that it is
[[nodiscard]] Body read_body(const Resource& resource, const Headers& headers,
                             const std::string& body);

}  // namespace k8s::testing::fake
