#pragma once

#include <k8s/config.hpp>

namespace k8s::detail {

/// Whether config() was called since this was last asked: the default client then has to look
/// whether it was changed.
[[nodiscard]] bool take_config_called() noexcept;

/// What config() returns, without counting as a call of it.
[[nodiscard]] const Config& default_config();

}  // namespace k8s::detail
