#include "model.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "names.hpp"
#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

using Shape = Schema::Shape;
using Form = CppType::Form;

// What the library's tables take (K8S_DESCRIBE_MORE), and of how many of them it can tell whether a
// server that has to write them did.
constexpr std::size_t most_members = 250;
constexpr std::size_t most_required = 63;
constexpr std::ptrdiff_t most_aliases = 16;

// ---- names of definitions ------------------------------------------------------------------

/// A version such as v1, v2beta1, in its parts.
struct Version {
  int stability = -1;  // 0 stable, 1 beta, 2 alpha, -1 no version
  int major = 0;
  int minor = 0;
};

int take_number(std::string_view& text) {
  int number = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    number = number * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

Version parse_version(std::string_view text) {
  Version version;
  if (!text.starts_with('v')) return version;
  text.remove_prefix(1);
  version.major = take_number(text);
  if (version.major == 0) return version;
  if (text.empty()) {
    version.stability = 0;
    return version;
  }
  const bool beta = text.starts_with("beta");
  if (!beta && !text.starts_with("alpha")) return version;
  text.remove_prefix(beta ? 4 : 5);
  version.minor = take_number(text);
  if (text.empty()) version.stability = beta ? 1 : 2;
  return version;
}

/// A definition's name, taken apart: io.k8s.api.apps.v1.DeploymentSpec.
struct FullName {
  std::string group;    // "apps"; the first label of a custom resource's group
  std::string version;  // "v1"; may be empty
  std::string type;     // "DeploymentSpec"
};

FullName take_apart(std::string_view definition) {
  const auto parts = split(definition, '.');
  FullName name{.group = {}, .version = {}, .type = std::string(parts.back())};
  if (parts.size() > 1) {
    const std::string_view last = parts[parts.size() - 2];
    if (parse_version(last).stability >= 0 && parts.size() > 2) {
      name.version = last;
      name.group = namespace_name(parts[parts.size() - 3]);
    } else {
      name.group = namespace_name(last);
    }
  }
  return name;
}

bool has_object_metadata(const Definition& definition) {
  return std::ranges::any_of(definition.properties, [](const Property& property) {
    return property.name == "metadata" && property.schema.definition.ends_with(".ObjectMeta");
  });
}

bool is_kind(const Definition& definition) {
  return definition.kinds.size() == 1 && has_object_metadata(definition);
}

bool is_list(const Definition& definition) {
  return definition.name.ends_with("List") && definition.place.empty() &&
         std::ranges::any_of(definition.properties,
                             [](const Property& each) { return each.name == "items"; });
}

// ---- how C++ holds a value -----------------------------------------------------------------

CppType holder(Form form, CppType element) {
  return {.form = form, .element = std::make_shared<const CppType>(std::move(element))};
}

CppType scalar(std::string text, std::string header) {
  return {.form = Form::scalar, .text = std::move(text), .header = std::move(header)};
}

CppType value(std::string text, std::string header) {
  return {.form = Form::value, .text = std::move(text), .header = std::move(header)};
}

/// Why no described struct can have so many members, after its name; empty if one can.
std::string too_many(std::size_t members, const Definition& definition) {
  const auto more_than = [](std::size_t count, const std::string& what, std::size_t most) {
    return " has " + std::to_string(count) + " " + what + "members, more than the " +
           std::to_string(most) + " of a described struct";
  };
  if (members > most_members) return more_than(members, "", most_members);
  const auto required =
      static_cast<std::size_t>(std::ranges::count_if(definition.properties, &Property::required));
  if (required > most_required) return more_than(required, "required ", most_required);
  return "";
}

/// A type with an unset state of its own, so that no optional goes around it.
bool can_be_unset(const CppType& type) {
  return type.form == Form::value &&
         (type.text == "Time" || type.text == "MicroTime" || type.text == "RawJson");
}

class Builder {
 public:
  Builder(const Sources& sources, const Selection& selection, std::vector<std::string>& warnings)
      : document_(sources.document),
        go_types_(sources.go_types),
        rules_(sources.rules),
        resources_(sources.resources),
        library_(sources.own_types),
        selection_(selection),
        lifted_(lifted_names(document_, rules_, library_)),
        warnings_(warnings) {}

  Model build() {
    check_rules();
    for (const std::string& root : roots()) add(root, "selection");
    return std::move(model_);
  }

 private:
  [[nodiscard]] std::vector<std::string> roots() const;
  void check_rules() const;
  void add(const std::string& name, const std::string& user);
  [[nodiscard]] CppType type_of(const Schema& schema, const std::string& path) const;
  [[nodiscard]] std::string scope_of(const FullName& name) const;
  [[nodiscard]] CppType type_of_reference(const std::string& name, const std::string& path) const;
  [[nodiscard]] Member make_member(const Definition& definition, const Property& property,
                                   const GoField* go) const;
  [[nodiscard]] bool is_atomic(const Property& property) const;
  [[nodiscard]] Flags flags_of(const Definition& definition, const Property& property,
                               const GoField* go) const;
  void add_members(const Definition& definition, Struct& result) const;
  void check_name(const Definition& definition, const Struct& result) const;
  [[nodiscard]] Kind make_kind(const Definition& definition, const Struct& result) const;
  [[nodiscard]] std::string link(const Definition& definition) const;
  [[nodiscard]] std::string api_group(std::string_view group) const;

  const Document& document_;
  const GoTypes& go_types_;
  const Rules& rules_;
  const Resources& resources_;
  const LibraryTypes& library_;
  const Selection& selection_;
  std::map<std::string, std::string, std::less<>> lifted_;
  std::vector<std::string>& warnings_;
  Model model_;
};

std::vector<std::string> Builder::roots() const {
  std::vector<std::string> names;
  if (selection_.kinds.empty()) {
    for (const auto& [name, definition] : document_.definitions) {
      const bool inside = !definition.place.empty() && definition.kinds.empty();
      if (!inside && !is_list(definition) && !rules_.values.contains(name) && !definition.alias &&
          library_.find(name) == nullptr) {
        names.push_back(name);
      }
    }
    return names;
  }
  for (const GroupVersionKind& wanted : selection_.kinds) {
    const auto found = std::ranges::find_if(document_.definitions, [&](const auto& each) {
      return each.second.kinds == std::vector{wanted};
    });
    if (found == document_.definitions.end()) {
      throw SchemaError(to_string(wanted), "the document does not define this kind");
    }
    names.push_back(found->first);
  }
  return names;
}

/// A rule that names a field which does not exist is a slip that nobody would notice.
void Builder::check_rules() const {
  const auto check = [&](const std::string& name, const std::string& field) {
    const auto found = document_.definitions.find(name);
    if (found == document_.definitions.end()) return;  // a server may not serve it
    const auto& properties = found->second.properties;
    if (std::ranges::find(properties, field, &Property::name) == properties.end()) {
      throw SchemaError("rules", name + " has no field \"" + field + "\"");
    }
  };
  for (const auto& [name, fields] : rules_.fields) {
    for (const auto& [field, words] : fields) check(name, field);
  }
  for (const auto& [name, fields] : rules_.constructors) {
    for (const std::string& field : fields) check(name, field);
  }
}

void Builder::add(const std::string& name, const std::string& user) {
  if (model_.contains(name)) return;
  const auto found = document_.definitions.find(name);
  if (found == document_.definitions.end()) {
    throw SchemaError(user, "\"" + name + "\" is not defined");
  }
  const Definition& definition = found->second;
  if (!definition.problem.empty()) throw std::runtime_error(definition.problem);
  const FullName full = take_apart(name);
  Struct result{.definition = name,
                .scope = scope_of(full),
                .name = full.type,
                .link = link(definition),
                .description = definition.description,
                .flags = {.atomic = definition.merging.map_type == "atomic",
                          .preserve_unknown = definition.merging.preserve_unknown}};
  check_name(definition, result);
  const auto lifted = lifted_.find(result.name);
  // In the library's own namespace only the library lifts.
  const bool may_lift = !go_types_.empty() || selection_.root != "k8s";
  result.lifted = may_lift && lifted != lifted_.end() && lifted->second == name &&
                  result.scope != selection_.root;
  add_members(definition, result);
  if (is_kind(definition)) result.kind = make_kind(definition, result);
  if (const std::string problem = too_many(result.members.size(), definition); !problem.empty()) {
    throw SchemaError(definition.path(), problem.substr(1));
  }

  const Struct& added = model_.emplace(name, std::move(result)).first->second;
  for (const Member& member : added.members) {
    const std::string& inner = member.type.innermost();
    if (!inner.empty()) add(inner, definition.path() + ".properties." + member.wire);
  }
}

std::string Builder::scope_of(const FullName& name) const {
  std::string scope = selection_.root;
  if (selection_.root == "k8s") scope += "::" + name.group;
  if (!name.version.empty()) scope += "::" + name.version;
  return scope;
}

CppType Builder::type_of_reference(const std::string& name, const std::string& path) const {
  if (const LibraryTypes::Type* type = library_.find(name); type != nullptr) {
    if (!type->is_struct) return value(type->name, type->header);
    return {.form = Form::foreign, .text = type->name, .header = type->header};
  }
  if (const auto rule = rules_.values.find(name); rule != rules_.values.end()) {
    return value(rule->second.type, rule->second.header);
  }
  const auto found = document_.definitions.find(name);
  if (found == document_.definitions.end()) {
    throw SchemaError(path, "\"" + name + "\" is not defined");
  }
  if (found->second.alias) {
    // A definition that is no struct stands for its schema, and not for itself.
    if (std::ranges::count(path, '>') > most_aliases) {
      throw SchemaError(path, "a definition that is no struct contains itself");
    }
    return type_of(*found->second.alias, path + " > " + found->second.path());
  }
  if (const std::string problem = too_many(found->second.properties.size(), found->second);
      !problem.empty() && go_types_.find(name) == nullptr) {
    warnings_.push_back(found->second.path() + problem + "; it is held as RawJson");
    return value("RawJson", "k8s/raw_json.hpp");
  }
  return {.form = Form::structure, .definition = name};
}

CppType Builder::type_of(const Schema& schema, const std::string& path) const {
  switch (schema.shape) {
    case Shape::boolean:
      return scalar("bool", {});
    case Shape::int32:
      return scalar("std::int32_t", "cstdint");
    case Shape::int64:
      return scalar("std::int64_t", "cstdint");
    case Shape::number:
      return scalar("double", {});
    case Shape::string:
      return scalar("std::string", "string");
    case Shape::bytes:
      return value("Bytes", "k8s/bytes.hpp");
    case Shape::date_time:
      return value("Time", "k8s/time.hpp");
    case Shape::int_or_string:
      return value("IntOrString", "k8s/int_or_string.hpp");
    case Shape::any:
      return value("RawJson", "k8s/raw_json.hpp");
    case Shape::reference:
      return type_of_reference(schema.definition, path);
    case Shape::array:
      return holder(Form::array, type_of(*schema.element, path + ".items"));
    case Shape::map:
      return holder(Form::map, type_of(*schema.element, path + ".additionalProperties"));
  }
  throw SchemaError(path, "a schema of unknown shape");
}

// ---- what Go says --------------------------------------------------------------------------

/// Whether Go's kind of a field can be what the document says.
bool agree(const CppType& type, std::string_view go) {
  const std::string_view kind = go.substr(0, go.find(':'));
  switch (type.form) {
    case Form::array:
      return kind == "list";
    case Form::map:
      return kind == "map";
    case Form::structure:
      return kind == "struct";
    case Form::value:
      if (type.text == "Bytes") return kind == "bytes";
      return kind == "struct" || kind == "Quantity" || kind == "interface";
    default:
      break;
  }
  return (type.text == "bool" && kind == "bool") || (type.text == "double" && kind == "float64") ||
         (type.text == "std::string" && kind == "string") ||
         (type.text == "std::int32_t" && kind == "int32") ||
         (type.text == "std::int64_t" && kind == "int64");
}

/// Whether a value is replaced as a whole: the place where it is used says so, or else its type.
bool Builder::is_atomic(const Property& property) const {
  if (property.merging.list_type == "atomic") return true;
  if (!property.merging.map_type.empty()) return property.merging.map_type == "atomic";
  if (property.schema.shape != Shape::reference) return false;
  const auto found = document_.definitions.find(property.schema.definition);
  return found != document_.definitions.end() && found->second.merging.map_type == "atomic";
}

Flags Builder::flags_of(const Definition& definition, const Property& property,
                        const GoField* go) const {
  const Merging& merging = property.merging;
  const auto strategies = split(merging.patch_strategy, ',');
  const auto strategy = [&](std::string_view name) {
    return std::ranges::find(strategies, name) != strategies.end();
  };
  // What must be there though it is null cannot be checked before it is sent.
  const bool nullable = property.nullable && property.required;
  Flags flags{.always = (go != nullptr && go->always && !property.required) || nullable,
              .required = property.required && !nullable,
              .list_set = merging.list_type == "set",
              .list_map = merging.list_type == "map",
              .atomic = is_atomic(property),
              .patch_merge = strategy("merge"),
              .patch_retain_keys = strategy("retainKeys"),
              .preserve_unknown = merging.preserve_unknown,
              .embedded_resource = merging.embedded_resource};
  const auto fields = rules_.fields.find(definition.name);
  if (fields == rules_.fields.end()) return flags;
  const auto words = fields->second.find(property.name);
  if (words == fields->second.end()) return flags;
  flags.read_only = words->second.contains("read_only");
  flags.once = words->second.contains("once");
  flags.write_only = words->second.contains("write_only");
  return flags;
}

Member Builder::make_member(const Definition& definition, const Property& property,
                            const GoField* go) const {
  const std::string path = definition.path() + ".properties." + property.name;
  CppType type = type_of(property.schema, path);
  if (go != nullptr && !agree(type, go->kind)) {
    throw SchemaError(path, "Go's type, " + go->kind + ", is another than the document's");
  }
  const bool collection =
      type.form == Form::array || type.form == Form::map || type.text == "Bytes";
  const bool nullable = go != nullptr ? go->pointer : true;
  // The parts of every object, `metadata.name` and the like, need no test of their presence.
  const bool always_there =
      go == nullptr && is_kind(definition) &&
      (property.name == "metadata" || property.name == "spec" || property.name == "status");
  const bool absent = !always_there && ((nullable && !property.required) || property.nullable);
  if (absent && !collection && !can_be_unset(type)) {
    const bool structure = type.form == Form::structure || type.form == Form::foreign;
    const Form form = structure ? Form::box : Form::optional;
    type = holder(form, std::move(type));
  }
  return {.wire = property.name,
          .name = member_name(property.name, path),
          .type = std::move(type),
          .flags = flags_of(definition, property, go),
          .description = property.description,
          .map_keys = join(property.merging.map_keys, ","),
          .patch_key = property.merging.patch_key};
}

// ---- structs -------------------------------------------------------------------------------

void Builder::add_members(const Definition& definition, Struct& result) const {
  const GoTypes::Fields* go = go_types_.find(definition.name);
  if (go == nullptr && !go_types_.empty() && definition.name.starts_with("io.k8s.") &&
      !definition.properties.empty()) {
    throw SchemaError(definition.path(), "the table of Go's types does not know it");
  }
  const bool kind = is_kind(definition);
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, Member> ordered;
  for (const Property& property : definition.properties) {
    if (kind && (property.name == "apiVersion" || property.name == "kind")) continue;
    const GoField* field = nullptr;
    if (go != nullptr) {
      const auto found = go->find(property.name);
      if (found == go->end()) {
        throw SchemaError(definition.path() + ".properties." + property.name,
                          "the table of Go's types does not know it");
      }
      field = &found->second;
    }
    // Without a table, metadata comes first, then what is required, in that order, then the rest by
    // name.
    const bool first = kind && property.name == "metadata";
    const std::size_t rank = field != nullptr ? field->ordinal
                                              : (first               ? 0
                                                 : property.required ? 1
                                                                     : 2);
    const bool by_rule = field == nullptr && property.required && !first;
    const std::tuple order(rank, by_rule ? property.required_position : 0, ordered.size());
    ordered.emplace(order, make_member(definition, property, field));
  }
  std::set<std::string> hidden{"std",       "k8s",
                               "meta",      "side_",
                               result.name, selection_.root.substr(0, selection_.root.find(':'))};
  for (const auto& [order, member] : ordered) {
    const std::string& inner = member.type.innermost();
    if (!inner.empty()) hidden.insert(take_apart(inner).type);
  }
  const auto taken = [&](const std::string& name) {
    return hidden.contains(name) || hides_a_part(name) || (kind && is_verb(name)) ||
           std::ranges::find(result.members, name, &Member::name) != result.members.end();
  };
  for (auto& [order, member] : ordered) {
    // A member must not hide a verb, nor a type that the same struct names, nor another member.
    while (taken(member.name)) member.name += member.name.ends_with('_') ? '2' : '_';
    result.members.push_back(std::move(member));
  }
}

void Builder::check_name(const Definition& definition, const Struct& result) const {
  const std::string& name = result.name;
  if (!is_type_name(name)) {
    throw SchemaError(definition.path(), "the name \"" + name + "\" makes no name of a C++ type");
  }
  if (hides_a_part(name) && selection_.root == "k8s") {
    throw SchemaError(definition.path(), "the name hides k8s::" + name + ", which models need");
  }
  for (const auto& [other, each] : model_) {
    if (each.scope == result.scope && each.name == name) {
      throw SchemaError(definition.path(),
                        "its C++ name, " + each.scope + "::" + name + ", is that of " + other);
    }
  }
}

Kind Builder::make_kind(const Definition& definition, const Struct& result) const {
  Kind kind{.names = definition.kinds.front(), .served = {}, .resource = {}, .content = {}};
  kind.resource = resources_.find(kind.names);
  if (const auto found = document_.resources.find(kind.names); found != document_.resources.end()) {
    kind.resource = found->second;
  }
  if (kind.names.kind != result.name) {
    throw SchemaError(definition.path(), "the kind has another name, " + kind.names.kind);
  }
  if (const auto found = document_.served.find(kind.names); found != document_.served.end()) {
    kind.served = found->second;
  }
  std::vector<std::string> wires;
  if (const auto rule = rules_.constructors.find(definition.name);
      rule != rules_.constructors.end()) {
    wires = rule->second;
  } else if (std::ranges::find(result.members, "spec", &Member::wire) != result.members.end()) {
    wires = {"spec"};
  }
  for (const std::string& wire : wires) kind.content.push_back(result.member(wire).name);
  return kind;
}

/// The full name of a group, as one of its kinds has it: "networking.k8s.io" for "networking".
std::string Builder::api_group(std::string_view group) const {
  if (group == "core" || group == "meta") return std::string(group);
  for (const auto& [name, definition] : document_.definitions) {
    if (definition.kinds.size() == 1 && take_apart(name).group == group) {
      return definition.kinds.front().group;
    }
  }
  return {};
}

std::string Builder::link(const Definition& definition) const {
  const FullName name = take_apart(definition.name);
  const std::string group = api_group(name.group);
  if (go_types_.empty() || !definition.name.starts_with("io.k8s.") || group.empty() ||
      name.version.empty())
    return {};
  std::string anchor = name.type + "-" + name.version + "-" + group;
  std::ranges::transform(anchor, anchor.begin(), [](char c) {
    return c == '.' ? '-' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return "https://kubernetes.io/docs/reference/generated/kubernetes-api/v" + selection_.release +
         "/#" + anchor;
}

}  // namespace

const Member& Struct::member(std::string_view wire) const {
  const auto found = std::ranges::find(members, wire, &Member::wire);
  if (found == members.end()) {
    throw SchemaError(definition, "has no field \"" + std::string(wire) + "\"");
  }
  return *found;
}

std::vector<GroupVersionKind> Selection::read_kinds(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw SchemaError(file.string(), "cannot be read");
  std::vector<GroupVersionKind> kinds;
  std::string line;
  for (std::size_t count = 1; std::getline(in, line); ++count) {
    const auto parts = words(std::string_view(line).substr(0, line.find('#')));
    if (parts.empty()) continue;
    if (parts.size() != 2) {
      throw SchemaError(file.string() + ":" + std::to_string(count),
                        "the form is: [GROUP/]VERSION KIND");
    }
    const auto api = split(parts[0], '/');
    kinds.push_back({.group = api.size() > 1 ? std::string(api[0]) : std::string(),
                     .version = std::string(api.back()),
                     .kind = std::string(parts[1])});
  }
  if (kinds.empty()) throw SchemaError(file.string(), "names no kind");
  return kinds;
}

std::map<std::string, std::string, std::less<>> lifted_names(const Document& document,
                                                             const Rules& rules,
                                                             const LibraryTypes& library) {
  struct Candidate {
    const Definition* definition;
    FullName name;
    Version version;
  };
  std::map<std::string, std::vector<Candidate>> by_type;
  for (const auto& [name, definition] : document.definitions) {
    const FullName full = take_apart(name);
    const Version version = parse_version(full.version);
    if (definition.alias || is_list(definition) || rules.values.contains(name) ||
        library.find(name) != nullptr || rules.reserved.contains(full.type) ||
        version.stability < 0) {
      continue;
    }
    by_type[full.type].push_back({&definition, full, version});
  }

  std::map<std::string, std::string, std::less<>> lifted;
  for (auto& [type, candidates] : by_type) {
    if (const auto rule = rules.lifted.find(type); rule != rules.lifted.end()) {
      lifted[type] = rule->second;
      continue;
    }
    const auto rank = [](const Candidate& each) {
      return std::tuple(each.version.stability, is_kind(*each.definition) ? 0 : 1);
    };
    const auto best = std::ranges::min(candidates, {}, rank);
    std::erase_if(candidates, [&](const Candidate& each) { return rank(each) != rank(best); });
    const bool shared = std::ranges::any_of(candidates, [&](const Candidate& each) {
      return each.name.group != candidates.front().name.group;
    });
    if (shared) continue;
    const auto newest = std::ranges::max(candidates, {}, [](const Candidate& each) {
      return std::tuple(each.version.major, each.version.minor);
    });
    lifted[type] = newest.definition->name;
  }
  return lifted;
}

Model build_model(const Sources& sources, const Selection& selection,
                  std::vector<std::string>& warnings) {
  return Builder(sources, selection, warnings).build();
}

}  // namespace modelgen
