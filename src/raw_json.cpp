#include <k8s/raw_json.hpp>

#include <ostream>
#include <utility>

#include "codec/json_text.hpp"

namespace k8s {

RawJson::RawJson(std::string text) : text_(std::move(text)) {
  codec::check_json(text_);
}

bool operator==(const RawJson& a, const RawJson& b) {
  return codec::same_json(a.text_, b.text_);
}

std::ostream& operator<<(std::ostream& out, const RawJson& json) {
  return out << json.text_;
}

}  // namespace k8s
