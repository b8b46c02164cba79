#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

/// Makes pods as an API server sends them: of Deployments, with one to three containers, tokens,
/// probes, conditions and statuses, in Go's order of members. The same seed gives the same pods.
class PodGenerator {
 public:
  /// \param managed_fields whether the pods carry metadata.managedFields, some two fifths of a pod
  explicit PodGenerator(bool managed_fields, std::uint64_t seed = 1)
      : managed_fields_(managed_fields), state_(seed) {}

  /// The next pod. Of a list's items `apiVersion` and `kind` are left out.
  [[nodiscard]] std::string pod(bool named);

 private:
  struct Container;

  std::uint64_t random();
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random() % limit); }
  std::string word(std::size_t length, const char* letters);
  std::string hex(std::size_t length) { return word(length, "0123456789abcdef"); }
  std::string name_part(std::size_t length) { return word(length, "bcdfghjklmnpqrstvwxz2456789"); }
  std::string uid();
  std::string address();
  std::string time();

  std::string container(const Container& container);
  std::string environment(const std::string& app, std::size_t count);
  std::string container_status(const Container& container, const std::string& started);
  std::string fields_of(const Container& container);

  bool managed_fields_;
  std::uint64_t state_;
};

/// A list of so many pods, as an API server answers.
[[nodiscard]] std::string pod_list(std::size_t count, bool managed_fields);

}  // namespace bench
