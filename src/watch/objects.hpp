#pragma once

#include <cstddef>
#include <memory>

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>

namespace k8s::detail {

/// An Array of the objects of a kind that only its Kind tells.
class Objects {
 public:
  explicit Objects(const Kind& kind)
      : operations_(kind.list->operations), array_(operations_->create(), operations_->destroy) {}

  /// The Array, for functions that fill one.
  [[nodiscard]] void* array() const { return array_.get(); }
  [[nodiscard]] std::size_t size() const { return operations_->size(array()); }
  [[nodiscard]] void* at(std::size_t index) const { return operations_->at(array(), index); }
  void clear() { operations_->clear(array()); }
  /// Gives back the memory too.
  void release() { array_.reset(operations_->create()); }

  /// A default-constructed object: the only one from now on.
  [[nodiscard]] void* fresh() {
    clear();
    return operations_->emplace(array());
  }

 private:
  const HolderOperations* operations_;
  std::unique_ptr<void, void (*)(void*)> array_;
};

}  // namespace k8s::detail
