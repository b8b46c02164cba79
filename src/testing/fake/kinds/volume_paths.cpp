#include "testing/fake/kinds/volume_paths.hpp"

#include <algorithm>

namespace k8s::testing::fake {

void validate_no_backsteps(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  std::string_view rest = text;
  while (true) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (rest.substr(0, slash) == "..") return errors.invalid(path, text, "must not contain '..'");
    if (slash == rest.size()) return;
    rest.remove_prefix(slash + 1);
  }
}

void validate_local_path(std::string_view text, const FieldPath& path, FieldErrors& errors) {
  if (text.starts_with("/")) errors.invalid(path, text, "must be a relative path");
  validate_no_backsteps(text, path, errors);
  if (text.starts_with("..") && !text.starts_with("../")) {
    errors.invalid(path, text, "must not start with '..'");
  }
}

}  // namespace k8s::testing::fake
