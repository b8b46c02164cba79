#pragma once

#include <string>
#include <string_view>

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/export.hpp>
#include <k8s/list.hpp>

// What the rest of the library asks of the codec. Objects are known by their Table or Kind and
// their address. Nothing here is a template, nothing keeps state, and every function may be called
// from any thread.

namespace k8s::codec {

/// Reads a struct from exactly one JSON object. `object` is freshly constructed; when this throws
/// it is in an unspecified valid state.
/// \throws DecodeError with the path and the byte; no value is ever quoted
void decode(const detail::Table& table, std::string_view json, void* object);

/// Reads a top-level object. `apiVersion` and `kind` may be missing, as in the items of a list;
/// where present they must be the kind's. \throws DecodeError
void decode(const detail::Kind& kind, std::string_view json, void* object);

/// Reads a list's answer: appends its items to `array`, an Array of the kind, and tells the list's
/// metadata if `metadata` is not null. \throws DecodeError
void decode_list(const detail::Kind& kind, std::string_view json, void* array,
                 ListMetadata* metadata);

/// One line of a watch, with the object aside.
struct WatchLine {
  /// "ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR", or what else the server says.
  std::string type{};
  /// Of ERROR: the Status, as JSON. Empty otherwise.
  std::string raw_object{};
};

/// Reads a line of a watch: the object into `object`, unless the type is ERROR. The order of the
/// members does not matter. \throws DecodeError
WatchLine decode_watch_line(const detail::Kind& kind, std::string_view line, void* object);

/// Writes a struct as compact JSON, as it was decoded: unknown members, what was present though
/// empty, and spelling included. A struct with a kind is written with `apiVersion` and `kind` if it
/// was built here or came with them.
[[nodiscard]] std::string encode(const detail::Table& table, const void* object);

/// As encode, with `apiVersion` and `kind` in any case.
[[nodiscard]] std::string encode_for_request(const detail::Kind& kind, const void* object);

/// What an object gives (as merge() has it), with `apiVersion` and `kind`: what nobody set is left
/// out, though the schema may require it. In items of lists required numbers and truths are
/// written, since 0 and false are values of an item that is there.
[[nodiscard]] std::string encode_given(const detail::Kind& kind, const void* object);

/// Writes a list of the kind as compact JSON, as the server sends one, with its items as encode
/// writes them. \param array an Array of the kind
[[nodiscard]] std::string encode_list(const detail::Kind& kind, const ListMetadata& metadata,
                                      const void* array);

/// Sets on `onto` whatever `given` gives: a plain member that is not zero, a present optional or
/// Box, a list or map that is not empty, an unknown member, anything marked present. Structs are
/// merged member by member, lists and maps replaced. Never merged is what the server sets: of
/// metadata the uid, resourceVersion, generation, creationTimestamp, deletionTimestamp,
/// deletionGracePeriodSeconds, managedFields and selfLink; the status; read-only members. Neither
/// is what cannot change once an object exists, such as a Service's clusterIP.
void merge(const detail::Table& table, const void* given, void* onto);

/// Refuses an object built here in which a member that the schema requires has no value: an empty
/// string, list, map or Bytes, an unset Time, Quantity or RawJson, an absent optional or Box.
///
/// Numbers, booleans and structs always have a value: 0, false, and the struct, whose own required
/// members are checked in turn. A member marked present (mark_present) is meant to be empty. Not
/// checked are the status, and objects that came from the server.
/// \throws ValidationError that names the model, the field and its path
void check_required(const detail::Kind& kind, const void* object);
void check_required(const detail::Table& table, const void* object);

}  // namespace k8s::codec
