#pragma once

#include <string>
#include <string_view>

namespace modelgen {

/// The member for a name on the wire: the name itself, with one `_` after it where C++ keeps the
/// name or a system header may define it as a macro, as all names in capitals are written; `_` for
/// what cannot stand in an identifier
/// (`x-kubernetes-list-type`), and a `_` at the end instead of a `$` in front (`$ref`).
/// \throws SchemaError at `path` if that makes no identifier
std::string member_name(std::string_view wire, std::string_view path);

/// Whether a type can have that name.
bool is_type_name(std::string_view name);

/// What the codec takes for the wire name if nothing else is said: the member less one trailing
/// `_`.
std::string_view implied_wire_name(std::string_view member);

/// The file of a type: "HTTPGetAction" gives "http_get_action".
std::string snake_case(std::string_view type);

/// A part of a namespace or path: what cannot stand in an identifier becomes `_`.
std::string identifier(std::string_view text);

/// A part of a namespace, with one `_` after it where C++ or the library keeps the name.
std::string namespace_name(std::string_view text);

/// Whether a type of that name would hide one that models are made of, such as Array.
bool hides_a_part(std::string_view type);

/// Whether a member of a top-level kind would hide something of Model<T>.
bool is_verb(std::string_view member);

}  // namespace modelgen
