#include "testing/fake/clock.hpp"

#include <k8s/time.hpp>

namespace k8s::testing::fake {

std::string Clock::timestamp(std::chrono::seconds from_now) const {
  const auto now = std::chrono::system_clock::now() +
                   std::chrono::duration_cast<std::chrono::system_clock::duration>(ahead());
  return Time(std::chrono::floor<std::chrono::seconds>(now) + from_now).to_string();
}

}  // namespace k8s::testing::fake
