#pragma once

#include <concepts>
#include <utility>

#include <k8s/export.hpp>

namespace k8s {

namespace detail {
/// Throws BadAccess (see error.hpp) naming the table's type.
[[noreturn]] K8S_EXPORT void throw_absent(const char* type_name);
}  // namespace detail

/// An optional struct on the heap that copies deeply: how a model holds a struct that Kubernetes'
/// own Go types hold by pointer. It also lets a type contain itself.
///
/// The default constructor is explicit, so that `.emptyDir = {}` does not compile instead of
/// silently meaning "absent": write `EmptyDirVolumeSource{}`.
///
/// Its special members are defined in the library for every model (box_impl.hpp), so a user's file
/// does not compile them again.
///
/// Thread safety: as std::optional. Errors: `*` and `->` on an absent one throw BadAccess.
template <class T>
class K8S_EXPORT Box {
 public:
  using value_type = T;

  explicit Box() noexcept = default;
  Box(const T& value);  // NOLINT(google-explicit-constructor): an optional takes its value
  Box(T&& value);       // NOLINT(google-explicit-constructor)
  Box(const Box& other);
  Box(Box&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  ~Box() {
    if (value_ != nullptr) destroy();
  }
  Box& operator=(const Box& other);
  Box& operator=(Box&& other) noexcept {
    Box taken(std::move(other));  // other may be inside what this one holds
    std::swap(value_, taken.value_);
    return *this;
  }

  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
  explicit operator bool() const noexcept { return value_ != nullptr; }

  T& operator*() { return *checked(); }
  const T& operator*() const { return *checked(); }
  T* operator->() { return checked(); }
  const T* operator->() const { return checked(); }

  /// The value, made from its defaults if it was absent.
  T& ensure();
  /// The value, or one with all defaults that lives as long as the program.
  [[nodiscard]] const T& value_or_default() const;
  /// Makes it absent.
  void reset() noexcept {
    if (value_ != nullptr) destroy();
  }

  friend bool operator==(const Box& a, const Box& b) { return a.equals(b); }

 private:
  void destroy() noexcept;
  [[nodiscard]] T* checked() const {
    if (value_ == nullptr) absent();
    return value_;
  }
  [[noreturn]] static void absent();
  [[nodiscard]] bool equals(const Box& other) const;

  T* value_ = nullptr;
};

}  // namespace k8s
