#pragma once

// The bodies of Box<T>. Generated sources and users who describe a model of their own include it
// and instantiate Box<T> explicitly; nobody else needs it.

#include <k8s/box.hpp>
#include <k8s/detail/table.hpp>

namespace k8s {

template <class T>
Box<T>::Box(const T& value) : value_(new T(value)) {}

template <class T>
Box<T>::Box(T&& value) : value_(new T(std::move(value))) {}

template <class T>
Box<T>::Box(const Box& other) : value_(other.value_ != nullptr ? new T(*other.value_) : nullptr) {}

template <class T>
Box<T>& Box<T>::operator=(const Box& other) {
  if (this != &other) *this = Box(other);
  return *this;
}

template <class T>
T& Box<T>::ensure() {
  if (value_ == nullptr) value_ = new T{};
  return *value_;
}

template <class T>
const T& Box<T>::value_or_default() const {
  static const T none{};
  return value_ != nullptr ? *value_ : none;
}

template <class T>
void Box<T>::destroy() noexcept {
  delete std::exchange(value_, nullptr);
}

template <class T>
void Box<T>::absent() {
  detail::throw_absent(detail::table_name(k8s_describe(static_cast<const T*>(nullptr))));
}

template <class T>
bool Box<T>::equals(const Box& other) const {
  if (value_ == nullptr || other.value_ == nullptr) return value_ == other.value_;
  return *value_ == *other.value_;
}

}  // namespace k8s
