#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>
#include <k8s/export.hpp>

#include "yaml/node.hpp"

// What k8s::testing uses too, which may be a library of its own, is exported.

namespace k8s::yaml {

/// A text that is no YAML, or not YAML that JSON can hold. Private to the library: who calls the
/// parser turns it into a ConfigError or a DecodeError.
class K8S_EXPORT ParseError : public std::runtime_error {
 public:
  ParseError(const std::string& file, Mark mark, std::size_t offset, std::string problem);
  [[nodiscard]] const Mark& mark() const noexcept { return mark_; }
  /// In bytes, from 0.
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  /// Without file and line.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  Mark mark_;
  std::size_t offset_;
  std::string problem_;
};

/// YAML may come from anywhere; these bounds hold whatever it says.
struct Limits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 500;
  /// What aliases may expand to, in all.
  std::size_t alias_bytes = std::size_t{8} << 20;
  /// Whether a key may stand in a mapping twice, as it may for kubectl: the last one counts.
  bool repeated_keys = false;
};

/// The only document of `text`; null if it is empty. `file_name` is used in errors alone.
/// \throws ParseError
[[nodiscard]] K8S_EXPORT boost::json::value parse(std::string_view text, std::string_view file_name,
                                                  const Limits& limits = {});
/// A key that stands in a mapping again.
struct RepeatedKey {
  std::string name;
  Mark mark;
};

/// As parse, but reads no further than the end of the first document, and of a key that stands in a
/// mapping twice the last value counts.
/// \param repeated such keys are appended, in their order
[[nodiscard]] K8S_EXPORT boost::json::value parse_first(std::string_view text,
                                                        std::string_view file_name,
                                                        std::vector<RepeatedKey>& repeated,
                                                        const Limits& limits = {});
/// Every document of `text`, in order; empty ones are null.
[[nodiscard]] K8S_EXPORT std::vector<Node> parse_nodes(std::string_view text,
                                                       std::string_view file_name,
                                                       const Limits& limits = {});
/// As parse_nodes, but reads no further than the end of the first document, which is what kubectl
/// does with a kubeconfig.
[[nodiscard]] Node parse_first_node(std::string_view text, std::string_view file_name,
                                    const Limits& limits = {});

}  // namespace k8s::yaml
