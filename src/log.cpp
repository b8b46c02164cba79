#include "log.hpp"

#include <array>
#include <cstddef>
#include <iostream>
#include <string>

#include "one_line.hpp"

namespace k8s::detail {

namespace {

constexpr std::size_t longest_line = 4000;

std::string_view name_of(LogLevel level) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  return names.at(static_cast<std::size_t>(level));
}

}  // namespace

bool is_logged(const Config& config, LogLevel level) noexcept {
  return config.logger || level != LogLevel::debug || config.debug;
}

void log(const Config& config, LogLevel level, std::string_view line) noexcept {
  try {
    if (!is_logged(config, level)) return;
    const std::string clean = one_line(line, longest_line);
    if (config.logger) {
      config.logger(level, clean);
    } else {
      std::clog << "k8s: " + std::string(name_of(level)) + ": " + clean + '\n' << std::flush;
    }
  } catch (...) {
    // A line of the log is never worth a failed request.
    return;
  }
}

}  // namespace k8s::detail
