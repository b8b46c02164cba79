#pragma once

#include <string>
#include <vector>

namespace k8s {

/// The texts as exec and posix_spawn want them: pointers to mutable characters, and a null at the
/// end. They point into `texts`.
inline std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace k8s
