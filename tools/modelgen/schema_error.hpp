#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace modelgen {

/// An input that cannot be turned into a correct model. Its text begins with the place: a path in
/// the document, or a file and a line.
class SchemaError : public std::runtime_error {
 public:
  SchemaError(std::string_view place, std::string_view problem)
      : std::runtime_error(std::string(place) + ": " + std::string(problem)) {}
};

}  // namespace modelgen
