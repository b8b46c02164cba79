#pragma once

// The bodies of Array<T>. Generated sources and users who describe a model of their own include it
// and instantiate Array<T> explicitly; nobody else needs it.

#include <utility>

#include <k8s/array.hpp>

namespace k8s {

template <class T>
Array<T>::Array() noexcept = default;

template <class T>
Array<T>::Array(std::initializer_list<T> items) : base(items) {}

template <class T>
Array<T>::Array(const base& items) : base(items) {}

template <class T>
Array<T>::Array(base&& items) noexcept : base(std::move(items)) {}

template <class T>
Array<T>::Array(const Array& other) = default;

template <class T>
Array<T>::Array(Array&& other) noexcept = default;

template <class T>
Array<T>::~Array() = default;

template <class T>
Array<T>& Array<T>::operator=(const Array& other) = default;

template <class T>
Array<T>& Array<T>::operator=(Array&& other) noexcept = default;

template <class T>
Array<T>& Array<T>::operator=(std::initializer_list<T> items) {
  base::operator=(items);
  return *this;
}

template <class T>
void Array<T>::push_back(const T& item) {
  base::push_back(item);
}

template <class T>
void Array<T>::push_back(T&& item) {
  base::push_back(std::move(item));
}

}  // namespace k8s
