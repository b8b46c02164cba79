#pragma once

namespace k8s::detail {

/// A number from 0 up to 1, so that programs that were held up together do not come back together.
/// Safe to call from any thread.
[[nodiscard]] double random_fraction();

}  // namespace k8s::detail
