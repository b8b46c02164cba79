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
#include "library_types.hpp"
#include "resources.hpp"
#include "rules.hpp"

namespace modelgen {

/// A C++ type that a member has.
struct CppType {
  enum class Form {
    scalar,
    value,      // a type of the library
    structure,  // a struct that is generated
    foreign,    // a struct that the library has
    array,
    map,
    optional,
    box
  };

  Form form = Form::scalar;
  std::string text{};    // of scalar, value, foreign: "std::string", "Time", "k8s::core::v1::Pod"
  std::string header{};  // of these: what declares it
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
  std::string description{};
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
  std::string scope;       // "k8s::apps::v1"
  std::string name;        // "DeploymentSpec"
  std::string link;        // where the API reference tells of it; empty if it does not
  std::string description{};
  bool lifted = false;  // stands in namespace k8s too
  Flags flags{};        // of the struct itself
  std::optional<Kind> kind{};
  std::vector<Member> members{};

  [[nodiscard]] const Member& member(std::string_view wire) const;
};

/// What to generate.
struct Selection {
  std::vector<GroupVersionKind> kinds{};  // empty means all
  std::string release = "1.36";           // of Kubernetes, for links
  std::string origin{};                   // what it is generated from, for a note
  /// The namespace of all, which has one of each version in it. In "k8s", the library's own, one of
  /// each group is between.
  std::string root = "k8s";
  std::size_t sources = 0;         // how many there are to be; 0 is as many as there must be
  bool with_descriptions = false;  // the document's texts become comments

  /// One kind a line: "apps/v1 Deployment". \throws SchemaError naming file and line
  static std::vector<GroupVersionKind> read_kinds(const std::filesystem::path& file);
};

/// By definition: the kinds that were selected and all that they contain.
using Model = std::map<std::string, Struct, std::less<>>;

/// What is known of an API.
struct Sources {
  Document document{};
  GoTypes go_types{};  // of the library's own models; without them the document decides
  Rules rules{};
  Resources resources{};
  LibraryTypes own_types{};  // what is not generated, since the library has it
};

/// \param warnings gets a line for each part that is held in a wider type than its schema
/// \throws SchemaError with the path of what cannot be expressed
Model build_model(const Sources& sources, const Selection& selection,
                  std::vector<std::string>& warnings);

/// The definition that stands in namespace k8s for each type name, out of all of a document.
std::map<std::string, std::string, std::less<>> lifted_names(const Document& document,
                                                             const Rules& rules,
                                                             const LibraryTypes& library = {});

}  // namespace modelgen
