#pragma once

#include <stdexcept>
#include <string_view>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// A body that is no object in protobuf.
class ProtobufError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The object that a client sent as application/vnd.kubernetes.protobuf, as JSON. Go's clients and
/// kubectl send Kubernetes' own kinds that way.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
/// \throws ProtobufError
[[nodiscard]] json::object read_protobuf(std::string_view body);

}  // namespace k8s::testing::fake
