#include "random_fraction.hpp"

#include <random>

namespace k8s::detail {

double random_fraction() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
}

}  // namespace k8s::detail
