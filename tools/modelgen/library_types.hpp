#pragma once

#include <istream>
#include <map>
#include <string>
#include <string_view>

namespace modelgen {

/// Which definitions of Kubernetes' own the library has types for, so that models of others use
/// those: the table library-types.tsv, which is written with the library's models.
class LibraryTypes {
 public:
  struct Type {
    bool is_struct = false;  // or else a value, such as Time
    std::string name;        // "k8s::core::v1::PodSpec", "Time"
    std::string header;      // "k8s/models/core/v1/pod_spec.hpp"
  };

  /// \throws SchemaError naming the line
  static LibraryTypes read(std::istream& text, std::string_view name);
  /// The table of the library that this program was built with.
  static LibraryTypes built_in();

  /// Null if the library has none.
  [[nodiscard]] const Type* find(std::string_view definition) const;

 private:
  std::map<std::string, Type, std::less<>> types_;
};

}  // namespace modelgen
