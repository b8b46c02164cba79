#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <k8s/detail/description.hpp>

namespace shapes {

/// Makes JSON that a described struct can be read from, with everything that real servers and
/// careless people write: members missing, unknown, null, empty, twice, in any order, with spaces
/// and escapes, times with offsets, integers with a fraction of zero.
class JsonGenerator {
 public:
  /// \param most_within how often a struct may stand inside itself: a schema holds a dozen of
  /// schemas, and without an end it would hold a book of them
  explicit JsonGenerator(unsigned seed, std::ptrdiff_t most_within = 100)
      : random_(seed), most_within_(most_within) {}

  std::string object(const k8s::detail::Table& table);
  /// Any JSON value at all.
  std::string anything(int depth);

 private:
  std::size_t below(std::size_t bound);
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  template <std::size_t Count>
  const char* one_of(const char* const (&choices)[Count]) {
    return choices[below(Count)];
  }

  std::string value(const k8s::detail::ValueType& type);
  std::string member_value(const k8s::detail::Field& field);
  std::string identity(const k8s::detail::Kind& kind);
  std::string elements(const k8s::detail::ValueType& type);
  std::string entries(const k8s::detail::ValueType& type);
  std::string integer(bool large);
  std::string string();
  std::string space();

  std::mt19937 random_;
  std::ptrdiff_t most_within_;
  int depth_ = 0;
  std::vector<const k8s::detail::Table*> open_{};  // the structs that are being made
};

}  // namespace shapes
