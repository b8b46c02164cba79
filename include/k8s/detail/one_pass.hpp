#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace k8s::detail {

/// A range to loop over once, whose values come one after the other. `Range` has
/// `void step(std::optional<Value>& next)`, which puts the next value there, or nothing at the end.
/// Iterators point into it and end when it is moved.
template <class Range, class Value>
class OnePass {
 public:
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;

    Value& operator*() const { return *range_->value_; }
    Value* operator->() const { return &*range_->value_; }
    iterator& operator++() {
      range_->advance();
      return *this;
    }
    void operator++(int) { range_->advance(); }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.at_end(); }

   private:
    friend class OnePass;
    [[nodiscard]] bool at_end() const { return !range_->value_.has_value(); }
    explicit iterator(OnePass& range) : range_(&range) {}
    OnePass* range_;
  };

  iterator begin() {
    advance();
    return iterator(*this);
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// The next value, or none at the end: for programs that do not loop.
  std::optional<Value> next() {
    advance();
    return std::exchange(value_, std::nullopt);
  }

 private:
  friend Range;
  OnePass() = default;

  void advance() {
    value_.reset();
    static_cast<Range&>(*this).step(value_);
  }

  std::optional<Value> value_;
};

}  // namespace k8s::detail
