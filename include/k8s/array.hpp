#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <vector>

#include <k8s/export.hpp>

namespace k8s {

/// A list in a model: a std::vector whose copying, moving and destruction are compiled once in the
/// library, and which refuses doubled braces around strings (for a vector of strings
/// `{{"/bin/sh", "-c"}}` would be undefined behaviour, and so would `push_back({"-c", "true"})`).
///
/// It is a std::vector to every function that takes one. Not meant to be deleted through a pointer
/// to its base.
template <class T>
class K8S_EXPORT Array : public std::vector<T> {
 public:
  using base = std::vector<T>;
  using base::base;

  Array() noexcept;
  Array(std::initializer_list<T> items);
  Array(std::initializer_list<std::initializer_list<const char*>>)
    requires std::same_as<T, std::string>
  = delete;
  Array(const base& items);      // NOLINT(google-explicit-constructor): it is one
  Array(base&& items) noexcept;  // NOLINT(google-explicit-constructor)
  Array(const Array& other);
  Array(Array&& other) noexcept;
  ~Array();
  Array& operator=(const Array& other);
  Array& operator=(Array&& other) noexcept;
  Array& operator=(std::initializer_list<T> items);
  template <std::same_as<const char*> Text>
    requires std::same_as<T, std::string>
  Array& operator=(std::initializer_list<std::initializer_list<Text>>) = delete;

  void push_back(const T& item);
  void push_back(T&& item);
  template <std::same_as<const char*> Text>
    requires std::same_as<T, std::string>
  void push_back(std::initializer_list<Text>) = delete;
};

}  // namespace k8s
