#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace k8s {

template <class Signature>
class Callback;

/// A function that a Config may hold. Copies of a callback are equal; callbacks that were made
/// apart are not, whatever they do.
template <class... Arguments>
class Callback<void(Arguments...)> {
 public:
  using Function = std::function<void(Arguments...)>;
  Callback() = default;
  Callback(std::nullptr_t) {}   // NOLINT(google-explicit-constructor)
  Callback(Function function);  // NOLINT(google-explicit-constructor)
  template <class F>
    requires(!std::same_as<F, Callback> && !std::same_as<F, Function> &&
             std::invocable<const F&, Arguments...>)
  Callback(F function)  // NOLINT(google-explicit-constructor)
      : Callback(Function(std::move(function))) {}

  explicit operator bool() const noexcept { return function_ != nullptr; }
  void operator()(Arguments... arguments) const {
    (*function_)(std::forward<Arguments>(arguments)...);
  }

  friend bool operator==(const Callback&, const Callback&) = default;

 private:
  std::shared_ptr<const Function> function_;
};

}  // namespace k8s
