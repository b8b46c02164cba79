#include "emit.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include "names.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

using Form = CppType::Form;

constexpr std::size_t line_length = 100;

// ---- names ---------------------------------------------------------------------------------

constexpr std::string_view library_scope = "k8s";
constexpr std::string_view library_prefix = "k8s::";

bool in_library(std::string_view scope) {
  return scope == library_scope || scope.starts_with(library_prefix);
}

/// A full name as it is written inside a namespace.
std::string name_in(std::string_view full, std::string_view scope) {
  if (in_library(full))
    return std::string(in_library(scope) ? full.substr(library_prefix.size()) : full);
  return (in_library(scope) ? "::" : "") + std::string(full);
}

/// A struct's name as it is written inside a namespace.
std::string name_in(const Struct& each, std::string_view scope) {
  return each.scope == scope ? each.name : name_in(each.scope + "::" + each.name, scope);
}

/// The name of one of the library's own templates or types.
std::string part(std::string_view name, std::string_view scope) {
  return std::string(in_library(scope) ? "" : library_prefix) + std::string(name);
}

/// The text as C++ writes a string. It may be anybody's: nothing in it ends the literal.
std::string literal(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte == 0x7F) {
      result += '\\';
      for (const unsigned shift : {6U, 3U, 0U}) {
        result += static_cast<char>('0' + (byte >> shift & 7U));
      }
      continue;
    }
    const bool trigraph = c == '?' && result.back() == '?';
    if (c == '"' || c == '\\' || trigraph) result += '\\';
    result += c;
  }
  return result + '"';
}

std::string_view holder_name(Form form) {
  switch (form) {
    case Form::array:
      return "Array";
    case Form::map:
      return "Map";
    case Form::optional:
      return "std::optional";
    case Form::box:
      return "Box";
    default:
      return {};
  }
}

std::string_view holder_header(Form form, const CppType& element) {
  switch (form) {
    case Form::array:
      return element.text == "bool" ? "k8s/bool_array.hpp" : "k8s/array.hpp";
    case Form::map:
      return "k8s/map.hpp";
    case Form::optional:
      return "optional";
    case Form::box:
      return "k8s/box.hpp";
    default:
      return {};
  }
}

std::string spell(const CppType& type, const Model& model, std::string_view scope) {
  if (type.form == Form::structure) return name_in(model.at(type.definition), scope);
  if (type.form == Form::foreign) return name_in(type.text, scope);
  if (type.form == Form::value) return part(type.text, scope);
  if (!type.element) return type.text;
  const std::string element = spell(*type.element, model, scope);
  const std::string name(holder_name(type.form));
  if (type.form == Form::optional) return name + "<" + element + ">";
  return part(name, scope) + "<" + element + ">";
}

// ---- holders that the library must instantiate -----------------------------------------------

/// Holders of what is no generated struct: src/containers.cpp instantiates these, and the header of
/// Array<bool> is complete.
const std::set<std::string, std::less<>> library_holders{
    "Array<bool>",
    "Array<std::int32_t>",
    "Array<std::int64_t>",
    "Array<double>",
    "Array<std::string>",
    "Array<Bytes>",
    "Array<Time>",
    "Array<MicroTime>",
    "Array<Quantity>",
    "Array<IntOrString>",
    "Array<RawJson>",
    "Array<Array<std::string>>",
    "Map<bool>",
    "Map<std::int32_t>",
    "Map<std::int64_t>",
    "Map<double>",
    "Map<std::string>",
    "Map<Bytes>",
    "Map<Time>",
    "Map<MicroTime>",
    "Map<Quantity>",
    "Map<IntOrString>",
    "Map<RawJson>",
    "Map<Array<std::string>>",
    "Map<Map<std::string>>",
};

/// The holders that a model uses, spelled in namespace k8s, by the innermost struct's definition;
/// those of none under the empty name.
using Holders = std::map<std::string, std::set<std::string>, std::less<>>;

void collect(const CppType& type, const Model& model, Holders& holders) {
  if (!type.element) return;
  collect(*type.element, model, holders);
  if (type.form == Form::optional) return;
  const std::string spelled = spell(type, model, library_scope);
  if (!library_holders.contains(spelled)) holders[type.innermost()].insert(spelled);
}

Holders holders_of(const Model& model) {
  Holders holders;
  for (const auto& [name, each] : model) {
    for (const Member& member : each.members) collect(member.type, model, holders);
    if (each.kind) holders[name].insert("Array<" + name_in(each, library_scope) + ">");
  }
  return holders;
}

// ---- parts of files ------------------------------------------------------------------------

std::string note(const Selection& selection) {
  return "// Generated by k8s-modelgen from " + selection.origin + ". Do not edit.\n";
}

std::string include_block(const std::set<std::string>& headers) {
  std::string text;
  for (const std::string& header : headers) text += "#include <" + header + ">\n";
  return text.empty() ? text : text + "\n";
}

std::string open_namespace(std::string_view scope) {
  return "namespace " + std::string(scope) + " {\n";
}

std::string close_namespace(std::string_view scope) {
  return "}  // namespace " + std::string(scope) + "\n";
}

/// `head` with its arguments, as many to a line as fit.
std::string call(const std::string& head, const std::vector<std::string>& arguments,
                 std::string_view tail) {
  std::string text = head;
  std::size_t column = head.size();
  for (const std::string& argument : arguments) {
    const bool first = &argument == &arguments.front();
    const bool last = &argument == &arguments.back();
    const std::size_t after = last ? std::min(tail.size(), tail.find('\n')) : 1;
    if (!first && column + 2 + argument.size() + after > line_length) {
      text += ",\n" + std::string(head.size(), ' ');
      column = head.size();
    } else if (!first) {
      text += ", ";
      column += 2;
    }
    text += argument;
    column += argument.size();
  }
  return text + std::string(tail);
}

/// A text as comment, in lines that fit. It may be anybody's: nothing in it ends the comment.
std::string comment_lines(const std::string& text, std::size_t indent) {
  const std::string begin = std::string(indent, ' ') + "///";
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::string current = begin;
    for (const std::string_view word : words(line)) {
      if (current.size() + 1 + word.size() > line_length && current.size() > begin.size()) {
        result += current + "\n";
        current = begin;
      }
      current += " ";
      for (const char c : word) {
        if (static_cast<unsigned char>(c) >= ' ' && c != '\x7F') current += c;
      }
    }
    // A backslash at its end, or the trigraph of one, would make the next line a comment too.
    while (current.ends_with('\\') || current.ends_with("?\?/")) current.pop_back();
    result += current + "\n";
  }
  return result;
}

std::string declare_member(const Member& member, const Model& model, std::string_view scope,
                           const Selection& selection) {
  const std::string type = "  " + spell(member.type, model, scope);
  const std::string rest = member.name + "{};\n";
  const bool fits = type.size() + rest.size() <= line_length;
  const std::string text =
      selection.with_descriptions ? comment_lines(member.description, 2) : std::string();
  return text + type + (fits ? " " : "\n      ") + rest;
}

std::string comment(const Struct& each, const Selection& selection) {
  std::string text =
      selection.with_descriptions ? comment_lines(each.description, 0) : std::string();
  if (!each.link.empty()) text += "/// " + each.link + "\n";
  return text;
}

std::string declare_struct(const Struct& each, const Model& model, const Selection& selection) {
  std::string text = comment(each, selection) + "struct K8S_EXPORT " + each.name + " {\n";
  for (const Member& member : each.members) {
    text += declare_member(member, model, each.scope, selection);
  }
  if (each.members.empty()) text += "  // It has no members.\n";
  return text + "  K8S_STRUCT(" + each.name + ")\n};\n\n";
}

struct Constructor {
  std::vector<const Member*> members;
  bool moves;
};

/// The constructors of a kind: of nothing, of the metadata, of the metadata and its content. Those
/// of references copy in the library, so that a user's file does not compile the copying.
std::vector<Constructor> constructors(const Struct& each) {
  std::vector<Constructor> result{{{}, false}};
  std::vector<const Member*> members{&each.member("metadata")};
  const auto add = [&] {
    result.push_back({members, false});
    result.push_back({members, true});
  };
  add();
  for (const std::string& name : each.kind->content) {
    members.push_back(&*std::ranges::find(each.members, name, &Member::name));
    add();
  }
  return result;
}

std::vector<std::string> parameters(const Constructor& constructor, const Struct& each,
                                    const Model& model, const std::string& prefix) {
  std::vector<std::string> result;
  for (const Member* member : constructor.members) {
    const std::string type = spell(member->type, model, each.scope);
    result.push_back((constructor.moves ? type + "&& " : "const " + type + "& ") + prefix +
                     member->name);
  }
  return result;
}

std::string declare_kind(const Struct& each, const Model& model, const Selection& selection) {
  const std::string& name = each.name;
  std::string text = comment(each, selection) + "class K8S_EXPORT " + name + " : public " +
                     part("Model", each.scope) + "<" + name + "> {\n public:\n";
  if (!each.kind->content.empty()) {
    const auto content = std::ranges::find(each.members, each.kind->content.front(), &Member::name);
    text += "  using content_type = " + spell(content->type, model, each.scope) + ";\n\n";
  }
  for (const Member& member : each.members) {
    text += declare_member(member, model, each.scope, selection);
  }
  text += "\n";
  for (const Constructor& each_way : constructors(each)) {
    const bool converts = each_way.members.size() == 1;
    text += call((converts ? "  explicit " : "  ") + name + "(",
                 parameters(each_way, each, model, ""), ");\n");
  }
  text += "  " + name + "(const " + name + "& other);\n";
  text += "  " + name + "(" + name + "&& other) noexcept;\n";
  text += "  ~" + name + "();\n";
  text += "  " + name + "& operator=(const " + name + "& other);\n";
  text += "  " + name + "& operator=(" + name + "&& other) noexcept;\n";
  return text + "  K8S_KIND_PARTS(" + name + ")\n};\n\n";
}

/// What a file includes to have a unit.
std::string header_path(const std::string& unit, const Selection& selection) {
  return (selection.root == library_scope ? "k8s/models" : folder(selection.root)) + "/" + unit +
         ".hpp";
}

/// The order in which clang-format sorts using-declarations.
std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void add_headers(const CppType& type, std::set<std::string>& standard, std::set<std::string>& own) {
  const std::string header =
      type.element ? std::string(holder_header(type.form, *type.element)) : type.header;
  if (!header.empty()) (header.starts_with("k8s/") ? own : standard).insert(header);
  if (type.element) add_headers(*type.element, standard, own);
}

std::string header(const Unit& unit, const Model& model, const Selection& selection) {
  std::set<std::string> standard;
  std::set<std::string> own{"k8s/detail/struct.hpp"};
  std::string declarations;
  std::vector<std::string> lifts;
  for (const std::string& name : unit.definitions) {
    const Struct& each = model.at(name);
    for (const Member& member : each.members) add_headers(member.type, standard, own);
    if (each.kind) own.insert("k8s/model.hpp");
    declarations +=
        each.kind ? declare_kind(each, model, selection) : declare_struct(each, model, selection);
    if (each.lifted) lifts.push_back("using " + name_in(each, selection.root) + ";\n");
  }
  std::ranges::sort(lifts, {}, lower);
  for (const std::string& path : unit.includes) own.insert(header_path(path, selection));
  std::string forward;
  for (const std::string& name : unit.forward_declared) {
    forward += (model.at(name).kind ? "class " : "struct ") + model.at(name).name + ";\n";
  }
  if (!forward.empty()) forward += "\n";

  std::string text = "#pragma once\n\n" + note(selection) + "\n" + include_block(standard) +
                     include_block(own) + open_namespace(unit.scope) + "\n" + forward +
                     declarations + close_namespace(unit.scope);
  if (!lifts.empty()) {
    text += "\n" + open_namespace(selection.root) + "\n";
    for (const std::string& lift : lifts) text += lift;
    text += "\n" + close_namespace(selection.root);
  }
  return text;
}

// ---- sources -------------------------------------------------------------------------------

std::string flag_words(const Flags& flags) {
  std::vector<std::string> words;
  if (flags.always) words.emplace_back("always");
  if (flags.required) words.emplace_back("required");
  if (flags.read_only) words.emplace_back("read_only");
  if (flags.once) words.emplace_back("once");
  if (flags.write_only) words.emplace_back("write_only");
  if (flags.list_set) words.emplace_back("list_set");
  if (flags.list_map) words.emplace_back("list_map");
  if (flags.atomic) words.emplace_back("atomic");
  if (flags.patch_merge) words.emplace_back("patch_merge");
  if (flags.patch_retain_keys) words.emplace_back("patch_retain_keys");
  if (flags.preserve_unknown) words.emplace_back("preserve_unknown");
  if (flags.embedded_resource) words.emplace_back("embedded_resource");
  return words.empty() ? "omit_empty" : join(words, " | ");
}

/// A member in a FieldTraits, if it is not empty.
std::string trait(std::string_view name, const std::string& text) {
  return text.empty() ? "" : ", ." + std::string(name) + " = " + literal(text);
}

/// What K8S_DESCRIBE is told of the struct and of members that deviate, one a line that begins at
/// `indent`.
std::vector<std::string> field_traits(const Struct& each, std::size_t indent) {
  std::vector<std::string> traits;
  if (const std::string words = flag_words(each.flags); words != "omit_empty") {
    traits.push_back("{\"\", " + words + "}");
  }
  for (const Member& member : each.members) {
    Flags flags = member.flags;
    if (each.kind && member.wire == "status" && each.kind->served.subresources.contains("status")) {
      flags.read_only = true;
    }
    const std::string words = flag_words(flags);
    const bool renamed = implied_wire_name(member.name) != member.wire;
    if (words == "omit_empty" && !renamed) continue;
    if (!member.map_keys.empty() || !member.patch_key.empty()) {
      const std::string first = "{.member = \"" + member.name + "\", .flags = " + words +
                                trait("name", renamed ? member.wire : std::string());
      const std::string rest =
          trait("map_keys", member.map_keys) + trait("patch_key", member.patch_key) + "}";
      const bool fits = indent + first.size() + rest.size() <= line_length;
      // A line that breaks after the comma has no blank at its end.
      traits.push_back(fits ? first + rest
                            : first + ",\n" + std::string(indent, ' ') + rest.substr(1));
      continue;
    }
    traits.push_back("{\"" + member.name + "\", " + words +
                     (renamed ? ", " + literal(member.wire) + "}" : "}"));
  }
  return traits;
}

/// Members in parentheses, as many as fit on a line that begins at `indent`.
std::string member_list(std::span<const Member> members, std::size_t indent) {
  std::string text = "(";
  std::size_t column = indent + 1;
  for (const Member& member : members) {
    const bool first = &member == &members.front();
    const std::size_t width = member.name.size() + (first ? 1 : 3);
    if (!first) text += ",";
    if (!first && column + width > line_length) {
      text += "\n" + std::string(indent + 1, ' ');
      column = indent + 1;
    } else if (!first) {
      text += " ";
    }
    text += member.name;
    column += width - 1;
  }
  return text + ")";
}

/// What Boost.Describe takes at once.
constexpr std::size_t most_described = 52;

std::span<const Member> first_members(const Struct& each) {
  return std::span(each.members).first(std::min(each.members.size(), most_described));
}

/// The descriptions of the members that come after those.
std::string describe_more(const Struct& each) {
  std::string text;
  for (std::size_t part = 2, start = most_described; start < each.members.size();
       ++part, start += most_described) {
    const std::size_t size = std::min(each.members.size() - start, most_described);
    text += "K8S_DESCRIBE_MORE(" + each.name + ", " + std::to_string(part) + ",\n" +
            std::string(4, ' ') + member_list(std::span(each.members).subspan(start, size), 4) +
            ")\n";
  }
  return text;
}

std::string describe_struct(const Struct& each) {
  const std::string indent = "\n    ";
  std::string text = describe_more(each) + "K8S_DESCRIBE(" + each.name + "," + indent +
                     member_list(first_members(each), 4);
  for (const std::string& line : field_traits(each, 4)) text += "," + indent + line;
  return text + ")\n\n";
}

std::string verb_words(const Served& served) {
  const std::pair<std::string_view, std::string_view> verbs[] = {
      {"post", "verb_create"},   {"get", "verb_get"},
      {"list", "verb_list"},     {"watch", "verb_watch"},
      {"put", "verb_update"},    {"patch", "verb_patch"},
      {"delete", "verb_delete"}, {"deletecollection", "verb_deletecollection"},
  };
  std::vector<std::string> words;
  for (const auto& [action, word] : verbs) {
    if (served.actions.contains(std::string(action))) words.emplace_back(word);
  }
  if (words.size() == std::size(verbs)) words = {"all_verbs"};
  for (const std::string_view name : {"status", "scale"}) {
    if (served.subresources.contains(std::string(name))) {
      words.push_back("subresource_" + std::string(name));
    }
  }
  return words.empty() ? "0" : join(words, " | ");
}

std::string define_constructor(const Struct& each, const Constructor& constructor,
                               const Model& model) {
  std::vector<std::string> initializers;
  // Members are initialised in the order of their declaration, whatever the parameters' order.
  auto members = constructor.members;
  std::ranges::sort(members);
  for (const Member* member : members) {
    const std::string parameter = "its_" + member->name;
    initializers.push_back(member->name + (constructor.moves ? "(std::move(" + parameter + "))"
                                                             : "(" + parameter + ")"));
  }
  const std::string head = each.name + "::" + each.name + "(";
  if (initializers.empty()) return head + ") = default;\n";
  return call(head, parameters(constructor, each, model, "its_"), ")\n    : ") +
         join(initializers, ",\n      ") + " {}\n";
}

std::string describe_kind(const Struct& each, const Model& model) {
  const std::string& name = each.name;
  const std::string own = name + "::";
  std::string text;
  for (const Constructor& each_way : constructors(each)) {
    text += define_constructor(each, each_way, model);
  }
  text += own + name + "(const " + name + "& other) = default;\n";
  text += own + name + "(" + name + "&& other) noexcept = default;\n";
  text += own + "~" + name + "() = default;\n";
  text += name + "& " + own + "operator=(const " + name + "& other) = default;\n";
  text += name + "& " + own + "operator=(" + name + "&& other) noexcept = default;\n\n";

  const Kind& kind = *each.kind;
  text += describe_more(each);
  text +=
      "K8S_DESCRIBE_KIND(" + name + ",\n    " + member_list(first_members(each), 4) + ",\n    {";
  text += ".group = " + literal(kind.names.group) +
          ",\n     .version = " + literal(kind.names.version) +
          ",\n     .plural = " + literal(kind.served.plural) +
          ",\n     .namespaced = " + (kind.served.namespaced ? "true" : "false") +
          ",\n     .verbs = " + verb_words(kind.served);
  const Resource& resource = kind.resource;
  if (resource.singular != lower(kind.names.kind) && !resource.singular.empty()) {
    text += ",\n     .singular = " + literal(resource.singular);
  }
  if (!resource.short_names.empty()) {
    text += ",\n     .short_names = " + literal(resource.short_names);
  }
  if (!resource.categories.empty()) {
    text += ",\n     .categories = " + literal(resource.categories);
  }
  std::vector<std::string> traits = field_traits(each, 16);
  if (!traits.empty()) {
    text += ",\n     .fields = {" + join(traits, ",\n                ") + "}";
  }
  return text + "})\n\n";
}

/// The descriptions of some structs of one namespace.
std::string describe(const Source::Part& part, const Model& model) {
  std::string text = open_namespace(part.scope) + "\n";
  for (const std::string& name : part.definitions) {
    const Struct& each = model.at(name);
    text += each.kind ? describe_kind(each, model) : describe_struct(each);
  }
  return text + close_namespace(part.scope) + "\n";
}

std::string instantiate(const std::set<std::string>& holders) {
  std::string text;
  for (const std::string& holder : holders) text += "template class " + holder + ";\n";
  return text;
}

std::string source(const Source& source, const Model& model, const Holders& holders,
                   const std::set<std::string>& more_holders, const Selection& selection) {
  std::string text = note(selection) + "\n";
  if (source.parts.empty()) return text + "// What was described fits into the others.\n";
  std::string instances = instantiate(more_holders);
  bool moves = false;
  for (const Source::Part& part : source.parts) {
    for (const std::string& name : part.definitions) {
      moves |= model.at(name).kind.has_value();
      if (const auto found = holders.find(name); found != holders.end()) {
        instances += instantiate(found->second);
      }
    }
  }
  std::set<std::string> headers;
  for (const std::string& path : source.headers) headers.insert(header_path(path, selection));
  text += include_block(headers);
  if (moves) text += "#include <utility>\n\n";
  text += "#include <k8s/describe.hpp>\n\n// clang-format off\n";
  for (const Source::Part& part : source.parts) text += describe(part, model);
  if (instances.empty()) {
    text.pop_back();
    return text;
  }
  return text + open_namespace(library_scope) + "\n" + instances + "\n" +
         close_namespace(library_scope);
}

// ---- the library's own --------------------------------------------------------------------

std::string kinds_header(const Selection& selection) {
  return "#pragma once\n\n" + note(selection) +
         "\n#include <span>\n\n#include <k8s/detail/kind.hpp>\n#include <k8s/export.hpp>\n\n"
         "namespace k8s::detail {\n\n"
         "/// Every kind of the generated models.\n"
         "K8S_EXPORT std::span<const Kind* const> all_kinds();\n\n"
         "}  // namespace k8s::detail\n";
}

std::string kinds_source(const Model& model, const Layout& layout, const Holders& holders,
                         const Selection& selection) {
  std::set<std::string> headers;
  std::string rows;
  for (const auto& [path, unit] : layout.units) {
    for (const std::string& name : unit.definitions) {
      const Struct& each = model.at(name);
      if (!each.kind) continue;
      headers.insert(header_path(path, selection));
      rows += "      &kind_of<" + name_in(each, library_scope) + ">(),\n";
    }
  }
  std::string text = note(selection) + "\n#include \"models/kinds.hpp\"\n\n" +
                     include_block(headers) + "// clang-format off\n";
  if (const auto found = holders.find(""); found != holders.end()) {
    text += open_namespace(library_scope) + "\n" + instantiate(found->second) + "\n" +
            close_namespace(library_scope) + "\n";
  }
  return text +
         "namespace k8s::detail {\nnamespace {\n\n"
         "template <class T>\nconst Kind& kind_of() {\n"
         "  return k8s_kind(static_cast<const T*>(nullptr));\n}\n\n}  // namespace\n\n"
         "std::span<const Kind* const> all_kinds() {\n  static const Kind* const kinds[] = {\n" +
         rows + "  };\n  return kinds;\n}\n\n}  // namespace k8s::detail\n";
}

/// Where each definition stands in the library: what LibraryTypes reads.
std::string library_types(const Model& model, const Layout& layout, const Rules& rules) {
  std::map<std::string, std::string> rows;
  for (const auto& [path, unit] : layout.units) {
    for (const std::string& name : unit.definitions) {
      const Struct& each = model.at(name);
      rows[name] = "struct\t" + each.scope + "::" + each.name + "\tk8s/models/" + path + ".hpp";
    }
  }
  for (const auto& [name, value] : rules.values) {
    rows[name] = "value\t" + value.type + "\t" + value.header;
  }
  std::string text = "definition\tform\ttype\theader\n";
  for (const auto& [name, row] : rows) text += name + "\t" + row + "\n";
  return text;
}

std::string umbrella(const Layout& layout, std::string_view what, const Selection& selection) {
  std::string text = "#pragma once\n\n" + note(selection) + "\n/// " + std::string(what) + "\n\n";
  for (const auto& [path, unit] : layout.units) {
    text += "#include <" + header_path(path, selection) + ">\n";
  }
  return text;
}

}  // namespace

Files emit(const Model& model, const Layout& layout, const Rules& rules,
           const Selection& selection) {
  const Holders holders = holders_of(model);
  Files files;
  for (const auto& [path, unit] : layout.units) {
    files["include/" + header_path(path, selection)] = header(unit, model, selection);
  }
  const auto no_struct = holders.find("");
  std::set<std::string> more;  // holders of what the library declares
  if (selection.root != library_scope && no_struct != holders.end()) more = no_struct->second;
  for (const Source& each : layout.sources) {
    files["src/" + each.path + ".cpp"] = source(each, model, holders, more, selection);
    more.clear();
  }
  if (selection.root != library_scope) {
    files["include/" + folder(selection.root) + "/models.hpp"] =
        umbrella(layout, "Every model of " + selection.root + ".", selection);
    return files;
  }
  files["include/k8s/models/all.hpp"] =
      umbrella(layout, "Every type of the Kubernetes API, of every group and version.", selection);
  files["src/models/kinds.hpp"] = kinds_header(selection);
  files["src/models/kinds.cpp"] = kinds_source(model, layout, holders, selection);
  files["tools/modelgen/library-types.tsv"] = library_types(model, layout, rules);
  return files;
}

}  // namespace modelgen
