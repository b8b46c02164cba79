#include <k8s/bytes.hpp>

#include <k8s/error.hpp>

#include "base64.hpp"

namespace k8s {

Bytes Bytes::from_base64(std::string_view text) {
  auto data = base64_decode(text);
  if (!data) throw ValidationError("not base64 with padding (the text is not shown)");
  return Bytes(std::move(*data));
}

std::string Bytes::to_base64() const {
  return base64_encode(data_);
}

}  // namespace k8s
