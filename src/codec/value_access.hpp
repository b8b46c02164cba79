#pragma once

#include <string>
#include <utility>

#include <k8s/quantity.hpp>
#include <k8s/raw_json.hpp>
#include <k8s/time.hpp>

namespace k8s::detail {

/// How the codec reaches into value types without checking twice what it has just checked.
struct ValueAccess {
  static void set_text(Quantity& quantity, std::string text) { quantity.text_ = std::move(text); }
  static void set_text(RawJson& json, std::string text) { json.text_ = std::move(text); }

  template <class Resolution>
  static void append(const BasicTime<Resolution>& time, std::string& out) {
    time.append_to(out);
  }
};

}  // namespace k8s::detail
