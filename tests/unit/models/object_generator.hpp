#pragma once

#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>

namespace models {

/// An object of a kind of which only the table is known.
using AnyObject = std::unique_ptr<void, void (*)(void*)>;

inline AnyObject make_object(const k8s::detail::Kind& kind) {
  return {kind.create(), kind.destroy};
}

/// Fills described structs with random values, by their tables.
class ObjectGenerator {
 public:
  enum class Amount { every_field, some_fields };

  ObjectGenerator(unsigned seed, Amount amount) : random_(seed), amount_(amount) {}

  /// Sets members of a blank struct. Types that contain themselves do so once.
  void fill(const k8s::detail::Table& table, void* object);

 private:
  std::size_t below(std::size_t bound);
  void set(const k8s::detail::ValueType& type, void* value);
  std::string string();

  std::mt19937 random_;
  Amount amount_;
  std::vector<const k8s::detail::Table*> open_{};  // the structs that are being filled
};

}  // namespace models
