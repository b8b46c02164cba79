#pragma once

#include <cstddef>
#include <string>

#include <k8s/quantity.hpp>
#include <k8s/raw_json.hpp>
#include <k8s/time.hpp>

namespace k8s::detail {

/// How the codec reaches into value types without checking twice what it has just checked.
struct ValueAccess {
  static std::string& text(Quantity& quantity) { return quantity.text_; }
  static std::string& text(RawJson& json) { return json.text_; }

  template <class Resolution>
  static constexpr std::size_t longest_text = BasicTime<Resolution>::longest_text;
  template <class Resolution>
  static char* write(const BasicTime<Resolution>& time, char* out) noexcept {
    return time.write(out);
  }
};

}  // namespace k8s::detail
