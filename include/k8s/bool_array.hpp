#pragma once

#include <deque>
#include <initializer_list>

#include <k8s/array.hpp>

namespace k8s {

/// A list of booleans: the one Array that is a std::deque, since the elements of a
/// std::vector<bool> are no bools.
template <>
class K8S_EXPORT Array<bool> : public std::deque<bool> {
 public:
  using base = std::deque<bool>;
  using base::base;
  using base::operator=;
};

}  // namespace k8s
