#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// How Kubernetes' own kinds look in protobuf. protobuf_fields.cpp is generated.

namespace k8s::testing::fake {

/// What a field holds, or an element of it.
enum class ProtobufKind : std::uint8_t {
  boolean,
  integer,
  number,
  string,
  bytes,
  message,
  // What JSON writes as one value:
  time,
  micro_time,
  quantity,
  int_or_string,
  raw,      // JSON
  strings,  // a list that protobuf holds in a message
};

enum class ProtobufHolding : std::uint8_t {
  single,    // written always, even if it is zero
  optional,  // written if it is there
  list,
  map,
};

struct ProtobufField {
  std::uint16_t number;
  std::string_view name;  // in JSON; empty if the members of the message stand in its place
  ProtobufKind kind;
  ProtobufHolding holding;
  std::uint16_t message;  // of kind message
};

struct ProtobufMessage {
  std::string_view api_version;
  std::string_view kind;
  std::uint16_t message;
};

[[nodiscard]] std::span<const ProtobufField> protobuf_fields(std::uint16_t message);

/// The kinds of the API, with what clients send beside objects.
[[nodiscard]] std::span<const ProtobufMessage> protobuf_kinds();

}  // namespace k8s::testing::fake
