#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document.hpp"
#include "go_types.hpp"
#include "resources.hpp"
#include "rules.hpp"

namespace modelgen {

/// A C++ type that a member has.
struct CppType {
  enum class Form { scalar, value, structure, array, map, optional, box };

  Form form = Form::scalar;
  std::string text{};                        // of scalar and value: "std::string", "Time"
  std::string header{};                      // of scalar and value: what declares it
  std::string definition{};                  // of structure
  std::shared_ptr<const CppType> element{};  // of array, map, optional, box

  /// The struct inside all holders; empty if there is none.
  [[nodiscard]] const std::string& innermost() const {
    return element ? element->innermost() : definition;
  }
  /// Whether a struct that has it as a member needs the inner struct complete.
  [[nodiscard]] bool by_value() const { return form == Form::structure; }
};

/// When a member is written, FIAAS's field kinds, how it is merged: what detail::FieldFlags says.
struct Flags {
  bool always = false;
  bool required = false;
  bool read_only = false;
  bool once = false;
  bool write_only = false;
  bool list_set = false;
  bool list_map = false;
  bool atomic = false;
  bool patch_merge = false;
  bool patch_retain_keys = false;
  bool preserve_unknown = false;
  bool embedded_resource = false;
};

struct Member {
  std::string wire;  // "namespace"
  std::string name;  // "namespace_"
  CppType type;
  Flags flags;
  std::string map_keys{};  // "containerPort,protocol"
  std::string patch_key{};
};

/// What a struct needs to be a top-level kind.
struct Kind {
  GroupVersionKind names;
  Served served;
  Resource resource;
  std::vector<std::string> content;  // names of the members that constructors take after metadata
};

/// A struct to be generated.
struct Struct {
  std::string definition;  // in full
  std::string scope;       // "apps::v1"
  std::string name;        // "DeploymentSpec"
  std::string link;        // where the API reference tells of it; empty if it does not
  bool lifted = false;     // stands in namespace k8s too
  Flags flags{};           // of the struct itself
  std::optional<Kind> kind{};
  std::vector<Member> members{};

  [[nodiscard]] const Member& member(std::string_view wire) const;
};

/// What to generate.
struct Selection {
  std::vector<GroupVersionKind> kinds{};  // empty means all
  std::string release = "1.36";           // of Kubernetes, for links and notes

  /// One kind a line: "apps/v1 Deployment". \throws SchemaError naming file and line
  static std::vector<GroupVersionKind> read_kinds(const std::filesystem::path& file);
};

/// By definition: the kinds that were selected and all that they contain.
using Model = std::map<std::string, Struct, std::less<>>;

/// \throws SchemaError with the path of what cannot be expressed
Model build_model(const Document& document, const GoTypes& go_types, const Rules& rules,
                  const Resources& resources, const Selection& selection);

/// The definition that stands in namespace k8s for each type name, out of all of a document.
std::map<std::string, std::string, std::less<>> lifted_names(const Document& document,
                                                             const Rules& rules);

}  // namespace modelgen
