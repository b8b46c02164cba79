#pragma once

#include <string>

namespace kubectl_tests {

/// What kubectl wrote, without what is another one each time: uids, times, ages, resourceVersions,
/// addresses, the widths of columns.
[[nodiscard]] std::string mapped(const std::string& output);

}  // namespace kubectl_tests
