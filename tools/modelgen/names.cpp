#include "names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "schema_error.hpp"

namespace modelgen {
namespace {

// Sorted. All keywords and alternative tokens of C++20, and those that later standards add.
constexpr auto keywords = std::to_array<std::string_view>({
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "contract_assert",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
});

// Sorted. What headers of common systems and compilers define without asking.
constexpr auto macros = std::to_array<std::string_view>({
    "EOF",
    "L_tmpnam",
    "NULL",
    "P_tmpdir",
    "assert",
    "environ",
    "errno",
    "i386",
    "linux",
    "major",
    "makedev",
    "minor",
    "offsetof",
    "setjmp",
    "stderr",
    "stdin",
    "stdout",
    "unix",
});

// What the sources of models name without saying where it stands.
constexpr auto description_words = std::to_array<std::string_view>({
    "all_verbs",
    "always",
    "atomic",
    "boost",
    "k8s",
    "omit_empty",
    "once",
    "required",
    "std",
});

constexpr auto verbs = std::to_array<std::string_view>({
    "api_version",  "apply",          "apply_status",  "change_stored",
    "content_type", "delete_",        "delete_list",   "find",
    "get",          "get_or_create",  "info",          "kind",
    "list",         "list_with_meta", "patch",         "refresh",
    "save",         "save_status",    "self",          "state_",
    "try_get",      "update",         "update_status", "watch_list",
});

constexpr auto parts = std::to_array<std::string_view>({
    "Array",
    "Box",
    "Bytes",
    "IntOrString",
    "Map",
    "MicroTime",
    "Model",
    "Quantity",
    "RawJson",
    "Time",
});

bool contains(const auto& sorted, std::string_view name) {
  return std::ranges::find(sorted, name) != sorted.end();
}

bool is_lower(char c) {
  return std::islower(static_cast<unsigned char>(c)) != 0;
}
bool is_upper(char c) {
  return std::isupper(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}
bool fits_identifier(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
}

/// Written as macros are: headers define thousands of these, and which ones differs.
bool looks_like_macro(std::string_view name) {
  return name.size() > 1 && std::ranges::any_of(name, is_upper) &&
         std::ranges::none_of(name, is_lower);
}

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

}  // namespace

std::string identifier(std::string_view text) {
  std::string result(text);
  std::ranges::replace_if(result, [](char c) { return !fits_identifier(c); }, '_');
  return result;
}

std::string namespace_name(std::string_view text) {
  std::string name = identifier(text);
  const bool taken = contains(keywords, name) || contains(macros, name);
  if (taken || name == "detail" || name == "std" || name == "testing") name += '_';
  return name;
}

bool hides_a_part(std::string_view type) {
  return contains(parts, type);
}

bool is_type_name(std::string_view name) {
  const bool taken =
      contains(keywords, name) || contains(macros, name) || contains(description_words, name);
  return !name.empty() && !taken && identifier(name) == name && !is_digit(name.front()) &&
         name.find("__") == std::string_view::npos &&
         !(name.front() == '_' && name.size() > 1 && is_upper(name[1]));
}

std::string member_name(std::string_view wire, std::string_view path) {
  const bool dollar = wire.starts_with('$');
  std::string name = identifier(dollar ? wire.substr(1) : wire);
  // C++ keeps two underscores in a row, and one before a capital, to itself.
  for (std::size_t at = 0; (at = name.find("__", at)) != std::string::npos;) name.erase(at, 1);
  if (name.size() > 1 && name.front() == '_' && is_upper(name[1])) name.erase(0, 1);
  if (!name.empty() && is_digit(name.front())) name.insert(0, 1, '_');
  if (name.find_first_not_of('_') == std::string::npos) {
    throw SchemaError(path, "the name \"" + std::string(wire) + "\" makes no C++ identifier");
  }
  if (dollar || contains(keywords, name) || contains(macros, name) || looks_like_macro(name)) {
    name += '_';
  }
  return name;
}

std::string_view implied_wire_name(std::string_view member) {
  return member.ends_with('_') ? member.substr(0, member.size() - 1) : member;
}

std::string snake_case(std::string_view type) {
  std::string result;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const bool follows_word = i > 0 && (is_lower(type[i - 1]) || is_digit(type[i - 1]));
    const bool ends_acronym =
        i > 0 && is_upper(type[i - 1]) && i + 1 < type.size() && is_lower(type[i + 1]);
    if (is_upper(type[i]) && (follows_word || ends_acronym)) result += '_';
    result += lower(type[i]);
  }
  return result;
}

bool is_verb(std::string_view member) {
  return contains(verbs, member);
}

}  // namespace modelgen
