#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

// How the rules reach into an object. What is absent and what is null are the same to all of them.

namespace k8s::testing::fake {

/// A stored object: shared by the store, the answers and the watches, so nobody changes it.
using ObjectPtr = std::shared_ptr<const json::object>;

using Path = std::initializer_list<std::string_view>;

/// The value at a path, or null if there is none.
[[nodiscard]] const json::value* find(const json::object& object, Path path);
[[nodiscard]] const json::value* find(const json::object& object, std::string_view name);
[[nodiscard]] json::value* find(json::object& object, std::string_view name);

/// The object at a path; an empty one if there is none.
[[nodiscard]] const json::object& object_at(const json::object& object, Path path);
[[nodiscard]] const json::object& object_at(const json::object& object, std::string_view name);
/// The array at a path; an empty one if there is none.
[[nodiscard]] const json::array& array_at(const json::object& object, Path path);
[[nodiscard]] const json::array& array_at(const json::object& object, std::string_view name);
/// The text at a path; an empty one if there is none.
[[nodiscard]] std::string_view text_at(const json::object& object, Path path);
[[nodiscard]] std::string_view text_at(const json::object& object, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> number_at(const json::object& object, Path path);
[[nodiscard]] std::optional<std::int64_t> number_at(const json::object& object,
                                                    std::string_view name);
[[nodiscard]] bool flag_at(const json::object& object, Path path);
[[nodiscard]] bool flag_at(const json::object& object, std::string_view name);
/// The elements of an array that are objects; an empty object for each that is none.
[[nodiscard]] const json::object& element_at(const json::array& array, std::size_t index);
[[nodiscard]] std::vector<std::string> texts_at(const json::object& object, Path path);

/// The member of that name, made if there is none. Unlike operator[], it leaves the other members
/// where they are if there is one.
json::value& member_of(json::object& object, std::string_view name);
/// The object of that name, made if there is none.
json::object& ensure_object(json::object& parent, std::string_view name);
/// The objects in the array of that name, for changing.
[[nodiscard]] std::vector<json::object*> objects_in(json::object& parent, std::string_view name);
/// Sets a member that has no value yet.
void set_default(json::object& object, std::string_view name, json::value value);
/// Makes a member what it is in another object, absence included.
void copy_member(json::object& to, const json::object& from, std::string_view name);

/// Whether two values mean the same: as the API's semantic equality, an absent member, null and an
/// empty list, map, text, number and flag are the same, and the order of members says nothing.
[[nodiscard]] bool same_meaning(const json::value* a, const json::value* b);

/// The metadata of an object, which every object has once it is decoded.
[[nodiscard]] const json::object& metadata_of(const json::object& object);
[[nodiscard]] json::object& metadata_of(json::object& object);
[[nodiscard]] std::string_view name_of(const json::object& object);
[[nodiscard]] std::string_view namespace_of(const json::object& object);
[[nodiscard]] std::string_view uid_of(const json::object& object);
[[nodiscard]] bool is_terminating(const json::object& object);

}  // namespace k8s::testing::fake
